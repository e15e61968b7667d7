from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .index_common import IndexCommon


@freeze_time("2026-06-15 04:00:00")
@tagged("post_install", "-at_install")
class TestIndexChurn(IndexCommon):
    def _risk(self, partner=None):
        return self.env["cs.churn.risk"].search(
            [("partner_id", "=", (partner or self.customer).id)], limit=1
        )

    def _make_risky(self, partner=None):
        """A complaint and a number given up while another stays: 55 points."""
        partner = partner or self.customer
        self._serve(partner, date(2021, 1, 15))
        self._serve(partner, date(2022, 1, 15), end=date(2026, 6, 1))
        self._complain(partner, datetime(2026, 6, 2))
        self._work_out(partner)
        return self._risk(partner)

    def test_signs_add_up_and_are_told_in_words(self):
        listed = self._make_risky()
        self.assertEqual((listed.risk, listed.state), (55, "listed"))
        self.assertEqual(listed.reasons, "Numbers given up: 1; Complaints lately: 1")

    def test_each_sign(self):
        cases = {
            "low_score": lambda: self._rate(self.customer, 2),
            "spending_fall": lambda: (
                self._event("bill_paid", self.customer, datetime(2026, 2, 1), amount=100),
                self._event("bill_paid", self.customer, datetime(2026, 5, 1), amount=60),
            ),
            "usage_fall": lambda: (
                self._event("usage", self.customer, datetime(2026, 2, 1), amount=100),
            ),
            "complaint": lambda: self._complain(self.customer, datetime(2026, 6, 1)),
        }
        for number, (code, happen) in enumerate(cases.items(), 1):
            with self.subTest(code=code):
                self.assertNotIn(code, self._work_out().signals or {})
                happen()
                signals = self._work_out().signals
                self.assertIn(code, signals)
                self.assertEqual(len(signals), number)

    def test_a_good_score_afterwards_takes_the_sign_away(self):
        rating = self._rate(self.customer, 1)
        self.assertIn("low_score", self._work_out().signals)
        rating.rating = 5
        self.assertNotIn("low_score", self._work_out().signals or {})

    def test_not_listed_below_the_limit(self):
        self.company.cs_churn_limit = 60
        self.assertFalse(self._make_risky())

    def test_listed_once_followed_and_left_in_peace_after_closing(self):
        listed = self._make_risky()
        self._rate(self.customer, 1)
        self._work_out()
        self.assertEqual((self._risk(), listed.risk), (listed, 80))
        listed.outcome = "kept"
        listed.action_close()
        self._work_out()
        self.assertEqual(
            self.env["cs.churn.risk"].search_count([("partner_id", "=", self.customer.id)]), 1
        )
        self.company.cs_churn_rest_months = 0
        with freeze_time("2026-06-20"):
            self._work_out()
        entries = self.env["cs.churn.risk"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((entries - listed).mapped("state"), ["listed"])

    def test_agent_takes_plans_and_closes(self):
        listed = self._make_risky().with_user(self.agent)
        listed.action_take()
        listed.action_take()
        self.assertEqual(listed.user_id, self.agent)
        first = listed.action_plan_visit()
        self.assertEqual(listed.action_plan_visit(), first)
        visit = self.env["cs.visit"].browse(first["res_id"])
        self.assertIn("Complaints lately", visit.reason)
        self.assertEqual(visit.partner_id, self.customer)
        with self.assertRefused(UserError, "Say what came of it"):
            listed.action_close()
        listed.outcome = "kept"
        listed.action_close()
        listed.action_close()
        self.assertEqual((listed.state, listed.closed_by_id), ("closed", self.agent))
        with self.assertRefused(UserError, "This entry is closed"):
            listed.note = "later"

    def test_entries_of_others(self):
        listed = self._make_risky()
        listed.with_user(self.agent).action_take()
        with self.assertRaises(AccessError):
            listed.with_user(self.agent2).note = "mine"
        with self.assertRefused(UserError, "A supervisor changes the owner"):
            listed.with_user(self.supervisor).action_take()
        listed.with_user(self.supervisor).user_id = self.agent2
        with self.assertRefused(AccessError, "Supervisors give entries to others"):
            listed.with_user(self.agent2).user_id = self.agent

    def test_nobody_forges_or_deletes(self):
        listed = self._make_risky()
        for name, value in (
            ("risk", 0),
            ("state", "closed"),
            ("signals", {}),
            ("month", "2020-01-01"),
        ):
            with self.subTest(name), self.assertRefused(AccessError, "set by the system only"):
                listed.with_user(self.manager).write({name: value})
        with self.assertRaises(AccessError):
            listed.with_user(self.manager).create({"partner_id": self.customer2.id})
        with self.assertRefused(UserError, "Entries measure how good the list is"):
            listed.unlink()
        for user in (self.plain, self.portal):
            self.assertFalse(listed.with_user(user).has_access("read"))

    def test_visits_at_risk_go_to_the_list(self):
        self._make_risky()
        found = self.env["res.partner"].search(self.env["res.partner"]._cs_at_risk_domain())
        self.assertIn(self.customer, found)
        self.assertNotIn(self.customer2, found)

    def test_time_line_tells(self):
        self._make_risky()
        entries = self.customer.with_user(self.agent).cs_timeline()
        self.assertIn("cs.churn.risk", [entry["model"] for entry in entries])
        self.assertIn("May leave", self.customer.with_user(self.agent).cs_care_summary)


@tagged("post_install", "-at_install")
class TestIndexEvaluation(IndexCommon):
    def _evaluate(self):
        return self.env["cs.churn.evaluation"]._cs_evaluate(self.company, date(2026, 6, 1))

    def test_of_the_listed_and_of_the_others(self):
        people = self.env["res.partner"].create([{"name": f"P{n}"} for n in range(6)])
        numbers = [self._serve(person, date(2021, 1, 15)) for person in people]
        with freeze_time("2026-02-15 04:00:00"):
            for person in people[:2]:
                for _twice in range(2):
                    self._complain(person, datetime(2026, 2, 2))
            self.env.ref("cs_care.churn_signal_complaint").points = 60
            for person in people:
                self._work_out(person)
        numbers[0].write({"status": "ended", "date_end": date(2026, 4, 1)})  # listed, left
        numbers[2].write({"status": "ended", "date_end": date(2026, 5, 1)})  # not listed, left
        numbers[3].write({"status": "ended", "date_end": date(2026, 6, 10)})  # too late to count
        self.env.flush_all()
        found = self._evaluate()
        self.assertEqual(
            (found.listed, found.listed_left, found.others, found.others_left), (2, 1, 4, 1)
        )
        self.assertEqual((found.listed_rate, found.others_rate, found.lift), (50.0, 25.0, 2.0))
        self.assertEqual((found.caught_rate, found.visited), (50.0, 0))
        self.assertEqual(self._evaluate(), found)
        with self.assertRefused(UserError, "Evaluations are kept"):
            found.unlink()
        self.assertFalse(found.with_user(self.agent).has_access("read"))
        self.assertTrue(found.with_user(self.supervisor).has_access("read"))
        self.assertFalse(found.with_user(self.manager).has_access("write"))

    def test_nothing_to_compare(self):
        self.assertFalse(self._evaluate())
