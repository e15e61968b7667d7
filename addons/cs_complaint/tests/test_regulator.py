from datetime import datetime

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestRegulator(ComplaintCommon):
    """Monday 2 March 2026, 10:00 in Taipei is 02:00 UTC; work ends at 10:00 UTC."""

    def _case(self, complaint=None, user=None, **values):
        complaint = complaint or self._register(user_id=self.agent.id)
        return (
            self.env["cs.complaint.regulator.case"]
            .with_user(user or self.agent)
            .create(
                {
                    "complaint_id": complaint.id,
                    "authority": "NCC",
                    "reference": f"NCC-{complaint.id}",
                    **values,
                }
            )
        )

    def _answer_case(self, case):
        case.answer = "We returned the amount."
        case.paper_ids = [Command.create({"name": "letter.pdf", "raw": b"%PDF-1.4"})]
        case.action_answer()

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("cs_complaint.ir_cron_regulator").method_direct_trigger()
        self.env.invalidate_all()

    def test_deadline_in_working_days(self):
        with freeze_time("2026-03-02 02:00:00"):
            case = self._case()
        self.assertEqual(case.date_due, datetime(2026, 3, 16, 10))
        self.company.cs_complaint_regulator_days = 5
        with freeze_time("2026-03-02 02:00:00"):
            self.assertEqual(self._case().date_due, datetime(2026, 3, 9, 10))

    def test_from_the_letter_to_the_outcome(self):
        case = self._case()
        with self.assertRefused(UserError, "attach the letter to the authority"):
            case.action_answer()
        with self.assertRefused(UserError, "answer the authority before"):
            case.action_close()
        self._answer_case(case)
        case.action_answer()
        self.assertEqual(case.state, "answered")
        self.assertTrue(case.date_answered)
        paper = case.paper_ids
        self.assertEqual((paper.res_model, paper.res_id), (case._name, case.id))
        with self.assertRefused(UserError, "is evidence and stays as it is"):
            case.answer = "Nothing"
        with self.assertRefused(UserError, "how the authority decided"):
            case.action_close()
        case.outcome = "partly"
        case.action_close()
        self.assertEqual(case.state, "closed")
        with self.assertRefused(UserError, "stays as it is"):
            case.reference = "X"
        with self.assertRefused(UserError, "are evidence and stay"):
            case.sudo().unlink()

    def test_complaint_is_not_closed_in_silence(self):
        complaint = self._register(user_id=self.agent.id)
        case = self._case(complaint)
        self.assertEqual(complaint.regulator_state, "open")
        self._answer(complaint)
        with self.assertRefused(UserError, "is with the regulator"):
            complaint.action_close()
        self._answer_case(case)
        case.outcome = "rejected"
        case.action_close()
        self.assertEqual(complaint.regulator_state, "closed")
        complaint.action_close()
        self.assertEqual(complaint.state, "closed")

    def test_customer_agrees_while_the_regulator_waits(self):
        complaint = self._register(user_id=self.agent.id)
        case = self._case(complaint)
        self._answer(complaint)
        complaint._cs_customer_confirm()
        self.assertEqual(complaint.state, "closed")
        self.assertIn("customer agrees", case.activity_ids.note)

    def test_reminders_in_working_hours(self):
        complaint = self._register(
            user=self.manager, user_id=self.member.id, category_id=self.category_product.id
        )
        with freeze_time("2026-03-02 02:00:00"):
            case = self._case(complaint, user=self.member)
        self.assertEqual(case.next_at.date(), datetime(2026, 3, 9).date())
        with freeze_time("2026-03-06 02:00:00"):
            self._run_cron()
        self.assertFalse(case.activity_ids)
        with freeze_time("2026-03-10 02:00:00"):
            self._run_cron()
            self._run_cron()
        self.assertEqual(case.activity_ids.user_id, self.member)
        self.assertEqual(case.steps_taken, 1)
        with freeze_time("2026-03-13 02:00:00"):
            self._run_cron()
        self.assertEqual(case.activity_ids.user_id, self.member | self.head)
        with freeze_time("2026-03-16 10:01:00"):
            self._run_cron()
        self.assertEqual(case.breached_at, case.date_due)
        self.assertFalse(case.next_at)
        self.assertEqual(case.steps_taken, 3)

    def test_nobody_is_told_at_night(self):
        with freeze_time("2026-03-02 02:00:00"):
            case = self._case()
        with freeze_time("2026-03-10 15:00:00"):
            self._run_cron()
        self.assertFalse(case.activity_ids)
        self.assertEqual(case.next_at, datetime(2026, 3, 11, 1))
        with freeze_time("2026-03-11 01:00:00"):
            self._run_cron()
        self.assertTrue(case.activity_ids)

    def test_late_answer_is_a_fact(self):
        with freeze_time("2026-03-02 02:00:00"):
            case = self._case()
        with freeze_time("2026-04-02 02:00:00"):
            self.assertTrue(case.is_late)
            self._answer_case(case)
        self.assertEqual(case.breached_at, case.date_due)

    def test_same_letter_is_entered_once(self):
        case = self._case()
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self._case(reference=case.reference)

    def test_deadline_and_state_cannot_be_forged(self):
        case = self._case()
        model = case._name
        forged = {
            "date_due": "2040-01-01 00:00:00",
            "state": "closed",
            "date_answered": "2020-01-01 00:00:00",
            "breached_at": False,
            "next_at": False,
            "steps_taken": 9,
        }
        values = {"complaint_id": case.complaint_id.id, "authority": "A", "reference": "R"}
        for user in (self.agent, self.supervisor, self.manager):
            for name, value in forged.items():
                own = self.env[model].with_user(user)
                with self.subTest(user=user.login, field=name):
                    with self.assertRefused(AccessError, "set by the system only"):
                        call_kw(own, "write", [case.ids, {name: value}], {})
                    with self.assertRefused(AccessError, "set by the system only"):
                        call_kw(own, "create", [{**values, name: value}], {})
        context = {f"default_{name}": value for name, value in forged.items()}
        (new,) = call_kw(
            self.env[model].with_user(self.agent), "create", [[values]], {"context": context}
        )
        new = self.env[model].browse(new)
        self.assertEqual(new.state, "received")
        self.assertLess(new.date_due.year, 2040)

    def test_day_of_receipt_is_corrected_by_supervisors(self):
        with freeze_time("2026-03-02 02:00:00"):
            case = self._case()
        with freeze_time("2026-03-05 02:00:00"):
            with self.assertRefused(AccessError, "Ask a supervisor"):
                case.date_received = "2026-03-03 02:00:00"
            case.with_user(self.supervisor).date_received = "2026-03-03 02:00:00"
            with self.assertRefused(ValidationError, "cannot come in the future"):
                case.with_user(self.supervisor).date_received = "2026-03-09 02:00:00"
        self.assertEqual(case.date_due, datetime(2026, 3, 17, 10))

    def test_who_may_do_what(self):
        case = self._case()
        portal = new_test_user(self.env, login="cs_portal", groups="base.group_portal")
        plain = new_test_user(self.env, login="cs_plain", groups="base.group_user")
        for user, reads, writes in (
            (self.agent, True, True),
            (self.agent2, True, False),
            (self.member, False, False),
            (self.head, False, False),
            (self.supervisor, True, True),
            (self.manager, True, True),
            (portal, False, False),
            (plain, False, False),
            (self.env.ref("base.public_user"), False, False),
        ):
            with self.subTest(user=user.login):
                own = case.with_user(user)
                self.assertEqual(own.has_access("read"), reads)
                self.assertEqual(own.has_access("write"), writes)
                self.assertFalse(own.has_access("unlink"))
        with self.assertRaises(AccessError):
            case.with_user(self.agent2).action_answer()
