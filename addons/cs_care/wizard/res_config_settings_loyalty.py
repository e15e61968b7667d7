from odoo import fields, models


class ResConfigSettingsLoyalty(models.TransientModel):
    _inherit = "res.config.settings"

    cs_loyalty_point_value = fields.Float(
        related="company_id.cs_loyalty_point_value", readonly=False
    )
    cs_loyalty_hold_minutes = fields.Integer(
        related="company_id.cs_loyalty_hold_minutes", readonly=False
    )
    cs_loyalty_breakage = fields.Float(related="company_id.cs_loyalty_breakage", readonly=False)
    cs_loyalty_breakage_months = fields.Integer(
        related="company_id.cs_loyalty_breakage_months", readonly=False
    )
