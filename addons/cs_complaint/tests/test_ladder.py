from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import ComplaintCommon


def utc(day, hour=10, minute=0):
    return datetime(2026, 3, day, hour, minute)


@tagged("post_install", "-at_install")
class TestLadder(ComplaintCommon):
    """Who is told when a deadline comes near or passes: once, in working hours, in order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rungs = cls.env["cs.complaint.rung"]
        rungs.search([]).active = False
        cls.management = cls.env["hr.department"].create(
            {
                "name": "Management",
                "cs_tier": "management",
                "manager_id": cls.manager.employee_id.id,
            }
        )
        cls.warning, cls.breach, cls.later = rungs.create(
            [
                {"name": "Half of the time", "basis": "share", "amount": 50, "role": "handler"},
                {
                    "name": "Passed",
                    "basis": "after",
                    "amount": 0,
                    "role": "head",
                    "channel": "both",
                },
                {"name": "Nine hours late", "basis": "after", "amount": 9, "role": "management"},
            ]
        )

    def escalate(self, day, hour=2, minute=0):
        self.env.flush_all()
        with freeze_time(utc(day, hour, minute)), self.enter_registry_test_mode():
            self.env.ref("cs_complaint.ir_cron_escalate").method_direct_trigger()
        self.env.invalidate_all()

    def register(self, **values):
        """A product complaint of Monday 10:00, due on Thursday 18:00 after 35 worked hours."""
        with freeze_time(utc(2, 2)):
            values["category_id"] = self.category_product.id
            return self._register(user=self.supervisor, **values).sudo()

    def told(self, complaint):
        return [(e.rung_id.name, e.user_ids.mapped("name")) for e in complaint.escalation_ids][::-1]

    def test_rungs_in_their_order(self):
        complaint = self.register(user_id=False)
        complaint.user_id = self.member
        # 17.5 of 35 hours: Wednesday 9:30
        self.assertEqual(complaint.next_action_at, utc(4, 1, 30))
        self.escalate(4, 1, 29)
        self.assertFalse(complaint.escalation_ids)
        self.escalate(4, 1, 30)
        self.assertEqual(self.told(complaint), [("Half of the time", ["Member"])])
        self.assertEqual(complaint.next_action_at, utc(5))
        self.escalate(4, 1, 31)
        self.escalate(6, 1, 0)
        self.assertEqual(self.told(complaint)[1:], [("Passed", ["Head"])])
        self.escalate(6, 10, 0)
        self.escalate(9, 2, 0)
        self.assertEqual(self.told(complaint)[2:], [("Nine hours late", ["Manager"])])
        self.assertFalse(complaint.next_action_at)
        self.assertEqual(len(complaint.activity_ids), 3)
        mails = self.env["mail.mail"].search(
            [("model", "=", "cs.complaint"), ("res_id", "=", complaint.id)]
        )
        letter = mails.filtered(lambda m: "Passed" in (m.subject or ""))
        self.assertEqual(letter.email_to, self.head.email_formatted)

    def test_nobody_is_told_outside_of_working_hours(self):
        complaint = self.register(user_id=self.member.id)
        self.escalate(7, 3)
        self.assertFalse(complaint.escalation_ids, "Saturday")
        self.assertEqual(complaint.next_action_at, utc(9, 1))
        self.escalate(9, 1, 5)
        self.assertEqual(len(complaint.escalation_ids), 3)

    def test_who_is_missing_is_stood_in_for(self):
        complaint = self.register()
        self.escalate(4, 2)
        self.assertEqual(self.told(complaint), [("Half of the time", ["Head"])])
        self.product.manager_id = False
        complaint = self.register()
        self.escalate(4, 2)
        ((_rung, people),) = self.told(complaint)
        self.assertIn("Supervisor", people)

    def test_nothing_after_the_answer(self):
        complaint = self.register(user_id=self.member.id)
        with freeze_time(utc(3, 2)):
            complaint.with_user(self.member).action_start()
            self._answer(complaint, user=self.member)
        self.assertFalse(complaint.next_action_at)
        self.escalate(9, 2)
        self.assertFalse(complaint.escalation_ids)

    def test_new_deadline_warns_anew_and_only_ahead(self):
        complaint = self.register(user_id=self.member.id)
        self.escalate(4, 2)
        with freeze_time(utc(4, 3)):
            complaint.with_user(self.supervisor).action_change_severity("extra_major", "Press")
        # Ten working days: due on Monday 16th; half of 98 hours: Monday 9th 14:00
        self.assertEqual(complaint.date_resolve_due, utc(16))
        self.assertEqual(complaint.next_action_at, utc(9, 6))
        self.escalate(9, 6)
        self.assertEqual([rung for rung, _p in self.told(complaint)], ["Half of the time"] * 2)

    def test_reopening_begins_the_ladder_anew(self):
        complaint = self.register(user_id=self.member.id)
        self.escalate(4, 2)
        with freeze_time(utc(4, 3)):
            complaint.with_user(self.member).action_start()
            self._answer(complaint, user=self.member)
        with freeze_time(utc(9, 2)):
            complaint.with_user(self.member).action_reopen("Again")
        self.escalate(11, 2)
        self.assertEqual([rung for rung, _p in self.told(complaint)], ["Half of the time"] * 2)

    def test_response_rung_stops_with_the_response(self):
        self.warning.write({"target": "response", "amount": 75})
        complaint = self.register(user_id=self.member.id)
        self.assertEqual(complaint.next_action_at, utc(2, 8))
        complaint._cs_transition(date_responded=utc(2, 5))
        self.assertEqual(complaint.next_action_at, utc(5))

    def test_new_rung_reaches_open_complaints(self):
        complaint = self.register(user_id=self.member.id)
        with freeze_time(utc(2, 3)):
            self.env["cs.complaint.rung"].create(
                {"name": "Early", "basis": "share", "amount": 10, "role": "handler"}
            )
            self.env.flush_all()
            with self.enter_registry_test_mode():
                self.env.ref("cs_complaint.ir_cron_recount").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(complaint.next_action_at, utc(2, 5, 30))

    def test_run_with_nothing_due_costs_little(self):
        self.register()
        self.env.flush_all()
        with freeze_time(utc(2, 3)), self.enter_registry_test_mode():
            cron = self.env.ref("cs_complaint.ir_cron_escalate")
            cron.method_direct_trigger()
        complaints = self.env["cs.complaint"]
        commit = patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=60)
        with freeze_time(utc(2, 3)), commit, self.assertQueryCount(5):
            complaints._cron_escalate()

    def test_log_is_evidence(self):
        complaint = self.register(user_id=self.member.id)
        self.escalate(4, 2)
        entry = complaint.escalation_ids
        with self.assertRefused(UserError, "evidence"):
            entry.write({"date": utc(5)})
        with self.assertRefused(UserError, "evidence"):
            entry.unlink()
        with self.assertRefused(AccessError, "by the system alone"):
            entry.create({"complaint_id": complaint.id, "rung_id": self.warning.id})
        for user in (self.agent, self.manager):
            with self.assertRaises(UserError):
                entry.with_user(user).write({"date": utc(5)})
            self.assertFalse(entry.with_user(user).has_access("write"))
