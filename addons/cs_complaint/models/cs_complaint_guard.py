from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .cs_complaint import DONE_STATES, TRANSITION

PROTECTED_FIELDS = frozenset(
    {
        "name",
        "state",
        "state_reason",
        "access_token",
        "source",
        "external_id",
        "ack_state",
        "date_registered",
        "date_clock_start",
        "date_response_due",
        "date_resolve_due",
        "date_responded",
        "date_answered",
        "date_closed",
        "breached_at",
        "reopen_count",
    }
)

# What a complaint was about; it stays when the complaint is finished
FACT_FIELDS = frozenset(
    {
        "subject",
        "description",
        "company_id",
        "partner_id",
        "is_anonymous",
        "channel_id",
        "contact_id",
        "category_id",
        "severity",
    }
)


class CsComplaintGuard(models.Model):
    """What clients may not write, whichever way it comes in; ``create`` and ``write`` ask here."""

    _inherit = "cs.complaint"

    def _cs_without_forged_defaults(self):
        """Return ``self`` without the defaults that a client sends for protected fields.

        They are left out, not refused: the kanban sends the state of the column in which somebody
        presses New.
        """
        if self._cs_is_trusted():
            return self
        forged = {f"default_{name}" for name in PROTECTED_FIELDS}.intersection(self.env.context)
        if not forged:
            return self
        context = self.env.context
        # pylint: disable-next=context-overridden
        return self.with_context({key: context[key] for key in context if key not in forged})

    def _cs_is_trusted(self):
        """Server code in superuser mode is trusted; transitions carry ``TRANSITION``."""
        return self.env.su or self.env.context.get("cs_transition") is TRANSITION

    def _cs_check_protected(self, *vals_list):
        """Refuse values that only the server may set."""
        if self._cs_is_trusted():
            return
        for vals in vals_list:
            forged = PROTECTED_FIELDS.intersection(vals)
            if forged:
                labels = [self._fields[name]._description_string(self.env) for name in forged]
                raise AccessError(
                    self.env._(
                        "%(fields)s: set by the system only. "
                        "Use the buttons of the complaint to change its state.",
                        fields=", ".join(sorted(labels)),
                    )
                )

    def _cs_check_severity(self, *vals_list):
        """Name the severities there are before a deadline is counted by an unknown one."""
        known = dict(self._fields["severity"].selection)
        default = self.env.context.get("default_severity", "ordinary")
        for vals in vals_list:
            severity = vals.get("severity", default)
            if severity not in known:
                raise ValidationError(
                    self.env._(
                        "There is no severity %(severity)s. Choose one of: %(known)s.",
                        severity=str(severity)[:50],
                        known=", ".join(known),
                    )
                )

    def _cs_check_assignment(self, vals, complaints):
        """Heads of department and supervisors assign; others take what nobody handles yet."""
        user = self.env.user
        if self.env.su or user.has_group("cs_complaint.group_cs_complaint_supervisor"):
            return
        takes = vals["user_id"] in (user.id, True, False)
        for complaint in complaints:
            own = complaint.user_id in (user, self.env["res.users"])
            if (
                not (takes and own)
                and not complaint.sudo().department_id.with_user(user).cs_is_head
            ):
                raise AccessError(
                    self.env._(
                        "Complaint %(number)s: only the head of its department or a supervisor "
                        "assigns it to somebody else. Ask them, or take it yourself.",
                        number=complaint.name,
                    )
                )

    def _cs_check_finished(self, vals):
        """Keep what a finished complaint was about, and what its deadline was counted by."""
        if self._cs_is_trusted() or not FACT_FIELDS.intersection(vals):
            return
        for complaint in self:
            if complaint.state in DONE_STATES:
                raise UserError(
                    self.env._(
                        "Complaint %(number)s is finished and its facts stay as they are. "
                        "Reopen it to change them.",
                        number=complaint.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if any(complaint.state != "registered" for complaint in self):
            raise UserError(
                self.env._(
                    "A complaint that has been worked on is evidence and stays. "
                    "Withdraw or reject it instead of deleting it."
                )
            )
