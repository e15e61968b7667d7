from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from .test_answer import AnswerCommon


class SatisfactionCommon(AnswerCommon):
    def _answered(self, code="email", **values):
        complaint = self._register(user_id=self.agent.id, **values)
        self._answer(complaint, code=code)
        return complaint

    def _request(self, complaint):
        return complaint.sudo().satisfaction_ids.sorted("id")[-1:]

    def _run_remind(self):
        with self.enter_registry_test_mode():
            self.env.ref("cs_complaint.ir_cron_remind").method_direct_trigger()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestSatisfaction(SatisfactionCommon):
    # ASKING

    def test_asked_once_with_the_answer(self):
        complaint = self._answered()
        request = self._request(complaint)
        self.assertRecordValues(
            request,
            [{"state": "asked", "department_id": self.service.id, "response_rate": 0.0}],
        )
        mail = self.env["mail.mail"].search(
            [("mail_message_id", "=", complaint.feedback_ids.mail_message_id.id)]
        )
        self.assertIn(f"/cs/s/{request.token}?v=5", mail.body_html)
        again = self.env["cs.complaint.satisfaction"]._cs_ask(complaint.feedback_ids)
        self.assertEqual(again, request)

    def test_not_asked_when_the_handler_says_so(self):
        complaint = self._register(user_id=self.agent.id)
        self._answer(complaint, is_satisfaction_asked=False)
        self.assertFalse(self._request(complaint))

    def test_link_in_an_sms(self):
        complaint = self._open()
        dialog = self._dialog(complaint, "sms")
        dialog.action_send()
        request = self._request(complaint)
        body = self._sms(complaint.feedback_ids).body
        self.assertTrue(body.endswith(f"/cs/s/{request.token}"))
        self.assertEqual(len(request.token), 12)
        self.assertIn(f"{len(body)} characters", dialog.short_size)

    def test_new_answer_ends_the_question_about_the_old_one(self):
        with freeze_time("2026-03-05 02:00:00"):
            complaint = self._answered()
        first = self._request(complaint)
        complaint.action_reopen("Still wrong")
        self._answer(complaint)
        complaint.invalidate_recordset()
        self.assertEqual(first.state, "expired")
        self.assertFalse(first._cs_is_open())
        self.assertTrue(self._request(complaint)._cs_is_open())

    # RATING

    def test_rating_answers_the_question(self):
        complaint = self._answered()
        complaint._cs_customer_rate(5, "Quick")
        request = self._request(complaint)
        self.assertRecordValues(
            request,
            [{"state": "answered", "stars": 5, "source": "portal", "response_rate": 100.0}],
        )
        self.assertFalse(request.next_at)
        complaint._cs_customer_rate(4, "Well")
        self.assertEqual(request.stars, 4)
        self.assertEqual(len(complaint.sudo().satisfaction_ids), 1)

    def test_low_score_calls_the_head_once(self):
        complaint = self._register(
            user_id=self.member.id, user=self.manager, category_id=self.category_product.id
        )
        self._answer(complaint, user=self.member)
        complaint._cs_customer_rate(2, "Too slow")
        complaint._cs_customer_rate(1, "Far too slow")
        activity = complaint.activity_ids
        self.assertEqual(
            activity.activity_type_id, self.env.ref("cs_complaint.mail_activity_type_low_score")
        )
        self.assertEqual(activity.user_id, self.head)
        self.assertIn("Too slow", activity.note)
        self.assertEqual(complaint.state, "answered")

    def test_low_score_reopens_by_rule(self):
        self.company.cs_complaint_low_action = "reopen"
        complaint = self._answered()
        complaint._cs_customer_rate(3, "So so")
        self.assertEqual(complaint.state, "answered")
        complaint._cs_customer_rate(1, "Nothing has changed")
        self.assertEqual(complaint.state, "in_progress")
        self.assertEqual(complaint.reopen_count, 1)
        self.assertIn("Nothing has changed", complaint.state_reason)
        self.assertEqual(self._request(complaint).state, "answered")

    # TELEPHONE

    def test_handler_does_not_type_in_the_rating(self):
        complaint = self._answered(code="phone")
        with self.assertRefused(AccessError, "Somebody else asks the customer"):
            complaint.with_user(self.agent).action_note_rating(5, "Very good")
        complaint.with_user(self.supervisor).user_id = self.agent2
        # Handing the complaint on does not help.
        with self.assertRefused(AccessError, "Somebody else asks the customer"):
            complaint.with_user(self.agent).action_note_rating(5)
        with self.assertRefused(AccessError, "Somebody else asks the customer"):
            complaint.with_user(self.agent2).action_note_rating(5)
        complaint.with_user(self.supervisor).action_note_rating(4, "All right")
        request = self._request(complaint)
        self.assertRecordValues(
            request,
            [{"stars": 4, "source": "phone", "entered_by_id": self.supervisor.id}],
        )
        with self.assertRefused(UserError, "is asked only once"):
            complaint.with_user(self.manager).action_note_rating(1)
        rating = complaint._cs_current_rating()
        self.assertEqual((rating.rating, rating.feedback), (4, "All right"))

    def test_rating_by_the_dialog(self):
        complaint = self._answered(code="phone")
        action = complaint.with_user(self.supervisor).action_note_rating()
        dialog = (
            self.env["cs.complaint.rate"]
            .with_user(self.supervisor)
            .with_context(**action["context"])
            .create({"stars": "5", "comment": "Good"})
        )
        dialog.action_save()
        self.assertEqual(self._request(complaint).stars, 5)
        with self.assertRefused(UserError, "Choose one to five stars"):
            self._answered(code="phone").with_user(self.supervisor).action_note_rating(0)

    def test_source_cannot_be_claimed(self):
        complaint = self._answered(code="phone")
        context = {"cs_rating_by": [True, 1], "cs_rating_link": True}
        call_kw(
            self.env["cs.complaint"].with_user(self.supervisor),
            "action_note_rating",
            [complaint.ids, 3],
            {"context": context},
        )
        self.assertEqual(self._request(complaint).entered_by_id, self.supervisor)
        for user in (
            self.member,
            new_test_user(self.env, login="cs_plain", groups="base.group_user"),
            new_test_user(self.env, login="cs_portal", groups="base.group_portal"),
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                complaint.with_user(user).action_note_rating(5)

    # REMINDER

    def test_one_reminder_after_working_days(self):
        with freeze_time("2026-03-05 02:00:00"):
            complaint = self._answered()
        request = self._request(complaint)
        self.assertEqual(request.next_at, datetime(2026, 3, 10, 10))
        before = self.env["mail.mail"].search_count([("res_id", "=", complaint.id)])
        with freeze_time("2026-03-10 09:00:00"):
            self._run_remind()
        self.assertFalse(request.date_reminded)
        for moment in ("2026-03-10 10:01:00", "2026-03-11 10:01:00"):
            with freeze_time(moment):
                self._run_remind()
        self.assertEqual(
            self.env["mail.mail"].search_count([("res_id", "=", complaint.id)]), before + 1
        )
        self.assertEqual(request.date_reminded, datetime(2026, 3, 10, 10, 1))
        with freeze_time("2026-04-05 02:00:00"):
            self._run_remind()
        self.assertEqual(request.state, "expired")
        self.assertFalse(request.next_at)

    def test_reminder_by_sms_without_an_address(self):
        with freeze_time("2026-03-05 02:00:00"):
            complaint = self._open()
            self._dialog(complaint, "phone", note="Told").action_send()
        with freeze_time("2026-03-10 10:01:00"):
            self._run_remind()
        sms = self.env["sms.sms"].search([("partner_id", "=", self.caller.id)])
        self.assertIn(self._request(complaint).token, sms.body)
        self.assertNotIn("12345678", sms.number)

    def test_no_reminder(self):
        self.company.cs_complaint_remind_days = 0
        with freeze_time("2026-03-05 02:00:00"):
            quiet = self._answered()
        self.assertEqual(self._request(quiet).next_at, self._request(quiet).date_expires)
        self.company.cs_complaint_remind_days = 3
        with freeze_time("2026-03-05 02:00:00"):
            rated, lost, reopened = (self._answered() for _number in range(3))
            rated._cs_customer_rate(5)
            lost.sudo()._message_receive_bounce("mei@customer.example", self.customer)
            reopened.action_reopen("No")
        with freeze_time("2026-03-10 10:01:00"):
            self._run_remind()
        for complaint in (quiet, rated, lost, reopened):
            self.assertFalse(self._request(complaint).date_reminded)

    # SECURITY

    def test_requests_are_kept_by_the_system(self):
        complaint = self._answered()
        request = self._request(complaint)
        requests = self.env["cs.complaint.satisfaction"]
        for user in (self.agent, self.supervisor, self.manager):
            own = requests.with_user(user)
            with self.subTest(user=user.login):
                for method, args in (
                    ("write", [request.ids, {"stars": 5, "state": "answered"}]),
                    ("create", [{"feedback_id": request.feedback_id.id, "stars": 5}]),
                    ("unlink", [request.ids]),
                    ("read", [request.ids, ["token"]]),
                    ("search_count", [[("token", "like", "a")]]),
                ):
                    with self.assertRaises(UserError):
                        call_kw(own, method, args, {})
        portal = new_test_user(self.env, login="cs_portal", groups="base.group_portal")
        for user, seen in (
            (self.agent2, True),
            (self.member, False),
            (self.head, False),
            (portal, False),
            (self.env.ref("base.public_user"), False),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(request.with_user(user).has_access("read"), seen)
        root = self.env.ref("base.user_root")
        with self.assertRefused(AccessError, "given by the customer only"):
            requests.with_user(root).browse(request.id).write({"stars": 5})

    def test_unknown_tokens(self):
        requests = self.env["cs.complaint.satisfaction"]
        for token in ("", None, False, "x" * 100, "密", ["a"]):
            self.assertFalse(requests._cs_find(token))


@tagged("post_install", "-at_install")
class TestSatisfactionPage(SatisfactionCommon, HttpCase):
    def _csrf(self, token):
        page = self.url_open(f"/cs/s/{token}").text
        return page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]

    def _post(self, token, csrf=None, **values):
        csrf = csrf or self._csrf(token)
        return self.url_open(f"/cs/s/{token}/rate", data={"csrf_token": csrf, **values})

    def test_customer_rates_by_the_link(self):
        complaint = self._answered()
        token = self._request(complaint).token
        page = self.url_open(f"/cs/s/{token}?v=4")
        self.assertEqual(page.status_code, 200)
        self.assertIn(complaint.name, page.text)
        for personal in ("Mei Lin", "mei@customer.example", "Bill too high"):
            self.assertNotIn(personal, page.text)
        self.assertFalse(complaint._cs_current_rating(), "looking records nothing")
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        answer = self._post(token, stars="4", comment="Polite")
        self.assertIn("Thank you", answer.text)
        rating = complaint._cs_current_rating()
        self.assertEqual((rating.rating, rating.feedback), (4, "Polite"))
        self.assertEqual(self._request(complaint).source, "link")

    def test_wrong_values(self):
        complaint = self._answered()
        token = self._request(complaint).token
        for stars in ("0", "6", "x", ""):
            answer = self._post(token, stars=stars)
            self.assertEqual(answer.status_code, 422)
            self.assertIn("Choose one to five stars", answer.text)
        self.assertFalse(complaint._cs_current_rating())

    def test_expired_and_unknown_links(self):
        complaint = self._answered()
        request = self._request(complaint)
        self.assertEqual(self.url_open("/cs/s/unknown-token").status_code, 404)
        csrf = self._csrf(request.token)
        self.env.cr.execute(
            "UPDATE cs_complaint_satisfaction SET date_expires = '2020-01-01' WHERE id = %s",
            [request.id],
        )
        self.env.invalidate_all()
        page = self.url_open(f"/cs/s/{request.token}")
        self.assertIn("does not work any more", page.text)
        answer = self._post(request.token, csrf=csrf, stars="5")
        self.assertIn("does not work any more", answer.text)
        self.assertFalse(complaint._cs_current_rating())

    def test_page_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("zh_TW")
        complaint = self._answered(lang="zh_TW")
        page = self.url_open(f"/cs/s/{self._request(complaint).token}")
        self.assertIn('lang="zh-TW"', page.text)
