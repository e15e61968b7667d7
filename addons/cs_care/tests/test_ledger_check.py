from datetime import date

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .ledger_common import NOW, LedgerCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLedgerCheck(LedgerCommon):
    """The books are compared, what differs is told, and a person mends it."""

    def setUp(self):
        super().setUp()
        self.earn(100, "a", date_expiry=date(2026, 12, 31))
        self.spend(30, "b")
        self.env.flush_all()

    def check(self):
        check = self.env["cs.loyalty.check"]._cs_run()
        self.env.invalidate_all()
        return check

    def damage(self, query, *values):
        self.env.cr.execute(query, (*values, self.card.id))
        self.env.invalidate_all()

    def test_books_agree(self):
        before = self.env["loyalty.card"].search_count([("cs_managed", "=", True)])
        check = self.check()
        self.assertEqual(check.difference_count, 0)
        self.assertEqual((check.state, check.card_count), ("agrees", before))
        self.assertFalse(check.activity_ids)

    def test_balance_changed_behind_the_ledger(self):
        self.damage("UPDATE loyalty_card SET points = 500 WHERE id = %s")
        check = self.check()
        self.assertRecordValues(
            check.line_ids,
            [{"card_id": self.card.id, "balance": 500, "entries": 70, "lots": 70}],
        )
        self.assertIn(self.manager, check.activity_ids.user_id)
        self.assertNotIn(self.agent, check.activity_ids.user_id)
        # Booking goes on and hides nothing.
        self.earn(1, "c")
        self.assertEqual(self.card.points, 501)
        check.line_ids.with_user(self.manager).action_mend()
        check.line_ids.with_user(self.manager).action_mend()
        self.assertEqual((check.state, check.line_ids.mended_by_id), ("settled", self.manager))
        self.assertBooks(self.card, 71)
        self.assertIn("the card said 501, its entries say 71", self.card.cs_move_ids[0].note)
        self.assertEqual(self.check().difference_count, 0)

    def test_lot_changed_behind_the_ledger(self):
        self.damage("UPDATE cs_loyalty_lot SET remaining = %s WHERE card_id = %s", 90)
        check = self.check()
        self.assertEqual((check.line_ids.lots, check.line_ids.entry_faults), (90, 1))
        check.line_ids.with_user(self.manager).action_mend()
        self.assertBooks(self.card, 70)

    def test_entries_changed_cannot_be_mended(self):
        self.damage(
            "UPDATE cs_loyalty_move SET points = %s WHERE kind = 'earn' AND card_id = %s", 900
        )
        check = self.check()
        with self.assertRefused(UserError, "were changed in the database"):
            check.line_ids.with_user(self.manager).action_mend()

    def test_only_managers(self):
        with self.assertRefused(UserError, "Only managers of care"):
            self.env["cs.loyalty.check"].with_user(self.supervisor).action_run()
        action = self.env["cs.loyalty.check"].with_user(self.manager).action_run()
        self.assertEqual(action["res_model"], "cs.loyalty.check")
        check = self.env["cs.loyalty.check"].browse(action["res_id"])
        with self.assertRefused(UserError, "is evidence and cannot be changed"):
            check.difference_count = 0
        with self.assertRefused(UserError, "is evidence and cannot be deleted"):
            check.unlink()

    def test_scheduled(self):
        with self.enter_registry_test_mode():
            self.env.ref("cs_care.ir_cron_points_check").method_direct_trigger()
        self.assertEqual(self.env["cs.loyalty.check"].search([], limit=1).state, "agrees")
