from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_privacy_request_days = fields.Integer(
        related="company_id.cs_privacy_request_days", readonly=False
    )
    cs_privacy_officer_id = fields.Many2one(
        related="company_id.cs_privacy_officer_id", readonly=False
    )
