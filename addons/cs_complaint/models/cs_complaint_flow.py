from odoo import fields, models
from odoo.exceptions import UserError

from ..core.facts import OPEN_STATES, RUNNING_STATES, TRANSITION

# Which states each transition may start from
ALLOWED_FROM = {
    "start": ("registered", "waiting"),
    "wait": ("registered", "in_progress"),
    "answer": ("registered", "in_progress", "waiting", "answered"),
    "close": ("answered",),
    "withdraw": (*OPEN_STATES, "answered"),
    "reject": OPEN_STATES,
    "reopen": ("answered", "closed", "withdrawn", "rejected"),
}


class CsComplaintFlow(models.Model):
    """The transitions of a complaint. Each one checks rights and state and may be called twice."""

    _inherit = "cs.complaint"

    def action_start(self):
        """Take up the work; the current user becomes the handler when nobody is yet."""
        todo = self._cs_guard("start", "in_progress")
        unassigned = todo.filtered(lambda complaint: not complaint.user_id)
        unassigned._cs_transition(state="in_progress", state_reason=False, user_id=self.env.uid)
        (todo - unassigned)._cs_transition(state="in_progress", state_reason=False)

    def action_wait(self, reason=None):
        """Wait for the customer. Without ``reason`` (text) a dialog asks for it."""
        return self._cs_with_reason("wait", "waiting", reason)

    def action_withdraw(self, reason=None):
        """Record that the customer withdrew. Without ``reason`` (text) a dialog asks for it."""
        return self._cs_with_reason(
            "withdraw", "withdrawn", reason, date_closed=fields.Datetime.now()
        )

    def action_reject(self, reason=None):
        """Record that this is no complaint. Without ``reason`` (text) a dialog asks for it."""
        return self._cs_with_reason("reject", "rejected", reason, date_closed=fields.Datetime.now())

    def action_reopen(self, reason=None):
        """Take the complaint up again with a new deadline; the old facts stay on record.

        Without ``reason`` (text) a dialog asks for it.
        """
        todo = self._cs_guard("reopen", "in_progress")
        if not reason:
            return todo._cs_ask_reason("reopen")
        self._cs_require_reason(reason)
        todo._cs_check_reopen_limit()
        now = fields.Datetime.now()
        for complaint in todo:
            complaint._cs_transition(
                state="in_progress" if complaint.user_id else "registered",
                state_reason=reason,
                date_answered=False,
                date_closed=False,
                reopen_count=complaint.reopen_count + 1,
                **complaint._cs_reopened_clock(now),
            )
        # sudo: done for whoever was called, with the reopening that they were called for
        todo.sudo().activity_unlink(["cs_complaint.mail_activity_type_reply"])
        return todo._cs_log_reason(self.env._("Reopened"), reason)

    def action_answer(self):
        """Open the dialog that gives the customer the result (clauses 6.2.4, 6.3)."""
        self.ensure_one()
        self._cs_guard("answer")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Give Feedback"),
            "res_model": "cs.complaint.answer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_complaint_id": self.id},
        }

    def action_close(self):
        """Close an answered complaint; refused without a feedback entry (clause 6.2.4)."""
        todo = self.filtered(lambda complaint: complaint.state != "closed")
        missing = todo.filtered(lambda complaint: not complaint._cs_current_feedback())
        if missing:
            raise UserError(
                self.env._(
                    "Complaint %(numbers)s has no feedback to the customer yet. Give the feedback "
                    "(department, process, result, evidence) with the button Give Feedback first.",
                    numbers=", ".join(missing.mapped("name")),
                )
            )
        self._cs_guard("close", "closed")._cs_transition(
            state="closed", date_closed=fields.Datetime.now()
        )

    # What the customer may do, through the portal or the link in a letter. The caller has proved
    # that the customer may see the complaint; no further right is needed for these.

    def _cs_customer_confirm(self):
        """Close at the customer's word; nothing happens when it is closed already."""
        self.sudo().action_close()

    def _cs_customer_reopen(self, reason):
        """Reopen at the customer's word.

        :param str reason: what is still wrong, in the customer's words
        :raise UserError: without a reason, too late, or while the complaint is open
        """
        self._cs_require_reason(reason)
        self.sudo().action_reopen(reason)

    def _cs_customer_withdraw(self, reason=None):
        """Withdraw at the customer's word."""
        self.sudo().action_withdraw(reason or self.env._("Withdrawn by the customer."))

    def _cs_with_reason(self, transition, state, reason, **values):
        todo = self._cs_guard(transition, state)
        if not reason:
            return todo._cs_ask_reason(transition)
        self._cs_require_reason(reason)
        label = dict(self._fields["state"]._description_selection(self.env))[state]
        todo._cs_transition(state=state, state_reason=reason, **values)
        return todo._cs_log_reason(label, reason)

    def _cs_guard(self, transition, target=None):
        """Return the complaints that still have to make ``transition``.

        Those that are in state ``target`` already are left out, so that a second click or a
        repeated call does no harm.

        :raise AccessError: when the user may not write the complaints
        :raise UserError: when a complaint is in a state that does not allow it
        """
        self.check_access("write")
        todo = self.filtered(lambda complaint: complaint.state != target)
        wrong = todo.filtered(lambda complaint: complaint.state not in ALLOWED_FROM[transition])
        if wrong:
            states = dict(self._fields["state"]._description_selection(self.env))
            allowed = ", ".join(states[state] for state in ALLOWED_FROM[transition])
            raise UserError(
                self.env._(
                    "Complaint %(numbers)s is in state %(state)s; this step starts from: "
                    "%(allowed)s.",
                    numbers=", ".join(wrong.mapped("name")),
                    state=states[wrong[0].state],
                    allowed=allowed,
                )
            )
        return todo

    def _cs_transition(self, **values):
        """Write ``values`` of a transition whose right and state have been checked."""
        if "state" in values:
            self._cs_catch_breach()
        if self:
            self.with_context(cs_transition=TRANSITION).write(values)

    def _cs_catch_breach(self):
        """Record a deadline that has passed before a change takes it out of the action's sight.

        The scheduled action runs every few minutes, or not at all for a while: an answer that
        comes in between is late all the same (clause 6.2.3).
        """
        now = fields.Datetime.now()
        # sudo: a fact for the record, whoever makes the change that brings it to light
        self.sudo().filtered(
            lambda complaint: (
                complaint.state in RUNNING_STATES
                and not complaint.breached_at
                and complaint.date_resolve_due
                and complaint.date_resolve_due <= now
            )
        )._cs_mark_breached()

    def _cs_require_reason(self, reason):
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Give a reason, so that everybody can follow the step."))

    def _cs_ask_reason(self, transition):
        if not self:
            return False
        titles = {
            "wait": self.env._("Wait for Customer"),
            "withdraw": self.env._("Withdraw"),
            "reject": self.env._("Reject"),
            "reopen": self.env._("Reopen"),
        }
        return {
            "type": "ir.actions.act_window",
            "name": titles[transition],
            "res_model": "cs.complaint.reason",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_complaint_ids": self.ids,
                "default_transition": transition,
            },
        }

    def _cs_log_reason(self, label, reason):
        if self:
            body = self.env._("%(step)s: %(reason)s", step=label, reason=reason)
            self._message_log_batch(bodies=dict.fromkeys(self.ids, body))
        return True

    def _cs_check_reopen_limit(self):
        now = fields.Datetime.now()
        for complaint in self.filtered("date_closed"):
            days = complaint.company_id.cs_complaint_reopen_days
            if (now - complaint.date_closed).days >= days:
                raise UserError(
                    self.env._(
                        "Complaint %(number)s was closed more than %(days)s days ago and cannot be "
                        "reopened. Register a new complaint instead.",
                        number=complaint.name,
                        days=days,
                    )
                )

    def _cs_current_feedback(self):
        """Feedback given since the clock started (again)."""
        self.ensure_one()
        return self.feedback_ids.filtered(lambda feedback: feedback.date >= self.date_clock_start)

    def _cron_mark_breaches(self, limit=500):
        """Record the moment at which open complaints passed their deadline (clause 6.2.3)."""
        domain = [
            ("date_resolve_due", "<=", fields.Datetime.now()),
            ("breached_at", "=", False),
            ("state", "in", RUNNING_STATES),
        ]
        self._cs_run_batches(domain, "date_resolve_due", limit, type(self)._cs_mark_breached)

    def _cs_mark_breached(self):
        if not self:
            return
        for due, complaints in self.grouped("date_resolve_due").items():
            complaints._cs_transition(breached_at=due)
        note = self.env._("The deadline passed without an answer to the customer.")
        self._message_log_batch(bodies=dict.fromkeys(self.ids, note))
