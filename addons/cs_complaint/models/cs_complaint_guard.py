from odoo import api, models, tools
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.cs_privacy.forged import derived_names, without_defaults

from ..core.facts import DONE_STATES, FACT_FIELDS, PROTECTED_FIELDS, TRANSITION


class CsComplaintGuard(models.Model):
    """What ``create`` and ``write`` refuse, whoever asks: the server decides."""

    _inherit = "cs.complaint"

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

    def _cs_without_forged_defaults(self):
        """Return ``self`` without the defaults that a client sends for protected fields.

        They are left out, not refused: the kanban sends the state of the column in which somebody
        presses New.
        """
        if self._cs_is_trusted():
            return self
        return without_defaults(self, self._cs_server_fields())

    @api.model
    @tools.ormcache()
    def _cs_server_fields(self):
        """Return the names of what only the server sets: facts, and what follows from others."""
        return PROTECTED_FIELDS | derived_names(self)

    def _cs_is_trusted(self):
        """Server code in superuser mode is trusted; transitions carry ``TRANSITION``."""
        return self.env.su or self.env.context.get("cs_transition") is TRANSITION

    def _cs_check_protected(self, *vals_list):
        """Refuse values that only the server may set."""
        if self._cs_is_trusted():
            return
        for vals in vals_list:
            forged = self._cs_server_fields().intersection(vals)
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

    @api.model
    def _cs_assign_numbers(self, vals_list):
        """Fill in the numbers of ``vals_list`` with one query for the whole batch."""
        missing = [vals for vals in vals_list if not vals.get("name")]
        by_company = {}
        for vals in missing:
            by_company.setdefault(vals.get("company_id") or self.env.company.id, []).append(vals)
        for company_id, company_vals in by_company.items():
            sequence = self.env["ir.sequence"].sudo().with_company(company_id)
            numbers = sequence._cs_next_batch("cs.complaint", len(company_vals))
            for vals, number in zip(company_vals, numbers, strict=True):
                vals["name"] = number
