from odoo.exceptions import AccessError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from .ledger_common import NOW
from .reward_common import RewardCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestRewardLiability(RewardCommon):
    def _rows(self, model):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env[model].search([("program_id", "=", self.program.id)])

    def test_by_month_of_expiry_with_the_rate_of_the_settings(self):
        self.program.cs_point_value = 0.02
        self.earn(100, "a", date_expiry=Date.to_date("2026-05-31"))
        self.earn(50, "b", card=self.card2, date_expiry=Date.to_date("2026-05-10"))
        self.earn(200, "c", date_expiry=False)
        self.earn(10, "d", date_available=Date.to_date("2026-04-01"))
        self.env["cs.loyalty.breakage"]._cs_refresh(self.program)
        rows = self._rows("cs.loyalty.liability")
        may = rows.filtered(lambda row: row.expiry_month == Date.to_date("2026-05-01"))
        self.assertEqual((may.outstanding, may.lot_count, may.rate), (150, 2, 20))
        self.assertEqual((may.breakage, may.expected), (30, 120))
        self.assertAlmostEqual(may.value, 3.0)
        self.assertAlmostEqual(may.liability, 2.4)
        never = rows.filtered(lambda row: not row.expiry_month)
        self.assertEqual((never.outstanding, never.rate), (200, 0))
        self.assertEqual(sum(rows.mapped("pending")), 10)
        held = self.card | self.card2
        self.assertAlmostEqual(
            sum(rows.mapped("outstanding")),
            sum(held.mapped("points")) + sum(held.mapped("cs_pending_points")),
        )
        tier = self.env["cs.loyalty.tier"].create({"name": "Gold", "program_id": self.program.id})
        self.card2.cs_tier_id = tier
        by_tier = self._rows("cs.loyalty.liability").filtered(
            lambda row: row.expiry_month == Date.to_date("2026-05-01")
        )
        figures = {row.tier_id: row.outstanding for row in by_tier}
        self.assertEqual(figures, {tier: 50, tier.browse(): 100})
        action = by_tier.filtered("tier_id").action_lots()
        lots = self.env["cs.loyalty.lot"].search(action["domain"])
        self.assertEqual(sum(lots.mapped("remaining")), 50)

    def test_breakage_from_the_own_history(self):
        self.company.cs_loyalty_breakage_months = 1
        end = Date.to_date("2026-02-28")
        with freeze_time("2025-10-05 04:00:00"):
            self.earn(100, "a", date_expiry=end)
        with freeze_time("2025-12-05 04:00:00"):
            self.spend(50, "s1")
        with freeze_time("2026-02-05 04:00:00"):
            self.spend(20, "s2")
        self.card._cs_expire_due()
        self.assertBooks(self.card, 0)
        self.env["cs.loyalty.breakage"]._cs_refresh(self.program)
        rows = self.env["cs.loyalty.breakage"].search([("program_id", "=", self.program.id)])
        self.assertEqual(set(rows.mapped("source")), {"history"})
        self.assertEqual(rows.sorted("months").mapped("months"), [0, 2])
        near, far = rows.sorted("months")
        self.assertEqual((near.outstanding, near.expired, near.rate), (50, 30, 60))
        self.assertEqual((far.outstanding, far.expired, far.rate), (100, 30, 30))
        self.earn(10, "n", date_expiry=Date.to_date("2026-03-31"))
        self.earn(10, "f", date_expiry=Date.to_date("2026-12-31"))
        owed = self._rows("cs.loyalty.liability")
        rates = {row.expiry_month.month: row.rate for row in owed}
        self.assertEqual(rates, {3: 60, 12: 30})
        self.company.cs_loyalty_breakage_months = 2
        self.env["cs.loyalty.breakage"]._cs_refresh(self.program)
        rows = self.env["cs.loyalty.breakage"].search([("program_id", "=", self.program.id)])
        self.assertEqual((rows.source, rows.rate, rows.history_months), ("default", 20, 1))

    def test_movement_ties_out(self):
        with freeze_time("2026-01-10 04:00:00"):
            move = self.earn(100, "a")
            self.earn(70, "a", card=self.card2, date_expiry=Date.to_date("2026-01-31"))
        with freeze_time("2026-03-05 04:00:00"):
            self.spend(40, "b")
            move._cs_reverse(points=80, idem_key="r", note="refund")
            self.card2._cs_expire_due()
            self.card2._cs_move(5, "adjust", "j", "x")
        rows = self._rows("cs.loyalty.movement").sorted("month")
        self.assertEqual([row.month.month for row in rows[:3]], [1, 2, 3])
        january, february, march = rows[:3]
        self.assertEqual((january.opening, january.earned, january.closing), (0, 170, 170))
        self.assertEqual((february.opening, february.change, february.closing), (170, 0, 170))
        self.assertEqual((march.spent, march.reversed, march.expired), (-40, -80, -70))
        self.assertEqual((march.adjusted, march.closing), (5, -15))
        cards = self.card | self.card2
        balance = sum(card.points + card.cs_pending_points - card.cs_debt_points for card in cards)
        self.assertAlmostEqual(rows[-1].closing, balance)
        for row in rows:
            names = ["earned", "spent", "expired", "adjusted", "reversed", "transferred", "owed"]
            self.assertAlmostEqual(sum(row[name] for name in names), row.change)
            self.assertAlmostEqual(row.opening + row.change, row.closing)
            moves = self.env["cs.loyalty.move"].search(row.action_moves()["domain"])
            self.assertAlmostEqual(sum(moves.mapped("points")), row.change)

    def test_who_sees_it(self):
        for model in ("liability", "movement", "breakage"):
            self.env[f"cs.loyalty.{model}"].with_user(self.manager).search([("id", ">", 0)])
            for user in (self.agent, self.supervisor, self.plain):
                with self.assertRaises(AccessError):
                    self.env[f"cs.loyalty.{model}"].with_user(user).search([("id", ">", 0)])
        with self.assertRefused(AccessError, "by a manager"):
            self.env["cs.loyalty.breakage"].with_user(self.supervisor).action_refresh()
        self.env["cs.loyalty.breakage"].with_user(self.manager).action_refresh()
        self.assertTrue(
            self.env["cs.loyalty.breakage"].search([("program_id", "=", self.program.id)])
        )

    def test_few_queries(self):
        self.earn(10, "a")
        self._rows("cs.loyalty.liability")
        with self.assertQueryCount(4):
            self.env["cs.loyalty.liability"].formatted_read_group(
                [], ["expiry_month:month", "program_id"], ["liability:sum"]
            )

    def test_value_of_new_programs(self):
        self.company.cs_loyalty_point_value = 0.05
        self.assertEqual(self._create_program(name="Other").cs_point_value, 0.05)
