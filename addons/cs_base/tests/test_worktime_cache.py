from odoo import api
from odoo.tests import new_test_user, tagged

from .common_worktime import NINE_TO_SIX, WorktimeCase


@tagged("post_install", "-at_install")
class TestWorktimeCache(WorktimeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.new_calendar()

    def due(self, calendar=None):
        calendar = calendar or self.calendar
        return str(calendar._cs_deadline(self.local("2026-03-02 10:00"), 1, "day"))[:13]

    def test_second_call_costs_no_query(self):
        start = self.local("2026-03-02 10:00")
        self.calendar._cs_deadline(start, 1, "day")
        with self.assertQueryCount(0):
            self.calendar._cs_deadline(start, 3, "day")
            self.calendar._cs_deadlines([(start, n, "hour") for n in range(500)])
            self.calendar._cs_worked_seconds(start, self.local("2026-05-02 10:00"))
            self.calendar._cs_is_working(start)

    def test_new_transaction_reads_the_calendar_only(self):
        user = new_test_user(self.env, "agent", groups="base.group_user")
        calendar = self.calendar.with_user(user)
        self.due(calendar)
        self.env.flush_all()
        self.env.cr.cache.clear()
        self.env.invalidate_all()
        with self.assertQueryCount(2):
            self.due(calendar)

    def test_every_change_of_the_calendar_counts_at_once(self):
        self.assertEqual(self.due(), "2026-03-03 10")
        tuesday = self.calendar.attendance_ids.filtered(lambda a: a.dayofweek == "1")
        tuesday.hour_to = 17
        self.assertEqual(self.due(), "2026-03-03 09")
        self.calendar.tz = "UTC"
        self.assertEqual(self.due(), "2026-03-03 17")
        self.calendar.tz = "Asia/Shanghai"
        self.calendar.cs_cutoff = 9.5
        self.assertEqual(self.due(), "2026-03-04 10")
        self.calendar.cs_cutoff = 0
        tuesday.unlink()
        self.assertEqual(self.due(), "2026-03-04 10")
        self.env["resource.calendar.attendance"].create(
            {
                "name": "Tuesday",
                "calendar_id": self.calendar.id,
                "dayofweek": "1",
                "hour_from": 9,
                "hour_to": 12,
            }
        )
        self.assertEqual(self.due(), "2026-03-03 04")

    def test_every_change_of_leaves_counts_at_once(self):
        self.assertEqual(self.due(), "2026-03-03 10")
        leave = self.close(self.calendar, "2026-03-03")
        self.assertEqual(self.due(), "2026-03-04 10")
        leave.date_to = self.local("2026-03-04 23:59:59").replace(tzinfo=None)
        self.assertEqual(self.due(), "2026-03-05 10")
        leave.time_type = "other"
        self.assertEqual(self.due(), "2026-03-03 10")
        leave.time_type = "leave"
        leave.calendar_id = False
        self.assertEqual(self.due(), "2026-03-05 10")
        leave.unlink()
        self.assertEqual(self.due(), "2026-03-03 10")

    def test_make_up_day_counts_at_once(self):
        start = self.local("2026-03-06 10:00")
        friday = str(self.calendar._cs_deadline(start, 1, "day"))[:10]
        self.assertEqual(friday, "2026-03-09")
        day = self.env["cs.makeup.day"].create(
            {"name": "Saturday", "calendar_id": self.calendar.id, "date": "2026-03-07"}
        )
        self.assertEqual(str(self.calendar._cs_deadline(start, 1, "day"))[:10], "2026-03-07")
        day.date = "2026-03-08"
        self.assertEqual(str(self.calendar._cs_deadline(start, 1, "day"))[:10], "2026-03-08")
        day.unlink()
        self.assertEqual(str(self.calendar._cs_deadline(start, 1, "day"))[:10], "2026-03-09")

    def test_deleting_a_calendar_frees_its_leaves_for_all(self):
        other = self.new_calendar()
        self.close(other, "2026-03-03")
        self.assertEqual(self.due(), "2026-03-03 10")
        other.unlink()
        # The leave now has no calendar, so Odoo reads it as closing all of them.
        self.assertEqual(self.due(), "2026-03-04 10")

    def test_leave_of_a_person_keeps_the_table(self):
        resource = self.env["resource.resource"].create(
            {"name": "Somebody", "calendar_id": self.calendar.id}
        )
        stamp = self.calendar.cs_worktime_stamp
        leave = self.close(self.calendar, "2026-03-03", resource_id=resource.id)
        leave.date_from = leave.date_from
        leave.unlink()
        self.assertEqual(self.calendar.cs_worktime_stamp, stamp)

    def test_rollback_leaves_nothing_behind(self):
        self.assertEqual(self.due(), "2026-03-03 10")
        with self.env.cr.savepoint() as savepoint:
            self.close(self.calendar, "2026-03-03")
            self.assertEqual(self.due(), "2026-03-04 10")
            savepoint.rollback()
            self.env.invalidate_all()
            self.assertEqual(self.due(), "2026-03-03 10")

    def test_uncommitted_change_is_invisible_to_others(self):
        calendar = self.env.ref("resource.resource_calendar_std")
        before = self.due(calendar)
        calendar.attendance_ids.filtered(lambda a: a.dayofweek == "1").unlink()
        self.assertNotEqual(self.due(calendar), before)
        with self.registry.cursor() as cr:
            others = api.Environment(cr, self.env.uid, {})[calendar._name].browse(calendar.id)
            self.assertEqual(self.due(others), before)
        self.assertNotEqual(self.due(calendar), before)

    def test_change_by_sql_is_announced(self):
        self.assertEqual(self.due(), "2026-03-03 10")
        self.env.cr.execute(
            "DELETE FROM resource_calendar_attendance WHERE calendar_id = %s AND dayofweek = '1'",
            [self.calendar.id],
        )
        self.env.invalidate_all()
        self.calendar._cs_worktime_changed()
        self.assertEqual(self.due(), "2026-03-04 10")

    def test_company_standard_changes_a_flexible_calendar(self):
        flexible = self.new_calendar({})
        flexible.write({"schedule_type": "flexible", "hours_per_day": 8})
        stamp = flexible.cs_worktime_stamp
        self.env.company.resource_calendar_id = self.new_calendar({0: NINE_TO_SIX})
        self.env.flush_all()
        self.assertEqual(flexible.full_time_required_hours, 9)
        self.assertNotEqual(flexible.cs_worktime_stamp, stamp)
