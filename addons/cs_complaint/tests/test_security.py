from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon

FORGED = {
    "state": "closed",
    "date_resolve_due": "2040-01-01 00:00:00",
    "date_registered": "2020-01-01 00:00:00",
    "breached_at": False,
    "ack_state": "sent",
    "reopen_count": 0,
    "name": "C1",
    "external_id": "x",
}


@tagged("post_install", "-at_install")
class TestSecurity(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, login="cs_portal", groups="base.group_portal")
        cls.plain = new_test_user(cls.env, login="cs_plain", groups="base.group_user")
        cls.public = cls.env.ref("base.public_user")
        register = cls.env["cs.complaint"].create
        cls.of_service = register({"subject": "S", "category_id": cls.category.id})
        cls.of_product = register({"subject": "P", "category_id": cls.category_product.id})
        cls.of_portal = register({"subject": "O", "partner_id": cls.portal.partner_id.id})

    def _may(self, user, operation, complaint):
        return complaint.with_user(user).has_access(operation)

    def test_who_reads_and_writes_what(self):
        expected = {
            # user: complaints read, complaints written
            self.agent: ("SPO", "SO"),
            self.member: ("P", "P"),
            self.head: ("P", "P"),
            self.supervisor: ("SPO", "SPO"),
            self.manager: ("SPO", "SPO"),
            self.portal: ("O", ""),
            self.plain: ("", ""),
            self.public: ("", ""),
        }
        every = self.of_service | self.of_product | self.of_portal
        for user, (readable, writable) in expected.items():
            for complaint in every:
                with self.subTest(user=user.login, complaint=complaint.subject):
                    self.assertEqual(
                        self._may(user, "read", complaint), complaint.subject in readable
                    )
                    self.assertEqual(
                        self._may(user, "write", complaint), complaint.subject in writable
                    )

    def test_who_registers_and_deletes(self):
        for user in (self.agent, self.supervisor, self.manager):
            self.assertTrue(self._register(user=user))
        for user in (self.member, self.portal, self.plain, self.public):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._register(user=user)
        for user in (self.agent, self.supervisor, self.head, self.portal, self.public):
            self.assertFalse(self._may(user, "unlink", self.of_service))
        self.assertTrue(self._may(self.manager, "unlink", self.of_service))

    def test_agent_works_on_own_only(self):
        taken = self._register()
        taken.action_start()
        with self.assertRaises(AccessError):
            taken.with_user(self.agent2).subject = "Mine now"
        with self.assertRaises(AccessError):
            self.of_product.with_user(self.agent).action_start()
        self.assertEqual(self.of_product.state, "registered")

    def test_agent_follows_what_was_registered_for_another_department(self):
        complaint = self._register(category_id=self.category_product.id)
        complaint.description = "A detail more"
        complaint.with_user(self.head).action_start()
        complaint = complaint.with_user(self.agent)
        self.assertEqual(complaint.state, "in_progress")
        complaint.message_post(body="The customer called again")
        with self.assertRaises(AccessError):
            complaint.write({"description": "Changed"})

    def test_move_in_hr_takes_effect_at_once(self):
        self.assertFalse(self._may(self.member, "read", self.of_service))
        self.member.employee_id.department_id = self.service
        self.env.invalidate_all()
        self.assertTrue(self._may(self.member, "read", self.of_service))
        self.assertFalse(self._may(self.member, "read", self.of_product))

    def test_facts_cannot_be_forged(self):
        complaint = self._register()
        for field, value in FORGED.items():
            for user in (self.agent, self.manager):
                with self.subTest(field=field), self.assertRefused(AccessError, "system only"):
                    complaint.with_user(user).write({field: value})
            with self.subTest(create=field), self.assertRefused(AccessError, "system only"):
                self._register(**{field: value})

    def test_context_cannot_claim_a_transition(self):
        complaint = self._register().with_context(cs_transition=True)
        with self.assertRefused(AccessError, "system only"):
            complaint.write({"state": "closed"})

    def test_acknowledgement_cannot_be_switched_off_from_outside(self):
        complaint = (
            self.env["cs.complaint"]
            .with_user(self.agent)
            .with_context(cs_no_acknowledgement=True)
            .create({"subject": "Quiet", "partner_id": self.customer.id})
        )
        self.assertEqual(complaint.sudo().ack_state, "pending")

    def test_head_assigns_members_do_not(self):
        self.of_product.with_user(self.head).user_id = self.member
        self.assertEqual(self.of_product.user_id, self.member)
        with self.assertRefused(AccessError, "only the head of its department"):
            self.of_product.with_user(self.member).user_id = self.head
        with self.assertRefused(AccessError, "only the head of its department"):
            self._register(user_id=self.agent2.id)

    def test_member_takes_what_nobody_handles(self):
        self.of_product.with_user(self.member).user_id = self.member
        self.assertEqual(self.of_product.user_id, self.member)

    def test_supervisor_assigns_anywhere(self):
        self.of_product.with_user(self.supervisor).user_id = self.member
        self.assertEqual(self.of_product.user_id, self.member)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_feedback_is_read_with_its_complaint(self):
        feedback = self._answer(self._register())
        self.assertTrue(feedback.with_user(self.agent2).has_access("read"))
        self.assertFalse(feedback.with_user(self.member).has_access("read"))
        self.assertFalse(feedback.with_user(self.portal).has_access("read"))
        self.assertFalse(feedback.with_user(self.public).has_access("read"))
        for user in (self.agent, self.manager):
            self.assertFalse(feedback.with_user(user).has_access("write"))

    def test_categories_are_the_manager_s(self):
        self.assertTrue(self.category.with_user(self.manager).has_access("write"))
        for user in (self.agent, self.head, self.supervisor, self.portal):
            self.assertFalse(self.category.with_user(user).has_access("write"))
            self.assertTrue(self.category.with_user(user).has_access("read"))
        self.category.is_public = False
        self.assertFalse(self.category.with_user(self.portal).has_access("read"))

    def test_other_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Other"})
        user = new_test_user(
            self.env,
            login="cs_other",
            groups="cs_complaint.group_cs_complaint_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.assertFalse(self._may(user, "read", self.of_service))

    def test_dialogs_are_private(self):
        wizard = (
            self.env["cs.complaint.answer"]
            .with_user(self.agent)
            .create({"complaint_id": self.of_service.id, "process": "x", "result": "y"})
        )
        self.assertFalse(wizard.with_user(self.agent2).has_access("read"))
        with self.assertRaises(AccessError):
            self.env["cs.complaint.answer"].with_user(self.agent).create(
                {"complaint_id": self.of_product.id, "process": "x", "result": "y"}
            ).action_send()

    def test_targets_are_the_manager_s(self):
        targets = self.env["cs.complaint.target"].with_user(self.manager).create({})
        self.assertEqual(targets.days_major, 5)
        targets.days_major = 4
        targets.action_save()
        self.assertEqual(self.company.cs_complaint_days_major, 4)
        for user in (self.supervisor, self.head, self.agent, self.portal):
            self.assertFalse(self.env["cs.complaint.target"].with_user(user).has_access("create"))
        other = self.env["res.company"].create({"name": "Other"})
        targets = self.env["cs.complaint.target"].with_user(self.manager).create({})
        targets.sudo().company_id = other
        with self.assertRefused(AccessError, "Only managers of complaints change the targets"):
            targets.action_save()
