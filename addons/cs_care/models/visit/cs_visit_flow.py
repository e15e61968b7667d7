from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .cs_visit import OPEN_STATES, STATES


class CsVisitFlow(models.Model):
    """The steps of a visit. Each checks the right and the state, and may be called twice."""

    _inherit = "cs.visit"

    def action_start(self):
        """Begin the visit: it becomes the current user's, and the questions are laid out.

        :return: action that opens the form
        :raise UserError: the visit is over, somebody else makes it, or the customer objected
        """
        self.ensure_one()
        self._cs_require_mine()
        if self.state != "in_progress":
            self._cs_require_state("planned")
            self._cs_check_wish()
            self._cs_step(
                state="in_progress",
                user_id=self.env.uid,
                date_started=self.date_started or fields.Datetime.now(),
                is_callback=False,
            )
            self._cs_lay_out()
        return self.get_formview_action()

    def action_done(self):
        """Finish the visit; what was said becomes evidence.

        :raise UserError: the outcome or an answer that is required is missing
        """
        self.ensure_one()
        self._cs_require_mine()
        if self.state == "done":
            return True
        self._cs_require_state("in_progress")
        self._cs_check_complete()
        self._cs_note_reached()
        self._cs_end("done")
        self._cs_record_event()
        self._cs_take_next_step()
        return self._cs_after_end()

    def action_decline(self, reason, no_more=False):
        """The customer does not want to be visited.

        :param str reason: in the customer's words
        :param bool no_more: not for this purpose again: consent is withdrawn on this channel
        """
        self.ensure_one()
        self._cs_require_mine()
        self._cs_require_state(*OPEN_STATES)
        self._cs_require_reason(reason)
        self._cs_note_reached()
        self._cs_end("declined", reason)
        if no_more:
            self._cs_withdraw(reason)
        return True

    def action_cancel(self, reason):
        """Call visits off; supervisors only."""
        self._cs_require_supervisor()
        self._cs_require_reason(reason)
        for visit in self.filtered(lambda v: v.state != "cancelled"):
            visit._cs_require_state(*OPEN_STATES)
            visit._cs_end("cancelled", reason)
        return True

    def action_resume(self):
        """The customer who was not reached called back: go on with the visit."""
        self.ensure_one()
        self._cs_require_mine()
        if self.state != "in_progress":
            self._cs_require_state("unreachable")
            self._cs_step(
                state="in_progress", user_id=self.env.uid, date_ended=False, end_reason=False
            )
            self._cs_lay_out()
        return self.get_formview_action()

    def action_reassign(self, user_id, reason):
        """Give visits that are open to another agent; supervisors only.

        :param int user_id: the agent; ``False``: back into the queue
        :param str reason: kept in the chatter
        """
        self._cs_require_supervisor()
        self._cs_require_reason(reason)
        user = self.env["res.users"].browse(user_id)
        if user and not user.has_group("cs_care.group_cs_care_agent"):
            raise UserError(
                self.env._("%(user)s makes no visits: choose an agent.", user=user.name)
            )
        for visit in self:
            visit._cs_require_state(*OPEN_STATES)
        todo = self.filtered(lambda visit: visit.user_id != user)
        for visit in todo:
            visit._cs_step(user_id=user.id, state="planned")
            visit.sudo()._message_log(body=reason, author_id=self.env.user.partner_id.id)
        todo._cs_tell_assigned(user)
        return True

    # Checks --------------------------------------------------------------------------------------

    def _cs_require_mine(self):
        """The visit is the user's own, or nobody's yet; supervisors take over by reassigning."""
        self.check_access("write")
        for visit in self:
            if visit.user_id and visit.user_id != self.env.user:
                raise UserError(
                    self.env._(
                        "%(visit)s is made by %(user)s. Let a supervisor give it to you.",
                        visit=visit.name,
                        user=visit.user_id.name,
                    )
                )

    def _cs_require_supervisor(self):
        self.check_access("write")
        if not self.env.user.has_group("cs_care.group_cs_care_supervisor"):
            raise AccessError(
                self.env._("Only supervisors of customer care give visits away or cancel them.")
            )

    def _cs_require_state(self, *allowed):
        self.ensure_one()
        if self.state not in allowed:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(visit)s is “%(state)s”; this works only from: %(allowed)s.",
                    visit=self.name,
                    state=labels[self.state],
                    allowed=", ".join(
                        labels[state] for state, _label in STATES if state in allowed
                    ),
                )
            )

    def _cs_require_reason(self, reason):
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why: the reason stays with the visit."))

    def _cs_check_wish(self):
        """Nobody is visited who objected in the meantime (clause 3.3.3)."""
        # sudo: the wish holds for everybody, whoever may read decisions
        partner = self.sudo().partner_id
        if not partner._cs_filter_consented(self.purpose_id, self.channel):
            raise UserError(
                self.env._(
                    "The customer does not want to be contacted in this way for “%(purpose)s”. "
                    "Press Declined.",
                    purpose=self.sudo().purpose_id.name,
                )
            )

    def _cs_check_complete(self):
        if not (self.outcome or "").strip():
            raise UserError(self.env._("Write down what the customer said before you finish."))
        for answer in self.answer_ids:
            if answer.is_required and not answer._cs_value():
                raise UserError(
                    self.env._("“%(question)s” must be answered.", question=answer.question)
                )
        if self.next_step == "visit" and not self.follow_up_date:
            raise UserError(self.env._("Say by when the customer is to be visited again."))
        if self.next_step in ("contact", "suggestion", "complaint") and not (
            (self.next_note or "").strip()
        ):
            raise UserError(self.env._("Write down what the customer asks for."))

    # Steps ---------------------------------------------------------------------------------------

    def _cs_lay_out(self):
        """Lay the questions of the script out, in the customer's language, once."""
        # sudo: questions are created by the server only
        visit = self.sudo()
        if visit.answer_ids or not visit.script_id:
            return
        steps = visit.script_id.step_ids.with_context(lang=visit._cs_lang())
        self.env["cs.visit.answer"].sudo().create(
            [
                {
                    "visit_id": visit.id,
                    "step_id": step.id,
                    "sequence": place,
                    "question": step.name,
                    "hint": step.hint,
                    "kind": step.kind,
                    "is_required": step.is_required,
                    "options": step.option_ids.mapped("name"),
                }
                for place, step in enumerate(steps)
            ]
        )

    def _cs_end(self, state, reason=False):
        """End the visit and record it in the contact ledger."""
        self._cs_step(
            state=state,
            date_ended=fields.Datetime.now(),
            end_reason=reason,
            alert_at=False,
            is_callback=False,
            user_id=self.user_id.id or (self.env.uid if state != "cancelled" else False),
        )
        # sudo: reminders belong to whoever they were made for
        self.sudo().activity_unlink(["cs_care.mail_activity_type_visit"])
        if state != "cancelled":
            self._cs_record_contact()

    def _cs_withdraw(self, reason):
        """Take down that the customer wants no more of this, on this channel."""
        visit = self.sudo()
        channel = self.env["cs.channel"]._cs_get(visit.channel, visit.company_id)
        self.env["cs.privacy.consent"]._cs_record(
            visit.partner_id,
            visit.purpose_id,
            "withdrawn",
            channel,
            how="counter" if visit.channel == "store" else "phone",
            note=f"{visit.name}: {reason}",
        )

    def _cs_after_end(self):
        """Return what the agent sees next: the request that was opened, or the visit."""
        if self.followed_id:
            return self.followed_id.with_env(self.env).get_formview_action()
        return True
