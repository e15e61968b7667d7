from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ComplaintCommon

# Monday 10:00 in Taipei
MONDAY = datetime(2026, 3, 2, 2)
HOUR = 3600


@tagged("post_install", "-at_install")
class TestReport(ComplaintCommon):
    def setUp(self):
        super().setUp()
        clock = freeze_time(MONDAY)
        self.clock = clock.start()
        self.addCleanup(clock.stop)

    # DATA

    def at(self, day, hour):
        """Move to ``hour`` in Taipei on ``day`` of March."""
        self.env.flush_all()
        self.clock.move_to(datetime(2026, 3, day, hour) - timedelta(hours=8))

    def done(self, **values):
        """Return a complaint that is answered within the hour and closed."""
        complaint = self._register(**values)
        complaint.action_start()
        self._answer(complaint)
        complaint.action_close()
        return complaint

    # UTILS

    def row(self, complaint):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["cs.complaint.report"].browse(complaint.id)

    def group(self, complaints, *aggregates, by=(), user=None):
        report = self.env["cs.complaint.report"].with_user(user or self.supervisor)
        return report._read_group([("complaint_id", "in", complaints.ids)], by, aggregates)

    # TESTS

    def test_facts_are_worked_time(self):
        complaint = self._register()
        complaint.action_start()
        self.at(3, 11)
        complaint.action_wait("Which number?")
        self.at(5, 11)
        complaint.action_start()
        self.at(5, 12)
        self._answer(complaint)
        # Monday 10-18 and Tuesday 9-11; then one hour after two days of waiting
        self.assertRecordValues(
            self.row(complaint),
            [{"response_hours": 29.0, "resolve_hours": 11.0, "state": "answered"}],
        )
        self.assertEqual(complaint.sudo().response_seconds, 29 * HOUR)

    def test_late_first_answer_stays_late(self):
        complaint = self._register()
        self.at(4, 11)
        complaint.action_start()
        self._answer(complaint)
        self.assertRecordValues(
            self.row(complaint),
            [{"response_due_count": 1, "response_on_time_count": 0, "response_on_time_rate": 0}],
        )
        complaint.action_reopen("Still wrong")
        self.env.flush_all()
        self.assertTrue(complaint.sudo().is_response_late)
        self.assertEqual(self.row(complaint).response_on_time_count, 0)

    def test_missing_first_answer_is_late_when_due(self):
        complaint = self._register()
        self.assertEqual(self.row(complaint).response_due_count, 0)
        self.at(4, 11)
        self.assertRecordValues(
            self.row(complaint), [{"response_due_count": 1, "response_on_time_count": 0}]
        )

    def test_rates_are_quotients(self):
        good, late, open_ = self.done(), self._register(), self._register()
        rejected, withdrawn = self._register(), self._register()
        rejected.action_start()
        rejected.action_reject("No complaint")
        withdrawn.action_withdraw("Changed my mind")
        reopened = self.done()
        reopened.action_reopen("Still wrong")
        every = good | late | open_ | rejected | withdrawn | reopened
        late.severity = "ordinary"
        open_.severity = "major"
        reopened.with_user(self.supervisor).severity = "extra_major"
        self.at(6, 12)
        late.action_start()
        self._answer(late)
        (figures,) = self.group(
            every,
            "__count",
            "kpi_count:sum",
            "resolve_on_time_count:sum",
            "resolve_due_count:sum",
            "resolve_on_time_rate:avg",
            "resolution_rate:avg",
            "breached_count:sum",
            "reopened_count:sum",
            "reopen_rate:avg",
        )
        self.assertEqual(figures[:4], (6, 4, 1, 2))
        self.assertEqual(figures[4:7], (50.0, 100.0, 1))
        self.assertEqual(figures[7], 1)
        self.assertAlmostEqual(figures[8], 100 / 3)

    def test_overdue_counts_before_it_is_recorded(self):
        complaint = self._register()
        self.at(6, 12)
        self.assertFalse(complaint.sudo().breached_at)
        self.assertRecordValues(
            self.row(complaint),
            [{"breached_count": 1, "resolve_due_count": 1, "resolve_on_time_rate": 0}],
        )

    def test_satisfaction_with_its_response_rate(self):
        every = self.env["cs.complaint"]
        for stars in (5, 1, 0):
            complaint = self.done()
            if stars:
                token = complaint.sudo()._rating_get_access_token()
                complaint.sudo().rating_apply(stars, token=token)
            every |= complaint
        self.env.flush_all()
        (figures,) = self.group(
            every,
            "asked_count:sum",
            "rated_count:sum",
            "satisfied_count:sum",
            "satisfaction_rate:avg",
            "satisfaction_score:avg",
        )
        self.assertEqual(figures, (3, 2, 1, 50.0, 3.0))

    def test_age_in_working_days(self):
        complaint = self._register()
        self.assertRecordValues(self.row(complaint), [{"age_days": 0, "age": "00_03"}])
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 3, 3) - timedelta(hours=8),
                "date_to": datetime(2026, 3, 4) - timedelta(hours=8, seconds=1),
            }
        )
        self.at(4, 10)
        self.assertEqual(self.row(complaint).age_days, 1)
        self.env["cs.makeup.day"].create(
            {
                "name": "Work on Saturday",
                "calendar_id": self.calendar.id,
                "date": "2026-03-07",
                "as_weekday": "0",
            }
        )
        self.at(9, 10)
        # Without Tuesday, with Saturday
        self.assertRecordValues(self.row(complaint), [{"age_days": 5, "age": "04_05"}])
        complaint.action_start()
        self._answer(complaint)
        self.assertRecordValues(self.row(complaint), [{"age_days": 0, "age": False}])

    def test_age_agrees_with_the_engine(self):
        moments = (MONDAY + timedelta(hours=7 * step) for step in range(40))
        complaints = self.env["cs.complaint"]
        for moment in moments:
            self.clock.move_to(moment)
            complaints |= self._register()
        self.at(30, 13)
        now = fields.Datetime.now()
        rows = self.row(complaints[0]).browse(complaints.ids)
        for complaint, row in zip(complaints, rows, strict=True):
            with self.subTest(registered=complaint.date_registered):
                days = self.calendar._cs_worked_days(complaint.date_registered, now)
                self.assertEqual(row.age_days, days)

    def test_a_cell_opens_its_complaints(self):
        late, fresh = self._register(), self.done()
        self.at(6, 12)
        self.env.flush_all()
        found = (
            self.env["cs.complaint"]
            .with_user(self.supervisor)
            .search(
                [
                    ("id", "in", (late | fresh).ids),
                    ("report_ids", "any", [("age", "=", "04_05"), ("breached_count", "=", 1)]),
                ]
            )
        )
        self.assertEqual(found, late)
        action = self.row(late).with_user(self.supervisor).action_open_complaint()
        self.assertEqual((action["res_model"], action["res_id"]), ("cs.complaint", late.id))

    def test_who_counts_what(self):
        of_service = self._register()
        of_product = self._register(category_id=self.category_product.id)
        every = of_service | of_product
        self.env.flush_all()
        expected = {
            self.agent: 2,
            self.supervisor: 2,
            self.manager: 2,
            self.head: 1,
            self.member: 1,
        }
        for user, count in expected.items():
            with self.subTest(user=user.login):
                self.assertEqual(self.group(every, "__count", user=user), [(count,)])
        portal = new_test_user(self.env, login="cs_portal", groups="base.group_portal")
        plain = new_test_user(self.env, login="cs_plain", groups="base.group_user")
        for user in (portal, plain, self.env.ref("base.public_user")):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.group(every, "__count", user=user)
        rows = self.env["cs.complaint.report"]
        for user in (self.agent, self.head, self.manager):
            for operation in ("write", "create", "unlink"):
                self.assertFalse(rows.with_user(user).has_access(operation))

    def test_other_company_counts_nothing(self):
        complaint = self._register()
        other = self.env["res.company"].create({"name": "Other"})
        user = new_test_user(
            self.env,
            login="cs_other",
            groups="cs_complaint.group_cs_complaint_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.env.flush_all()
        self.assertEqual(self.group(complaint, "__count", user=user), [(0,)])

    def test_facts_cannot_be_forged(self):
        complaint = self._register()
        for name in ("response_seconds", "is_response_late", "resolve_seconds"):
            with self.subTest(field=name), self.assertRefused(AccessError, "system only"):
                complaint.with_user(self.manager).write({name: 1})

    def test_queries_do_not_grow(self):
        report = self.env["cs.complaint.report"].with_user(self.supervisor)

        def count():
            self.env.flush_all()
            self.env.transaction.reset()
            before = self.cr.sql_log_count
            report.formatted_read_group(
                [], ["department_id", "age"], ["__count", "resolve_on_time_rate:avg"]
            )
            return self.cr.sql_log_count - before

        self._register()
        count()
        few = count()
        for _number in range(10):
            self._register()
        self.assertEqual(count(), few)
        self.assertLessEqual(few, 9)
