from odoo import fields, models


class ResConfigSettingsIntake(models.TransientModel):
    _inherit = "res.config.settings"

    cs_complaint_repeat_days = fields.Integer(
        related="company_id.cs_complaint_repeat_days", readonly=False
    )
