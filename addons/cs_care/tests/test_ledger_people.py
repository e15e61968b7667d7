from datetime import date

from odoo.tests import freeze_time, tagged

from .ledger_common import NOW, LedgerCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLedgerPeople(LedgerCommon):
    """Customers who become one, and customers who are erased or ask for their data."""

    def merge(self, source, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((source | target).ids, target)
        self.env.invalidate_all()

    def test_merge_moves_lots_with_their_expiry(self):
        self.earn(100, "a", date_expiry=date(2026, 12, 31))
        self.program.cs_pending_days = 10
        self.earn(40, "b")
        target_card = self.program._cs_card_of(self.customer2, create=True)[self.customer2.id]
        self.program.cs_pending_days = 0
        self.earn(7, "c", card=target_card)
        spent = self.spend(20, "d")
        self.merge(self.customer, self.customer2)
        self.assertBooks(self.card, 0)
        self.assertBooks(target_card, 87, pending=40)
        self.assertEqual(self.card.cs_merged_into_id, target_card)
        self.assertFalse(self.card.active)
        moved = target_card.cs_lot_ids.filtered(lambda lot: lot.date_expiry == date(2026, 12, 31))
        self.assertEqual(moved.remaining, 80)
        self.assertEqual(self.card.cs_move_ids.partner_id, self.customer2)
        # What was spent before comes back to the card that goes on.
        spent._cs_reverse(None, "e", "Cancelled")
        self.assertBooks(target_card, 107, pending=40)
        self.assertEqual(spent.reversal_ids.line_ids.lot_id.date_expiry, date(2026, 12, 31))
        self.assertEqual(self.earn(1, "f"), target_card.cs_move_ids[0])

    def test_merge_settles_debts(self):
        earned = self.earn(100, "a")
        self.spend(100, "b")
        earned._cs_reverse(None, "c", "Refunded")
        self.assertBooks(self.card, 0, debt=100)
        target_card = self.program._cs_card_of(self.customer2, create=True)[self.customer2.id]
        self.earn(130, "d", card=target_card)
        self.merge(self.customer, self.customer2)
        self.assertBooks(self.card, 0)
        self.assertBooks(target_card, 30)

    def test_merge_takes_the_card_along(self):
        self.earn(100, "a")
        self.merge(self.customer, self.customer2)
        self.assertEqual(self.card.partner_id, self.customer2)
        self.assertTrue(self.card.active)
        self.assertBooks(self.card, 100)

    def test_reversal_of_earning_after_a_merge_takes_its_own_lot(self):
        earned = self.earn(100, "a", date_expiry=date(2027, 12, 31))
        target_card = self.program._cs_card_of(self.customer2, create=True)[self.customer2.id]
        self.earn(50, "b", card=target_card, date_expiry=date(2026, 12, 31))
        self.merge(self.customer, self.customer2)
        earned._cs_reverse(100, "c", "Refunded")
        self.assertBooks(target_card, 50)
        self.assertEqual(target_card.cs_lot_ids.date_expiry, date(2026, 12, 31))

    def test_erasure_keeps_figures_only(self):
        self.earn(100, "a", reason="wedding of Mei")
        code = self.card.code
        preview = {line["code"]: line for line in self.customer._cs_privacy_erase_preview()}
        self.assertEqual(preview["loyalty"]["count"], 1)
        self.customer._cs_privacy_erase()
        self.env.invalidate_all()
        self.assertBooks(self.card, 0)
        self.assertFalse(self.card.active)
        self.assertNotEqual(self.card.code, code)
        moves = self.card.cs_move_ids
        self.assertEqual(moves.mapped("points"), [-100, 100])
        self.assertEqual(set(moves.mapped("note")), {"(erased)"})
        self.assertFalse(any(moves.mapped("reason")))
        self.assertEqual(set(self.card.history_ids.mapped("description")), {"(erased)"})

    def test_erasure_forgives_debts_and_pending_points(self):
        earned = self.earn(100, "a")
        self.spend(100, "b")
        earned._cs_reverse(None, "c", "Refunded")
        self.customer._cs_privacy_erase()
        self.assertBooks(self.card, 0)
        self.program.cs_pending_days = 5
        card = self.program._cs_card_of(self.customer2, create=True)[self.customer2.id]
        self.earn(50, "d", card=card)
        self.customer2._cs_privacy_erase()
        self.assertBooks(card, 0)

    def test_copy_of_own_data(self):
        self.earn(100, "a")
        export = self.customer._cs_privacy_export()
        self.assertEqual(export["loyalty_cards"][0]["points"], 100)
        self.assertEqual(export["loyalty_lots"][0]["expires"], date(2029, 3, 31))
        self.assertEqual(export["loyalty_entries"][0]["note"], "Earned")
        labels = self.env["res.partner"]._cs_privacy_export_labels()
        for section in ("loyalty_cards", "loyalty_lots", "loyalty_entries"):
            self.assertEqual(set(labels[section][1]), set(export[section][0]))
