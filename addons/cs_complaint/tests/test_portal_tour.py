from odoo.tests import tagged

from .portal_common import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalTour(PortalCommon):
    def test_customer(self):
        """A customer registers, replies with a file, reads the answer, rates and confirms it."""
        login = self._password_is_login(self.portal)
        self.start_tour("/my/home", "cs_complaint_customer_registers", login=login)
        complaint = self._registered()
        words = complaint.message_ids.filtered(lambda m: m.author_id == self.portal.partner_id)
        self.assertEqual(words.attachment_ids.mapped("name"), ["bill.pdf", "bill.pdf"])
        complaint.with_user(self.agent).action_start()
        self._answer(complaint)
        self.start_tour("/my/complaints", "cs_complaint_customer_ends", login=login)
        self.assertEqual(complaint.state, "closed")
        rating = complaint.rating_ids.filtered("consumed")
        self.assertRecordValues(
            rating,
            [{"rating": 4, "feedback": "Quick and polite", "partner_id": self.customer.id}],
        )

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
