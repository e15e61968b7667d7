import doctest
from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..core import churn, figures, loyalty_index
from .index_common import IndexCommon


@tagged("post_install", "-at_install")
class TestIndexCore(IndexCommon):
    def test_examples_of_the_arithmetic_hold(self):
        for module in (churn, figures, loyalty_index):
            result = doctest.testmod(module)
            self.assertEqual(result.failed, 0)
            self.assertGreater(result.attempted, 0)


@freeze_time("2026-06-15 04:00:00")
@tagged("post_install", "-at_install")
class TestIndexScore(IndexCommon):
    def test_parts_and_index_on_paper(self):
        self._serve(self.customer, date(2021, 1, 15))  # 65 months: 100
        for month in range(1, 7):
            self._event("bill_paid", self.customer, datetime(2026, month, 5), amount=500)
        self._complain(self.customer, datetime(2026, 2, 1))
        snapshot = self._work_out()
        self.assertEqual(
            {code: values[:2] for code, values in snapshot.parts.items()},
            {
                "tenure": [100, 20],
                "recency": [100, 15],  # 10 days
                "frequency": [50, 15],  # 6 of 12
                "spending": [50, 20],  # 3,000 of 6,000
                "complaints": [75, 15],  # 1 of 4
            },
        )
        # (20·100 + 15·100 + 15·50 + 20·50 + 15·75) / 85 = 75
        self.assertEqual((snapshot.score, snapshot.band), (75, "good"))
        self.assertEqual(snapshot.movement, "new")

    def test_unknown_parts_do_not_count_and_too_few_give_no_index(self):
        self._serve(self.customer, date(2026, 5, 1))
        snapshot = self._work_out()
        self.assertEqual(set(snapshot.parts), {"tenure", "complaints"})
        self.assertEqual(snapshot.band, "unknown")
        self.env.cr.execute("SELECT score FROM cs_loyalty_index WHERE id = %s", [snapshot.id])
        self.assertIsNone(self.env.cr.fetchone()[0])
        self.company.cs_index_known_share = 30
        self.assertEqual(self._work_out().band, "fair")

    def test_satisfaction_comes_from_stars(self):
        self._rate(self.customer, 5)
        self._rate(self.customer, 2)
        parts = self._work_out().parts
        self.assertEqual(parts["satisfaction"], [63, 15, 62.5])

    def test_change_against_the_month_before(self):
        self._serve(self.customer, date(2021, 1, 15))
        for month in range(1, 6):
            self._event("bill_paid", self.customer, datetime(2026, month, 5), amount=900)
        with freeze_time("2026-05-20 04:00:00"):
            before = self._work_out()
        for day in (2, 3, 4):
            self._complain(self.customer, datetime(2026, 6, day))
        after = self._work_out()
        self.assertEqual(after.change, after.score - before.score)
        self.assertEqual(after.movement, "down")
        self.assertEqual(before.month, date(2026, 5, 1))

    def test_the_running_month_follows_and_past_months_stay(self):
        self._serve(self.customer, date(2021, 1, 15))
        with freeze_time("2026-05-20 04:00:00"):
            before = self._work_out()
        parts = dict(before.parts)
        first = self._work_out()
        self.env.ref("cs_care.index_part_tenure").weight = 60
        self.assertEqual(self._work_out(), first)
        self.assertEqual(first.parts["tenure"][1], 60)
        before.invalidate_recordset()
        self.assertEqual(before.parts, parts)

    def test_another_company_counts_its_own_facts(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._event("bill_paid", self.customer, datetime(2026, 6, 1), amount=900, company=other)
        self.assertNotIn("spending", self._work_out().parts)
        self.assertIn("spending", self._work_out(company=other).parts)

    def test_who_objected_to_the_purpose_has_no_index(self):
        self.company.cs_index_purpose_id = self.env.ref("cs_privacy.purpose_service")
        self._serve(self.customer, date(2021, 1, 15))
        partners = self.env.registry["res.partner"]
        with patch.object(
            partners, "_cs_filter_consented", lambda records, purpose: records.browse()
        ):
            self.assertFalse(self._work_out())
        self.assertTrue(self._work_out())

    def test_queries_do_not_grow_with_the_customers(self):
        partners = self.env["res.partner"].create([{"name": f"P{n}"} for n in range(60)])
        for partner in partners:
            self._event("bill_paid", partner, datetime(2026, 6, 1), amount=10)
        index = self.env["cs.loyalty.index"]
        index._cs_work_out(partners[:1].ids, self.company, date(2026, 6, 15))
        with self.assertQueryCount(22):
            index._cs_work_out(partners.ids, self.company, date(2026, 6, 15))

    def test_run_takes_everybody_once_and_then_the_news(self):
        self._serve(self.customer, date(2021, 1, 15))
        run = self.env["cs.loyalty.index.run"]
        cron = self.env.ref("cs_care.ir_cron_loyalty_index")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
            done = run.search([("company_id", "=", self.company.id)])
            self.assertEqual(done.state, "done")
            self.assertGreaterEqual(done.count_done, 1)
            taken = []
            index = self.env.registry["cs.loyalty.index"]
            original = index._cs_work_out

            def spy(records, partner_ids, company, day):
                taken.extend(partner_ids)
                return original(records, partner_ids, company, day)

            with (
                freeze_time(datetime.now() + timedelta(hours=30)),
                patch.object(index, "_cs_work_out", spy),
            ):
                self._complain(self.customer, datetime.now())
                self.env["cs.contact"].flush_model()
                cron.method_direct_trigger()
        self.assertIn(self.customer.id, taken)
        self.assertNotIn(self.customer2.id, taken)

    def test_months_beyond_the_limit_are_deleted(self):
        with freeze_time("2022-01-10"):
            self._event("bill_paid", self.customer, datetime(2022, 1, 1), amount=5)
            old = self._work_out()
        kept = self._work_out()
        self.env["cs.loyalty.index"]._gc_old_months()
        self.env.invalidate_all()
        self.assertFalse(old.exists())
        self.assertTrue(kept.exists())

    def test_parts_over_time(self):
        self._serve(self.customer, date(2021, 1, 15))
        self._work_out()
        report = self.env["cs.loyalty.index.report"].with_user(self.supervisor)
        rows = report.search([("partner_id", "=", self.customer.id)])
        self.assertEqual(
            {row.part_id.code: row.score for row in rows}, {"tenure": 100, "complaints": 100}
        )

    def test_roles(self):
        self._serve(self.customer, date(2021, 1, 15))
        snapshot = self._work_out()
        rights = {
            self.agent: "r",
            self.supervisor: "r",
            self.manager: "r",
            self.plain: "",
            self.portal: "",
        }
        for user, may in rights.items():
            for operation in ("read", "write", "create", "unlink"):
                with self.subTest(user=user.login, operation=operation):
                    self.assertEqual(
                        snapshot.with_user(user).has_access(operation), operation[0] in may
                    )
        parts = self.env["cs.loyalty.index.part"]
        self.assertTrue(parts.with_user(self.manager).has_access("write"))
        self.assertFalse(parts.with_user(self.supervisor).has_access("write"))
        self.assertFalse(
            self.env["cs.loyalty.index.run"].with_user(self.manager).has_access("write")
        )

    def test_customer_page_shows_index_and_parts(self):
        self._serve(self.customer, date(2021, 1, 15))
        self.company.cs_index_known_share = 0
        self._work_out()
        page = self.customer.with_user(self.agent)
        self.assertEqual(page.cs_loyalty_band, "100 / 100")
        self.assertIn("Tenure", page.cs_care_summary)
        self.assertIn("65 months", page.cs_care_summary)
        with self.assertRaises(AccessError):
            self.customer.with_user(self.plain).read(["cs_care_summary"])

    def test_the_customers_copy_has_the_index(self):
        self._serve(self.customer, date(2021, 1, 15))
        self._work_out()
        copy = self.customer._cs_privacy_export()["loyalty_index"]
        self.assertIn("Tenure: 100", copy[0]["parts"])
        self.assertIn("loyalty_index", self.customer._cs_privacy_export_labels())
