from datetime import datetime

from odoo.tests import freeze_time, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestDeadline(ComplaintCommon):
    """3, 5 and 10 working days (clause 6.2.3); local times are Taipei, UTC + 8."""

    def test_days_by_severity(self):
        # Monday 2 March 2026, 10:00 in Taipei
        with freeze_time("2026-03-02 02:00:00"):
            due = {
                severity: self._register(severity=severity).date_resolve_due
                for severity in ("ordinary", "major", "extra_major")
            }
        self.assertEqual(due["ordinary"], datetime(2026, 3, 5, 10))
        self.assertEqual(due["major"], datetime(2026, 3, 9, 10))
        self.assertEqual(due["extra_major"], datetime(2026, 3, 16, 10))

    def test_after_cut_off_counts_from_next_working_day(self):
        # Friday 18:30 in Taipei: day 0 is Monday
        with freeze_time("2026-03-06 10:30:00"):
            complaint = self._register()
        self.assertEqual(complaint.date_resolve_due, datetime(2026, 3, 12, 10))

    def test_first_response_in_working_hours(self):
        # Monday 16:00: two hours today, six tomorrow
        with freeze_time("2026-03-02 08:00:00"):
            complaint = self._register()
        self.assertEqual(complaint.date_response_due, datetime(2026, 3, 3, 7))

    def test_raising_the_severity_counts_from_registration(self):
        with freeze_time("2026-03-02 02:00:00"):
            complaint = self._register()
        with freeze_time("2026-03-04 02:00:00"):
            complaint.action_change_severity("major", "Many customers")
        self.assertEqual(complaint.date_resolve_due, datetime(2026, 3, 9, 10))

    def test_targets_are_the_company_s(self):
        self.company.cs_complaint_days_ordinary = 1
        with freeze_time("2026-03-02 02:00:00"):
            complaint = self._register()
        self.assertEqual(complaint.date_resolve_due, datetime(2026, 3, 3, 10))

    def test_public_holiday_is_no_working_day(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 3, 2, 16),
                "date_to": datetime(2026, 3, 3, 15, 59, 59),
            }
        )
        with freeze_time("2026-03-02 02:00:00"):
            complaint = self._register()
        self.assertEqual(complaint.date_resolve_due, datetime(2026, 3, 6, 10))

    def test_no_calendar_anywhere(self):
        self.company.cs_calendar_id = False
        self.company.resource_calendar_id = False
        self.company.partner_id.tz = "Asia/Taipei"
        with freeze_time("2026-03-02 02:00:00"):
            complaint = self._register()
        # Monday to Friday, 9 to 18
        self.assertEqual(complaint.date_resolve_due, datetime(2026, 3, 5, 10))

    def test_batch_asks_the_calendar_once(self):
        vals = [{"subject": f"Case {i}", "category_id": self.category.id} for i in range(50)]
        complaints = self.env["cs.complaint"].with_user(self.agent).create(vals)
        self.env.flush_all()
        for name in ("date_response_due", "date_resolve_due"):
            self.env.add_to_compute(complaints._fields[name], complaints)
        with self.assertQueryCount(1):
            self.env.flush_all()

    def test_breach_is_recorded_once_with_its_time(self):
        with freeze_time("2026-03-02 02:00:00"):
            late, answered = self._register(), self._register()
        with freeze_time("2026-03-03 02:00:00"):
            answered.action_start()
            self._answer(answered)
        with freeze_time("2026-03-06 02:00:00"):
            self._run_cron("cs_complaint.ir_cron_mark_breaches")
            self.assertEqual(late.breached_at, late.date_resolve_due)
            self.assertTrue(late.is_late)
            self.assertFalse(answered.breached_at)
            notes = len(late.message_ids)
            self._run_cron("cs_complaint.ir_cron_mark_breaches")
        self.assertEqual(len(late.message_ids), notes)

    def test_breach_is_recorded_when_the_answer_is_quicker_than_the_action(self):
        """The action has not run since the deadline: answer, end and new severity record it."""
        with freeze_time("2026-03-02 02:00:00"):
            answered, withdrawn, raised = [self._register(user_id=self.agent.id) for _n in range(3)]
        due = raised.date_resolve_due
        with freeze_time("2026-03-06 02:00:00"):
            self._answer(answered)
            withdrawn.with_user(self.agent).action_withdraw("Paid")
            raised.with_user(self.agent).action_change_severity("extra_major", "Press")
        self.assertGreater(raised.date_resolve_due, due)
        for complaint in (answered, withdrawn, raised):
            self.assertEqual(complaint.breached_at, due)

    def test_late_filter(self):
        with freeze_time("2026-03-02 02:00:00"):
            late = self._register()
        with freeze_time("2026-03-20 02:00:00"):
            fresh = self._register()
            found = self.env["cs.complaint"].search([("is_late", "=", True)])
            self.assertIn(late, found)
            self.assertNotIn(fresh, found)
            self.assertNotIn(late, self.env["cs.complaint"].search([("is_late", "=", False)]))

    def _run_cron(self, xmlid):
        with self.enter_registry_test_mode():
            self.env.ref(xmlid).method_direct_trigger()
        self.env.invalidate_all()
