from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ..core.worktime import UTC
from .common_worktime import WorktimeCase

ZONES = ("UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
FIRST = date(2026, 1, 1)
QUARTERS = st.lists(st.integers(24, 92), min_size=2, max_size=6, unique=True).map(sorted)
WEEKS = st.dictionaries(st.integers(0, 6), QUARTERS, min_size=1, max_size=6).map(
    lambda week: {
        day: tuple((a / 4, b / 4) for a, b in zip(marks[::2], marks[1::2], strict=False))
        for day, marks in week.items()
    }
)
OFFSETS = st.integers(0, 420)
MINUTES = st.integers(0, 420 * 24 * 60)
SETTINGS = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def due_day_by_day(start, days, week, holidays, makeup, zone, cutoff):
    """Return the end of the Nth working day by walking the local dates one by one."""

    def end_of(day):
        spans = week.get(0) if day in makeup else week.get(day.weekday())
        return None if day in holidays or not spans else max(stop for _start, stop in spans)

    def instant(day, hour):
        local = datetime.combine(day, time.min) + timedelta(hours=hour)
        return local.replace(tzinfo=zone).astimezone(UTC)

    day = start.astimezone(zone).date()
    while end_of(day) is None or instant(day, cutoff or end_of(day)) < start:
        day += timedelta(days=1)
    while days:
        day += timedelta(days=1)
        days -= end_of(day) is not None
    return max(start, instant(day, end_of(day)))


@tagged("post_install", "-at_install")
class TestWorktimeProperty(WorktimeCase):
    @SETTINGS
    @given(
        week=WEEKS,
        tz=st.sampled_from(ZONES),
        closed=st.sets(OFFSETS, max_size=12),
        made_up=st.sets(OFFSETS, max_size=4),
        questions=st.lists(st.tuples(MINUTES, st.integers(0, 200)), min_size=1, max_size=12),
    )
    def test_hours_equal_core(self, week, tz, closed, made_up, questions):
        calendar = self.new_calendar(week, tz=tz)
        for offset in closed:
            self.close(calendar, FIRST + timedelta(days=offset))
        self.make_up(calendar, week, made_up)
        for minute, half_hours in questions:
            start = datetime.combine(FIRST, time.min, UTC) + timedelta(minutes=minute)
            expected = calendar.plan_hours(half_hours / 2, start, compute_leaves=True)
            self.assertEqual(calendar._cs_deadline(start, half_hours / 2, "hour"), expected)
            later = start + timedelta(hours=half_hours * 3)
            self.assertAlmostEqual(
                calendar._cs_worked_seconds(start, later) / 3600,
                calendar.get_work_hours_count(start, later),
                places=6,
            )
            moved = calendar._cs_add_worked(start, half_hours * 60)
            self.assertEqual(calendar._cs_worked_seconds(start, moved), half_hours * 60)

    @SETTINGS
    @given(
        week=WEEKS,
        tz=st.sampled_from(ZONES),
        closed=st.sets(OFFSETS, max_size=12),
        made_up=st.sets(OFFSETS, max_size=4),
        cutoff=st.sampled_from((0, 0, 12, 17.5, 24)),
        questions=st.lists(st.tuples(MINUTES, st.integers(0, 30)), min_size=1, max_size=12),
    )
    def test_days_equal_a_walk_over_the_dates(self, week, tz, closed, made_up, cutoff, questions):
        calendar = self.new_calendar(week, tz=tz, cs_cutoff=cutoff)
        holidays = {FIRST + timedelta(days=offset) for offset in closed}
        for day in holidays:
            self.close(calendar, day)
        makeup = self.make_up(calendar, week, made_up)
        zone = ZoneInfo(tz)
        for minute, days in questions:
            start = datetime.combine(FIRST, time.min, UTC) + timedelta(minutes=minute)
            self.assertEqual(
                calendar._cs_deadline(start, days, "day"),
                due_day_by_day(start, days, week, holidays, makeup, zone, cutoff),
            )

    def make_up(self, calendar, week, offsets):
        """Make dates worked like Mondays, where Mondays are worked; return the dates."""
        dates = {FIRST + timedelta(days=offset) for offset in offsets} if 0 in week else set()
        self.env["cs.makeup.day"].create(
            [{"name": "x", "calendar_id": calendar.id, "date": day} for day in dates]
        )
        return dates
