from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestClockCases(ComplaintCommon):
    """Deadlines of whole complaints on the days on which helpdesks count wrong (clause 6.2.3).

    All times are local ones of the calendar.
    """

    def moment(self, text):
        zone = ZoneInfo(self.calendar.tz)
        local = datetime.fromisoformat(text).replace(tzinfo=zone)
        return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    def at(self, text):
        return freeze_time(self.moment(text))

    def assertDue(self, complaint, text):
        zone = ZoneInfo(self.calendar.tz)
        due = complaint.date_resolve_due.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)
        self.assertEqual(due.replace(tzinfo=None), datetime.fromisoformat(text))

    def registered(self, at, **values):
        with self.at(at):
            return self._register(user_id=self.agent.id, **values).with_user(self.agent)

    def holidays(self, first, last=None):
        end = date.fromisoformat(last or first) + timedelta(days=1)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holidays",
                "calendar_id": self.calendar.id,
                "date_from": self.moment(f"{first} 00:00"),
                "date_to": self.moment(f"{end} 00:00") - timedelta(seconds=1),
            }
        )

    def make_up(self, *days):
        self.env["cs.makeup.day"].create(
            [{"name": "x", "calendar_id": self.calendar.id, "date": day} for day in days]
        )

    def half_day_saturday(self):
        self.calendar.attendance_ids = [
            Command.create({"name": "sat", "dayofweek": "5", "hour_from": 9, "hour_to": 13})
        ]

    def run_cron(self, name):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"cs_complaint.ir_cron_{name}").method_direct_trigger()
        self.env.invalidate_all()

    # Lunar New Year 2026: 15 to 23 February are off, the Saturdays 14 and 28 are worked

    def lunar_new_year(self):
        self.holidays("2026-02-15", "2026-02-23")
        self.make_up("2026-02-14", "2026-02-28")

    def test_over_lunar_new_year_with_make_up_saturdays(self):
        self.lunar_new_year()
        # Thursday 12: Friday, Saturday 14 (worked), Tuesday 24
        self.assertDue(self.registered("2026-02-12 10:00"), "2026-02-24 18:00")
        # The worked Saturday 28 is the seventh of ten
        self.assertDue(
            self.registered("2026-02-12 10:00", severity="extra_major"), "2026-03-04 18:00"
        )
        self.assertDue(self.registered("2026-02-23 11:00", severity="major"), "2026-03-02 18:00")

    def test_on_new_year_s_eve_counts_from_the_first_day_after(self):
        self.lunar_new_year()
        for at in ("2026-02-16 23:59", "2026-02-14 18:30", "2026-02-23 00:00"):
            # Day 0 is Tuesday 24: Wednesday, Thursday, Friday
            self.assertDue(self.registered(at), "2026-02-27 18:00")

    def test_make_up_saturday_that_is_a_holiday_too_is_off(self):
        self.make_up("2026-03-07")
        self.holidays("2026-03-07")
        self.assertDue(self.registered("2026-03-04 10:00"), "2026-03-09 18:00")

    def test_holiday_announced_late_reaches_open_complaints_with_their_pauses(self):
        waiting = self.registered("2026-03-02 10:00")
        with self.at("2026-03-02 11:00"):
            waiting.action_start()
        with self.at("2026-03-03 09:00"):
            waiting.action_wait("A photo, please")
        with self.at("2026-03-03 12:00"):
            waiting.action_start()
        self.assertDue(waiting, "2026-03-06 12:00")
        self.holidays("2026-03-05")
        with self.at("2026-03-04 10:00"):
            self.run_cron("recount")
        self.assertDue(waiting, "2026-03-09 12:00")

    # Half days and the cut-off

    def test_half_day_saturday_is_a_working_day_that_ends_at_one(self):
        self.half_day_saturday()
        self.assertDue(self.registered("2026-03-04 10:00"), "2026-03-07 13:00")
        self.assertDue(self.registered("2026-03-07 12:59"), "2026-03-11 18:00")
        self.assertDue(self.registered("2026-03-07 13:01"), "2026-03-12 18:00")

    def test_hours_over_a_half_day_saturday(self):
        self.half_day_saturday()
        self.env["cs.complaint.policy"].create(
            {"name": "Hours", "resolve_amount": 8, "resolve_unit": "hour"}
        )
        # Friday 16:00: two hours, four on Saturday, two on Monday
        self.assertDue(self.registered("2026-03-06 16:00"), "2026-03-09 11:00")

    def test_cut_off_before_closing_time(self):
        self.calendar.cs_cutoff = 16.5
        self.assertDue(self.registered("2026-03-02 16:30"), "2026-03-05 18:00")
        self.assertDue(self.registered("2026-03-02 16:31"), "2026-03-06 18:00")
        self.assertDue(self.registered("2026-03-06 17:00"), "2026-03-12 18:00")

    # Time zones

    def test_zones_with_summer_time(self):
        for zone, friday, due in (
            ("Europe/Berlin", "2026-03-27 17:00", "2026-04-01 18:00"),
            ("Europe/Berlin", "2026-10-23 17:00", "2026-10-28 18:00"),
            ("America/New_York", "2026-03-06 17:00", "2026-03-11 18:00"),
            ("America/New_York", "2026-10-30 17:00", "2026-11-04 18:00"),
        ):
            self.calendar.tz = zone
            with self.subTest(zone=zone, friday=friday):
                self.assertDue(self.registered(friday), due)

    def test_zone_of_the_reader_does_not_matter(self):
        for zone in ("America/Los_Angeles", "Pacific/Auckland", False):
            self.agent.tz = zone
            self.assertDue(self.registered("2026-03-02 10:00"), "2026-03-05 18:00")

    # Pauses and severity

    def test_pause_over_holidays_costs_only_worked_time(self):
        self.lunar_new_year()
        complaint = self.registered("2026-02-12 10:00")
        with self.at("2026-02-12 11:00"):
            complaint.action_start()
        with self.at("2026-02-14 16:00"):
            complaint.action_wait("Which bill?")
        with self.at("2026-02-24 10:00"):
            complaint.action_start()
        # Two hours on the worked Saturday, one on Tuesday
        self.assertEqual(complaint.pause_seconds, 3 * 3600)
        self.assertDue(complaint, "2026-02-25 12:00")

    def test_pause_within_a_holiday_costs_nothing(self):
        self.lunar_new_year()
        complaint = self.registered("2026-02-12 10:00")
        with self.at("2026-02-17 10:00"):
            complaint.action_start()
            complaint.action_wait("Which bill?")
        with self.at("2026-02-20 10:00"):
            complaint.action_start()
        self.assertDue(complaint, "2026-02-24 18:00")

    def test_severity_raised_on_day_three_over_a_holiday(self):
        self.holidays("2026-03-06")
        complaint = self.registered("2026-03-02 10:00")
        with self.at("2026-03-05 17:59"):
            complaint.sudo().severity = "extra_major"
        # Ten working days after Monday 2 March without Friday 6
        self.assertDue(complaint, "2026-03-17 18:00")
        self.assertFalse(complaint.breached_at)

    def test_severity_changed_after_the_breach_keeps_the_fact(self):
        complaint = self.registered("2026-03-02 10:00")
        with self.at("2026-03-05 18:01"):
            self.run_cron("mark_breaches")
            breached = complaint.breached_at
            complaint.sudo().severity = "major"
        self.assertTrue(breached)
        self.assertEqual(complaint.breached_at, breached)
        self.assertDue(complaint, "2026-03-09 18:00")
