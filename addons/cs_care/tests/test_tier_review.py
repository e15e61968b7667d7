from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .ledger_common import NOW
from .tier_common import TierCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestTierReview(TierCommon):
    """Entry, keep, review, grace to the month's end, and the history of it."""

    def test_new_member_has_the_tier_that_takes_nothing(self):
        self.assertTier(self.basic, "2027-03-31")
        (joined,) = self.periods()
        self.assertEqual((joined.reason, joined.movement), ("joined", "up"))
        self.assertEqual(str(self.member.cs_member_since), "2026-03-10")

    def test_moves_up_at_once_when_the_points_are_reached(self):
        self.qualify(999, "a")
        self.assertTier(self.basic)
        self.qualify(1, "b")
        self.assertTier(self.silver, "2027-03-31")
        entry = self.periods()[-1]
        self.assertRecordValues(
            entry,
            [
                {
                    "reason": "entry",
                    "movement": "up",
                    "previous_tier_id": self.basic.id,
                    "qualifying_points": 1000,
                    "partner_id": self.customer2.id,
                }
            ],
        )
        self.assertEqual((str(entry.date_from), str(entry.date_to)), ("2026-03-10", "2027-03-31"))

    def test_spent_and_unqualified_points(self):
        self.qualify(900, "a")
        self.spend(500, "b", card=self.member)
        self.qualify(100, "c")
        self.assertTier(self.silver)
        self.earn(9000, "d", card=self.member, qualifying=False)
        self.assertEqual(self.member.cs_qualifying_points, 1000)
        self.assertTier(self.silver)

    def test_booking_twice_counts_once(self):
        self.qualify(600, "a")
        self.qualify(600, "a")
        self.assertEqual(self.member.cs_qualifying_points, 600)

    def test_tenure_is_asked_for_and_waited_for(self):
        self.qualify(6000, "a")
        self.assertTier(self.silver)
        self.assertEqual(str(self.member.cs_tier_check_on), "2027-03-10")
        with freeze_time("2027-03-09 12:00:00"):
            self.run_cron("ir_cron_review_tiers")
            self.assertTier(self.silver)
        with freeze_time("2027-03-10 12:00:00"):
            self.run_cron("ir_cron_review_tiers")
            self.assertTier(self.gold, "2028-03-31")
            self.assertFalse(self.member.cs_tier_check_on)

    def test_tenure_counts_from_the_first_service(self):
        self.env["cs.service.number"].create(
            {
                "number": "+85261234567",
                "partner_id": self.customer2.id,
                "date_start": "2024-01-01",
            }
        )
        self.qualify(5000, "a")
        self.assertTier(self.gold)

    def _silver_with(self, points):
        """A member who became silver in June, and earned so much since."""
        with freeze_time("2026-06-15 08:00:00"):
            self.qualify(1000, "enter")
            self.assertTier(self.silver, "2027-06-30")
        with freeze_time("2026-12-01 08:00:00"):
            if points:
                self.qualify(points, "keep")

    def test_keeps_the_tier_with_enough_points_since_it_began(self):
        self._silver_with(800)
        with freeze_time("2027-06-30 23:00:00"):
            self.run_cron("ir_cron_review_tiers")
            self.assertTier(self.silver, "2027-06-30")
        with freeze_time("2027-07-01 00:10:00"):
            self.run_cron("ir_cron_review_tiers")
            self.run_cron("ir_cron_review_tiers")
        self.assertTier(self.silver, "2028-06-30")
        self.assertEqual(self.periods().mapped("reason"), ["joined", "entry", "kept"])
        kept = self.periods()[-1]
        self.assertEqual((kept.qualifying_points, kept.movement), (800, "same"))
        self.assertEqual(str(kept.date_from), "2027-07-01")
        self.assertFalse(self.member.cs_qualifying_points, "a new period begins")

    def test_points_from_before_the_tier_do_not_keep_it(self):
        self._silver_with(799)
        with freeze_time("2027-07-01 00:10:00"):
            self.run_cron("ir_cron_review_tiers")
        self.assertTier(self.basic, "2028-06-30")
        fallen = self.periods()[-1]
        self.assertRecordValues(
            fallen,
            [
                {
                    "reason": "down",
                    "movement": "down",
                    "previous_tier_id": self.silver.id,
                    "qualifying_points": 799,
                }
            ],
        )

    def _gold(self):
        with freeze_time("2026-06-15 08:00:00"):
            self.gold.min_tenure_months = 0
            self.qualify(5000, "enter")
            self.assertTier(self.gold)

    def test_falls_one_down_by_default(self):
        self._gold()
        with freeze_time("2027-07-01 00:10:00"):
            self.run_cron("ir_cron_review_tiers")
        self.assertTier(self.silver, "2028-06-30")
        with freeze_time("2028-07-01 00:10:00"):
            self.run_cron("ir_cron_review_tiers")
        self.assertTier(self.basic, "2029-06-30")

    def test_falls_to_what_fits_where_the_program_says_so(self):
        self.program.cs_tier_downgrade = "to_fit"
        self._gold()
        with freeze_time("2027-07-01 00:10:00"):
            self.run_cron("ir_cron_review_tiers")
        self.assertTier(self.basic, "2028-06-30")

    def test_late_points_count_for_the_next_period(self):
        self._silver_with(0)
        with freeze_time("2027-07-02 08:00:00"):
            self.qualify(1200, "late")
            self.assertEqual(self.member.cs_qualifying_points, 2200)
            self.run_cron("ir_cron_review_tiers")
            self.assertTier(self.silver)
        self.assertEqual(self.periods().mapped("reason"), ["joined", "entry", "down", "entry"])
        self.assertEqual(self.periods()[2].qualifying_points, 0)
        self.assertEqual(self.member.cs_qualifying_points, 1200)

    def test_the_day_ends_where_the_program_is(self):
        self.company.resource_calendar_id.tz = "Asia/Hong_Kong"
        self._silver_with(0)
        # The first of July in Hong Kong: points of the next period
        with freeze_time("2027-06-30 16:30:00"):
            self.qualify(900, "next")
        with freeze_time("2027-07-01 02:00:00"):
            self.run_cron("ir_cron_review_tiers")
        self.assertTier(self.basic)
        self.assertEqual(self.member.cs_qualifying_points, 900)

    def test_years_missed_are_reviewed_one_after_the_other(self):
        self._gold()
        with freeze_time("2029-08-01 08:00:00"):
            self.run_cron("ir_cron_review_tiers")
        self.assertTier(self.basic, "2030-06-30")
        self.assertEqual(
            self.periods().mapped("reason"), ["joined", "entry", "down", "down", "kept"]
        )

    def test_taken_back_points_take_back_the_tier_they_opened(self):
        move = self.qualify(1000, "a")
        self.assertTier(self.silver)
        move._cs_reverse(idem_key="back", note="Refund")
        self.assertTier(self.basic, "2027-03-31")
        self.assertEqual(self.periods()[-1].reason, "reversed")
        self.assertFalse(self.member.cs_qualifying_points)

    def test_taken_back_points_leave_a_tier_of_an_earlier_period(self):
        self._silver_with(800)
        with freeze_time("2027-07-01 00:10:00"):
            self.run_cron("ir_cron_review_tiers")
            move = self.qualify(100, "b")
            move._cs_reverse(idem_key="back", note="Refund")
        self.assertTier(self.silver)

    def test_cards_from_before_the_tiers_are_placed_by_the_action(self):
        # The card of the first customer is older than the tiers
        self.assertFalse(self.card.cs_period_start)
        move = self.card._cs_move(1, "adjust", "a", "Not yet")
        self.assertFalse(move.qualifying_points or self.card.cs_tier_id)
        self.run_cron("ir_cron_review_tiers")
        self.assertTier(self.basic, card=self.card)

    def test_changed_rules_reach_members_by_the_button(self):
        self.qualify(600, "a")
        self.silver.entry_points = 500
        self.assertTier(self.basic)
        self.program.with_user(self.manager).action_cs_check_tiers()
        self.run_cron("ir_cron_review_tiers")
        self.assertTier(self.silver)
        with self.assertRaises(AccessError):
            self.program.with_user(self.agent).action_cs_check_tiers()

    def test_recount_puts_a_wrong_figure_right(self):
        self.qualify(300, "a")
        self.env.cr.execute("UPDATE loyalty_card SET cs_qualifying_points = 7")
        self.env.invalidate_all()
        with self.assertRefused(AccessError, "Only managers of care recount"):
            self.member.with_user(self.supervisor).action_cs_recount()
        action = self.member.with_user(self.manager).action_cs_recount()
        self.assertIn("1 cards", action["params"]["message"])
        self.assertEqual(self.member.cs_qualifying_points, 300)
        with self.assertRefused(UserError, "agree with the moves"):
            self.member.with_user(self.manager).action_cs_recount()

    def test_merged_customers_keep_the_better_tier_and_all_points(self):
        self.qualify(700, "a")
        other = self.env["res.partner"].create({"name": "Twin"})
        card = self.program._cs_card_of(other, create=True)[other.id]
        with freeze_time("2026-06-15 08:00:00"):
            self.qualify(1000, "b", card=card)
            self.assertTier(self.silver, "2027-06-30", card=card)
            wizard = self.env["base.partner.merge.automatic.wizard"].create({})
            wizard._merge((self.customer2 | other).ids, self.customer2, extra_checks=False)
        self.assertTier(self.silver, "2027-06-30")
        self.assertEqual(self.periods()[-1].reason, "merged")
        self.assertEqual(self.member.cs_qualifying_points, 1700)
        self.assertFalse(self.member._cs_repair_qualifying())
        self.assertBooks(self.member, 1700)

    def test_queries_do_not_grow_with_the_members(self):
        partners = self.env["res.partner"].create([{"name": f"P{n}"} for n in range(60)])
        cards = self.env["loyalty.card"].union(
            *self.program._cs_card_of(partners, create=True).values()
        )

        def qualify(some):
            some._cs_settle(some._cs_add_qualifying(dict.fromkeys(some.ids, 1500)))

        qualify(cards[:1])
        few = self._count(lambda: qualify(cards[1:5]))
        many = self._count(lambda: qualify(cards[5:55]))
        self.assertEqual(cards[:55].mapped("cs_tier_id"), self.silver)
        self.assertLessEqual(many, few)
        with freeze_time("2027-04-01 08:00:00"):
            few = self._count(lambda: cards._cs_review_batch(cards[1:5].ids))
            many = self._count(lambda: cards._cs_review_batch(cards[5:55].ids))
        self.assertLessEqual(many, few)
        self.assertEqual(cards[1:55].mapped("cs_tier_id"), self.basic)

    def _count(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
