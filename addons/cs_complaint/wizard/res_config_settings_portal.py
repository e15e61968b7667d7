from odoo import fields, models


class ResConfigSettingsPortal(models.TransientModel):
    _inherit = "res.config.settings"

    cs_complaint_link_days = fields.Integer(
        related="company_id.cs_complaint_link_days", readonly=False
    )
