from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_security_officer_id = fields.Many2one(
        related="company_id.cs_security_officer_id", readonly=False
    )
