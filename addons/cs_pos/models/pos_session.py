from odoo import api, models


class PosSession(models.Model):
    _inherit = "pos.session"

    @api.model
    def _load_pos_data_models(self, config):
        models_of_tills = super()._load_pos_data_models(config)
        return [*models_of_tills, "cs.service.guide", "cs.service.guide.material"]
