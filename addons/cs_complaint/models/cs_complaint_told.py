from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, html2plaintext, plaintext2html

from ..core.facts import OPEN_STATES, TRANSITION
from .cs_complaint_delivery import TOLD

CALL_ACTIVITY = "cs_complaint.mail_activity_type_call_back"
UNTOLD_ACTIVITY = "cs_complaint.mail_activity_type_untold"


class CsComplaintTold(models.Model):
    """Whether the customer has been told the result, and by which ways that can be done."""

    _name = "cs.complaint"
    _inherit = ["cs.complaint", "cs.batch.mixin"]

    call_ids = fields.One2many(
        comodel_name="cs.complaint.call",
        inverse_name="complaint_id",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )

    def _cs_feedback_channels(self):
        """Return how this complaint's customer can be told now: ``{channel code: way}``.

        A way is a dict with

        * ``kind``: ``call`` (by telephone, may fail to reach), ``noted`` (in person, noted by
          whoever talked) or ``sent`` (by this system; ``cs.complaint.feedback._cs_send_<code>``
          does it and reports with ``_cs_delivered``),
        * ``to``: where it goes, as the handler may see it, or False,
        * ``problem``: why this way is closed for this complaint and what else to do, or False,
        * ``is_short``: True when the way takes a short text of its own instead of the letter.

        An add-on that brings a channel extends it; one that can send makes ``chat`` a ``sent``.
        """
        self.ensure_one()
        channels = {
            code: {"kind": kind, "to": False, "problem": False, "is_short": False}
            for code, kind in (
                ("phone", "call"),
                ("email", "sent"),
                ("sms", "sent"),
                ("chat", "noted"),
                ("store", "noted"),
            )
        }
        phone = str(self.phone) if self.phone else False
        channels["phone"]["to"] = phone
        channels["email"]["to"] = email_normalize(self.email_from)
        channels["sms"] |= {"to": phone, "is_short": True}
        if not channels["email"]["to"]:
            channels["email"]["problem"] = self.env._(
                "Complaint %(number)s has no valid e-mail address. Enter one, or choose another "
                "channel and note the conversation.",
                number=self.name,
            )
        if not phone:
            channels["sms"]["problem"] = self.env._(
                "Complaint %(number)s has no telephone number. Enter one, or choose another "
                "channel.",
                number=self.name,
            )
        return channels

    def _cs_failed_calls(self):
        """Return the calls that reached nobody since the last answer, newest first."""
        # sudo: calls are for employees; the dialog and the customer's pages ask alike
        calls = self.sudo().call_ids.sorted(lambda call: (call.date, call.id), reverse=True)
        failed = self.env["cs.complaint.call"]
        for call in calls:
            if call.outcome == "reached":
                break
            failed |= call
        return failed

    def _cs_plan_call(self, when):
        """Put the next attempt to call on the handler's list; there is one at a time.

        :param datetime when: naive UTC
        """
        self.ensure_one()
        complaint = self.sudo()
        complaint.activity_unlink([CALL_ACTIVITY])
        user = complaint.user_id or self.env.user
        local = fields.Datetime.context_timestamp(complaint.with_context(tz=user.tz), when)
        complaint.with_context(mail_activity_quick_update=True).activity_schedule(
            CALL_ACTIVITY,
            date_deadline=local.date(),
            note=self.env._(
                "Attempt %(number)s, at %(time)s",
                number=len(complaint._cs_failed_calls()) + 1,
                time=local.strftime("%H:%M"),
            ),
            user_id=user.id,
        )

    def _cs_queue_sms(self, text):
        """Queue ``text`` as an SMS to the complainant; the number stays sealed until the provider
        gets it.

        :return: the ``mail.message`` by which the SMS is followed
        """
        self.ensure_one()
        hidden = self.env["cs.privacy.scan"]._cs_hide_for(
            [self._name], {"text": text}, plain=("text",)
        )["text"]
        message = self.env["mail.message"].create(
            {
                "model": self._name,
                "res_id": self.id,
                "message_type": "sms",
                "subtype_id": self.env.ref("mail.mt_note").id,
                "author_id": self.env.user.partner_id.id,
                "body": plaintext2html(hidden),
            }
        )
        sms = self.env["sms.sms"].create(
            {
                "number": self.phone,
                "body": hidden,
                "partner_id": self.partner_id.id,
                "mail_message_id": message.id,
            }
        )
        self.env["mail.notification"].create(
            {
                "author_id": message.author_id.id,
                "mail_message_id": message.id,
                "res_partner_id": self.partner_id.id,
                "notification_type": "sms",
                "sms_id_int": sms.id,
                "sms_tracker_ids": [fields.Command.create({"sms_uuid": sms.uuid})],
                "is_read": True,
                "notification_status": "ready",
            }
        )
        return message

    def _cs_is_told(self):
        """Tell whether an answer has reached the customer since the clock started (again)."""
        self.ensure_one()
        return any(
            feedback.delivery_state in TOLD for feedback in self.sudo()._cs_current_feedback()
        )

    def _cs_told(self, feedback):
        """Take note that ``feedback`` went out: that is the first real answer, if none was yet."""
        self.ensure_one()
        values = {}
        if not self.date_responded:
            values["date_responded"] = fields.Datetime.now()
        if self.state in OPEN_STATES and feedback in self._cs_current_feedback():
            # It had failed and was sent again.
            values |= {"state": "answered", "date_answered": fields.Datetime.now()}
            values["state_reason"] = False
        if values:
            self.sudo()._cs_transition(**values)
        self.sudo().activity_unlink([UNTOLD_ACTIVITY, CALL_ACTIVITY])

    def _cs_not_told(self, feedback, reason):
        """The answer did not arrive: the duty to inform the customer stands again (6.2.4)."""
        self.ensure_one()
        complaint = self.sudo()
        sent = feedback.delivery_ids.filtered(lambda d: d.state in TOLD)
        values = {}
        if complaint.date_responded in sent.mapped("date"):
            values["date_responded"] = False
        if complaint.state == "answered" and not complaint._cs_is_told():
            values |= {
                "state": "in_progress" if complaint.user_id else "registered",
                "state_reason": self.env._("The answer did not arrive: %(why)s", why=reason or ""),
                "date_answered": False,
            }
        if values:
            complaint._cs_transition(**values)
        if "state" in values:
            complaint._cs_log_clock("untold", reason=reason)
        complaint._cs_call_for_untold(feedback, reason)

    def _cs_call_for_untold(self, feedback, reason):
        """Note the failure and put it on the list of who answered, else of the head."""
        note = self.env._(
            "The answer by %(channel)s did not arrive: %(why)s",
            channel=feedback.channel_id.name,
            why=reason or self.env._("no reason given"),
        )
        self._message_log(body=note)
        if self.activity_search([UNTOLD_ACTIVITY]):
            return
        candidates = feedback.user_id, self.user_id, self.department_id.manager_id.user_id
        able = (user for user in candidates if user.active and self._cs_is_seen_by(user))
        user = next(able, self.user_id.browse())
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            UNTOLD_ACTIVITY, note=note, user_id=user.id
        )

    def check_message(self, text):
        """Return the words of the trade in a message to the customer; see ``cs.jargon``."""
        self.ensure_one()
        self.check_access("read")
        return self.env["cs.jargon"].check_texts([text], self.lang)[0]

    def _cs_note_conversation(self, message):
        """Count the words of the trade that go to the customer (clause 4.2.2)."""
        result = super()._cs_note_conversation(message)
        author = message.author_id.sudo().user_ids
        is_staff = any(user._is_internal() for user in author)
        if is_staff and not (message.is_internal or message.subtype_id.internal):
            self.env["cs.jargon.hit"]._cs_count(self, html2plaintext(message.body or ""))
        return result

    def _message_receive_bounce(self, email, partner):
        """An e-mail came back: the answer by e-mail has not arrived."""
        result = super()._message_receive_bounce(email, partner)
        for complaint in self.sudo():
            answers = complaint._cs_current_feedback().filtered(
                lambda f: f.channel_id.code == "email" and f.delivery_state in ("outgoing", "sent")
            )
            if answers and email in (None, False, email_normalize(complaint.email_from)):
                told = answers[0].with_context(lang=answers[0].user_id.lang)
                reason = told.env._("The e-mail came back: the address does not take it.")
                told._cs_delivered("exception", reason)
        return result

    def action_close(self):
        """Close an answered complaint; the answer has to have reached the customer (6.2.4)."""
        todo = self.filtered(lambda complaint: complaint.state == "answered")
        # Who confirms the answer, has it.
        if not self._cs_customer_confirms():
            for complaint in todo:
                if complaint._cs_current_feedback() and not complaint._cs_is_told():
                    raise UserError(
                        self.env._(
                            "The answer to complaint %(number)s is still on its way. Close the "
                            "complaint when it has been sent, or tell the customer by telephone.",
                            number=complaint.name,
                        )
                    )
        return super().action_close()

    def _cs_customer_confirm(self):
        confirmed = self.with_context(cs_customer_confirms=TRANSITION)
        return super(CsComplaintTold, confirmed)._cs_customer_confirm()

    def _cs_customer_confirms(self):
        """Tell whether it is the customer who closes; what staff still have to do is no condition
        then."""
        return self.env.context.get("cs_customer_confirms") is TRANSITION
