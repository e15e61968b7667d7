from datetime import date, datetime, timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..core.worktime import UTC
from .common_worktime import MONDAY_TO_FRIDAY, NINE_TO_SIX, SPLIT_SHIFT, WorktimeCase

MONDAY_TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)


@tagged("post_install", "-at_install")
class TestWorktimeDays(WorktimeCase):
    """Working days: 2026-03-02 is a Monday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.new_calendar()

    def test_due_at_the_end_of_the_nth_day_after_registration(self):
        self.assertDue(self.calendar, "2026-03-02 10:00", 3, "day", "2026-03-05 18:00")
        self.assertDue(self.calendar, "2026-03-02 10:00", 5, "day", "2026-03-09 18:00")
        self.assertDue(self.calendar, "2026-03-02 10:00", 10, "day", "2026-03-16 18:00")
        self.assertDue(self.calendar, "2026-03-02 10:00", 0, "day", "2026-03-02 18:00")

    def test_registration_around_opening_and_closing(self):
        self.assertDue(self.calendar, "2026-03-02 00:00", 3, "day", "2026-03-05 18:00")
        self.assertDue(self.calendar, "2026-03-02 08:59", 3, "day", "2026-03-05 18:00")
        self.assertDue(self.calendar, "2026-03-02 18:00", 3, "day", "2026-03-05 18:00")
        self.assertDue(self.calendar, "2026-03-02 18:00:01", 3, "day", "2026-03-06 18:00")
        self.assertDue(self.calendar, "2026-03-02 18:30", 3, "day", "2026-03-06 18:00")

    def test_registration_on_a_weekend_counts_as_monday(self):
        self.assertDue(self.calendar, "2026-03-07 11:00", 3, "day", "2026-03-12 18:00")
        self.assertDue(self.calendar, "2026-03-08 23:59", 3, "day", "2026-03-12 18:00")

    def test_local_date_decides_not_the_utc_date(self):
        # 07:30 on Tuesday in Shanghai is still Monday in UTC.
        self.assertDue(self.calendar, "2026-03-03 07:30", 1, "day", "2026-03-04 18:00")
        calendar = self.new_calendar(tz="America/New_York")
        # 23:59 on Monday in New York is Tuesday in UTC.
        self.assertDue(calendar, "2026-03-02 23:59", 1, "day", "2026-03-04 18:00")

    def test_explicit_cutoff(self):
        calendar = self.new_calendar(cs_cutoff=16.5)
        self.assertDue(calendar, "2026-03-02 16:29", 1, "day", "2026-03-03 18:00")
        self.assertDue(calendar, "2026-03-02 16:30", 1, "day", "2026-03-03 18:00")
        self.assertDue(calendar, "2026-03-02 16:30:01", 1, "day", "2026-03-04 18:00")
        calendar.cs_cutoff = 20
        self.assertDue(calendar, "2026-03-02 19:00", 1, "day", "2026-03-03 18:00")
        self.assertDue(calendar, "2026-03-02 19:00", 0, "day", "2026-03-02 19:00")

    def test_cutoff_outside_of_the_day_is_refused(self):
        with self.assertRaisesRegex(IntegrityError, "cs_cutoff_in_day"), mute_logger("odoo.sql_db"):
            self.calendar.cs_cutoff = 25
            self.env.flush_all()

    def test_half_day_saturday_ends_at_one(self):
        calendar = self.new_calendar({**MONDAY_TO_FRIDAY, 5: ((9, 13),)})
        self.assertDue(calendar, "2026-03-04 10:00", 3, "day", "2026-03-07 13:00")
        self.assertDue(calendar, "2026-03-07 13:00", 1, "day", "2026-03-09 18:00")
        self.assertDue(calendar, "2026-03-07 13:01", 1, "day", "2026-03-10 18:00")

    def test_split_shift_ends_with_its_last_shift(self):
        calendar = self.new_calendar(dict.fromkeys(range(5), SPLIT_SHIFT))
        self.assertDue(calendar, "2026-03-02 13:00", 1, "day", "2026-03-03 18:00")
        # Closed in the afternoon: the day ends at noon.
        self.close(calendar, "2026-03-03", since="12:00")
        self.assertDue(calendar, "2026-03-02 13:00", 1, "day", "2026-03-03 12:00")

    def test_night_shift_until_midnight_stays_on_its_date(self):
        calendar = self.new_calendar(dict.fromkeys(range(5), ((16, 24),)))
        self.assertDue(calendar, "2026-03-02 23:00", 1, "day", "2026-03-03 23:59:59")
        self.close(calendar, "2026-03-03")
        # What Odoo leaves between 23:59:59 and midnight makes no working day of the holiday.
        self.assertDue(calendar, "2026-03-02 23:00", 1, "day", "2026-03-04 23:59:59")
        self.assertDue(calendar, "2026-03-03 20:00", 0, "day", "2026-03-04 23:59:59")

    def test_registration_on_a_holiday(self):
        self.close(self.calendar, "2026-03-03", "2026-03-04")
        self.assertDue(self.calendar, "2026-03-03 10:00", 1, "day", "2026-03-06 18:00")
        self.assertDue(self.calendar, "2026-03-02 10:00", 1, "day", "2026-03-05 18:00")

    def test_only_leaves_that_close_the_calendar_count(self):
        resource = self.env["resource.resource"].create(
            {"name": "Somebody", "calendar_id": self.calendar.id}
        )
        self.close(self.calendar, "2026-03-03", resource_id=resource.id)
        self.close(self.calendar, "2026-03-04", time_type="other")
        other = self.env["res.company"].create({"name": "Other"})
        self.close(self.calendar, "2026-03-03", calendar_id=False, company=other)
        self.assertDue(self.calendar, "2026-03-02 10:00", 3, "day", "2026-03-05 18:00")
        self.close(self.calendar, "2026-03-05", calendar_id=False)
        self.assertDue(self.calendar, "2026-03-02 10:00", 3, "day", "2026-03-06 18:00")

    def test_shared_calendar_closes_by_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        shared = self.new_calendar(company_id=False)
        self.close(shared, "2026-03-03", company=other)
        start = self.local("2026-03-02 10:00")
        mine = shared._cs_deadline(start, 1, "day")
        theirs = shared.with_company(other)._cs_deadline(start, 1, "day")
        self.assertEqual(mine, self.local("2026-03-03 18:00"))
        self.assertEqual(theirs, self.local("2026-03-04 18:00"))
        self.assertEqual(shared._cs_deadline(start, 1, "day"), mine)

    def test_summer_time(self):
        for tz, spring, autumn in (
            ("Europe/Berlin", "2026-03-27", "2026-10-23"),
            ("America/New_York", "2026-03-06", "2026-10-30"),
        ):
            calendar = self.new_calendar(tz=tz)
            for friday in (spring, autumn):
                monday = datetime.fromisoformat(friday) + timedelta(days=3)
                due = f"{monday:%Y-%m-%d}"
                self.assertDue(calendar, f"{friday} 17:00", 1, "day", f"{due} 18:00")
                self.assertDue(calendar, f"{friday} 17:00", 2, "hour", f"{due} 10:00")

    def test_summer_time_within_worked_time(self):
        calendar = self.new_calendar(dict.fromkeys(range(7), ((0, 8),)), tz="Europe/Berlin")
        # The night of 29 March has no 02:00 to 03:00, that of 25 October has it twice.
        self.assertDue(calendar, "2026-03-29 00:00", 6, "hour", "2026-03-29 07:00")
        self.assertDue(calendar, "2026-10-25 00:00", 6, "hour", "2026-10-25 05:00")
        self.assertDue(calendar, "2026-10-24 12:00", 1, "day", "2026-10-26 08:00")

    def test_two_weeks_calendar(self):
        calendar = self.new_calendar({0: NINE_TO_SIX})
        calendar.switch_calendar_type()
        second_week = calendar.attendance_ids.filtered(
            lambda a: a.week_type == "1" and not a.display_type
        )
        second_week.dayofweek = "2"
        week = self.env["resource.calendar.attendance"].get_week_type
        monday = date(2026, 3, 2) + timedelta(days=7 * week(date(2026, 3, 2)))
        start = f"{monday:%Y-%m-%d} 10:00"
        for days, offset in enumerate((0, 9, 14)):
            due = monday + timedelta(days=offset)
            self.assertDue(calendar, start, days, "day", f"{due:%Y-%m-%d} 18:00")

    def test_duration_based_calendar(self):
        calendar = self.new_calendar({0: ((8, 12), (13, 17))})
        calendar.switch_based_on_duration()
        attendances = calendar.attendance_ids
        attendances[1:].unlink()
        attendances[0].write({"day_period": "full_day", "duration_hours": 6})
        self.assertDue(calendar, "2026-03-02 10:00", 1, "day", "2026-03-09 15:00")

    def test_round_the_clock(self):
        calendar = self.new_calendar(dict.fromkeys(range(7), ((0, 24),)))
        self.assertDue(calendar, "2026-03-02 10:00", 24, "hour", "2026-03-03 10:00")
        self.assertDue(calendar, "2026-03-02 10:00", 2, "day", "2026-03-04 23:59:59")
        self.close(calendar, "2026-03-03")
        self.assertDue(calendar, "2026-03-02 10:00", 2, "day", "2026-03-05 23:59:59")

    def test_hours_equal_plan_hours(self):
        self.assertDue(self.calendar, "2026-03-02 10:00", 4, "hour", "2026-03-02 14:00")
        self.assertDue(self.calendar, "2026-03-02 10:00", 8, "hour", "2026-03-02 18:00")
        self.assertDue(self.calendar, "2026-03-06 17:30", 1.5, "hour", "2026-03-09 10:00")
        self.assertDue(self.calendar, "2026-03-07 10:00", 0, "hour", "2026-03-09 09:00")

    def test_deadline_is_aware_and_in_utc(self):
        naive = datetime(2026, 3, 2, 2, tzinfo=UTC).replace(tzinfo=None)
        due = self.calendar._cs_deadline(naive, 1, "day")
        self.assertEqual(due, datetime(2026, 3, 3, 10, 0, tzinfo=UTC))
        self.assertEqual(due.utcoffset(), timedelta())
        self.assertEqual(due, self.calendar._cs_deadline(self.local("2026-03-02 10:00"), 1, "day"))


@tagged("post_install", "-at_install")
class TestWorktimeFallbacks(WorktimeCase):
    def test_empty_recordset_takes_the_service_calendar_of_the_company(self):
        none = self.env["resource.calendar"]
        company = self.env.company
        company.resource_calendar_id = self.new_calendar({0: ((9, 17),)}, tz="UTC")
        start = MONDAY_TEN
        self.assertEqual(none._cs_deadline(start, 1, "day").isoformat()[:13], "2026-03-09T17")
        company.cs_calendar_id = self.new_calendar({1: ((9, 16),)}, tz="UTC")
        self.assertEqual(none._cs_deadline(start, 0, "day").isoformat()[:13], "2026-03-03T16")

    def test_no_calendar_at_all(self):
        company = self.env["res.company"].create({"name": "Bare"})
        company.resource_calendar_id = False
        company.partner_id.tz = "Asia/Taipei"
        none = self.env["resource.calendar"].with_company(company)
        due = none._cs_deadline(self.local("2026-03-06 10:00", "Asia/Taipei"), 1, "day")
        self.assertEqual(due, self.local("2026-03-09 18:00", "Asia/Taipei"))
        company.partner_id.tz = "Europe/Berlin"
        due = none._cs_deadline(self.local("2026-03-06 10:00", "Europe/Berlin"), 1, "day")
        self.assertEqual(due, self.local("2026-03-09 18:00", "Europe/Berlin"))

    def test_calendar_without_hours_works_the_standard_week(self):
        calendar = self.new_calendar({})
        self.assertDue(calendar, "2026-03-06 10:00", 1, "day", "2026-03-09 18:00")
        self.close(calendar, "2026-03-09")
        self.assertDue(calendar, "2026-03-06 10:00", 1, "day", "2026-03-10 18:00")
        self.env["cs.makeup.day"].create(
            {"name": "Saturday", "calendar_id": calendar.id, "date": "2026-03-07"}
        )
        self.assertDue(calendar, "2026-03-06 10:00", 1, "day", "2026-03-07 18:00")

    def test_flexible_calendar_works_monday_to_friday_around_noon(self):
        calendar = self.new_calendar({})
        calendar.write(
            {"schedule_type": "flexible", "hours_per_day": 8, "full_time_required_hours": 40}
        )
        self.assertDue(calendar, "2026-03-06 10:00", 1, "day", "2026-03-09 16:00")
        self.assertDue(calendar, "2026-03-06 10:00", 8, "hour", "2026-03-09 10:00")
        calendar.hours_per_day = 0
        self.assertDue(calendar, "2026-03-06 10:00", 1, "day", "2026-03-09 18:00")

    def test_calendar_without_time_zone(self):
        calendar = self.new_calendar()
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE resource_calendar ALTER COLUMN tz DROP NOT NULL")
        self.env.cr.execute("UPDATE resource_calendar SET tz = NULL WHERE id = %s", [calendar.id])
        calendar.invalidate_recordset()
        due = calendar._cs_deadline(MONDAY_TEN, 1, "day")
        self.assertEqual(due, datetime(2026, 3, 3, 18, tzinfo=UTC))

    def test_closed_for_more_than_a_year(self):
        calendar = self.new_calendar()
        self.close(calendar, "2026-03-03", "2029-12-31")
        self.assertDue(calendar, "2026-03-02 10:00", 1, "day", "2030-01-01 18:00")
        self.assertDue(calendar, "2026-06-01 10:00", 1, "hour", "2030-01-01 10:00")

    def test_closed_for_good_falls_back_to_the_standard_week(self):
        calendar = self.new_calendar()
        self.close(calendar, "2020-01-01", "2090-12-31")
        self.assertDue(calendar, "2026-03-02 10:00", 1, "day", "2026-03-03 18:00")

    def test_what_cannot_be_counted_is_refused(self):
        calendar, start = self.new_calendar(), MONDAY_TEN
        for amount, unit, message in (
            (-1, "day", "give a number that is zero or more"),
            (-0.5, "hour", "give a number that is zero or more"),
            (float("nan"), "hour", "give a number that is zero or more"),
            (float("inf"), "hour", "give a number that is zero or more"),
            (1.5, "day", "give a whole number of days"),
            (10**6, "day", "lead to no date within reach"),
            (10**15, "hour", "lead to no date within reach"),
        ):
            with self.subTest(amount=amount, unit=unit), self.assertRaisesRegex(UserError, message):
                calendar._cs_deadline(start, amount, unit)
        with self.assertRaisesRegex(UserError, "lead to no date within reach"):
            calendar._cs_deadline(datetime(1, 1, 1, tzinfo=UTC), 1, "day")
        with self.assertRaisesRegex(ValueError, "unit of a deadline"):
            calendar._cs_deadline(start, 1, "week")

    def test_anybody_gets_the_same_deadline(self):
        calendar = self.new_calendar()
        self.close(calendar, "2026-03-03")
        start = self.local("2026-03-02 10:00")
        due = calendar._cs_deadline(start, 1, "day")
        for groups in ("base.group_portal", "base.group_user"):
            user = new_test_user(self.env, f"reader_{groups}", groups=groups)
            self.assertEqual(calendar.with_user(user)._cs_deadline(start, 1, "day"), due)

    def test_nothing_is_logged_above_info(self):
        with patch("odoo.addons.cs_base.models.resource_calendar._logger") as logger:
            self.new_calendar({})._cs_deadline(MONDAY_TEN, 1, "day")
        self.assertTrue(logger.info.called)
        self.assertFalse(logger.warning.called or logger.error.called)


@tagged("post_install", "-at_install")
class TestWorktimeMeasures(WorktimeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.new_calendar(dict.fromkeys(range(5), SPLIT_SHIFT))

    def seconds(self, start, end):
        return self.calendar._cs_worked_seconds(self.local(start), self.local(end))

    def test_worked_seconds(self):
        self.assertEqual(self.seconds("2026-03-02 11:00", "2026-03-02 15:00"), 2 * 3600)
        self.assertEqual(self.seconds("2026-03-06 17:00", "2026-03-09 10:00"), 2 * 3600)
        self.assertEqual(self.seconds("2026-03-07 10:00", "2026-03-08 10:00"), 0)
        self.assertEqual(self.seconds("2026-03-02 15:00", "2026-03-02 11:00"), -2 * 3600)
        whole_weeks = self.seconds("2026-03-02 00:00", "2036-03-03 00:00")
        self.assertEqual(whole_weeks, 522 * 5 * 7 * 3600)

    def test_remaining_is_negative_once_late(self):
        now, due = self.local("2026-03-02 17:00"), self.local("2026-03-03 10:00")
        self.assertEqual(self.calendar._cs_remaining(now, due), 2 * 3600)
        self.assertEqual(self.calendar._cs_remaining(due, now), -2 * 3600)

    def test_add_and_subtract(self):
        start = self.local("2026-03-06 17:00")
        later = self.calendar._cs_add_worked(start, 3 * 3600)
        self.assertEqual(later, self.local("2026-03-09 11:00"))
        self.assertEqual(self.calendar._cs_add_worked(later, -3 * 3600), start)
        far = self.calendar._cs_add_worked(start, -2000 * 3600)
        self.assertEqual(self.calendar._cs_worked_seconds(far, start), 2000 * 3600)

    def test_working_now_and_next_start(self):
        for at, working, start in (
            ("2026-03-02 09:00", True, "2026-03-02 09:00"),
            ("2026-03-02 12:00", False, "2026-03-02 14:00"),
            ("2026-03-06 18:00", False, "2026-03-09 09:00"),
            ("2026-03-08 04:00", False, "2026-03-09 09:00"),
        ):
            at = self.local(at)
            self.assertEqual(self.calendar._cs_is_working(at), working)
            self.assertEqual(self.calendar._cs_next_start(at), self.local(start))

    def test_worked_days(self):
        def days(start, end):
            return self.calendar._cs_worked_days(self.local(start), self.local(end))

        self.assertEqual(days("2026-03-02 10:00", "2026-03-02 17:00"), 0)
        self.assertEqual(days("2026-03-02 10:00", "2026-03-05 17:00"), 3)
        self.assertEqual(days("2026-03-06 10:00", "2026-03-07 12:00"), 1)
        self.assertEqual(days("2026-03-05 10:00", "2026-03-02 17:00"), -3)
        self.assertEqual(days("2026-03-02 10:00", "2036-03-03 10:00"), 522 * 5)

    def test_batch_keeps_the_order(self):
        items = [
            (self.local("2030-03-04 10:00"), 1, "day"),
            (self.local("2026-03-02 10:00"), 2, "hour"),
        ]
        self.assertEqual(
            self.calendar._cs_deadlines(items),
            [self.local("2030-03-05 18:00"), self.local("2026-03-02 12:00")],
        )
        self.assertEqual(self.calendar._cs_deadlines([]), [])

    def test_overlapping_hours_count_once(self):
        calendar = self.new_calendar({})
        values = {"name": "x", "calendar_id": calendar.id, "dayofweek": "0"}
        self.env["resource.calendar.attendance"].create(
            [{**values, "hour_from": 9, "hour_to": 13}, {**values, "hour_from": 12, "hour_to": 15}]
        )
        start, end = self.local("2026-03-02 00:00"), self.local("2026-03-03 00:00")
        self.assertEqual(calendar._cs_worked_seconds(start, end), 6 * 3600)

    def test_unsaved_calendar(self):
        calendar = self.env["resource.calendar"].new(
            {"tz": "UTC", "attendance_ids": [Command.clear()]}, origin=self.calendar
        )
        start = self.local("2026-03-02 10:00")
        self.assertEqual(
            calendar._cs_deadline(start, 1, "day"), self.calendar._cs_deadline(start, 1, "day")
        )
