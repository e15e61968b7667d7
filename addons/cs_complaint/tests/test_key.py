from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.cs_privacy.tests.rpc_calls import RpcCalls

from .mail_common import MailCommon
from .test_satisfaction import SatisfactionCommon


@tagged("post_install", "-at_install")
class TestKey(RpcCalls, MailCommon, SatisfactionCommon):
    """Whoever knows the key of a complaint is its customer; no employee gets at it."""

    ROLES = ("agent", "supervisor", "manager")

    def setUp(self):
        super().setUp()
        self.complaint = self._answered()
        self.token = self.complaint.sudo().access_token
        self.request = self._request(self.complaint)
        self.assertTrue(self.token and self.request.token)

    def assertNoKey(self, text):
        for key in (self.token, self.request.token):
            self.assertNotIn(key, str(text))

    def test_field_is_nobodys(self):
        ids = self.complaint.ids
        for role in self.ROLES:
            for method, args in (
                ("read", [ids, ["access_token"]]),
                ("web_read", [ids, {"access_token": {}}]),
                ("search_read", [[], ["access_token"]]),
                ("search", [[("access_token", "=like", "a%")]]),
                ("export_data", [ids, ["access_token"]]),
                ("formatted_read_group", [[], ["access_token"], ["__count"]]),
            ):
                error, text = self.outcome(self.user(role), "cs.complaint", method, *args)
                with self.subTest(role=role, method=method):
                    # Who may export at all is asked first.
                    refused = UserError if method == "export_data" else AccessError
                    self.assertIsInstance(error, refused, text)
                    self.assertNoKey(text)
        everything = self.call(self.manager, "cs.complaint", "read", ids)
        self.assertNoKey(everything)

    def test_links_of_employees_hold_no_key(self):
        complaint = self.complaint.with_user(self.manager)
        link = self.call(self.manager, "cs.complaint", "get_portal_url", complaint.ids)
        self.assertTrue(link.startswith(f"/my/complaints/{complaint.id}"))
        shared = complaint._get_share_url(redirect=True, pid=self.customer.id)
        self.assertIn(f"res_id={complaint.id}", shared)
        self.assertNotIn("hash", shared)
        action = complaint._get_access_action(force_website=True)
        rates = complaint.feedback_ids._cs_satisfaction_url()
        self.assertTrue(rates.endswith(f"/my/complaints/{complaint.id}"))
        for text in (link, shared, action, rates):
            self.assertNoKey(text)
        with self.assertRaises(AccessError):
            self.complaint.with_user(self.member).get_portal_url()

    def test_letter_written_from_the_template(self):
        template = self.env.ref("cs_complaint.mail_template_feedback").with_user(self.agent)
        body = template._render_field("body_html", self.complaint.ids)[self.complaint.id]
        self.assertIn("We checked the bill.", body)
        self.assertNoKey(body)

    def test_copy_in_the_conversation(self):
        """The customer's mail has the links; its copy, which employees read, opens nothing."""
        message = self.complaint.feedback_ids.mail_message_id
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self.assertIn(f"access_token={self.token}", mail.body_html)
        self.assertIn(f"/cs/s/{self.request.token}", mail.body_html)
        self.assertIn("You get 20 back.", message.body)
        self.assertIn(f"/my/complaints/{self.complaint.id}", message.body)
        texts = self.complaint.with_user(self.agent).message_ids.mapped("body")
        self.assertNoKey(texts)

    def test_copy_of_a_short_message(self):
        complaint = self._open()
        self._dialog(complaint, "sms").action_send()
        key = self._request(complaint).token
        self.assertIn(key, self._sms(complaint.feedback_ids).body)
        self.assertNotIn(key, str(complaint.message_ids.mapped("body")))

    def test_letter_that_the_customer_quotes(self):
        message = self.complaint.feedback_ids.mail_message_id
        self._mail(
            "<quote@customer.example>",
            Subject="Re: our answer",
            In_Reply_To=message.message_id,
            body=f"No.\n> see /my/complaints/1?access_token={self.token}"
            f"\n> and /cs/s/{self.request.token}?v=5",
        )
        reply = self.complaint.message_ids.filtered(lambda m: "No." in m.body)
        self.assertEqual(len(reply), 1)
        self.assertIn("access_token=", reply.body)
        self.assertNoKey(reply.body)

    def test_mail_to_the_customer_has_the_link(self):
        """What a handler writes reaches the customer with a link that opens the page."""
        self.complaint.with_user(self.agent).message_post(
            body="Good news", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.env.flush_all()
        sent = self.env["mail.mail"].search([("body_html", "like", "Good news")])
        self.assertIn(self.token, "".join(sent.mapped("body_html")))
        self.assertNoKey(self.complaint.message_ids.mapped("body"))

    def test_ratings_come_by_their_doors(self):
        for role in self.ROLES:
            error, text = self.outcome(
                self.user(role), "cs.complaint", "rating_apply", self.complaint.ids, 5
            )
            self.assertIsInstance(error, AccessError)
            self.assertIn("Ratings are given by the customer", text)


@tagged("post_install", "-at_install")
class TestKeyOnPages(SatisfactionCommon, HttpCase):
    def test_employee_on_the_page_of_a_merged_complaint(self):
        """The page points on, for employees without the other complaint's key."""
        first, second = self._register(), self._register()
        first.with_user(self.supervisor).action_merge(second.id, "Same")
        key = second.sudo()._portal_ensure_token()
        link = first.sudo().get_portal_url()
        self.authenticate(None, None)
        self.assertIn(key, self.url_open(link).text)
        self.authenticate("cs_agent", "cs_agent")
        page = self.url_open(f"/my/complaints/{first.id}").text
        self.assertIn(second.name, page)
        self.assertNotIn(key, page)

    def test_customer_opens_the_page_by_the_link(self):
        complaint = self._answered()
        self.authenticate(None, None)
        page = self.url_open(complaint.sudo().get_portal_url())
        self.assertEqual(page.status_code, 200)
        self.assertIn(complaint.name, page.text)
        share = self.url_open(complaint.sudo()._get_share_url(redirect=True))
        self.assertIn(complaint.name, share.text)
