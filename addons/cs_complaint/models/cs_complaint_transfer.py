from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.facts import Reason


class CsComplaintTransfer(models.Model):
    """Hands complaints over: to another department, or to another handler."""

    _inherit = "cs.complaint"

    can_assign = fields.Boolean(compute="_compute_can_assign", groups="base.group_user")

    @api.depends("department_id")
    @api.depends_context("uid")
    def _compute_can_assign(self):
        # Asked for where somebody is to be assigned, for the answer costs queries
        waiting = self.filtered(lambda c: c._origin.id and not c.user_id)
        allowed = waiting._cs_may_assign() if waiting else waiting
        for complaint in self:
            complaint.can_assign = complaint in allowed

    def action_transfer(self, department_id=None, reason=None):
        """Give complaints to another department; without ``department_id`` a dialog asks.

        The deadline stays; who had the complaint how long is kept (``cs.complaint.stretch``).

        :param int department_id: who gets it
        :param str reason: why it is theirs
        """
        self.check_access("write")
        self._cs_require_open()
        if department_id is None:
            return self._cs_open_dialog("cs.complaint.transfer", self.env._("Transfer"))
        self._cs_require_reason(reason)
        department = self.env["hr.department"].sudo().browse(department_id).exists()
        if not department.cs_function or any(
            department.company_id not in (complaint.company_id, self.env["res.company"])
            for complaint in self
        ):
            raise UserError(
                self.env._("Choose a department of the company that has a service function.")
            )
        for former, complaints in self.grouped("department_id").items():
            if former != department:
                complaints._cs_hand_over(former, department, reason)
        return True

    def _cs_hand_over(self, former, department, reason):
        """Hand over, as superuser: who does it may not see the complaints afterwards."""
        reason = self.env["cs.privacy.scan"]._cs_hide_for(
            [self._name], {"reason": reason}, plain=("reason",)
        )["reason"]
        complaints = self.sudo().with_context(cs_handover_reason=Reason(reason))
        working = complaints.filtered(lambda c: c.state == "in_progress")
        values = {"department_id": department.id, "user_id": False}
        working._cs_transition(state="registered", state_reason=False, **values)
        (complaints - working)._cs_transition(aside_until=False, aside_reason=False, **values)
        body = self.env._(
            "Transferred from %(former)s to %(department)s: %(reason)s",
            former=former.sudo().name or "-",
            department=department.name,
            reason=reason,
        )
        complaints._message_log_batch(bodies=dict.fromkeys(self.ids, body))
        complaints._cs_call_assignment()
        head = department.manager_id.user_id
        if head and head != self.env.user and department.cs_complaint_assign == "manual":
            for complaint in complaints:
                complaint.with_context(mail_activity_quick_update=True).activity_schedule(
                    "cs_complaint.mail_activity_type_transfer", summary=reason, user_id=head.id
                )

    def action_assign(self, user_id=None):
        """Give complaints to a handler of their department; without ``user_id`` a dialog asks."""
        self.check_access("write")
        self._cs_require_open()
        if user_id is None:
            return self._cs_open_dialog(
                "cs.complaint.bulk", self.env._("Assign"), default_step="assign"
            )
        user = self.env["res.users"].browse(user_id)
        for complaint in self:
            complaint._cs_check_handler(user)
        self.user_id = user
        return True

    def _cs_check_handler(self, user):
        """Refuse a handler who could not see the complaint.

        :raise UserError: naming the way out
        """
        complaint = self.sudo()
        known = user.exists() and not user.share and user.active
        member = known and complaint.department_id.with_user(user).cs_is_member
        if not member and not (
            known and user.has_group("cs_complaint.group_cs_complaint_supervisor")
        ):
            raise UserError(
                self.env._(
                    "Complaint %(number)s belongs to %(department)s. Choose one of its members, or "
                    "transfer the complaint.",
                    number=complaint.name,
                    department=complaint.department_id.name,
                )
            )

    def _cs_may_assign(self):
        """Return those of the complaints that the current user gives to others."""
        user = self.env.user
        if self.env.su or user.has_group("cs_complaint.group_cs_complaint_supervisor"):
            return self
        headed = self.env["hr.department"]._cs_departments_headed_by(user)
        return self.filtered(lambda c: c.sudo().department_id in headed)

    def _cs_require_assigner(self):
        if self - self._cs_may_assign():
            raise AccessError(
                self.env._(
                    "Only the head of the department or a supervisor assigns complaints. Take one "
                    "yourself with Next Complaint."
                )
            )
