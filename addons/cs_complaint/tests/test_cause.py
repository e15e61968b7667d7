from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestCause(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cause = cls.env.ref("cs_complaint.cause_system_1")

    def _answered(self, **values):
        complaint = self._register(user_id=self.agent.id, **values)
        self._answer(complaint)
        return complaint

    def test_ordinary_complaints_close_without(self):
        complaint = self._answered()
        complaint.action_close()
        self.assertEqual(complaint.state, "closed")

    def test_above_ordinary_the_cause_is_known(self):
        for severity in ("major", "extra_major"):
            complaint = self._answered(severity=severity)
            with self.assertRefused(UserError, "choose its root cause"):
                complaint.action_close()
            complaint.cause_id = self.cause
            with self.assertRefused(UserError, "choose its root cause"):
                complaint.action_close()
            complaint.why_1 = "  "
            with self.assertRefused(UserError, "choose its root cause"):
                complaint.action_close()
            complaint.why_1 = "The price list was loaded twice"
            complaint.action_close()
            self.assertEqual(complaint.state, "closed")

    def test_customer_does_not_wait_for_the_analysis(self):
        complaint = self._answered(severity="major")
        complaint._cs_customer_confirm()
        self.assertEqual(complaint.state, "closed")
        self.assertEqual(
            complaint.activity_ids.activity_type_id,
            self.env.ref("cs_complaint.mail_activity_type_cause"),
        )

    def test_context_cannot_claim_the_customer(self):
        complaint = self._answered(severity="major")
        with self.assertRefused(UserError, "choose its root cause"):
            complaint.with_context(cs_customer_confirms=True).action_close()

    def test_numbers_in_the_analysis_are_hidden(self):
        complaint = self._answered()
        complaint.why_1 = "Call to 138 1234 5678 was missed"
        self.assertIn("138****5678", complaint.why_1)

    def test_tree(self):
        parent = self.env.ref("cs_complaint.cause_system")
        self._answered().cause_id = self.cause
        self.env.flush_all()
        self.assertGreaterEqual(parent.complaint_count, 1)
        self.assertEqual(self.cause.display_name, "Systems / Billing system")
        with self.assertRaises(UserError):
            parent.parent_id = self.cause

    def test_who_keeps_the_causes(self):
        portal = new_test_user(self.env, login="cs_portal", groups="base.group_portal")
        plain = new_test_user(self.env, login="cs_plain", groups="base.group_user")
        for user, reads in (
            (self.agent, True),
            (self.member, True),
            (self.head, True),
            (self.supervisor, True),
            (self.manager, True),
            (portal, False),
            (plain, False),
            (self.env.ref("base.public_user"), False),
        ):
            with self.subTest(user=user.login):
                cause = self.cause.with_user(user)
                self.assertEqual(cause.has_access("read"), reads)
                for operation in ("write", "create", "unlink"):
                    self.assertEqual(cause.has_access(operation), user == self.manager)
        complaint = self._register(partner_id=portal.partner_id.id)
        with self.assertRaises(AccessError):
            complaint.with_user(portal).read(["why_1"])
