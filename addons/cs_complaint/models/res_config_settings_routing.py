from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_complaint_task_hours = fields.Float(
        related="company_id.cs_complaint_task_hours", readonly=False
    )
    cs_complaint_aside_days = fields.Integer(
        related="company_id.cs_complaint_aside_days", readonly=False
    )
