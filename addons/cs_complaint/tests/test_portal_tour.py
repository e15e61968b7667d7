from odoo.tests import tagged

from .portal_common import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalTour(PortalCommon):
    def test_customer(self):
        """From web form to rating: registers, answers a question, confirms and rates."""
        self._run_customer()

    def test_customer_zh_tw(self):
        self.env["res.lang"]._activate_lang("zh_TW")
        self.customer.lang = "zh_TW"
        self.agent.lang = "zh_TW"
        self._run_customer(cookies={"frontend_lang": "zh_TW"})

    def _run_customer(self, **options):
        login = self._password_is_login(self.portal)
        self.start_tour("/my/home", "cs_complaint_customer_registers", login=login, **options)
        complaint = self._registered()
        words = complaint.message_ids.filtered(lambda m: m.author_id == self.portal.partner_id)
        self.assertEqual(words.attachment_ids.mapped("name"), ["bill.pdf"])
        complaint.with_user(self.agent).action_start()
        self._ask(complaint, "Which of the two is wrong?")
        self.start_tour("/my/complaints", "cs_complaint_customer_helps", login=login, **options)
        self.assertEqual(complaint.state, "in_progress")
        self._answer(complaint)
        self.start_tour("/my/complaints", "cs_complaint_customer_ends", login=login, **options)
        self.assertEqual(complaint.state, "closed")
        self._check_rated(complaint, self.customer)

    def _check_rated(self, complaint, partner):
        rating = complaint.rating_ids.filtered("consumed")
        self.assertRecordValues(
            rating,
            [{"rating": 4, "feedback": "Quick and polite", "partner_id": partner.id}],
        )

    def test_visitor_by_link(self):
        """Without an account, by the link of the acknowledgement."""
        complaint = self._register(partner_id=False, email_from="ann@visitor.example")
        self._answer(complaint)
        complaint.sudo()._portal_ensure_token()
        self.start_tour(complaint.sudo().get_portal_url(), "cs_complaint_visitor_ends")
        self.assertEqual(complaint.state, "closed")
        self._check_rated(complaint, self.env["res.partner"])

    def test_visitor(self):
        """A visitor mends what was refused; the text is still there."""
        self.start_tour("/complaint", "cs_complaint_visitor")
        self.assertRecordValues(
            self._registered(),
            [{"subject": "No signal", "email_from": "ann@visitor.example", "phone": False}],
        )

    def _password_is_login(self, user):
        # Tours log in with the login as password.
        user.sudo().password = user.login
        return user.login
