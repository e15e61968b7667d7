from odoo.tests import freeze_time, tagged

from .reward_common import RewardCommon


@freeze_time("2026-03-10 04:00:00")
@tagged("post_install", "-at_install")
class TestIndexTimeline(RewardCommon):
    def test_points_of_a_day_are_one_entry(self):
        for number in range(5):
            self.earn(100, f"a{number}")
        self.spend(30, "s")
        with freeze_time("2026-03-11 04:00:00"):
            self.earn(7, "next")
        entries = [
            entry
            for entry in self.customer.with_user(self.agent).cs_timeline()
            if entry["model"] == "cs.loyalty.day"
        ]
        self.assertEqual([entry["subtitle"] for entry in entries], ["7 in", "500 in · 30 out"])
        self.assertEqual(entries[0]["url"], f"/odoo/loyalty.card/{self.card.id}")

    def test_redemptions_and_tiles(self):
        self.earn(500, "a")
        self.card._cs_redeem(self._create_reward(), "k", "store")
        page = self.customer.with_user(self.agent)
        titles = [entry["title"] for entry in page.cs_timeline()]
        self.assertIn("Redeemed: 1 GB for a day", titles)
        self.assertIn("400", page.cs_care_summary)

    def test_section_costs_few_queries(self):
        self.earn(500, "a")
        page = self.customer.with_user(self.agent)
        page.cs_care_summary  # noqa: B018 - fills the caches of rights and templates
        self.env.invalidate_all()
        with self.assertQueryCount(20):
            page.cs_care_summary  # noqa: B018

    def test_days_are_read_by_agents_only_and_changed_by_nobody(self):
        self.earn(5, "a")
        day = self.env["cs.loyalty.day"].search([("partner_id", "=", self.customer.id)])
        for user, may in ((self.agent, True), (self.manager, True), (self.plain, False)):
            self.assertEqual(day.with_user(user).has_access("read"), may)
            self.assertFalse(day.with_user(user).has_access("write"))
