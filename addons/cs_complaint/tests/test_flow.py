from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestFlow(ComplaintCommon):
    def test_from_registration_to_closing(self):
        complaint = self._register()
        complaint.action_start()
        self.assertEqual(complaint.user_id, self.agent)
        feedback = self._answer(complaint)
        self.assertEqual(complaint.state, "answered")
        self.assertTrue(complaint.date_answered)
        self.assertTrue(complaint.date_responded)
        self.assertEqual(feedback.department_id, self.service)
        complaint.action_close()
        self.assertEqual(complaint.state, "closed")
        self.assertTrue(complaint.date_closed)

    def test_steps_may_be_repeated(self):
        complaint = self._register()
        for _dummy in range(2):
            complaint.action_start()
        self.assertEqual(complaint.state, "in_progress")
        self._answer(complaint)
        complaint.action_close()
        closed = complaint.date_closed
        with freeze_time("2040-01-01"):
            complaint.action_close()
        self.assertEqual(complaint.date_closed, closed)

    def test_closing_needs_feedback(self):
        complaint = self._register()
        complaint.action_start()
        with self.assertRefused(UserError, "has no feedback to the customer yet"):
            complaint.action_close()

    def test_feedback_before_a_reopening_does_not_count(self):
        with freeze_time("2026-03-02 02:00:00"):
            complaint = self._register()
            complaint.action_start()
            self._answer(complaint)
            complaint.action_close()
        with freeze_time("2026-03-03 02:00:00"):
            complaint.action_reopen("Still too high")
            with self.assertRefused(UserError, "has no feedback"):
                complaint.action_close()

    def test_steps_start_from_the_right_state(self):
        complaint = self._register()
        complaint.action_reject("Not our customer")
        with self.assertRefused(UserError, "is in state Rejected; this step starts from"):
            complaint.with_user(self.supervisor).action_start()

    def test_dialog_asks_for_the_reason(self):
        complaint = self._register()
        complaint.action_start()
        action = complaint.action_wait()
        self.assertEqual(action["res_model"], "cs.complaint.reason")
        wizard = (
            self.env["cs.complaint.reason"]
            .with_user(self.agent)
            .with_context(**action["context"])
            .create({"reason": "Needs the bill of May"})
        )
        wizard.action_apply()
        self.assertEqual(complaint.state, "waiting")
        self.assertEqual(complaint.state_reason, "Needs the bill of May")
        self.assertIn("Needs the bill of May", complaint.message_ids[0].body)
        complaint.action_start()
        self.assertFalse(complaint.state_reason)

    def test_reason_cannot_be_blank(self):
        complaint = self._register()
        complaint.action_start()
        wizard = (
            self.env["cs.complaint.reason"]
            .with_user(self.agent)
            .create({"complaint_ids": complaint.ids, "transition": "wait", "reason": "   "})
        )
        with self.assertRefused(UserError, "Give a reason"):
            wizard.action_apply()

    def test_programs_give_a_reason_too(self):
        complaint = self._register()
        complaint.action_start()
        for step in (complaint.action_wait, complaint.action_withdraw, complaint.action_reject):
            for reason in ("  ", ["because"], 7):
                with self.assertRefused(UserError, "Give a reason"):
                    step(reason)
        self.assertEqual(complaint.state, "in_progress")
        complaint.action_reject("No customer of ours")
        with self.assertRefused(UserError, "Give a reason"):
            complaint.with_user(self.supervisor).action_reopen("\n")

    def test_reopening_counts_and_sets_a_new_deadline(self):
        with freeze_time("2026-03-02 02:00:00"):
            complaint = self._register()
            complaint.action_start()
            self._answer(complaint)
            complaint.action_close()
            registered = complaint.date_registered
        with freeze_time("2026-03-10 02:00:00"):
            complaint.action_reopen("Not solved")
        self.assertEqual(complaint.state, "in_progress")
        self.assertEqual(complaint.reopen_count, 1)
        self.assertEqual(complaint.date_registered, registered)
        self.assertEqual(complaint.date_resolve_due, datetime(2026, 3, 13, 10))
        self.assertFalse(complaint.date_closed)
        self.assertEqual(len(complaint.feedback_ids), 1)

    def test_reopening_ends_after_the_days_of_the_company(self):
        with freeze_time("2026-03-02 02:00:00"):
            complaint = self._register()
            complaint.action_start()
            self._answer(complaint)
            complaint.action_close()
        with freeze_time("2026-05-02 02:00:00"):
            with self.assertRefused(UserError, "more than 30 days ago"):
                complaint.action_reopen("Too late")

    def test_customer_may_confirm_reopen_withdraw(self):
        complaint = self._register()
        with self.assertRefused(UserError, "has no feedback"):
            complaint._cs_customer_confirm()
        complaint.action_start()
        self._answer(complaint)
        with self.assertRefused(UserError, "Give a reason"):
            complaint._cs_customer_reopen(" ")
        complaint._cs_customer_reopen("Still wrong")
        self.assertEqual(complaint.state, "in_progress")
        self._answer(complaint)
        complaint._cs_customer_confirm()
        complaint._cs_customer_confirm()
        self.assertEqual(complaint.state, "closed")
        other = self._register()
        other._cs_customer_withdraw()
        self.assertEqual(other.state, "withdrawn")

    def test_note_is_the_proof_of_a_call(self):
        complaint = self._register()
        with self.assertRefused(UserError, "Note the conversation as proof"):
            self._answer(complaint, code="phone", note=" ")
        feedback = self._answer(complaint, code="phone")
        self.assertEqual(feedback.delivery_state, "noted")

    def test_mail_feedback_needs_an_address(self):
        complaint = self._register(partner_id=False, is_anonymous=True)
        with self.assertRefused(UserError, "has no valid e-mail address"):
            self._answer(complaint)

    def test_feedback_is_evidence(self):
        complaint = self._register()
        feedback = self._answer(complaint)
        for user in (self.manager, self.env.ref("base.user_root")):
            with self.assertRefused(UserError, "cannot be changed"):
                feedback.with_user(user).write({"result": "Nothing"})
            with self.assertRefused(UserError, "cannot be deleted"):
                feedback.with_user(user).sudo().unlink()
        with self.assertRefused(AccessError, "button Give Feedback"):
            self.env["cs.complaint.feedback"].with_user(self.manager).create(
                {"complaint_id": complaint.id, "process": "x", "result": "y"}
            )

    def test_foreign_file_cannot_be_sent_as_evidence(self):
        secret = self.env["ir.attachment"].create(
            {
                "name": "secret.txt",
                "raw": b"secret",
                "res_model": "res.users.settings",
                "res_id": self.env.ref("base.user_root").id,
            }
        )
        complaint = self._register()
        with self.assertRaises(AccessError):
            self._answer(complaint, attachment_ids=secret.ids)
        self.assertEqual(complaint.state, "registered")

    def test_finished_complaint_keeps_its_facts(self):
        complaint = self._register(user_id=self.agent.id)
        self._answer(complaint)
        complaint.action_close()
        due = complaint.date_resolve_due
        for values in (
            {"severity": "extra_major"},
            {"subject": "Nothing"},
            {"description": "Nothing"},
            {"partner_id": self.agent.partner_id.id},
            {"category_id": self.category_product.id},
        ):
            for user in (self.agent, self.manager):
                with (
                    self.subTest(values=values, user=user.login),
                    self.assertRefused(UserError, "is finished and its facts stay"),
                ):
                    complaint.with_user(user).write(values)
        self.assertEqual(complaint.date_resolve_due, due)
        complaint.action_reopen("Wrong category")
        complaint.category_id = self.category_product

    def test_wrong_customer_is_locked_out(self):
        right = self.env["res.partner"].create({"name": "Lin", "email": "lin@other.example"})
        complaint = self._register(user_id=self.agent.id)
        token = complaint.sudo()._portal_ensure_token()
        complaint.with_user(self.agent).partner_id = right
        followers = complaint.message_partner_ids
        self.assertIn(right, followers)
        self.assertNotIn(self.customer, followers)
        self.assertIn(self.agent.partner_id, followers)
        self.assertEqual(complaint.email_from, right.email)
        self.assertNotEqual(complaint.sudo()._portal_ensure_token(), token)

    def test_customer_who_is_found_later_follows(self):
        complaint = self._register(partner_id=False, email_from="mei@customer.example")
        token = complaint.sudo()._portal_ensure_token()
        complaint.with_user(self.agent).partner_id = self.customer
        self.assertIn(self.customer, complaint.message_partner_ids)
        self.assertEqual(complaint.sudo().access_token, token)
