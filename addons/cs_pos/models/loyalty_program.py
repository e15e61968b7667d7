from odoo import api, models


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    @api.model
    def _load_pos_data_fields(self, config):
        names = ["cs_managed", "cs_pending_days", "cs_point_decimals"]
        return [*super()._load_pos_data_fields(config), *names]
