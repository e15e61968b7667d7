from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_complaint_remind_days = fields.Integer(
        related="company_id.cs_complaint_remind_days", readonly=False
    )
    cs_complaint_rating_days = fields.Integer(
        related="company_id.cs_complaint_rating_days", readonly=False
    )
    cs_complaint_reopen_clock = fields.Selection(
        related="company_id.cs_complaint_reopen_clock", readonly=False
    )
    cs_complaint_reopen_by_mail = fields.Boolean(
        related="company_id.cs_complaint_reopen_by_mail", readonly=False
    )
    cs_complaint_regulator_days = fields.Integer(
        related="company_id.cs_complaint_regulator_days", readonly=False
    )
    cs_complaint_low_score = fields.Integer(
        related="company_id.cs_complaint_low_score", readonly=False
    )
    cs_complaint_low_action = fields.Selection(
        related="company_id.cs_complaint_low_action", readonly=False
    )
