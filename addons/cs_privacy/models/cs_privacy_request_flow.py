from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..core.rights import OPEN_STATES, TRANSITION, without_numbers

ACTIVITY = "cs_privacy.mail_activity_type_request"
DUE_ACTIVITY = "cs_privacy.mail_activity_type_request_due"

# Which states each transition may start from
ALLOWED_FROM = {
    "check_identity": ("received",),
    "start": ("received", "identity"),
    "done": ("in_progress",),
    "refuse": OPEN_STATES,
    "cancel": OPEN_STATES,
}


class CsPrivacyRequestFlow(models.Model):
    """The transitions of a request. Each one checks rights and state and may be called twice."""

    _inherit = "cs.privacy.request"

    def action_check_identity(self):
        """Wait until the person has shown who they are."""
        self._cs_guard("check_identity", "identity")._cs_transition(state="identity")

    def action_start(self):
        """Work on the request; refused before it is known that it comes from the person."""
        todo = self._cs_guard("start", "in_progress")
        unproven = todo.filtered(lambda request: not request.identity_method)
        if unproven:
            raise UserError(
                self.env._(
                    "Request %(numbers)s: say first how the person has shown who they are "
                    "(Identity Shown By).",
                    numbers=", ".join(unproven.mapped("name")),
                )
            )
        for request in todo:
            request._cs_transition(state="in_progress", user_id=request.user_id.id or self.env.uid)

    def action_apply(self):
        """Write the corrections that the person asked for, and finish the request."""
        self.ensure_one()
        todo = self._cs_guard("done", "done")
        if not todo:
            return
        if self.kind != "correction" or not self.line_ids:
            raise UserError(
                self.env._("There is nothing to correct. Add a line for each value first.")
            )
        self.line_ids._cs_apply()
        labels = dict(self.line_ids._fields["field_name"]._description_selection(self.env))
        names = ", ".join(labels[name] for name in self.line_ids.mapped("field_name"))
        self._cs_finish(self.env._("Corrected: %(items)s.", items=names))

    def action_done(self, result=None):
        """Finish the request with what was done. Without ``result`` (text) a dialog asks for it.

        Corrections and erasures finish by their own buttons, which do what is asked for.
        """
        todo = self._cs_guard("done", "done")
        if not todo:
            return False
        for request in todo:
            if request.kind == "correction":
                raise UserError(
                    self.env._("Apply the corrections, or refuse the request with the reason.")
                )
            if request.kind == "erasure":
                raise UserError(
                    self.env._("Erase by the button Erase, or refuse the request with the reason.")
                )
        if not result:
            return todo._cs_ask_reason("done")
        self._cs_require_reason(result)
        todo._cs_finish(without_numbers(result))
        return True

    def action_erase(self):
        """Open the dialog that shows what will be erased and what has to be kept."""
        self.ensure_one()
        if not self._cs_guard("done", "done"):
            return False
        if self.kind != "erasure":
            raise UserError(self.env._("The person did not ask for an erasure."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Erase Personal Data"),
            "res_model": "cs.privacy.erase",
            "view_mode": "form",
            "target": "new",
            "context": {"default_request_ids": self.ids},
        }

    def action_download(self):
        """Hand the copy to the officer, who passes it on: PDF to read, or JSON to take along."""
        self.ensure_one()
        self._cs_guard("done", "done")
        return {"type": "ir.actions.act_url", "url": f"/cs_privacy/request/{self.id}/copy"}

    def action_refuse(self, reason=None):
        """Refuse with the reason, which the person gets. Without one a dialog asks for it."""
        todo = self._cs_guard("refuse", "refused")
        if not reason:
            return todo._cs_ask_reason("refuse")
        self._cs_require_reason(reason)
        todo._cs_refuse(without_numbers(reason))
        return True

    def _cs_refuse(self, reason):
        """Refuse with a reason that names no value, and tell the person."""
        self._cs_end("refused", refusal_reason=reason)
        self._cs_send("cs_privacy.mail_template_request_result")

    def action_cancel(self, reason=None):
        """Record that the person took the request back. Without a reason a dialog asks for it."""
        todo = self._cs_guard("cancel", "cancelled")
        if not reason:
            return todo._cs_ask_reason("cancel")
        self._cs_require_reason(reason)
        todo._cs_end("cancelled", result=without_numbers(reason))
        return True

    def _cs_person_cancel(self):
        """Cancel at the person's word; the caller has proved that it is the person."""
        self.sudo().action_cancel(self.env._("Taken back by the person in the customer page."))

    def _cs_guard(self, transition, target):
        """Return the requests that still have to make ``transition``.

        Those that are in state ``target`` already are left out, so that a second click does no
        harm.

        :raise AccessError: the user does not decide on requests
        :raise UserError: a request is in a state that does not allow it
        """
        self._cs_check_officer()
        self.check_access("write")
        todo = self.filtered(lambda request: request.state != target)
        wrong = todo.filtered(lambda request: request.state not in ALLOWED_FROM[transition])
        if wrong:
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Request %(numbers)s is in state %(state)s; this step starts from: "
                    "%(allowed)s.",
                    numbers=", ".join(wrong.mapped("name")),
                    state=states[wrong[0].state],
                    allowed=", ".join(states[state] for state in ALLOWED_FROM[transition]),
                )
            )
        return todo

    def _cs_transition(self, **values):
        """Write ``values`` of a transition whose right and state have been checked."""
        if self:
            self.with_context(cs_transition=TRANSITION).write(values)

    def _cs_end(self, state, **values):
        self.line_ids._cs_leave()
        self._cs_transition(state=state, date_done=fields.Datetime.now(), **values)
        # sudo: the call to the officer ends with the request, whoever was called
        self.sudo().activity_unlink([ACTIVITY, DUE_ACTIVITY])

    def _cs_finish(self, result, address=None, **values):
        """End the request with what was done, and tell the person."""
        self._cs_end("done", result=result, **values)
        self._cs_send("cs_privacy.mail_template_request_result", address)

    def _cs_require_reason(self, reason):
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say it in a sentence that the person may read."))

    def _cs_ask_reason(self, transition):
        if not self:
            return False
        titles = {
            "done": self.env._("Finish"),
            "refuse": self.env._("Refuse"),
            "cancel": self.env._("Taken Back by the Person"),
        }
        return {
            "type": "ir.actions.act_window",
            "name": titles[transition],
            "res_model": "cs.privacy.request.reason",
            "view_mode": "form",
            "target": "new",
            "context": {"default_request_ids": self.ids, "default_transition": transition},
        }

    # Letters and calls ------------------------------------------------------------------------

    def _cs_send(self, xmlid, address=None):
        """Write to the persons by the template ``xmlid``, who have an address.

        :param str address: goes before the person's, which an erasure has just emptied

        The letter is deleted once it is sent: it holds the address, which an erasure has to reach.
        That it was sent stays in the conversation, without the address.
        """
        # sudo: the system writes, whoever registers or decides
        template = self.env.ref(xmlid).sudo()
        reached = self.sudo() if address else self.sudo().filtered("partner_id.email")
        if not reached:
            return
        values = {"auto_delete": True, **({"email_to": address} if address else {})}
        template.send_mail_batch(reached.ids, email_values=values)
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        note = self.env._("Letter to the person: %(letter)s", letter=template.name)
        reached._message_log_batch(bodies=dict.fromkeys(reached.ids, note))

    def _cs_lang(self):
        """Return the language in which the person is written to."""
        self.ensure_one()
        return self.partner_id.lang or self.company_id.partner_id.lang or self.env.lang

    def _cs_due_text(self, lang=None):
        """Return the deadline as a date in words, in the calendar's time zone."""
        self.ensure_one()
        if not self.date_due:
            return ""
        tz = self.company_id._cs_calendar().tz or "UTC"
        local = fields.Datetime.context_timestamp(self.with_context(tz=tz), self.date_due)
        lang = lang or self._cs_lang()
        return format_date(self.env, local.date(), lang_code=lang, date_format="long")

    def _cs_call_officer(self):
        """Plan an activity for the privacy officer of the company (clause 3.2.1)."""
        for request in self.sudo():
            officer = request.company_id._cs_privacy_officer()
            if officer:
                request.activity_schedule(
                    ACTIVITY, user_id=officer.id, date_deadline=request.date_due.date()
                )

    def _cron_remind(self, limit=500):
        """Remind of requests whose deadline comes near; only those due are read, by an index."""
        domain = [
            ("date_remind", "<=", fields.Datetime.now()),
            ("reminded_at", "=", False),
            ("state", "in", OPEN_STATES),
        ]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(domain))
        skipped = self.browse()
        while batch := self.search(
            [*domain, ("id", "not in", skipped.ids)], order="date_remind", limit=limit
        ):
            locked = batch.try_lock_for_update()
            skipped |= batch - locked
            locked._cs_remind()
            if not cron._commit_progress(len(batch)):
                break

    def _cs_remind(self):
        for request in self:
            user = request.user_id or request.company_id._cs_privacy_officer()
            if user:
                request.activity_schedule(
                    DUE_ACTIVITY,
                    user_id=user.id,
                    date_deadline=request.date_due.date(),
                )
        self._cs_transition(reminded_at=fields.Datetime.now())
