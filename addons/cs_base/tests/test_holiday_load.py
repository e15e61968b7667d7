from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from ..core import holiday_source
from .common_worktime import WorktimeCase

MAKEUP_2026 = ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")


@tagged("post_install", "-at_install")
@freeze_time("2025-12-01")
class TestHolidayLoad(WorktimeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            "holiday_manager",
            groups="cs_base.group_cs_base_manager",
            tz="America/New_York",
        )
        cls.calendar = cls.new_calendar()

    def loader(self, country, calendar=None, years=(2026, 2026), **values):
        return (
            self.env["cs.holiday.load"]
            .with_user(self.manager)
            .create(
                {
                    "calendar_id": (calendar or self.calendar).id,
                    "country_id": self.env.ref(f"base.{country}").id,
                    "year_from": years[0],
                    "year_to": years[1],
                    "lang": "en_US",
                    **values,
                }
            )
        )

    def leaves(self, calendar=None):
        return self.env["resource.calendar.leaves"].search(
            [("calendar_id", "=", (calendar or self.calendar).id)]
        )

    def test_china_2026(self):
        load = self.loader("cn")
        load.action_load()
        makeup = self.calendar.cs_makeup_ids.sorted("date")
        self.assertEqual([f"{d:%m-%d}" for d in makeup.mapped("date")], list(MAKEUP_2026))
        self.assertEqual(set(makeup.mapped("as_weekday")), {"0"})
        self.assertEqual(len(self.leaves()), 22)
        self.assertEqual(
            load.result,
            "22 public holidays and 6 make-up working days loaded; "
            "0 dates were there already, 0 were left out.",
        )
        self.assertEqual(set(load.line_ids.mapped("status")), {"loaded"})
        self.assertEqual(load.action_close()["tag"], "soft_reload")
        # Whole days of the calendar's time zone, whatever that of the user.
        eve = self.leaves().filtered(lambda leave: "Eve" in leave.name)
        self.assertEqual(str(eve.date_from), "2026-02-15 16:00:00")
        self.assertEqual(str(eve.date_to), "2026-02-16 15:59:59")

    def test_a_colleague_loads_the_same_meanwhile(self):
        """Both dialogs were opened on an empty calendar and say that every date is new."""
        first, second = self.loader("cn"), self.loader("cn")
        first.action_load()
        second.action_load()
        self.assertEqual(len(self.leaves()), 22)
        self.assertEqual(len(self.calendar.cs_makeup_ids), 6)
        self.assertIn("28 dates were there already, 0 were left out.", second.result)

    def test_deadlines_over_the_lunar_new_year(self):
        self.loader("cn").action_load()
        # Off from 15 to 23 February; worked on Saturday 14 and Saturday 28.
        self.assertDue(self.calendar, "2026-02-13 10:00", 1, "day", "2026-02-14 18:00")
        self.assertDue(self.calendar, "2026-02-13 10:00", 3, "day", "2026-02-25 18:00")
        self.assertDue(self.calendar, "2026-02-14 18:30", 3, "day", "2026-02-27 18:00")
        self.assertDue(self.calendar, "2026-02-17 12:00", 3, "day", "2026-02-27 18:00")
        self.assertDue(self.calendar, "2026-02-17 12:00", 4, "day", "2026-02-28 18:00")
        self.assertDue(self.calendar, "2026-02-14 17:00", 2, "hour", "2026-02-24 10:00")

    def test_loading_again_adds_nothing(self):
        self.loader("cn").action_load()
        again = self.loader("cn")
        self.assertEqual(set(again.line_ids.mapped("status")), {"present"})
        self.assertFalse(any(again.line_ids.mapped("is_selected")))
        again.action_load()
        self.assertEqual(len(self.leaves()), 22)
        self.assertEqual(len(self.calendar.cs_makeup_ids), 6)
        self.assertIn("28 dates were there already", again.result)
        again.action_load()
        self.assertEqual(len(self.leaves()), 22)

    def test_holiday_of_all_calendars_is_there_already(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Everywhere",
                "date_from": "2025-12-31 16:00:00",
                "date_to": "2026-01-01 15:59:59",
            }
        )
        first = self.loader("cn").line_ids.sorted("date")[0]
        self.assertEqual((first.date, first.status), (date(2026, 1, 1), "present"))

    def test_part_day_and_neighbouring_holidays_do_not_hide_a_day(self):
        # A New Year's Day entered in UTC reaches eight hours into 2 January in Shanghai.
        self.close(self.calendar, "2026-01-01", tz="UTC")
        statuses = self.loader("cn").line_ids.sorted("date").mapped("status")
        self.assertEqual(statuses[:2], ["present", "new"])

    def test_taiwan_hong_kong_and_regions(self):
        names = {
            country: dict.fromkeys(self.loader(country).line_ids.mapped("name"))
            for country in ("tw", "hk")
        }
        self.assertIn("Founding Day of the Republic of China", names["tw"])
        self.assertIn("The Day following Mid-Autumn Festival", names["hk"])
        germany = self.loader("de").line_ids
        bavaria = self.loader("de", region="DE-BY").line_ids
        self.assertIn(date(2026, 1, 6), set(bavaria.mapped("date")) - set(germany.mapped("date")))

    def test_names_in_the_language_asked_for(self):
        self.env["res.lang"]._activate_lang("zh_TW")
        load = self.loader("tw", lang="zh_TW")
        self.assertIn("春節", load.line_ids.mapped("name"))

    def test_form(self):
        self.env.company.country_id = self.env.ref("base.de")
        self.env.company.cs_calendar_id = self.calendar
        with Form(self.env["cs.holiday.load"].with_user(self.manager)) as form:
            self.assertEqual(form.calendar_id, self.calendar)
            self.assertEqual(form.country_id.code, "DE")
            self.assertIn("DE-BY", form.region_values)
            self.assertNotIn("US-CA", form.region_values)
            form.region = "DE-BY"
            form.year_from = form.year_to = 2026
            before = len(form.line_ids)
            form.country_id = self.env.ref("base.cn")
            self.assertFalse(form.region)
            self.assertNotEqual(len(form.line_ids), before)
            with form.line_ids.edit(0) as line:
                line.is_selected = False
        load = form.save()
        load.action_load()
        self.assertEqual(len(self.leaves()), 21)
        self.assertIn("1 were left out", load.result)
        self.assertEqual(load.line_ids.sorted("date")[0].status, "skipped")

    def test_lines_cannot_smuggle_dates_in(self):
        load = self.loader("cn")
        load.line_ids.write({"name": "Forged"})
        load.line_ids[0].date = "2026-07-01"
        load.action_load()
        self.assertNotIn("Forged", self.leaves().mapped("name"))
        self.assertEqual(len(self.leaves()), 22)

    def test_refusals(self):
        unknown = self.env["res.country"].create({"name": "Nowhere", "code": "X9"})
        for values, message in (
            ({"country_id": unknown.id}, "public holidays of Nowhere are not known"),
            ({"year_from": 2027}, "known from 1950 to 2100"),
            ({"year_from": 1900}, "known from 1950 to 2100"),
            ({"year_to": 2040}, "At most 10 years"),
            ({"region": "DE-BY"}, "Choose a region of China"),
        ):
            load = self.loader("cn", **values)
            with self.subTest(message=message), self.assertRaisesRegex(UserError, message):
                self.assertFalse(load.line_ids)
                self.assertIn(message, load.note)
                load.action_load()
        load = self.env["cs.holiday.load"].new({"country_id": False})
        self.assertEqual(load.note, "Choose the working hours and a country.")

    def test_note_on_years_without_make_up_days(self):
        self.assertFalse(self.loader("cn").note)
        self.assertIn("known for 2049", self.loader("cn", years=(2049, 2049)).note)
        self.assertFalse(self.loader("hk", years=(2049, 2049)).note)

    def test_make_up_day_on_a_week_without_mondays(self):
        calendar = self.new_calendar({2: ((9, 18),)})
        self.loader("cn", calendar).action_load()
        self.assertEqual(set(calendar.cs_makeup_ids.mapped("as_weekday")), {"2"})

    def test_roles(self):
        user = new_test_user(self.env, "holiday_user", groups="cs_base.group_cs_base_user")
        with self.assertRaises(AccessError):
            self.env["cs.holiday.load"].with_user(user).create({})
        calendar = self.calendar.with_user(self.manager)
        calendar.cs_cutoff = 16
        calendar.attendance_ids[0].hour_to = 17
        leave = self.close(self.calendar, "2026-07-01").with_user(self.manager)
        leave.name = "Founding day"
        leave.unlink()
        with self.assertRaises(AccessError):
            self.close(self.calendar, "2026-07-01").with_user(user).write({"name": "Mine"})

    def test_regions_come_from_the_library(self):
        countries = {"DE": ["BY"], "CN": []}
        holiday_source.list_regions.cache_clear()
        self.addCleanup(holiday_source.list_regions.cache_clear)
        with patch.object(holiday_source, "_countries", return_value=countries):
            self.assertIn(("DE-BY", "Bayern"), holiday_source.list_regions())
            self.assertNotIn("US-CA", dict(holiday_source.list_regions()))
