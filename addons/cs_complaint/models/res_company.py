from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    # Working days by severity (clause 6.2.3)
    cs_complaint_days_ordinary = fields.Integer(
        string="Ordinary Complaint (Working Days)", default=3
    )
    cs_complaint_days_major = fields.Integer(string="Major Complaint (Working Days)", default=5)
    cs_complaint_days_extra_major = fields.Integer(
        string="Extra-Major Complaint (Working Days)", default=10
    )
    cs_complaint_response_hours = fields.Float(string="First Response (Working Hours)", default=8.0)
    cs_complaint_reopen_days = fields.Integer(string="Reopening Allowed For (Days)", default=30)
    # The customer may still go to the authority, which asks for what was done.
    cs_complaint_evidence_months = fields.Integer(string="Evidence Kept For (Months)", default=24)

    # What customers may send along
    cs_complaint_file_mb = fields.Integer(string="Largest File of Customers (MB)", default=10)
    cs_complaint_file_count = fields.Integer(string="Files of Customers at Once", default=5)

    _cs_complaint_targets_positive = models.Constraint(
        """CHECK (cs_complaint_days_ordinary > 0 AND cs_complaint_days_major > 0
            AND cs_complaint_days_extra_major > 0 AND cs_complaint_response_hours > 0
            AND cs_complaint_reopen_days >= 0 AND cs_complaint_evidence_months >= 0)""",
        "The targets of complaint handling are longer than zero.",
    )
    # The server does not take requests above 128 MB.
    _cs_complaint_files_possible = models.Constraint(
        """CHECK (cs_complaint_file_mb > 0 AND cs_complaint_file_count > 0
            AND cs_complaint_file_mb * cs_complaint_file_count <= 100)""",
        "Customers may send one file or more, of 1 MB or more, and at most 100 MB together.",
    )

    def _cs_complaint_days(self, severity):
        """Working days within which a complaint of ``severity`` is to be resolved.

        :param str severity: ``ordinary``, ``major`` or ``extra_major``
        """
        self.ensure_one()
        return self[f"cs_complaint_days_{severity}"]
