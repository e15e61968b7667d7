from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestCompensation(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        limits = cls.env["cs.complaint.compensation.limit"]
        limits.search([("company_id", "=", cls.company.id)]).unlink()
        limits.create(
            [
                {"role": "member", "amount": 100},
                {"role": "head", "amount": 500},
                {"role": "supervisor", "amount": 1000},
                {"role": "manager", "is_unlimited": True},
            ]
        )

    def _propose(self, complaint, amount, user=None, kind="bill_credit", **values):
        return (
            self.env["cs.complaint.compensation"]
            .with_user(user or self.agent)
            ._cs_propose(complaint, kind, amount, "Billed twice", **values)
        )

    def _mine(self, **values):
        return self._register(user_id=self.agent.id, **values)

    # LIMITS

    def test_within_the_own_limit(self):
        complaint = self._mine()
        compensation = self._propose(complaint, 100, amount_asked=150)
        self.assertRecordValues(
            compensation,
            [
                {
                    "state": "approved",
                    "amount_asked": 150,
                    "amount_granted": 100,
                    "decider_id": self.agent.id,
                }
            ],
        )
        self.assertFalse(complaint.approval_ids)

    def test_above_it_somebody_else_agrees(self):
        complaint = self._mine()
        compensation = self._propose(complaint, 900)
        self.assertEqual((compensation.state, compensation.amount_granted), ("proposed", 0))
        approval = complaint.approval_ids
        self.assertEqual((approval.kind, approval.user_id), ("compensation", self.agent))
        with self.assertRefused(AccessError, "never who asked"):
            approval.with_user(self.agent).action_approve()
        for _click in range(2):
            approval.with_user(self.supervisor).action_approve()
        self.assertRecordValues(
            compensation,
            [{"state": "approved", "amount_granted": 900, "decider_id": self.supervisor.id}],
        )

    def test_who_agrees_has_a_limit_too(self):
        complaint = self._mine()
        compensation = self._propose(complaint, 1001)
        approval = complaint.approval_ids
        self.assertFalse(approval.with_user(self.supervisor).can_decide)
        asked = complaint.activity_ids.user_id
        self.assertTrue(asked.has_group("cs_complaint.group_cs_complaint_manager"))
        with self.assertRefused(AccessError, "above your limit of compensation"):
            approval.with_user(self.supervisor).action_approve()
        approval.with_user(self.manager).action_approve()
        self.assertEqual(compensation.state, "approved")

    def test_nobody_with_a_limit_that_is_high_enough(self):
        limits = self.env["cs.complaint.compensation.limit"]
        limits.search([("is_unlimited", "=", True)]).unlink()
        with self.assertRefused(UserError, "no limit of compensation is high enough"):
            self._propose(self._mine(), 5000)

    def test_limit_counts_for_the_whole_complaint(self):
        complaint = self._mine()
        self._propose(complaint, 60)
        self.assertEqual(self._propose(complaint, 60).state, "proposed")
        self.assertEqual(self._propose(self._mine(), 60).state, "approved")

    def test_two_at_once_wait_for_each_other(self):
        """The row of the complaint changes, so that who comes second begins anew."""
        complaint = self._mine()
        self.env.flush_all()
        place = SQL("SELECT ctid FROM cs_complaint WHERE id = %s", complaint.id)
        before = self.env.execute_query(place)
        self._propose(complaint, 60)
        self.assertNotEqual(self.env.execute_query(place), before)

    def test_head_of_the_department(self):
        complaint = self._register(
            user=self.manager, user_id=self.member.id, category_id=self.category_product.id
        )
        compensation = self._propose(complaint, 400, user=self.member)
        complaint.approval_ids.with_user(self.head).action_approve()
        self.assertEqual(compensation.state, "approved")

    def test_level_of_the_customer(self):
        self.env["cs.complaint.compensation.limit"].create(
            {"role": "member", "customer_level": "priority", "amount": 300}
        )
        complaint = self._mine()
        self.assertEqual(self._propose(complaint, 200).state, "proposed")
        other = self._mine()
        other.sudo().customer_level = "priority"
        self.assertEqual(self._propose(other, 200).state, "approved")

    def test_refused(self):
        complaint = self._mine()
        compensation = self._propose(complaint, 200)
        complaint.approval_ids.with_user(self.supervisor).action_refuse("Too much")
        self.assertEqual((compensation.state, compensation.amount_granted), ("refused", 0))
        with self.assertRefused(UserError, "Only approved compensation"):
            compensation.action_carry_out("7")

    def test_taken_back(self):
        complaint = self._mine()
        compensation = self._propose(complaint, 200)
        complaint.approval_ids.with_user(self.agent).action_cancel()
        self.assertEqual(compensation.state, "refused")

    # CONFLICTS

    def test_nobody_compensates_himself_or_his_own(self):
        firm = self.env["res.partner"].create({"name": "Wu & Sons", "is_company": True})
        self.agent.partner_id.parent_id = firm
        sister = self.env["res.partner"].create({"name": "Sister", "parent_id": firm.id})
        for partner in (self.agent.partner_id, firm, sister):
            complaint = self._mine(partner_id=partner.id)
            with (
                self.subTest(partner=partner.name),
                self.assertRefused(AccessError, "belong together"),
            ):
                self._propose(complaint, 10)

    def test_nobody_approves_for_himself(self):
        complaint = self._mine(partner_id=self.supervisor.partner_id.id)
        compensation = self._propose(complaint, 200)
        with self.assertRefused(AccessError, "belong together"):
            complaint.approval_ids.with_user(self.supervisor).action_approve()
        self.assertEqual(compensation.state, "proposed")

    def test_values_that_make_no_sense(self):
        complaint = self._mine()
        for amount in (0, -5, "7", None, 1e15, float("nan")):
            with self.subTest(amount=amount), self.assertRefused(UserError, "above zero"):
                self._propose(complaint, amount)
        with self.assertRefused(UserError, "zero or more"):
            self._propose(complaint, 5, amount_asked=-1)
        self._answer(complaint)
        complaint.action_close()
        with self.assertRefused(UserError, "is finished"):
            self._propose(complaint, 5)

    # CARRYING OUT

    def test_carried_out_by_hand(self):
        compensation = self._propose(self._mine(), 50)
        action = compensation.action_carry_out()
        self.assertEqual(action["res_model"], "cs.complaint.carry.out")
        dialog = (
            self.env["cs.complaint.carry.out"]
            .with_user(self.agent)
            .with_context(**action["context"])
            .create({"reference": "INV/77"})
        )
        dialog.action_save()
        self.assertEqual((compensation.state, compensation.reference), ("carried_out", "INV/77"))
        compensation.action_carry_out("INV/78")
        self.assertEqual(compensation.reference, "INV/77")

    def test_carried_out_by_an_add_on_once(self):
        compensation = self._propose(self._mine(), 50, kind="points")
        booked = []

        def book(record):
            booked.append(record.id)
            return "P-1"

        model = self.env.registry["cs.complaint.compensation"]
        with patch.object(model, "_cs_carry_out", book):
            compensation.action_carry_out()
            compensation.action_carry_out()
        self.assertEqual(booked, compensation.ids)
        self.assertEqual(compensation.reference, "P-1")

    def test_printed_in_the_letter(self):
        complaint = self._mine()
        self._propose(complaint, 50)
        self._propose(complaint, 900)
        feedback = self._answer(complaint)
        report = self.env.ref("cs_complaint.action_report_letter")
        html = str(report._render_qweb_html(report.report_name, feedback.ids)[0])
        self.assertIn("Credit on the next bill", html)
        self.assertIn("50.00", html)
        self.assertNotIn("900.00", html)

    # SECURITY

    def test_amount_and_state_cannot_be_forged(self):
        complaint = self._mine()
        compensation = self._propose(complaint, 200)
        values = {"complaint_id": complaint.id, "kind": "gift", "amount": 1, "reason": "x"}
        for user in (self.agent, self.supervisor, self.manager):
            model = self.env["cs.complaint.compensation"].with_user(user)
            with self.subTest(user=user.login):
                for changes in ({"state": "approved"}, {"amount": 1}, {"amount_granted": 9}):
                    with self.assertRaises(AccessError):
                        call_kw(model, "write", [compensation.ids, changes], {})
                with self.assertRaises(AccessError):
                    call_kw(model, "create", [{**values, "state": "approved"}], {})
                with self.assertRaises(UserError):
                    call_kw(model, "unlink", [compensation.ids], {})
                with self.assertRaises(AccessError):
                    call_kw(model, "_cs_grant", [compensation.ids], {})
        root = self.env.ref("base.user_root")
        with self.assertRefused(AccessError, "by its own buttons only"):
            compensation.with_user(root).write({"state": "approved"})
        self.assertEqual(compensation.state, "proposed")

    def test_who_sees_and_does_what(self):
        compensation = self._propose(self._mine(), 50)
        limits = self.env["cs.complaint.compensation.limit"]
        portal = new_test_user(self.env, login="cs_portal", groups="base.group_portal")
        plain = new_test_user(self.env, login="cs_plain", groups="base.group_user")
        for user, seen in (
            (self.agent, True),
            (self.agent2, True),
            (self.member, False),
            (self.head, False),
            (self.supervisor, True),
            (self.manager, True),
            (portal, False),
            (plain, False),
            (self.env.ref("base.public_user"), False),
        ):
            with self.subTest(user=user.login):
                own = compensation.with_user(user)
                self.assertEqual(own.has_access("read"), seen)
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(own.has_access(operation))
                    self.assertEqual(
                        limits.with_user(user).has_access(operation), user == self.manager
                    )
        with self.assertRaises(AccessError):
            compensation.with_user(self.agent2).action_carry_out("7")
        with self.assertRaises(AccessError):
            self._propose(compensation.complaint_id.with_user(self.member), 5, user=self.member)

    def test_dialog(self):
        complaint = self._mine()
        dialog = (
            self.env["cs.complaint.compensate"]
            .with_user(self.agent)
            .create({"complaint_id": complaint.id, "amount": 150, "reason": "Billed twice"})
        )
        self.assertTrue(dialog.needs_approval)
        self.assertIn("100.00", dialog.limit_text)
        dialog.amount = 20
        self.assertFalse(dialog.needs_approval)
        dialog.action_propose()
        self.assertEqual(complaint.compensation_ids.amount_granted, 20)
