from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common_worktime import MONDAY_TO_FRIDAY, SPLIT_SHIFT, WorktimeCase


@tagged("post_install", "-at_install")
class TestMakeupDay(WorktimeCase):
    """2026-02-14 is the Saturday worked before the Spring Festival holiday in China."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.new_calendar({**MONDAY_TO_FRIDAY, 0: SPLIT_SHIFT})
        cls.saturday = cls.env["cs.makeup.day"].create(
            {"name": "For 20 February", "calendar_id": cls.calendar.id, "date": "2026-02-14"}
        )

    def hours(self, start, end, **kwargs):
        return self.calendar.get_work_hours_count(self.local(start), self.local(end), **kwargs)

    def test_core_counts_it(self):
        whole_day = "2026-02-14 00:00", "2026-02-15 00:00"
        self.assertEqual(self.hours(*whole_day), 7)
        self.assertEqual(self.hours(*whole_day, compute_leaves=False), 7)
        self.assertEqual(self.hours("2026-02-14 11:00", "2026-02-14 15:00"), 2)
        self.assertEqual(self.hours("2026-02-15 00:00", "2026-02-16 00:00"), 0)
        planned = self.calendar.plan_hours(2, self.local("2026-02-13 17:00"), compute_leaves=True)
        self.assertEqual(planned, self.local("2026-02-14 10:00"))
        data = self.calendar.get_work_duration_data(
            self.local("2026-02-13 00:00"), self.local("2026-02-15 00:00")
        )
        self.assertEqual(data["hours"], 16)
        self.assertAlmostEqual(data["days"], 2, places=1)

    def test_engine_counts_it(self):
        self.assertDue(self.calendar, "2026-02-13 10:00", 1, "day", "2026-02-14 18:00")
        self.assertDue(self.calendar, "2026-02-14 10:00", 1, "day", "2026-02-16 18:00")
        self.assertDue(self.calendar, "2026-02-14 18:01", 1, "day", "2026-02-17 18:00")

    def test_own_hours(self):
        self.saturday.write({"as_weekday": False, "hour_from": 10, "hour_to": 14.5})
        self.assertEqual(self.hours("2026-02-14 00:00", "2026-02-15 00:00"), 4.5)
        self.assertDue(self.calendar, "2026-02-13 10:00", 1, "day", "2026-02-14 14:30")
        data = self.calendar.get_work_duration_data(
            self.local("2026-02-14 00:00"), self.local("2026-02-15 00:00")
        )
        self.assertEqual(data, {"days": 1, "hours": 4.5})

    def test_it_replaces_the_hours_of_the_week(self):
        calendar = self.new_calendar({**MONDAY_TO_FRIDAY, 5: ((9, 13),)})
        self.env["cs.makeup.day"].create(
            {"name": "Full Saturday", "calendar_id": calendar.id, "date": "2026-02-14"}
        )
        self.assertDue(calendar, "2026-02-13 10:00", 1, "day", "2026-02-14 18:00")
        self.assertDue(calendar, "2026-02-13 10:00", 2, "day", "2026-02-16 18:00")

    def test_breaks_and_filters(self):
        begin, end = self.local("2026-02-14 00:00"), self.local("2026-02-15 00:00")
        get = self.calendar._attendance_intervals_batch
        self.assertFalse(get(begin, end, lunch=True)[False])
        morning = get(begin, end, domain=[("day_period", "=", "morning")])[False]
        self.assertEqual(len(morning), 1)
        self.env["resource.calendar.attendance"].create(
            {
                "name": "Break",
                "calendar_id": self.calendar.id,
                "dayofweek": "0",
                "hour_from": 12,
                "hour_to": 14,
                "day_period": "lunch",
            }
        )
        self.assertEqual(len(get(begin, end, lunch=True)[False]), 1)

    def test_resources_and_time_zones(self):
        resources = self.env["resource.resource"].create(
            [
                {"name": "Here", "calendar_id": self.calendar.id, "tz": "Asia/Shanghai"},
                {"name": "Berlin", "calendar_id": self.calendar.id, "tz": "Europe/Berlin"},
                {"name": "Free", "calendar_id": False, "tz": "UTC"},
            ]
        )
        begin, end = self.local("2026-02-14 08:00"), self.local("2026-02-15 12:00")
        work = self.calendar._work_intervals_batch(begin, end, resources=resources)
        hours = [
            sum((stop - start).total_seconds() / 3600 for start, stop, _meta in work[resource.id])
            for resource in resources
        ]
        self.assertEqual(hours, [7, 7, 28])
        self.assertEqual(work[resources[1].id]._items[0][0].hour, 9)
        self.assertEqual(len(work[False]), 2)

    def test_time_off_closes_it(self):
        self.close(self.calendar, "2026-02-14")
        self.assertDue(self.calendar, "2026-02-13 10:00", 1, "day", "2026-02-16 18:00")

    def test_two_weeks_calendar_takes_the_week_of_the_date(self):
        self.calendar.switch_calendar_type()
        week = self.env["resource.calendar.attendance"].get_week_type(date(2026, 2, 14))
        self.calendar.attendance_ids.filtered(
            lambda a: a.dayofweek == "0" and a.week_type != str(week) and not a.display_type
        ).unlink()
        self.assertEqual(self.hours("2026-02-14 00:00", "2026-02-15 00:00"), 7)

    def test_flexible_calendar_ignores_it(self):
        self.calendar.write({"schedule_type": "flexible", "hours_per_day": 8})
        self.assertEqual(self.hours("2026-02-14 00:00", "2026-02-15 00:00"), 8)

    def test_one_per_date(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.saturday.copy()
        self.assertEqual(self.calendar.copy().cs_makeup_ids.date, self.saturday.date)

    def test_hours_must_make_sense(self):
        for hour_from, hour_to in ((0, 0), (12, 9), (-1, 9), (20, 25)):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.saturday.write(
                    {"as_weekday": False, "hour_from": hour_from, "hour_to": hour_to}
                )
                self.env.flush_all()

    def test_weekday_must_be_worked(self):
        with self.assertRaisesRegex(ValidationError, "has no hours on Sunday"):
            self.saturday.as_weekday = "6"

    def test_roles(self):
        manager = new_test_user(self.env, "mgr", groups="cs_base.group_cs_base_manager")
        user = new_test_user(self.env, "usr", groups="cs_base.group_cs_base_user")
        for login, may in ((manager, True), (user, False)):
            day = self.saturday.with_user(login)
            with self.subTest(login=login.login):
                self.assertTrue(day.read(["date"]))
                for operation in ("write", "create", "unlink"):
                    self.assertEqual(day.has_access(operation), may)
        values = {"name": "Sunday", "calendar_id": self.calendar.id, "date": "2026-02-15"}
        day = self.env["cs.makeup.day"].with_user(manager).create(values)
        day.name = "Sunday shift"
        day.unlink()
        with self.assertRaises(AccessError):
            self.env["cs.makeup.day"].with_user(user).create(values)

    def test_other_companies_do_not_see_it(self):
        other = self.env["res.company"].create({"name": "Other"})
        user = new_test_user(
            self.env,
            "elsewhere",
            groups="cs_base.group_cs_base_manager",
            company_id=other.id,
            company_ids=[other.id],
        )
        self.assertFalse(self.env["cs.makeup.day"].with_user(user).search([]))
        self.assertFalse(self.saturday.with_user(user).has_access("read"))
