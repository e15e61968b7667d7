from odoo import api, fields, models

from ..models.cs_complaint_policy import SEVERITIES
from ..models.cs_complaint_severity import RANK


class CsComplaintSeverityChange(models.TransientModel):
    """Asks for another severity and the reason."""

    _name = "cs.complaint.severity.change"
    _description = "Change of Severity"
    _inherit = ["cs.complaint.dialog", "cs.privacy.scan.mixin"]

    _cs_scanned = ("reason",)

    complaint_id = fields.Many2one(
        comodel_name="cs.complaint", required=True, readonly=True, ondelete="cascade"
    )
    severity = fields.Selection(
        selection=SEVERITIES,
        compute="_compute_severity",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    reason = fields.Text(required=True)
    is_lower = fields.Boolean(compute="_compute_is_lower")

    @api.depends("complaint_id")
    def _compute_severity(self):
        for dialog in self:
            dialog.complaint_id.check_access("read")
            dialog.severity = dialog.complaint_id.severity

    @api.depends("severity", "complaint_id")
    def _compute_is_lower(self):
        for dialog in self:
            present = dialog.complaint_id.severity
            dialog.is_lower = RANK.get(dialog.severity, 0) < RANK.get(present, 0)

    def action_apply(self):
        """Change the severity, or ask for it when it is lower."""
        self.ensure_one()
        self.complaint_id.action_change_severity(self.severity, self.reason)
        return {"type": "ir.actions.act_window_close"}
