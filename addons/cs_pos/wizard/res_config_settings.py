from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_pos_masked = fields.Boolean(related="company_id.cs_pos_masked", readonly=False)
    pos_cs_pos_preload = fields.Integer(related="pos_config_id.cs_pos_preload", readonly=False)
    cs_pos_identity_failures = fields.Integer(
        related="company_id.cs_pos_identity_failures", readonly=False
    )
    cs_pos_identity_minutes = fields.Integer(
        related="company_id.cs_pos_identity_minutes", readonly=False
    )
    cs_pos_identity_redeem = fields.Boolean(
        related="company_id.cs_pos_identity_redeem", readonly=False
    )
    pos_cs_pos_queue = fields.Boolean(related="pos_config_id.cs_pos_queue", readonly=False)
