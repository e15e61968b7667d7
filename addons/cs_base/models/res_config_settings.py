from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_calendar_id = fields.Many2one(related="company_id.cs_calendar_id", readonly=False)
