from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_survey_interval_days = fields.Integer(
        related="company_id.cs_survey_interval_days", readonly=False
    )
    cs_survey_hour_from = fields.Float(related="company_id.cs_survey_hour_from", readonly=False)
    cs_survey_hour_to = fields.Float(related="company_id.cs_survey_hour_to", readonly=False)
