from odoo.exceptions import AccessError
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .portal_common import PDF, PortalCommon

STEPS = ("confirm", "reopen", "withdraw", "rate", "reply")
INTERNAL_FIELDS = (
    "user_id",
    "contact_id",
    "source",
    "external_id",
    "state_reason",
    "ack_state",
    "breached_at",
    "date_told",
    "date_seen",
    "question_id",
)


@tagged("post_install", "-at_install")
class TestPortalSecurity(PortalCommon):
    """Every route, by everybody who has no business there."""

    def setUp(self):
        super().setUp()
        self.complaint = self._register(partner_id=self.customer.id)
        self.evidence = self._evidence()
        self._answer(self.complaint, attachment_ids=self.evidence.ids)
        self.token = self.complaint.sudo()._portal_ensure_token()
        self.url = f"/my/complaints/{self.complaint.id}"
        self.missing = "/my/complaints/2147483647"

    def _outsiders(self):
        """Yield ``(who, access token)`` of those who are not the customer, logged in."""
        other = self._register(partner_id=self.stranger.partner_id.id)
        for who, user, token in (
            ("public", None, ""),
            ("public, wrong token", None, "0" * 36),
            ("public, token of another complaint", None, other.sudo()._portal_ensure_token()),
            ("public, token with strange bytes", None, "é\x00"),
            ("other customer", self.stranger, ""),
            ("other customer, wrong token", self.stranger, "wrong"),
        ):
            self._login(user)
            with self.subTest(who=who):
                yield token

    def _answers(self, response):
        """Return what tells two answers apart."""
        return response.status_code, response.headers.get("Location")

    def test_get_routes(self):
        for token in self._outsiders():
            for path in ("", f"/file/{self.evidence.id}"):
                query = {"params": {"access_token": token}} if token else {}
                real = self.opener.get(
                    self.base_url() + self.url + path, allow_redirects=False, **query
                )
                none = self.opener.get(
                    self.base_url() + self.missing + path, allow_redirects=False, **query
                )
                self.assertEqual(self._answers(real), self._answers(none))
                self.assertEqual(real.status_code, 303)
                self.assertNotIn(self.complaint.name, real.text)

    def test_post_routes(self):
        files = {"files": ("a.pdf", PDF)}
        for token in self._outsiders():
            before = len(self.complaint.message_ids)
            for step in STEPS:
                data = {"reason": "x", "stars": "1", "access_token": token}
                sent = files if step == "reply" else None
                real = self._post(f"{self.url}/{step}", files=sent, **data)
                none = self._post(f"{self.missing}/{step}", files=sent, **data)
                self.assertEqual(self._answers(real), self._answers(none))
                self.assertEqual(real.status_code, 303)
            self.assertEqual(self.complaint.state, "answered")
            self.assertEqual(len(self.complaint.message_ids), before)
            self.assertFalse(self.complaint.rating_ids.filtered("consumed"))

    def test_token_holder(self):
        """The link of a letter works without an account, on every route."""
        self._login(None)
        page = self.url_open(f"{self.url}?access_token={self.token}")
        self.assertIn(self.complaint.name, page.text)
        self.assertNotIn(self.token, page.text + page.url)
        self.assertEqual(page.headers["Referrer-Policy"], "same-origin")
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        # From here on the session knows the key.
        file = self.url_open(f"{self.url}/file/{self.evidence.id}")
        self.assertEqual(file.content, PDF)
        for step in ("rate", "reply", "confirm", "reopen", "withdraw"):
            response = self._post(
                f"{self.url}/{step}",
                files={"files": ("a.pdf", PDF)} if step == "reply" else None,
                reason="x",
                stars="5",
            )
            self.assertEqual(response.status_code, 303, step)
            self.assertIn(f"{self.url}?done={step}", response.headers["Location"])
        self.assertEqual(self.complaint.state, "withdrawn")

    @mute_logger("odoo.http")
    def test_csrf(self):
        self._login(self.portal)
        for step in STEPS:
            response = self.url_open(f"{self.url}/{step}", data={"reason": "x", "stars": "1"})
            self.assertEqual(response.status_code, 400)
        self.assertEqual(self.complaint.state, "answered")

    def test_employee_is_not_the_customer(self):
        self.agent.password = "agent-test-password"
        self.authenticate(self.agent.login, "agent-test-password")
        self.assertNotIn("o_cs_confirm", self.url_open(self.url).text)
        for step in STEPS:
            response = self._post(f"{self.url}/{step}", reason="x", stars="5")
            self.assertEqual(response.status_code, 403)
            self.assertIn("Only the customer can do this here.", response.text)
        self.assertEqual(self.complaint.state, "answered")

    def test_foreign_files(self):
        """Only files of this complaint, and not those that agents exchange, are handed out."""
        note = self.complaint.with_user(self.agent).message_post(
            body="Between us",
            attachments=[("inside.pdf", PDF)],
            subtype_xmlid="mail.mt_note",
        )
        other = self.env["ir.attachment"].create({"name": "other.pdf", "raw": PDF})
        self._login(self.portal)
        for file in (note.attachment_ids, other):
            response = self.url_open(f"{self.url}/file/{file.id}", allow_redirects=False)
            self.assertEqual(response.status_code, 303)
            self.assertEqual(self.url_open(f"/web/content/{file.id}").status_code, 404)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_conversation(self):
        """Outsiders neither read nor write the conversation, nor leave files in it."""
        before = len(self.complaint.message_ids)
        thread = {"thread_model": "cs.complaint", "thread_id": self.complaint.id}
        for token in self._outsiders():
            with self.assertRaises(JsonRpcException):
                self.make_jsonrpc_request(
                    "/mail/message/post", {**thread, "post_data": {"body": "x"}, "token": token}
                )
            signed = {"hash": "é", "pid": "x"}
            response = self.url_open(
                "/mail/attachment/upload",
                data={**thread, **signed, "csrf_token": self._csrf(), "token": token},
                files={"ufile": ("a.pdf", PDF)},
            )
            self.assertEqual(response.status_code, 404)
            try:
                found = self.make_jsonrpc_request("/mail/chatter_fetch", {**thread, "token": token})
            except JsonRpcException:
                continue
            self.assertFalse(found["messages"])
        self.assertEqual(len(self.complaint.message_ids), before)

    def test_rpc_own(self):
        """A customer reads the own complaint by RPC, without what is internal."""
        own = self.env["cs.complaint"].with_user(self.portal)
        self.assertEqual(own.search([]), self.complaint)
        self.assertEqual(own.search([]).subject, "Bill too high")
        for field in INTERNAL_FIELDS:
            with self.subTest(field=field), self.assertRaises(AccessError):
                own.search([]).read([field])
        feedback = self.complaint.feedback_ids.with_user(self.portal)
        self.assertEqual(feedback.result, "You get 20 back.")
        for field in ("user_id", "note", "mail_message_id", "delivery_state"):
            with self.subTest(field=field), self.assertRaises(AccessError):
                feedback.read([field])

    def test_rpc_foreign(self):
        foreign = self.complaint.with_user(self.stranger)
        self.assertFalse(foreign.search([]))
        with self.assertRaises(AccessError):
            foreign.read(["subject"])
        with self.assertRaises(AccessError):
            foreign.feedback_ids.read(["result"])

    def test_rpc_cannot_act(self):
        own = self.complaint.with_user(self.portal)
        for call in (
            lambda: own.action_close(),
            lambda: own.action_reopen("x"),
            lambda: own.write({"subject": "x"}),
            lambda: own.create({"subject": "x"}),
            lambda: own.unlink(),
        ):
            with self.assertRaises(AccessError):
                call()
