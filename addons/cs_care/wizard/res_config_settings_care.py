from odoo import fields, models


class ResConfigSettingsCare(models.TransientModel):
    _inherit = "res.config.settings"

    cs_care_cap = fields.Integer(related="company_id.cs_care_cap", readonly=False)
    cs_care_cap_days = fields.Integer(related="company_id.cs_care_cap_days", readonly=False)
    cs_care_quiet_from = fields.Float(related="company_id.cs_care_quiet_from", readonly=False)
    cs_care_quiet_to = fields.Float(related="company_id.cs_care_quiet_to", readonly=False)
    cs_care_effect_least = fields.Integer(related="company_id.cs_care_effect_least", readonly=False)
