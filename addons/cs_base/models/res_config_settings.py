from odoo import fields, models

from .cs_health_backup import DAYS, HOURS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_backup_hours = fields.Integer(
        string="Backup at Least Every (Hours)",
        config_parameter="cs_base.backup_hours",
        default=HOURS,
    )
    cs_backup_days = fields.Integer(
        string="Restore Drill at Least Every (Days)",
        config_parameter="cs_base.backup_days",
        default=DAYS,
    )
    cs_calendar_id = fields.Many2one(related="company_id.cs_calendar_id", readonly=False)
