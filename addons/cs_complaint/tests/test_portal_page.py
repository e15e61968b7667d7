import logging
from datetime import timedelta

from odoo import fields
from odoo.tests import JsonRpcException, freeze_time, tagged
from odoo.tools import mute_logger

from ..core.facts import TRANSITION
from ..core.log_filter import TOKEN_FILTER
from .portal_common import PDF, PortalCommon


@tagged("post_install", "-at_install")
class TestPortalPage(PortalCommon):
    """What the page tells, what is new on it, and the link that opens it."""

    def setUp(self):
        super().setUp()
        self.complaint = self._register(partner_id=self.customer.id)
        self.url = f"/my/complaints/{self.complaint.id}"
        self._login(self.portal)

    def _page(self):
        return self.url_open(self.url).text

    # NEXT

    def test_next(self):
        self.assertIn("Somebody will take care of it soon.", self._page())
        self.complaint.with_user(self.agent).action_start()
        due = self.complaint._cs_due_text()
        self.assertIn(f"We are working on it. You have our answer by {due}.", self._page())
        self._answer(self.complaint)
        self.assertIn("Please tell us whether the matter is settled for you.", self._page())
        self.complaint._cs_customer_confirm()
        until = self.complaint._cs_moment_text(self.complaint.date_closed + timedelta(days=30))
        page = self._page()
        self.assertIn(f"you can have it taken up again until {until}.", page)
        self.assertIn(f"Possible until {until}", page)
        self.complaint.sudo().date_closed -= timedelta(days=30)
        page = self._page()
        self.assertIn("we register a new complaint that refers to this one.", page)
        self.assertIn("o_cs_again", page)

    def test_next_late(self):
        self.complaint.sudo().date_resolve_due = fields.Datetime.now() - timedelta(days=1)
        self.assertIn("Our answer is late, and we apologise.", self._page())

    def test_next_ended(self):
        self.complaint._cs_customer_withdraw()
        self.assertIn("You need not do anything.", self._page())
        self.complaint.sudo().state = "rejected"
        self.assertIn("If you do not agree, please write to us below.", self._page())

    # ASK

    def test_question(self):
        self.complaint.with_user(self.agent).action_start()
        self._ask(self.complaint, "Please send the bill of <October>.")
        self.assertEqual(self.complaint.state, "waiting")
        page = self._page()
        self.assertIn("Please send the bill of &lt;October&gt;.", page)
        until = self.complaint._cs_moment_text(self.complaint.pause_until)
        self.assertIn(f"If we do not hear from you by {until}", page)
        self.assertNotIn("lawyers", page)
        asked = self.complaint.question_id
        self.assertIn(self.customer, asked.notified_partner_ids)
        self._post(f"{self.url}/reply", text="Here", files={"files": ("", b"")})
        self.assertEqual(self.complaint.state, "in_progress")
        self.assertFalse(self.complaint.question_id)

    def test_question_to_visitor(self):
        """Who has no contact gets the question as well."""
        complaint = self._register(partner_id=False, email_from="ann@visitor.example")
        complaint.with_user(self.agent).action_start()
        self._ask(complaint, "Which month?")
        mail = self.env["mail.mail"].sudo().search([("res_id", "=", complaint.id)], limit=1)
        self.assertEqual(mail.mail_message_id, complaint.question_id)
        self.assertIn(
            "ann@visitor.example", mail.email_to or mail.mail_message_id.outgoing_email_to
        )

    def test_question_of_the_system(self):
        """What the system writes is no answer of the customer."""
        self.complaint.with_user(self.agent).action_start()
        self.complaint.with_user(self.agent).action_wait("x")
        self.complaint.with_user(self.env.ref("base.user_root"))._cs_ask_customer("Which month?")
        self.assertEqual(self.complaint.state, "waiting")

    # TIMELINE

    def test_timeline(self):
        with freeze_time("2026-03-02 02:00:00"):
            complaint = self._register(partner_id=self.customer.id)
        with freeze_time("2026-03-02 03:00:00"):
            complaint.with_user(self.agent).action_start()
            complaint.with_user(self.agent).message_post(
                body="Between us", subtype_xmlid="mail.mt_note"
            )
        with freeze_time("2026-03-03 03:00:00"):
            self._answer(complaint)
        with freeze_time("2026-03-04 03:00:00"):
            complaint._cs_customer_step("reopen", "Still wrong")
        entries = complaint.sudo()._cs_portal_timeline()
        texts = [(entry["kind"], str(entry["text"])) for entry in entries]
        due = complaint._cs_due_text()
        self.assertEqual(
            sorted(texts[:2]),
            [
                ("event", f"We took the complaint up again. You have our answer by {due}."),
                ("you", "<p>Still wrong</p>"),
            ],
        )
        self.assertEqual(
            texts[2:],
            [
                ("event", "We answered your complaint."),
                ("event", "We began to work on it."),
                ("event", "We received your complaint."),
            ],
        )

    def test_timeline_names(self):
        """The department speaks, not the employee."""
        self.complaint.with_user(self.agent).message_post(
            body="A word", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        (entry,) = self.complaint.sudo()._cs_portal_messages(10)
        self.assertEqual((entry["kind"], entry["author"]), ("us", "Service"))
        self.assertNotIn(self.agent.name, self._page())

    def test_timeline_deadline(self):
        with freeze_time("2026-03-02 02:00:00"):
            complaint = self._register(partner_id=self.customer.id)
            complaint.sudo().severity = "major"
        texts = [entry["text"] for entry in complaint.sudo()._cs_portal_timeline()]
        due = complaint._cs_due_text()
        self.assertIn(f"The date of our answer has changed to {due}.", texts)

    # NEW

    def test_unread(self):
        self.assertNotIn("New for you", self.url_open("/my/complaints").text)
        self._answer(self.complaint)
        self.assertIn("New for you", self.url_open("/my/complaints").text)
        self._page()
        self.assertTrue(self.complaint.date_seen)
        self.assertNotIn("New for you", self.url_open("/my/complaints").text)

    def test_unread_by_staff(self):
        """What an employee looks at is not read by the customer."""
        self._answer(self.complaint)
        self.agent.password = "agent-test-password"
        self.authenticate(self.agent.login, "agent-test-password")
        self._page()
        self.assertFalse(self.complaint.date_seen)

    # MERGED, LETTER

    def _merged_page(self, **values):
        goal = self._register(subject="The same matter", **values)
        goal.with_user(self.supervisor).action_start()
        self.complaint.with_user(self.supervisor).action_merge(goal.id, "one matter")
        return goal, self._page()

    def test_merged(self):
        goal, page = self._merged_page(partner_id=self.customer.id)
        self.assertIn("You get our answer as soon as there is one.", page)
        self.assertIn("We deal with it together with another complaint.", page)
        self.assertIn(f"/my/complaints/{goal.id}?access_token", page)
        self.assertNotIn("withdrawn", page)

    def test_merged_into_foreign(self):
        goal, page = self._merged_page(partner_id=self.stranger.partner_id.id)
        self.assertIn("You get our answer as soon as there is one.", page)
        self.assertNotIn(f"/my/complaints/{goal.id}?", page)
        self.assertNotIn(goal.name, page)

    def test_letter(self):
        self._answer(self.complaint)
        self.assertNotIn("o_cs_letter", self._page())
        letter = self.env["ir.attachment"].create(
            {
                "name": "answer.pdf",
                "raw": PDF,
                "res_model": "cs.complaint",
                "res_id": self.complaint.id,
            }
        )
        feedback = self.complaint.feedback_ids.sudo().with_context(cs_transition=TRANSITION)
        feedback.letter_id = letter
        self.assertIn(f"{self.url}/file/{letter.id}", self._page())
        self.assertEqual(self.url_open(f"{self.url}/file/{letter.id}").content, PDF)

    # LIST

    def test_filter_closed(self):
        done = self._register(partner_id=self.customer.id, subject="Old matter")
        done._cs_customer_withdraw()
        page = self.url_open("/my/complaints?filterby=done").text
        self.assertIn("Old matter", page)
        self.assertNotIn(self.complaint.name, page)

    def _queries(self, url):
        self.url_open(url)
        self.env.flush_all()
        before = self.cr.sql_log_count
        self.url_open(url)
        return self.cr.sql_log_count - before

    def test_list_queries(self):
        """The list costs the same with two complaints and with twenty."""
        self._register(partner_id=self.customer.id)
        few = self._queries("/my/complaints")
        for _number in range(18):
            self._answer(self._register(partner_id=self.customer.id))
        many = self._queries("/my/complaints")
        self.assertGreater(few, 5)
        self.assertLessEqual(many, few + 2)

    def test_page_queries(self):
        """The page costs the same with one message and with twenty."""
        complaint = self.complaint.with_user(self.agent)
        post = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
        complaint.message_post(body="A word", **post)
        few = self._queries(self.url)
        for number in range(20):
            complaint.message_post(body=f"Word {number}", attachments=[("a.txt", b"x")], **post)
        many = self._queries(self.url)
        self.assertLessEqual(many, few + 3)

    # LINK

    def test_link_over(self):
        token = self.complaint.sudo()._portal_ensure_token()
        self._answer(self.complaint)
        self.complaint._cs_customer_confirm()
        link = f"{self.url}?access_token={token}"
        self._login(None)
        self.assertIn(self.complaint.subject, self.url_open(link).text)
        self.complaint.sudo().date_closed = fields.Datetime.now() - timedelta(days=90)
        for url in (link, self.url):
            page = self.url_open(url)
            self.assertEqual(page.status_code, 410)
            self.assertIn("This link does not work any more", page.text)
            self.assertNotIn(self.complaint.subject, page.text)
        response = self._post(f"{self.url}/reply", text="x", access_token=token)
        self.assertEqual((response.status_code, response.headers["Location"][-3:]), (303, "/my"))
        # Who guesses learns nothing.
        wrong = self.url_open(f"{self.url}?access_token=wrong", allow_redirects=False)
        self.assertEqual(wrong.status_code, 303)
        # The customer with an account goes on seeing it.
        self._login(self.portal)
        self.assertIn(self.complaint.subject, self._page())

    @mute_logger("odoo.http")
    def test_link_over_conversation(self):
        token = self.complaint.sudo()._portal_ensure_token()
        self._answer(self.complaint)
        self.complaint.sudo().date_answered = fields.Datetime.now() - timedelta(days=91)
        self._login(None)
        with self.assertRaises(JsonRpcException):
            self.make_jsonrpc_request(
                "/mail/message/post",
                {
                    "thread_model": "cs.complaint",
                    "thread_id": self.complaint.id,
                    "post_data": {"body": "x"},
                    "token": token,
                },
            )
        messages = self.env["mail.message"]
        domain = [("model", "=", "cs.complaint"), ("res_id", "=", self.complaint.id)]
        self.assertFalse(messages.search_count([*domain, ("message_type", "=", "comment")]))

    def test_link_until(self):
        self.assertFalse(self.complaint._cs_link_until())
        self._answer(self.complaint)
        self.company.cs_complaint_link_days = 10
        days = (self.complaint._cs_link_until() - self.complaint.date_answered).days
        self.assertEqual(days, 30, "as long as the customer may object")

    def test_link_taken_back(self):
        """Another customer: who held the link before sees nothing, also in an open session."""
        token = self.complaint.sudo()._portal_ensure_token()
        self._login(None)
        self.assertIn(self.complaint.name, self.url_open(f"{self.url}?access_token={token}").text)
        self.complaint.sudo().partner_id = self.stranger.partner_id
        response = self.url_open(self.url, allow_redirects=False)
        self.assertEqual(response.status_code, 303)

    def test_link_not_in_log(self):
        """The web server's lines, as it writes them; its filter is set when the registry loads."""
        log = logging.getLogger("werkzeug")
        self.assertIn(TOKEN_FILTER, log.filters)
        line = f"GET {self.url}?access_token=3f2a-77&done=rate HTTP/1.1"
        shown = f"GET {self.url}?access_token=***&done=rate HTTP/1.1"
        for message, args in (('"%s" %s', (line, "303")), (line, ())):
            record = log.makeRecord("werkzeug", logging.INFO, "", 0, message, args, None)
            self.assertTrue(log.filter(record))
            self.assertIn(shown, record.getMessage())
