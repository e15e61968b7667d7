from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import ComplaintCommon

DAYS = {"ordinary": 3, "major": 5, "extra_major": 10}
FIRST = datetime(2026, 1, 5, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ZONES = ("Asia/Taipei", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
SETTINGS = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
OFFSETS = st.sets(st.integers(0, 60), max_size=8)
EVENTS = st.lists(
    st.tuples(
        st.integers(30, 3000),
        st.sampled_from(("wait", "go", "major", "extra_major", "ordinary", "holiday")),
    ),
    max_size=8,
)


class Oracle:
    """Counts by walking the clock minute by minute and the calendar day by day, without tables."""

    def __init__(self, zone, saturday, holidays, makeup):
        self.zone = ZoneInfo(zone)
        self.holidays, self.makeup = set(holidays), set(makeup)
        self.saturday = saturday

    def closing_hour(self, day):
        if day in self.holidays:
            return None
        if day in self.makeup or day.weekday() < 5:
            return 18
        return 13 if day.weekday() == 5 and self.saturday else None

    def works(self, at):
        local = at.astimezone(self.zone)
        closing = self.closing_hour(local.date())
        return closing is not None and 9 <= local.hour < closing

    def end_of(self, day):
        local = datetime.combine(day, time(self.closing_hour(day)), tzinfo=self.zone)
        return local.astimezone(UTC)

    def nth_day(self, start, days):
        day = start.astimezone(self.zone).date()
        while self.closing_hour(day) is None or self.end_of(day) < start:
            day += timedelta(days=1)
        while days:
            day += timedelta(days=1)
            days -= self.closing_hour(day) is not None
        return self.end_of(day)

    def worked_minutes(self, start, end):
        minutes, at = 0, start
        while at < end:
            minutes += self.works(at)
            at += MINUTE
        return minutes

    def later(self, at, minutes):
        while minutes:
            minutes -= self.works(at)
            at += MINUTE
        return at


@tagged("post_install", "-at_install")
class TestClockOracle(ComplaintCommon):
    """The clock of a complaint against an oracle that shares nothing with the engine (6.2.3)."""

    @SETTINGS
    @given(
        zone=st.sampled_from(ZONES),
        saturday=st.booleans(),
        holidays=OFFSETS,
        makeup=st.sets(st.integers(0, 60), max_size=3),
        registered=st.integers(0, 20 * 24 * 60),
        events=EVENTS,
    )
    def test_story(self, zone, saturday, holidays, makeup, registered, events):
        day = lambda offset: (FIRST + timedelta(days=offset)).date()  # noqa: E731
        oracle = Oracle(zone, saturday, map(day, holidays), map(day, makeup))
        self.set_calendar(oracle, zone)
        now = start = FIRST + timedelta(minutes=registered)
        with freeze_time(now):
            complaint = self._register(user_id=self.agent.id).with_user(self.agent)
            complaint.action_start()
        severity, paused, since = "ordinary", 0, None
        for minutes, event in events:
            now += timedelta(minutes=minutes)
            with freeze_time(now):
                if event == "wait" and since is None:
                    complaint.action_wait("A photo, please")
                    since = now
                elif event == "go" and since is not None:
                    complaint.action_start()
                    paused += oracle.worked_minutes(since, now)
                    since = None
                elif event == "holiday":
                    self.late_holiday(oracle, now)
                elif event in DAYS:
                    complaint.sudo().severity = event
                    severity = event
            due = oracle.later(oracle.nth_day(start, DAYS[severity]), paused)
            self.assertDue(complaint, due)
            self.assertRemaining(complaint, oracle, since or now, due, now)

    def set_calendar(self, oracle, zone):
        self.company.cs_complaint_pause_days = 60
        self.calendar = self._create_calendar(zone)
        if oracle.saturday:
            self.calendar.attendance_ids = [
                Command.create({"name": "sat", "dayofweek": "5", "hour_from": 9, "hour_to": 13})
            ]
        self.env["cs.makeup.day"].create(
            [{"name": "x", "calendar_id": self.calendar.id, "date": day} for day in oracle.makeup]
        )
        for day in oracle.holidays:
            self.close(oracle, day)
        self.company.cs_calendar_id = self.calendar
        self.recount()

    def close(self, oracle, day):
        begin, end = (
            datetime.combine(at, time(), tzinfo=oracle.zone).astimezone(UTC).replace(tzinfo=None)
            for at in (day, day + timedelta(days=1))
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": begin,
                "date_to": end - timedelta(seconds=1),
            }
        )

    def late_holiday(self, oracle, now):
        """Close the next day that is not yet passed, and have the open complaints counted anew."""
        day = now.astimezone(oracle.zone).date() + timedelta(days=1)
        if day not in oracle.holidays:
            oracle.holidays.add(day)
            self.close(oracle, day)
        self.recount()

    def recount(self):
        state = self.company._cs_clock_state()
        self.env.flush_all()
        self.env["cs.complaint"]._cs_recount_batch(self.company, 0, 1000)
        self.assertEqual(self.company._cs_clock_state(), state)

    def assertDue(self, complaint, due):
        self.assertEqual(complaint.date_resolve_due.replace(tzinfo=UTC), due)

    def assertRemaining(self, complaint, oracle, at, due, now):
        with freeze_time(now):
            complaint.invalidate_recordset(["remaining_seconds"])
            left = complaint.remaining_seconds
        low, high = min(at, due), max(at, due)
        minutes = oracle.worked_minutes(low, high)
        self.assertEqual(left, minutes * 60 if at <= due else min(-minutes * 60, -1))
