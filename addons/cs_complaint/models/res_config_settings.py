from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_complaint_days_ordinary = fields.Integer(
        related="company_id.cs_complaint_days_ordinary", readonly=False
    )
    cs_complaint_days_major = fields.Integer(
        related="company_id.cs_complaint_days_major", readonly=False
    )
    cs_complaint_days_extra_major = fields.Integer(
        related="company_id.cs_complaint_days_extra_major", readonly=False
    )
    cs_complaint_response_hours = fields.Float(
        related="company_id.cs_complaint_response_hours", readonly=False
    )
    cs_complaint_reopen_days = fields.Integer(
        related="company_id.cs_complaint_reopen_days", readonly=False
    )
    cs_complaint_evidence_months = fields.Integer(
        related="company_id.cs_complaint_evidence_months", readonly=False
    )
    cs_complaint_file_mb = fields.Integer(related="company_id.cs_complaint_file_mb", readonly=False)
    cs_complaint_file_count = fields.Integer(
        related="company_id.cs_complaint_file_count", readonly=False
    )
    cs_complaint_form_limit_ip = fields.Integer(
        string="Submissions per Address and Hour",
        default=30,
        config_parameter="cs_complaint.form_limit_ip",
    )
    cs_complaint_form_limit_email = fields.Integer(
        string="Complaints per E-mail and Hour",
        default=5,
        config_parameter="cs_complaint.form_limit_email",
    )
