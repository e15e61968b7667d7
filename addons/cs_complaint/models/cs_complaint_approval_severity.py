from odoo import fields, models

from .cs_complaint_policy import SEVERITIES


class CsComplaintApproval(models.Model):
    """A lower severity gives the customer's complaint more time: somebody else decides."""

    _inherit = "cs.complaint.approval"

    kind = fields.Selection(
        selection_add=[("severity", "Lower severity")], ondelete={"severity": "cascade"}
    )
    severity = fields.Selection(selection=SEVERITIES, string="New Severity", readonly=True)

    def _cs_apply(self):
        if self.kind == "severity":
            self.complaint_id._cs_require_open()
            return self.complaint_id._cs_set_severity(self.severity, self.reason)
        return super()._cs_apply()
