from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.sms.tools.sms_api import SmsApi

from .common import ComplaintCommon

PHONE = "+8613812345678"


class AnswerCommon(ComplaintCommon):
    """A customer with a sealed number, and an SMS provider that answers as told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.caller = cls.env["res.partner"].create({"name": "Mr Wu", "cs_phone": PHONE})

    def setUp(self):
        super().setUp()
        self.sent = []
        self.provider_state = "success"

        def send(api, messages, delivery_reports_url=False):
            results = []
            for message in messages:
                for entry in message["numbers"]:
                    self.sent.append((entry["number"], message["content"]))
                    results.append({"uuid": entry["uuid"], "state": self.provider_state})
            return results

        self.startPatcher(patch.object(SmsApi, "_send_sms_batch", autospec=True, side_effect=send))

    def _dialog(self, complaint, code, user=None, **values):
        return (
            self.env["cs.complaint.answer"]
            .with_user(user or self.agent)
            .create(
                {
                    "complaint_id": complaint.id,
                    "channel_id": self.env["cs.channel"]._cs_get(code).id,
                    "process": "We checked the bill.",
                    "result": "You get 20 back.",
                    **values,
                }
            )
        )

    def _open(self, **values):
        complaint = self._register(partner_id=self.caller.id, **values)
        complaint.action_start()
        return complaint

    def _send_sms(self):
        """Let the queue hand over what waits in it."""
        self.env["sms.sms"].search([("state", "=", "outgoing")]).send()

    def _sms(self, feedback):
        return self.env["sms.sms"].search([("mail_message_id", "=", feedback.mail_message_id.id)])


@tagged("post_install", "-at_install")
class TestAnswer(AnswerCommon):
    # TELEPHONE

    def test_only_a_call_that_reached_is_an_answer(self):
        complaint = self._open()
        self._dialog(complaint, "phone", outcome="no_answer").action_send()
        self.assertEqual(complaint.state, "in_progress")
        self.assertFalse(complaint.date_responded)
        self.assertFalse(complaint.feedback_ids)
        dialog = self._dialog(complaint, "phone", outcome="reached", note="Mr Wu agrees")
        self.assertIn("1 attempts without reaching", dialog.call_history)
        dialog.action_send()
        self.assertEqual(complaint.state, "answered")
        self.assertTrue(complaint.date_responded)
        self.assertEqual(complaint.call_ids.mapped("outcome"), ["reached", "no_answer"])
        self.assertEqual(complaint.call_ids[0].feedback_id, complaint.feedback_ids)
        self.assertEqual(complaint.feedback_ids.delivery_state, "noted")

    def test_next_attempt_is_planned_once(self):
        complaint = self._open()
        later = fields.Datetime.now() + timedelta(days=1)
        for outcome in ("busy", "voicemail"):
            self._dialog(complaint, "phone", outcome=outcome, next_call_at=later).action_send()
        activity = complaint.activity_ids
        self.assertEqual(
            activity.activity_type_id, self.env.ref("cs_complaint.mail_activity_type_call_back")
        )
        self.assertEqual(activity.user_id, self.agent)
        self.assertIn("Attempt 3", activity.note)
        self.assertEqual(complaint.call_ids[0].next_at, later)
        self._dialog(complaint, "phone", note="Told").action_send()
        self.assertFalse(complaint.activity_ids)

    def test_next_attempt_starts_from_what_was_to_be_said(self):
        complaint = self._open()
        self._dialog(complaint, "phone", outcome="busy", result="20 credited").action_send()
        dialog = (
            self.env["cs.complaint.answer"]
            .with_user(self.agent)
            .create({"complaint_id": complaint.id})
        )
        self.assertEqual((dialog.channel_id.code, dialog.result), ("phone", "20 credited"))

    def test_moment_of_the_call(self):
        complaint = self._open()
        now = fields.Datetime.now()
        for moment, text in (
            (now + timedelta(hours=1), "cannot be in the future"),
            (False, "Say when the call was made"),
            (now - timedelta(days=9), "before the complaint was registered"),
        ):
            with self.subTest(text=text), self.assertRefused(UserError, text):
                self._dialog(complaint, "phone", note="x", call_date=moment).action_send()
        past = now - timedelta(minutes=5)
        with self.assertRefused(UserError, "next attempt has to lie in the future"):
            self._dialog(complaint, "phone", outcome="busy", next_call_at=past).action_send()

    # SMS

    def test_sms_goes_out_and_the_number_stays_sealed(self):
        complaint = self._open()
        dialog = self._dialog(complaint, "sms")
        self.assertIn("138****5678", dialog.sent_to)
        self.assertIn("1 SMS", dialog.short_size)
        dialog.action_send()
        feedback = complaint.feedback_ids
        self.assertEqual(feedback.delivery_state, "outgoing")
        self.assertFalse(complaint.date_responded, "nothing has been sent yet")
        sms = self._sms(feedback)
        self.assertNotIn("12345678", sms.number)
        self.env.cr.execute("SELECT cs_number, body FROM sms_sms WHERE id = %s", [sms.id])
        self.assertNotIn("12345678", "".join(self.env.cr.fetchone()))
        self._send_sms()
        [(number, text)] = self.sent
        self.assertEqual(number, PHONE)
        self.assertIn("You get 20 back.", text)
        self.assertEqual(feedback.delivery_state, "sent")
        self.assertTrue(complaint.date_responded)
        sms.sms_tracker_id._action_update_from_sms_state("sent")
        self.assertEqual(feedback.delivery_state, "delivered")
        self.assertEqual(feedback.delivery_ids.mapped("state"), ["outgoing", "sent", "delivered"])
        sms.sms_tracker_id._action_update_from_sms_state("pending")
        self.assertEqual(len(feedback.delivery_ids), 3, "an old report adds nothing")

    def test_failed_sms_opens_the_duty_again(self):
        complaint = self._open()
        due = complaint.date_resolve_due
        self.provider_state = "wrong_number_format"
        self._dialog(complaint, "sms").action_send()
        self.assertEqual(complaint.state, "answered")
        self._send_sms()
        feedback = complaint.feedback_ids
        self.assertEqual(feedback.delivery_state, "exception")
        self.assertIn("not written as a number", feedback.delivery_reason)
        self.assertEqual(complaint.state, "in_progress")
        self.assertIn("The answer did not arrive", complaint.state_reason)
        self.assertFalse(complaint.date_answered)
        self.assertFalse(complaint.date_responded)
        self.assertEqual(complaint.date_resolve_due, due, "the clock goes on as it was")
        self.assertEqual(complaint.clock_ids.sorted("id")[-1].kind, "untold")
        activity = complaint.activity_ids
        self.assertEqual(
            activity.activity_type_id, self.env.ref("cs_complaint.mail_activity_type_untold")
        )
        self.assertEqual(activity.user_id, self.agent)
        with self.assertRefused(UserError, "is in state In Progress"):
            complaint.action_close()

    def test_sms_that_fails_after_sending_takes_the_answer_back(self):
        complaint = self._open()
        self._dialog(complaint, "sms").action_send()
        self._send_sms()
        feedback = complaint.feedback_ids
        self.assertTrue(complaint.date_responded)
        self._sms(feedback).sms_tracker_id._action_update_from_provider_error("expired")
        self.assertEqual(complaint.state, "in_progress")
        self.assertFalse(complaint.date_responded)
        self.assertIn("off or out of reach", feedback.delivery_reason)

    def test_sms_sent_again_answers_after_all(self):
        complaint = self._open()
        self.provider_state = "server_error"
        self._dialog(complaint, "sms").action_send()
        self._send_sms()
        self.assertEqual(complaint.state, "in_progress")
        self.provider_state = "success"
        self._sms(complaint.feedback_ids).resend_failed()
        self.assertEqual(complaint.state, "answered")
        self.assertFalse(complaint.activity_ids)
        complaint.action_close()

    def test_another_answer_that_arrived_keeps_the_state(self):
        complaint = self._open()
        self._dialog(complaint, "phone", note="Told Mr Wu").action_send()
        self.provider_state = "server_error"
        self._dialog(complaint, "sms").action_send()
        self._send_sms()
        self.assertEqual(complaint.state, "answered")

    def test_sms_needs_a_number_and_a_length(self):
        complaint = self._register()
        with self.assertRefused(UserError, "has no telephone number"):
            self._dialog(complaint, "sms").action_send()
        complaint = self._open()
        with self.assertRefused(UserError, "more than 10 SMS"):
            self._dialog(complaint, "sms", short_text="帳" * 700).action_send()
        with self.assertRefused(UserError, "Write the text"):
            self._dialog(complaint, "sms", short_text=" ").action_send()

    def test_numbers_in_the_message_are_hidden(self):
        complaint = self._open()
        self._dialog(complaint, "sms", short_text="Call 138 0013 8000").action_send()
        self.assertIn("138****8000", self._sms(complaint.feedback_ids).body)

    # E-MAIL

    def test_mail_answers_when_it_is_sent(self):
        complaint = self._register()
        feedback = self._answer(complaint, is_sent=False)
        self.assertEqual(feedback.delivery_state, "outgoing")
        self.assertFalse(complaint.date_responded)
        with self.assertRefused(UserError, "still on its way"):
            complaint.action_close()
        self._send_mails(feedback)
        self.assertTrue(complaint.date_responded)
        complaint.action_close()
        self.assertEqual(complaint.state, "closed")

    def test_customer_confirms_before_the_queue_knows(self):
        complaint = self._register()
        self._answer(complaint, is_sent=False)
        complaint._cs_customer_confirm()
        self.assertEqual(complaint.state, "closed")

    def test_mail_that_cannot_be_sent(self):
        complaint = self._register(user_id=self.agent.id)
        feedback = self._answer(complaint, is_sent=False)
        self._send_mails(feedback, "mail_email_invalid")
        self.assertEqual(complaint.state, "in_progress")
        self.assertEqual(feedback.delivery_reason, "The e-mail address is not valid.")

    def test_mail_taken_out_of_the_queue(self):
        complaint = self._register(user_id=self.agent.id)
        feedback = self._answer(complaint, is_sent=False)
        self.env["mail.mail"].search(
            [("mail_message_id", "=", feedback.mail_message_id.id)]
        ).cancel()
        self.assertEqual(complaint.state, "in_progress")

    def test_bounce(self):
        complaint = self._register(user_id=self.agent.id)
        feedback = self._answer(complaint)
        complaint.sudo()._message_receive_bounce("somebody@else.example", self.customer)
        self.assertEqual(complaint.state, "answered")
        complaint.sudo()._message_receive_bounce("mei@customer.example", self.customer)
        self.assertEqual(feedback.delivery_state, "exception")
        self.assertEqual(complaint.state, "in_progress")

    def test_late_failure_leaves_a_finished_complaint_closed(self):
        complaint = self._register(user_id=self.agent.id)
        feedback = self._answer(complaint)
        complaint.action_close()
        complaint.sudo()._message_receive_bounce("mei@customer.example", self.customer)
        self.assertEqual(feedback.delivery_state, "exception")
        self.assertEqual(complaint.state, "closed")
        self.assertTrue(complaint.activity_ids, "somebody has to know")

    def test_breach_while_the_answer_is_lost(self):
        with freeze_time("2026-03-02 02:00:00"):
            complaint = self._open()
        with freeze_time("2026-03-05 09:00:00"):
            self._dialog(complaint, "sms").action_send()
        self.provider_state = "server_error"
        with freeze_time("2026-03-06 02:00:00"):
            self._send_sms()
            self.assertTrue(complaint.is_late)
            complaint.sudo()._cs_catch_breach()
        self.assertEqual(complaint.sudo().breached_at, datetime(2026, 3, 5, 10))

    # OTHER CHANNELS

    def test_channel_of_another_add_on(self):
        """What the hooks promise to an add-on that can send by chat."""
        complaint = self._open()
        feedbacks = self.env.registry["cs.complaint.feedback"]
        complaints = self.env.registry["cs.complaint"]
        ways, sent = complaints._cs_feedback_channels, []

        def with_chat(complaint):
            way = {"kind": "sent", "to": "Visitor 7", "problem": False, "is_short": True}
            return {**ways(complaint), "chat": way}

        def send(feedback, text=None):
            sent.append(text)
            feedback._cs_delivered("sent")

        with (
            patch.object(complaints, "_cs_feedback_channels", with_chat),
            patch.object(feedbacks, "_cs_send_chat", send, create=True),
        ):
            dialog = self._dialog(complaint, "chat")
            self.assertEqual((dialog.kind, dialog.sent_to), ("sent", "Visitor 7"))
            dialog.action_send()
        self.assertIn("You get 20 back.", sent[0])
        self.assertEqual(complaint.feedback_ids.delivery_state, "sent")
        self.assertTrue(complaint.date_responded)

    def test_chat_without_such_an_add_on_is_noted(self):
        complaint = self._open()
        with self.assertRefused(UserError, "Note the conversation as proof"):
            self._dialog(complaint, "chat").action_send()
        self._dialog(complaint, "chat", note="Told in the chat").action_send()
        self.assertEqual(complaint.feedback_ids.delivery_state, "noted")

    def test_channel_that_tells_nobody(self):
        complaint = self._open()
        with self.assertRefused(UserError, "Nobody is told a result by"):
            self._dialog(complaint, "portal").action_send()

    # LETTER

    def test_letter_in_the_customers_language_and_script(self):
        self.env["res.lang"]._activate_lang("zh_TW")
        self.env["res.lang"]._activate_lang("zh_CN")
        for lang, font, page in (
            ("zh_TW", "Noto Sans CJK TC", "zh-TW"),
            ("zh_CN", "Noto Sans CJK SC", "zh-CN"),
            ("en_US", "Noto Sans CJK TC", "en-US"),
        ):
            with self.subTest(lang=lang):
                complaint = self._open(lang=lang)
                self._dialog(complaint, "phone", note="x").action_send()
                feedback = complaint.feedback_ids
                report = self.env.ref("cs_complaint.action_report_letter")
                html = str(report._render_qweb_html(report.report_name, feedback.ids)[0])
                self.assertIn(f'lang="{page}"', html)
                self.assertIn(font, html)
                for part in ("Service", "We checked the bill.", "You get 20 back."):
                    self.assertIn(part, html)

    def test_preview_is_the_letter(self):
        complaint = self._open()
        dialog = self._dialog(complaint, "phone", note="x")
        self.assertIn("You get 20 back.", dialog.preview)
        self.assertIn(complaint.name, dialog.preview)

    # SECURITY

    def test_delivery_and_calls_are_kept_by_the_system(self):
        complaint = self._open()
        self._dialog(complaint, "phone", outcome="busy").action_send()
        self._dialog(complaint, "phone", note="Told").action_send()
        feedback = complaint.feedback_ids
        step, call = feedback.delivery_ids, complaint.call_ids[0]
        for user in (self.agent, self.supervisor, self.manager):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self._rpc(user, step, "create", {"feedback_id": feedback.id, "state": "sent"})
                with self.assertRaises(AccessError):
                    self._rpc(user, call, "create", {"complaint_id": complaint.id})
                for record, values in (
                    (step, {"state": "delivered"}),
                    (call, {"outcome": "reached"}),
                    (feedback, {"delivery_state": "delivered"}),
                    (feedback, {"letter_id": False}),
                ):
                    # AccessError is one of the user's errors
                    with self.assertRaises(UserError):
                        self._rpc(user, record, "write", record.ids, values)
                    with self.assertRaises(UserError):
                        self._rpc(user, record, "unlink", record.ids)
        root = self.env.ref("base.user_root")
        with self.assertRefused(UserError, "is evidence and cannot be changed"):
            step.with_user(root).write({"state": "delivered"})
        with self.assertRefused(AccessError, "recorded by the system alone"):
            step.with_user(root).create({"feedback_id": feedback.id, "state": "sent"})

    def test_dialog_cannot_claim_another_author(self):
        complaint = self._open()
        dialog = self._dialog(complaint, "phone", note="x")
        context = {
            "default_user_id": self.supervisor.id,
            "default_state": "delivered",
            "default_feedback_id": 1,
            "default_date": "2020-01-01 00:00:00",
        }
        self._rpc(self.agent, dialog, "action_send", dialog.ids, context=context)
        self.assertEqual(complaint.call_ids.user_id, self.agent)
        self.assertEqual(complaint.feedback_ids.delivery_ids.state, "noted")
        self.assertGreater(complaint.feedback_ids.delivery_ids.date.year, 2020)

    def test_who_sees_deliveries_and_calls(self):
        complaint = self._open()
        self._dialog(complaint, "phone", note="Told").action_send()
        plain = new_test_user(self.env, login="cs_plain", groups="base.group_user")
        portal = new_test_user(self.env, login="cs_portal", groups="base.group_portal")
        public = self.env.ref("base.public_user")
        for record in (complaint.feedback_ids.delivery_ids, complaint.call_ids):
            for user, seen in (
                (self.agent, True),
                (self.agent2, True),
                (self.member, False),
                (self.head, False),
                (self.supervisor, True),
                (self.manager, True),
                (portal, False),
                (plain, False),
                (public, False),
            ):
                with self.subTest(model=record._name, user=user.login):
                    self.assertEqual(record.with_user(user).has_access("read"), seen)
                    for operation in ("write", "create", "unlink"):
                        self.assertFalse(record.with_user(user).has_access(operation))

    def _rpc(self, user, records, method, *args, **kwargs):
        return call_kw(self.env[records._name].with_user(user), method, args, kwargs)
