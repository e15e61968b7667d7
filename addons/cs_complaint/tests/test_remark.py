from unittest.mock import patch

from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestRemark(ComplaintCommon):
    def remarks(self, complaints, draft=None):
        return complaints.with_user(self.agent).cs_notices(draft)["remarks"]

    def test_remarks_on_the_form(self):
        complaint = self._register(user_id=self.agent.id)
        draft = {"partner_id": self.customer.id}
        self.assertFalse(self.remarks(complaint))
        self.assertFalse(self.remarks(complaint.browse(), draft))
        self.customer.comment = "<p>Write, do not call.</p>"
        self.env.invalidate_all()
        self.assertIn("Write, do not call.", self.remarks(complaint))
        self.assertIn("Write, do not call.", self.remarks(complaint.browse(), draft))

    def test_remarks_of_other_services(self):
        complaint = self._register()
        with patch.object(
            type(self.customer), "_cs_remarks", lambda partner: ["Ask for the guardian <b>"]
        ):
            self.assertEqual(self.remarks(complaint), "<div>Ask for the guardian &lt;b&gt;</div>")

    def test_nobody_known(self):
        complaint = self._register(partner_id=False, partner_name="Ann")
        self.assertFalse(self.remarks(complaint))
