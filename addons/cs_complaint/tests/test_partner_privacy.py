from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestPartnerPrivacy(ComplaintCommon):
    """Complaints in a person's copy, as a reason to keep data, and in an erasure."""

    def _closed(self, days_ago=0):
        complaint = self._register(
            subject="Mei Lin pays twice", description="Call me at 0912 555 999, Mei Lin"
        )
        self._answer(complaint)
        complaint.with_user(self.agent).action_close()
        if days_ago:
            complaint.sudo().date_closed = fields.Datetime.now() - timedelta(days=days_ago)
        return complaint

    def test_export(self):
        complaint = self._closed()
        told = self.customer._cs_privacy_export()
        self.assertEqual([c["number"] for c in told["complaints"]], [complaint.name])
        self.assertEqual(told["complaints"][0]["content"], complaint.description)
        self.assertEqual(told["complaint_feedback"][0]["result"], "You get 20 back.")
        layout = dict(self.customer._cs_privacy_export_layout(told))
        self.assertIn(("Number", complaint.name), layout["Complaints"][0])

    def test_open_complaint_holds_everything(self):
        complaint = self._register()
        (hold,) = self.customer._cs_privacy_hold_reasons()[self.customer.id]
        self.assertIsNone(hold.until)
        self.assertIn(complaint.name, hold.reason)
        self.assertTrue(all(e["kept"] for e in self.customer._cs_privacy_erase_preview()))
        self.customer._cs_privacy_erase()
        self.assertEqual(self.customer.name, "Mei Lin")

    def test_evidence_is_kept_and_then_erased(self):
        complaint = self._closed()
        (hold,) = self.customer._cs_privacy_hold_reasons()[self.customer.id]
        self.assertEqual(hold.parts, ("complaints",))
        self.assertIn("24 months", hold.reason)
        complaint.sudo().date_closed = fields.Datetime.now() - timedelta(days=3 * 366)
        self.assertFalse(self.customer._cs_privacy_hold_reasons())

    def test_evidence_stays_when_the_rest_is_erased(self):
        complaint = self._closed()
        protocol = self.customer._cs_privacy_erase()
        self.env.invalidate_all()
        self.assertEqual(complaint.subject, "Mei Lin pays twice")
        self.assertEqual(complaint.partner_name, "Mei Lin")
        self.assertFalse(self.customer.email)
        self.assertIn("Erased customer", self.customer.name)
        kept = [entry["code"] for entry in protocol if entry["kept"]]
        self.assertEqual(kept, ["complaints"])

    def test_erased(self):
        complaint = self._closed(days_ago=3 * 366)
        facts = ("date_registered", "date_resolve_due", "severity", "category_id", "state")
        before = {name: complaint[name] for name in facts}
        messages = complaint.message_ids
        self.customer._cs_privacy_erase()
        self.env.invalidate_all()
        self.assertRecordValues(
            complaint,
            [
                {
                    "subject": "(erased)",
                    "description": False,
                    "partner_name": False,
                    "email_from": False,
                    "phone": False,
                }
            ],
        )
        self.assertEqual({name: complaint[name] for name in facts}, before)
        self.assertRecordValues(
            complaint.feedback_ids, [{"process": "(erased)", "result": "(erased)"}]
        )
        self.assertEqual(complaint.message_ids, messages)
        self.assertFalse(any(messages.mapped("email_from")))
        self.assertTrue(self.customer.cs_erased_on)
        self.env.cr.execute(
            "SELECT count(*) FROM mail_message WHERE model = 'cs.complaint' AND res_id = %s"
            " AND (body LIKE '%%Mei%%' OR subject LIKE '%%Mei%%')",
            [complaint.id],
        )
        self.assertEqual(self.env.cr.fetchone()[0], 0)

    def test_answers_are_erased_with_the_complaint(self):
        complaint = self._register(user_id=self.agent.id)
        self.env["cs.complaint.compensation"].with_user(self.agent)._cs_propose(
            complaint, "gift", 5, "For Mei Lin"
        )
        complaint.why_1 = "Mei Lin was not asked"
        self._answer(complaint, code="phone", note="Mei Lin agrees")
        complaint.action_close()
        complaint.sudo().date_closed = fields.Datetime.now() - timedelta(days=3 * 366)
        self.customer._cs_privacy_erase()
        self.env.invalidate_all()
        self.assertFalse(complaint.why_1)
        self.assertEqual(complaint.compensation_ids.reason, "(erased)")
        self.assertRecordValues(
            complaint.call_ids,
            [{"note": "(erased)", "process": "(erased)", "result": "(erased)"}],
        )
