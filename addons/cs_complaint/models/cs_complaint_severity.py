from odoo import fields, models
from odoo.exceptions import UserError

from ..core.facts import DONE_STATES, Reason
from .cs_complaint_policy import SEVERITIES

RANK = {name: rank for rank, (name, _label) in enumerate(SEVERITIES)}


class CsComplaintSeverity(models.Model):
    """Severity, which moves the deadline, apart from priority, which moves nothing.

    Whoever works on a complaint raises its severity with a reason; lowering it is decided by
    somebody else.
    """

    _inherit = "cs.complaint"

    priority = fields.Selection(
        selection=[("0", "Normal"), ("1", "Important"), ("2", "High"), ("3", "Urgent")],
        default="0",
        help="For the order of one's own work. The deadline depends on the severity alone.",
    )

    def action_change_severity(self, severity=None, reason=None):
        """Raise the severity, or ask for a lower one; without ``severity`` a dialog asks.

        :param str severity: ``ordinary``, ``major`` or ``extra_major``
        :param str reason: kept with the clock, or with the request
        :raise UserError: the complaint is not open, or a lower severity has been asked for already
        """
        self.ensure_one()
        self.check_access("write")
        self._cs_require_open()
        if severity is None:
            return self._cs_open_dialog(
                "cs.complaint.severity.change",
                self.env._("Change Severity"),
                default_complaint_id=self.id,
            )
        self._cs_check_severity({"severity": severity})
        self._cs_require_reason(reason)
        if severity == self.severity:
            return True
        if RANK[severity] < RANK[self.severity]:
            self.env["cs.complaint.approval"]._cs_request(
                self, "severity", reason, severity=severity
            )
        else:
            self._cs_set_severity(severity, reason)
        return True

    def _cs_set_severity(self, severity, reason):
        """Set the severity that has been decided on, and note why."""
        self.ensure_one()
        labels = dict(self._fields["severity"]._description_selection(self.env))
        reason = self.env["cs.privacy.scan"]._cs_hide_for(
            [self._name], {"reason": reason}, plain=("reason",)
        )["reason"]
        self.with_context(cs_clock_reason=Reason(reason))._cs_transition(severity=severity)
        self._cs_log_reason(labels[severity], reason)

    def _cs_log_clock(self, kind, before=None, reason=None):
        note = self.env.context.get("cs_clock_reason")
        if not reason and isinstance(note, Reason):
            reason, kind = str(note), note.kind or kind
        return super()._cs_log_clock(kind, before, reason)

    def write(self, vals):
        """Refuse to move a deadline or to hand over without the step that notes why."""
        if not self._cs_is_trusted():
            severity, department = vals.get("severity"), vals.get("department_id")
            self._cs_check_severity(vals)
            for complaint in self:
                # What is finished stays as it is, and says so itself.
                ended = complaint.state in DONE_STATES
                if severity and complaint.severity != severity and not ended:
                    raise UserError(
                        self.env._(
                            "The severity moves the deadline. Use Change Severity, which asks for "
                            "the reason."
                        )
                    )
                if "department_id" in vals and complaint.department_id.id != department:
                    raise UserError(
                        self.env._(
                            "Use Transfer to give the complaint to another department; it asks for "
                            "the reason."
                        )
                    )
        return super().write(vals)
