import base64
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import freeze_time, tagged

from .portal_common import PDF, PortalCommon


@tagged("post_install", "-at_install")
class TestPortal(PortalCommon):
    def setUp(self):
        super().setUp()
        self.complaint = self._register(partner_id=self.customer.id)
        self.url = f"/my/complaints/{self.complaint.id}"
        self._login(self.portal)

    def _page(self):
        return self.url_open(self.url).text

    # SEE

    def test_home(self):
        count = self.make_jsonrpc_request("/my/counters", {"counters": ["cs_complaint_count"]})
        self.assertEqual(count["cs_complaint_count"], 1)
        self.assertIn("/my/complaints", self.url_open("/my/home").text)

    def test_list(self):
        done = self._register(partner_id=self.customer.id, subject="Old matter")
        done.sudo()._cs_customer_withdraw()
        foreign = self._register(partner_id=self.stranger.partner_id.id, subject="Not mine")
        page = self.url_open("/my/complaints").text
        self.assertIn(self.complaint.name, page)
        self.assertIn(self.complaint._cs_due_text(), page)
        self.assertIn("Old matter", page)
        self.assertNotIn(foreign.name, page)
        self.assertNotIn("Old matter", self.url_open("/my/complaints?filterby=open").text)
        for search in (self.complaint.name, "too high", "TOO"):
            found = self.url_open("/my/complaints?search=" + search).text
            self.assertIn(self.complaint.name, found)
            self.assertNotIn("Old matter", found)

    def test_list_strange_parameters(self):
        for query in ("search=%00%C5", "sortby=x", "filterby='", "search=" + "x" * 5000):
            self.assertEqual(self.url_open("/my/complaints?" + query).status_code, 200)
        self.assertEqual(self.url_open("/my/complaints/page/99").status_code, 200)

    def test_list_pages(self):
        for number in range(21):
            self._register(partner_id=self.customer.id, subject=f"Matter {number}")
        self.assertNotIn(self.complaint.name, self.url_open("/my/complaints").text)
        self.assertIn(self.complaint.name, self.url_open("/my/complaints/page/2").text)

    def test_page(self):
        self.complaint.with_user(self.agent).action_start()
        self.complaint.with_user(self.agent).action_wait("ask the lawyers first")
        page = self._page()
        for text in ("Bill too high", "Service", "Waiting for you", self.complaint._cs_due_text()):
            self.assertIn(text, page)
        for internal in ("ask the lawyers", self.agent.name, "ordinary"):
            self.assertNotIn(internal, page)

    def test_feedback(self):
        self._answer(self.complaint, attachment_ids=self._evidence().ids, note="call was rude")
        page = self._page()
        for text in ("We checked the bill.", "You get 20 back.", "credit.pdf", "Answered"):
            self.assertIn(text, page)
        self.assertNotIn("call was rude", page)

    def test_states(self):
        """Every state has words, a progress bar and a page."""
        for state in dict(self.complaint._fields["state"].selection):
            with self.subTest(state=state):
                self.complaint.sudo().state = state
                label, _colour = self.complaint._cs_portal_status()
                page = self.url_open(self.url)
                self.assertEqual(page.status_code, 200)
                self.assertIn(label, page.text)

    # DO

    def test_confirm(self):
        self._answer(self.complaint)
        response = self._post(f"{self.url}/confirm")
        self.assertEqual(response.status_code, 303)
        self.assertEqual(self.complaint.state, "closed")
        closed = self.complaint.date_closed
        self.assertEqual(self._post(f"{self.url}/confirm").status_code, 303)
        self.assertEqual(self.complaint.date_closed, closed)
        page = self.url_open(f"{self.url}?done=confirm").text
        self.assertIn("Thank you. The complaint is closed.", page)

    def test_confirm_too_early(self):
        response = self._post(f"{self.url}/confirm")
        self.assertEqual(response.status_code, 422)
        self.assertIn("This is not possible any more: complaint", response.text)
        self.assertEqual(self.complaint.state, "registered")

    def test_reopen(self):
        self._answer(self.complaint)
        response = self._post(f"{self.url}/reopen", reason=" ")
        self.assertEqual(response.status_code, 422)
        self.assertIn("Give a reason, so that everybody can follow the step.", response.text)
        for _click in range(2):
            response = self._post(f"{self.url}/reopen", reason="Still wrong: 12.50")
            self.assertEqual(response.status_code, 303)
        self.assertEqual((self.complaint.state, self.complaint.reopen_count), ("in_progress", 1))
        words = self.complaint.message_ids.filtered(lambda m: m.author_id == self.customer)
        self.assertEqual(len(words), 1)
        self.assertIn("Still wrong: 12.50", words.body)

    def test_reopen_too_late(self):
        self._answer(self.complaint)
        self.complaint._cs_customer_confirm()
        self.complaint.sudo().date_closed = fields.Datetime.now() - timedelta(days=40)
        self.assertNotIn("o_cs_reopen", self._page())
        response = self._post(f"{self.url}/reopen", reason="Still wrong")
        self.assertEqual(response.status_code, 422)
        self.assertIn("was closed more than 30 days ago", response.text)

    def test_reason_too_long(self):
        self._answer(self.complaint)
        response = self._post(f"{self.url}/reopen", reason="x" * 4001)
        self.assertEqual(response.status_code, 422)
        self.assertIn("Your text is 4001 characters long, at most 4000 are allowed.", response.text)
        self.assertIn("x" * 4001, response.text)

    def test_withdraw(self):
        for _click in range(2):
            self.assertEqual(self._post(f"{self.url}/withdraw").status_code, 303)
        self.assertEqual(self.complaint.state, "withdrawn")

    def test_steps_by_get(self):
        """A link that is only followed, by a mail scanner for example, changes nothing."""
        self._answer(self.complaint)
        for step in ("confirm", "reopen", "withdraw", "rate", "reply"):
            self.url_open(f"{self.url}/{step}")
        self.assertEqual(self.complaint.state, "answered")

    # RATE

    def test_rate(self):
        self.assertEqual(self._post(f"{self.url}/rate", stars="5").status_code, 422)
        self._answer(self.complaint)
        for _click in range(2):
            response = self._post(f"{self.url}/rate", stars="4", comment="Quick")
            self.assertEqual(response.status_code, 303)
        rating = self.complaint.rating_ids.filtered("consumed")
        self.assertRecordValues(
            rating,
            [
                {
                    "rating": 4,
                    "feedback": "Quick",
                    "partner_id": self.customer.id,
                    "rated_partner_id": self.agent.partner_id.id,
                }
            ],
        )
        self.assertEqual(rating.message_id.author_id, self.customer)
        self._post(f"{self.url}/rate", stars="2", comment="Wrong after all")
        rating = self.complaint.rating_ids.filtered("consumed")
        self.assertEqual((len(rating), rating.rating), (1, 2))

    def test_rate_each_feedback(self):
        self._answer(self.complaint)
        self._post(f"{self.url}/rate", stars="1")
        self._post(f"{self.url}/reopen", reason="Not settled")
        later = fields.Datetime.now() + timedelta(minutes=5)
        with freeze_time(later):
            self._answer(self.complaint)
            self.complaint.sudo()._cs_customer_rate(5)
        values = self.complaint.rating_ids.filtered("consumed").sorted("id").mapped("rating")
        self.assertEqual(values, [1, 5])

    def test_rate_strange(self):
        self._answer(self.complaint)
        for stars in ("0", "6", "", "x", "1000", "²"):
            response = self._post(f"{self.url}/rate", stars=stars)
            self.assertEqual(response.status_code, 422)
            self.assertIn("Choose one to five stars.", response.text)
        self.assertFalse(self.complaint.rating_ids.filtered("consumed"))

    def test_rate_without_partner(self):
        complaint = self._register(partner_id=False, email_from="ann@visitor.example")
        self._answer(complaint)
        self._login(None)
        token = complaint.sudo()._portal_ensure_token()
        url = f"/my/complaints/{complaint.id}"
        self.assertEqual(self._post(f"{url}/rate", stars="3", access_token=token).status_code, 303)
        rating = complaint.rating_ids.filtered("consumed")
        self.assertEqual(rating.rating, 3)
        self.assertFalse(rating.message_id.author_id)
        self.assertEqual(rating.message_id.email_from, "ann@visitor.example")

    # TALK

    def _say(self, complaint, body, **params):
        return self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": "cs.complaint",
                "thread_id": complaint.id,
                "post_data": {
                    "body": body,
                    "message_type": "comment",
                    "subtype_xmlid": "mail.mt_comment",
                    **params.pop("post_data", {}),
                },
                **params,
            },
        )

    def test_reply(self):
        self.complaint.with_user(self.agent).action_start()
        self.complaint.with_user(self.agent).action_wait("Need the bill")
        self._say(self.complaint, "Here it is")
        message = self.complaint.message_ids.filtered(lambda m: m.message_type == "comment")
        self.assertIn("Here it is", message.body)
        self.assertEqual(message.author_id, self.customer)
        self.assertEqual(self.complaint.state, "in_progress")

    def test_reply_with_token(self):
        self._login(None)
        token = self.complaint.sudo()._portal_ensure_token()
        self._say(self.complaint, "By the link", token=token)
        self.assertEqual(self.complaint.message_ids[0].author_id, self.customer)
        nobody = self._register(partner_id=False, email_from="ann@visitor.example")
        self._say(nobody, "Me too", token=nobody.sudo()._portal_ensure_token())
        self.assertRecordValues(
            nobody.message_ids[0], [{"author_id": False, "email_from": "ann@visitor.example"}]
        )

    def test_reply_gives_no_rating(self):
        self._say(self.complaint, "Great", post_data={"rating_value": 1000})
        self.assertFalse(self.complaint.rating_ids)

    def _reply(self, text="", files=None):
        return self._post(f"{self.url}/reply", files=files or {"files": ("", b"")}, text=text)

    def test_reply_form(self):
        """Text and files, without any script; sent twice, they are taken once."""
        for _click in range(2):
            response = self._reply("Here is my bill", {"files": ("bill.pdf", PDF)})
            self.assertEqual(response.status_code, 303)
        message = self.complaint.message_ids.filtered(lambda m: m.message_type == "comment")
        self.assertEqual(len(message), 1)
        self.assertIn("Here is my bill", message.body)
        self.assertEqual(message.attachment_ids.mapped("name"), ["bill.pdf"])
        self.assertEqual(message.author_id, self.customer)
        self._reply("Something else")
        page = self._page()
        for text in ("Here is my bill", "bill.pdf", "Something else"):
            self.assertEqual(page.count(text), 1, text)

    def test_reply_form_refused(self):
        response = self._reply("See file", {"files": ("bill.exe", b"MZ")})
        self.assertEqual(response.status_code, 422)
        self.assertIn("The file bill.exe cannot be taken", response.text)
        self.assertIn("See file", response.text)
        self.assertIn("Write something or choose a file first.", self._reply(" ").text)
        self.assertIn("Your text is 4001 characters long", self._reply("x" * 4001).text)
        self.assertFalse(self.complaint.message_ids.filtered(lambda m: m.message_type == "comment"))

    def test_reply_limit(self):
        limits = self.env.registry["cs.rate.limit"]
        with patch.object(limits, "_cs_hit", lambda *_args: False):
            response = self._reply("Once more")
        self.assertEqual(response.status_code, 422)
        self.assertIn("You have sent many messages within an hour.", response.text)
        self.assertIn("Once more", response.text)

    def _upload(self, name, data, **params):
        return self.url_open(
            "/mail/attachment/upload",
            data={
                "csrf_token": self._csrf(),
                "thread_id": self.complaint.id,
                "thread_model": "cs.complaint",
                "is_pending": "true",
                **params,
            },
            files={"ufile": (name, data)},
        ).json()

    def test_conversation_files(self):
        answer = self._upload("bill.pdf", PDF)
        attachment = self.env["ir.attachment"].browse(answer["data"]["attachment_id"])
        self.assertEqual(base64.b64decode(attachment.datas), PDF)
        self.assertIn("cannot be taken", self._upload("bill.pdf", b"MZ\x90")["error"])
        large = self._upload("bill.pdf", PDF + b"0" * 11 * 1024 * 1024)
        self.assertIn("is too large, at most 10.00 Mb", large["error"])

    def test_letters_stay_out_of_conversation(self):
        self._answer(self.complaint)
        self.complaint.with_user(self.agent).message_post(
            body="A word", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.complaint.with_user(self.agent).message_post(
            body="Between us", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        found = self.make_jsonrpc_request(
            "/mail/chatter_fetch", {"thread_model": "cs.complaint", "thread_id": self.complaint.id}
        )
        bodies = str(found["data"]["mail.message"])
        self.assertIn("A word", bodies)
        self.assertNotIn("Between us", bodies)
        self.assertNotIn("We checked the bill.", bodies)

    def test_download(self):
        evidence = self._evidence()
        self._answer(self.complaint, attachment_ids=evidence.ids)
        response = self.url_open(f"{self.url}/file/{evidence.id}")
        self.assertEqual(response.content, PDF)
        self.assertIn("attachment", response.headers["Content-Disposition"])
