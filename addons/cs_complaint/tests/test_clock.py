from datetime import datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import ComplaintCommon

# Monday 2 March 2026, 10:00 in Taipei (UTC + 8); days end at 18:00
MONDAY = "2026-03-02 02:00:00"


def utc(day, hour=10, minute=0, month=3):
    return datetime(2026, month, day, hour, minute)


@tagged("post_install", "-at_install")
class TestClock(ComplaintCommon):
    """Policies, pauses and what explains a deadline (clause 6.2.3)."""

    def at(self, day, hour=2, minute=0, month=3):
        return freeze_time(utc(day, hour, minute, month))

    def log(self, complaint):
        return complaint.sudo().clock_ids.mapped("kind")

    # Policies

    def policy(self, **values):
        return self.env["cs.complaint.policy"].create(
            {"name": "P", "resolve_amount": 2, "resolve_unit": "day", **values}
        )

    def test_policy_that_says_most_counts(self):
        self.policy(resolve_amount=9, sequence=1)
        major = self.policy(severity="major", resolve_amount=2)
        exact = self.policy(severity="major", complaint_class="product", resolve_amount=1)
        with self.at(2):
            plain = self._register()
            service = self._register(severity="major")
            product = self._register(severity="major", category_id=self.category_product.id)
        self.assertEqual(plain.date_resolve_due, utc(13))
        self.assertEqual((service.date_resolve_due, service.sudo().policy_id), (utc(4), major))
        self.assertEqual((product.date_resolve_due, product.sudo().policy_id), (utc(3), exact))

    def test_policy_in_hours(self):
        self.policy(resolve_amount=4, resolve_unit="hour", response_amount=1)
        with self.at(2, 8):
            complaint = self._register()
        # Monday 16:00: two hours on Monday, two on Tuesday
        self.assertEqual(complaint.date_response_due, utc(2, 9))
        self.assertEqual(complaint.date_resolve_due, utc(3, 3))

    def test_policy_is_whole_days(self):
        with self.assertRefused(ValidationError, "whole numbers"):
            self.policy(resolve_amount=1.5)

    def test_new_policy_reaches_open_complaints(self):
        with self.at(2):
            complaint, done = self._register(), self._register()
            done.action_start()
            self._answer(done)
        with self.at(3):
            self.policy(resolve_amount=1)
            self.recount()
        self.assertEqual(complaint.date_resolve_due, utc(3))
        self.assertEqual(done.date_resolve_due, utc(5))
        self.assertEqual(self.log(complaint), ["started", "targets"])
        self.assertEqual(complaint.sudo().clock_ids[1].date_resolve_before, utc(5))

    def test_new_targets_of_the_company_reach_open_complaints(self):
        with self.at(2):
            complaint = self._register()
            self.recount()
            self.company.cs_complaint_days_ordinary = 4
            self.recount()
        self.assertEqual(complaint.date_resolve_due, utc(6))
        self.company.cs_complaint_days_ordinary = 3
        self.company.cs_complaint_days_major = 6
        with self.at(3):
            self.recount()
        self.assertEqual(complaint.date_resolve_due, utc(5))

    def test_holiday_reaches_open_complaints(self):
        with self.at(2):
            complaint = self._register()
            waiting = self._register(user_id=self.agent.id)
            waiting.with_user(self.agent).action_start()
            waiting.with_user(self.agent).action_wait("Photo?")
            self.recount()
        self.holiday(3)
        with self.at(2, 5):
            self.recount()
        self.assertEqual(complaint.date_resolve_due, utc(6))
        self.assertEqual(waiting.date_resolve_due, utc(6))
        self.assertEqual(self.log(complaint), ["started", "calendar"])
        with self.at(2, 6):
            before = len(complaint.sudo().clock_ids)
            self.recount()
        self.assertEqual(len(complaint.sudo().clock_ids), before, "Nothing has changed since")

    def test_recount_goes_on_where_it_stopped(self):
        with self.at(2):
            complaints = self.env["cs.complaint"].concat(*(self._register() for _n in range(5)))
            self.recount()
            self.holiday(3)
            state = self.company._cs_clock_state()
            last, busy = self.env["cs.complaint"]._cs_recount_batch(
                self.company, complaints[0].id - 1, 2
            )
            self.assertEqual((last, busy), (complaints[1].id, False))
            self.company.cs_complaint_clock_pass = f"{state}#{last}"
            self.recount()
        self.assertEqual(set(complaints.mapped("date_resolve_due")), {utc(6)})
        self.assertEqual(self.company.cs_complaint_clock_seen, state)

    def recount(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("cs_complaint.ir_cron_recount").method_direct_trigger()
        self.env.invalidate_all()

    def holiday(self, day):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": utc(day - 1, 16),
                "date_to": utc(day, 15, 59),
            }
        )

    # Pauses

    def paused(self, day=3, hour=2, **values):
        """A complaint of Monday 10:00 that waits for its customer since ``day``, ``hour`` UTC."""
        with self.at(2):
            complaint = self._register(user_id=self.agent.id, **values).with_user(self.agent)
            complaint.action_start()
        with self.at(day, hour):
            complaint.action_wait("A photo, please")
        return complaint

    def test_the_clock_stands_still_while_the_customer_has_to_answer(self):
        complaint = self.paused()
        self.assertEqual(complaint.date_resolve_due, utc(5))
        self.assertEqual(complaint.pause_until, utc(17))
        with self.at(10, 5):
            self.assertFalse(complaint.is_late)
            # Tuesday 10:00 to Thursday 18:00: three days of nine hours, less one hour
            self.assertEqual(complaint.remaining_seconds, 26 * 3600)
            complaint.action_start()
            self.assertEqual(complaint.remaining_seconds, 26 * 3600)
        # Paused from Tuesday 10:00 to Tuesday 13:00 a week later: 48 hours
        self.assertEqual(complaint.pause_seconds, 48 * 3600)
        self.assertEqual(complaint.date_resolve_due, utc(13, 4))
        self.assertEqual(complaint.pause_days_used, 5)
        self.assertEqual(self.log(complaint), ["started", "paused", "resumed"])

    def test_pause_over_a_holiday_counts_worked_time(self):
        complaint = self.paused(day=5, hour=7)
        self.holiday(6)
        with self.at(9, 2):
            complaint.action_start()
        # Thursday 15:00 to 18:00 and Monday 9:00 to 10:00; the deadline had moved to Friday's...
        self.assertEqual(complaint.pause_seconds, 4 * 3600)

    def test_a_reply_of_the_customer_goes_on(self):
        complaint = self.paused()
        with self.at(4, 2):
            complaint.sudo()._cs_customer_post("Here it is", [])
        self.assertEqual(complaint.pause_seconds, 9 * 3600)
        self.assertFalse(complaint.date_paused)

    def test_an_answer_ends_the_pause(self):
        complaint = self.paused()
        with self.at(4, 2):
            self._answer(complaint)
        self.assertEqual(complaint.pause_seconds, 9 * 3600)
        self.assertEqual(self.log(complaint)[-2:], ["resumed", "stopped"])

    def test_severity_raised_on_day_three_counts_from_registration(self):
        complaint = self.paused()
        with self.at(4, 2):
            complaint.action_start()
            complaint.action_change_severity("major", "Many customers")
        # Five working days from Monday, and nine paused hours
        self.assertEqual(complaint.date_resolve_due, utc(10))
        self.assertEqual(self.log(complaint)[-1], "severity")

    def test_waiting_time_is_up(self):
        complaint = self.paused()
        self.assertEqual(complaint.next_action_at, complaint.pause_until)
        with self.at(16, 9, 59):
            self.escalate()
            self.assertEqual(complaint.state, "waiting")
        with self.at(18, 2):
            self.escalate()
        self.assertEqual(complaint.state, "in_progress")
        self.assertEqual(complaint.pause_days_used, 10)
        self.assertEqual(self.log(complaint)[-1], "pause_ended")
        self.assertIn("has not answered", complaint.activity_ids.mapped("note")[0])
        with self.at(18, 3), self.assertRefused(UserError, "for all of its 10 working days"):
            complaint.action_wait("Still no photo")

    def test_longer_waiting_needs_an_approval(self):
        complaint = self.paused()
        self.service.manager_id = self.supervisor.employee_id
        with self.at(4):
            for days in (0, 61, "3", 2.5):
                with self.assertRefused(UserError, "1 to 60"):
                    complaint.action_ask_longer_waiting(days, "Abroad")
            with self.assertRefused(UserError, "Give a reason"):
                complaint.action_ask_longer_waiting(5, " ")
            complaint.action_ask_longer_waiting(5, "Abroad until April")
            with self.assertRefused(UserError, "asked for already"):
                complaint.action_ask_longer_waiting(5, "Abroad until April")
        approval = complaint.sudo().approval_ids
        self.assertEqual(complaint.activity_ids.user_id, self.supervisor)
        self.assertFalse(approval.with_user(self.agent).can_decide)
        for user in (self.agent, self.agent2):
            with self.assertRefused(AccessError, "never who asked"):
                approval.with_user(user).action_approve()
        approval.with_user(self.supervisor).action_approve()
        approval.with_user(self.supervisor).action_approve()
        self.assertEqual(complaint.pause_until, utc(24))
        self.assertEqual(complaint.pause_days_granted, 5)
        self.assertEqual(self.log(complaint)[-1], "pause_extended")
        self.assertFalse(complaint.activity_ids)
        with self.assertRefused(UserError, "decided already"):
            approval.with_user(self.supervisor).action_refuse()

    def test_refused_and_taken_back(self):
        complaint = self.paused()
        complaint.action_ask_longer_waiting(5, "Abroad")
        approval = complaint.sudo().approval_ids
        with self.assertRefused(AccessError, "takes it back"):
            approval.with_user(self.agent2).action_cancel()
        approval.with_user(self.agent).action_cancel()
        complaint.action_ask_longer_waiting(5, "Abroad")
        approval = complaint.sudo().approval_ids[0]
        approval.with_user(self.supervisor).action_refuse("Ask for a copy instead")
        self.assertEqual((approval.state, complaint.pause_days_granted), ("refused", 0))

    def test_only_open_complaints_wait(self):
        complaint = self.paused()
        with self.at(4):
            complaint.action_withdraw("Solved")
            with self.assertRefused(UserError, "Only an open complaint"):
                complaint.action_ask_longer_waiting(3, "Late")

    # Reopening and explaining

    def test_reopening_starts_a_new_count_and_keeps_the_log(self):
        complaint = self.paused()
        with self.at(4):
            self._answer(complaint)
        with self.at(9):
            complaint.action_reopen("Not solved")
        self.assertEqual(complaint.date_resolve_due, utc(12))
        self.assertEqual((complaint.pause_seconds, complaint.pause_days_used), (0, 0))
        self.assertEqual(
            self.log(complaint), ["started", "paused", "resumed", "stopped", "reopened"]
        )

    def test_explanation_names_what_counts(self):
        policy = self.policy(name="Quick ones", resolve_amount=3)
        self.holiday(4)
        complaint = self.paused()
        with self.at(3, 5):
            complaint.action_start()
            text = complaint.cs_deadline_explanation()
        for part in (policy.name, "Holiday", "3 h 0 min", "03/02/2026 10:00", "working days"):
            self.assertIn(part, text)

    def test_history_lists_clock_and_holders(self):
        complaint = self.paused()
        with self.at(3, 5):
            complaint.action_start()
            text = complaint.with_user(self.agent).cs_deadline_history()
        for part in ("Clock", "Time by Department", "3 h 0 min", self.service.name):
            self.assertIn(part, text)
        self.assertNotIn("o_cs_history_escalation_ids", text, "Nothing was escalated")
        with self.assertRaises(AccessError):
            complaint.with_user(self.member).cs_deadline_history()

    # Nobody but the server

    def test_clock_cannot_be_forged(self):
        complaint = self.paused()
        entry = complaint.sudo().clock_ids[0]
        forged = {"complaint_id": complaint.id, "kind": "started", "date_resolve_due": utc(30)}
        for user in (self.agent, self.supervisor, self.manager):
            clock = self.env["cs.complaint.clock"].with_user(user)
            with self.assertRaises(AccessError):
                clock.create(forged)
            with self.assertRaises(UserError):
                entry.with_user(user).write({"date_resolve_due": utc(30)})
            with self.assertRaises(UserError):
                entry.with_user(user).unlink()
            for name, value in (
                ("pause_seconds", 99999),
                ("pause_until", utc(30)),
                ("next_action_at", False),
                ("customer_level", "priority"),
                ("clock_ids", [Command.clear()]),
                ("policy_id", False),
            ):
                with self.assertRefused(AccessError, "set by the system only"):
                    complaint.with_user(user).write({name: value})
        with self.assertRefused(UserError, "evidence"):
            entry.sudo().write({"kind": "paused"})
        with self.assertRefused(UserError, "evidence"):
            entry.sudo().unlink()
        with self.assertRefused(AccessError, "by the buttons"):
            self.env["cs.complaint.approval"].create(
                {"complaint_id": complaint.id, "kind": "pause", "reason": "x"}
            )
        complaint.action_ask_longer_waiting(5, "Abroad")
        with self.assertRefused(AccessError, "by their buttons"):
            complaint.sudo().approval_ids.write({"state": "approved"})

    def escalate(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("cs_complaint.ir_cron_escalate").method_direct_trigger()
        self.env.invalidate_all()
