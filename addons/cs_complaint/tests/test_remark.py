from unittest.mock import patch

from odoo.tests import Form, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestRemark(ComplaintCommon):
    def test_remarks_on_the_form(self):
        complaint = self._register(user_id=self.agent.id)
        self.assertFalse(Form(complaint.with_user(self.agent)).customer_remarks)
        self.customer.comment = "<p>Write, do not call.</p>"
        self.env.invalidate_all()
        remarks = Form(complaint.with_user(self.agent)).customer_remarks
        self.assertIn("Write, do not call.", remarks)

    def test_remarks_of_other_services(self):
        complaint = self._register()
        with patch.object(
            type(self.customer), "_cs_remarks", lambda partner: ["Ask for the guardian <b>"]
        ):
            self.assertEqual(
                complaint.customer_remarks, "<div>Ask for the guardian &lt;b&gt;</div>"
            )

    def test_nobody_known(self):
        complaint = self._register(partner_id=False, partner_name="Ann")
        self.assertFalse(complaint.customer_remarks)
