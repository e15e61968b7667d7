from odoo import fields, models


class ResConfigSettingsIntake(models.TransientModel):
    _inherit = "res.config.settings"

    cs_complaint_repeat_days = fields.Integer(
        related="company_id.cs_complaint_repeat_days", readonly=False
    )
    cs_complaint_model_least = fields.Integer(
        related="company_id.cs_complaint_model_least", readonly=False
    )
    cs_complaint_suggest_percent = fields.Integer(
        related="company_id.cs_complaint_suggest_percent", readonly=False
    )
