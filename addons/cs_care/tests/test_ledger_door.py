from datetime import date

import psycopg2.errors

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .ledger_common import NOW, LedgerCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLedgerDoor(LedgerCommon):
    """Clause 7.3: every point is an entry, in a lot with its expiry, booked once."""

    def test_earn(self):
        move = self.earn(120.4, "a", reason="gift", record=self.customer)
        self.assertRecordValues(
            move,
            [
                {
                    "points": 120,
                    "qualifying_points": 120,
                    "balance": 120,
                    "kind": "earn",
                    "partner_id": self.customer.id,
                    "program_id": self.program.id,
                    "company_id": self.company.id,
                    "user_id": self.env.uid,
                    "res_model": "res.partner",
                    "res_id": self.customer.id,
                    "reason": "gift",
                }
            ],
        )
        lot = move.line_ids.lot_id
        self.assertEqual(lot.date_expiry, date(2029, 3, 31))
        self.assertEqual((lot.date_available, lot.is_pending), (date(2026, 3, 10), False))
        self.assertBooks(self.card, 120)

    def test_key_books_once(self):
        first = self.earn(100, "a")
        self.assertEqual(self.earn(100, "a"), first)
        self.assertEqual(self.earn(555, "a"), first)
        rows = [
            {"card": self.card, "points": 10, "kind": "earn", "idem_key": "b", "note": "Twice"}
        ] * 2
        self.assertEqual(len(self.card._cs_move_many(rows)), 1)
        self.assertBooks(self.card, 110)

    def test_spends_what_expires_first(self):
        late = self.earn(100, "a", date_expiry=date(2027, 1, 31)).line_ids.lot_id
        early = self.earn(100, "b", date_expiry=date(2026, 12, 31)).line_ids.lot_id
        never = self.earn(100, "c", date_expiry=False).line_ids.lot_id
        spent = self.spend(150, "d")
        self.assertEqual(spent.line_ids.mapped("points"), [-100, -50])
        self.assertEqual(spent.line_ids.lot_id, early | late)
        self.env.invalidate_all()
        self.assertEqual([early.remaining, late.remaining, never.remaining], [0, 50, 100])
        self.assertEqual(spent.qualifying_points, 0)
        self.assertBooks(self.card, 150)

    def test_never_spends_more_than_there_is(self):
        self.earn(100, "a")
        with self.assertRefused(UserError, "which is less than the 101"):
            self.spend(101, "b")
        self.assertBooks(self.card, 100)

    def test_minimum_spend(self):
        self.program.cs_minimum_spend = 100
        self.earn(500, "a")
        with self.assertRefused(UserError, "At least 100"):
            self.spend(99, "b")
        self.spend(100, "c")
        self.assertBooks(self.card, 400)

    def test_decimals(self):
        self.assertFalse(self.earn(0.4, "a"))
        self.program.cs_point_decimals = 2
        for number in range(10):
            self.earn(0.1, f"b{number}")
        self.earn(2.675, "c")
        self.assertBooks(self.card, 3.68)

    def test_pending(self):
        self.program.cs_pending_days = 14
        move = self.earn(100, "a")
        self.assertEqual(move.line_ids.lot_id.date_available, date(2026, 3, 24))
        self.assertBooks(self.card, 0, pending=100)
        with self.assertRefused(UserError, "which is less than"):
            self.spend(50, "b")
        with freeze_time("2026-03-24 08:00:00"):
            self.spend(50, "c")
            self.assertBooks(self.card, 50)

    def test_reversal_returns_points_to_their_lots(self):
        self.earn(100, "a", date_expiry=date(2026, 12, 31))
        self.earn(100, "b", date_expiry=date(2027, 12, 31))
        spent = self.spend(150, "c")
        part = spent._cs_reverse(70, "d", "Partly returned")
        self.assertEqual(part.line_ids.mapped("points"), [50, 20])
        self.assertEqual(
            part.line_ids.lot_id.mapped("date_expiry"), [date(2027, 12, 31), date(2026, 12, 31)]
        )
        self.assertEqual(spent._cs_reverse(70, "d", "Again"), part)
        self.assertEqual(spent._cs_reverse(None, "e", "The rest").points, 80)
        self.assertFalse(spent._cs_reverse(None, "f", "Nothing is left"))
        with self.assertRefused(UserError, "10 points cannot be reversed: 0 of this entry"):
            spent._cs_reverse(10, "g", "Too many")
        self.assertBooks(self.card, 200)

    def test_returned_points_of_an_expired_lot_live_on(self):
        self.earn(100, "a", date_expiry=date(2026, 3, 20))
        spent = self.spend(100, "b")
        with freeze_time("2026-04-01 08:00:00"):
            back = spent._cs_reverse(None, "c", "Order cancelled")
            self.assertEqual(back.line_ids.lot_id.date_expiry, date(2026, 5, 1))
            self.assertTrue(back.line_ids.lot_id.origin_id)
            self.assertBooks(self.card, 100)

    def test_taking_back_what_was_spent_leaves_a_debt(self):
        earned = self.earn(100, "a")
        self.spend(80, "b")
        back = earned._cs_reverse(None, "c", "Order refunded")
        self.assertEqual((back.points, back.qualifying_points), (-100, -100))
        self.assertBooks(self.card, 0, debt=80)
        self.earn(50, "d")
        self.assertBooks(self.card, 0, debt=30)
        self.earn(50, "e")
        self.assertBooks(self.card, 20)

    def test_shortfall_of_the_counter(self):
        self.earn(50, "a")
        self.card._cs_move(-70, "debt", "b", "Spent at the counter while offline")
        self.assertBooks(self.card, 0, debt=20)

    def test_expires_before_it_spends(self):
        self.earn(100, "a", date_expiry=date(2026, 3, 31))
        self.earn(100, "b", date_expiry=date(2026, 4, 30))
        with freeze_time("2026-03-31 23:00:00"):
            self.spend(10, "c")
        with freeze_time("2026-04-01 00:10:00"):
            self.earn(5, "d")
            self.assertBooks(self.card, 105)
        expired = self.card.cs_move_ids.filtered(lambda move: move.kind == "expire")
        self.assertEqual(expired.mapped("points"), [-90])

    def test_company_time_zone_decides_the_day(self):
        self.company.resource_calendar_id.tz = "Asia/Taipei"
        self.assertEqual(self.program._cs_today(), date(2026, 3, 10))
        with freeze_time("2026-03-10 17:00:00"):
            self.assertEqual(self.program._cs_today(), date(2026, 3, 11))

    def test_many_cards_few_queries(self):
        partners = self.env["res.partner"].create([{"name": f"P{n}"} for n in range(60)])
        cards = list(self.program._cs_card_of(partners, create=True).values())

        def book(number, some):
            self.env.invalidate_all()
            rows = [
                {"card": card, "points": 10, "kind": "earn", "idem_key": number, "note": "Gift"}
                for card in some
            ]
            self.env["loyalty.card"]._cs_move_many(rows)
            self.env.flush_all()

        book("warm", cards)
        with self.assertQueryCount(20):
            book("a", cards[:5])
        with self.assertQueryCount(20):
            book("b", cards)

    def test_one_card_per_customer(self):
        self.assertEqual(self.program._cs_card_of(self.customer), {self.customer.id: self.card})
        self.assertEqual(self.program._cs_card_of(self.customer2), {})
        with (
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.cr.savepoint(),
            mute_logger("odoo.sql_db"),
        ):
            self.env["loyalty.card"].create(
                {"program_id": self.program.id, "partner_id": self.customer.id}
            )

    def test_what_the_door_refuses(self):
        plain = self._create_program(cs_managed=False)
        card = self.env["loyalty.card"].create(
            {"program_id": plain.id, "partner_id": self.customer.id}
        )
        with self.assertRefused(UserError, "Club keeps no points ledger. Open its ledger first."):
            self.earn(1, "a", card=card)
        with self.assertRefused(ValueError, "needs a key"):
            self.earn(1, "")
        with self.assertRefused(ValueError, "Unknown kind"):
            self.card._cs_move(1, "gift", "a", "?")
        with self.assertRefused(ValueError, "cannot have -1.0 points"):
            self.card._cs_move(-1, "earn", "a", "?")
        with self.assertRefused(ValueError, "cannot expire before"):
            self.earn(1, "a", date_expiry=date(2026, 3, 1))
        self.card.action_archive()
        with self.assertRefused(UserError, "is closed. Open it again"):
            self.earn(1, "a")

    def test_only_loyalty_cards_keep_a_ledger(self):
        with self.assertRefused(ValidationError, "Choose the type Loyalty Cards."):
            self._create_program(program_type="coupons")

    def test_ledger_of_a_program_with_cards_stays(self):
        with self.assertRefused(UserError, "its ledger cannot be closed"):
            self.program.cs_managed = False

    def test_evidence_is_never_changed(self):
        move = self.earn(100, "a")
        for record in (move, move.line_ids, move.line_ids.lot_id):
            with self.assertRefused(UserError, "is evidence and cannot be changed"):
                record.sudo().write({"points": 1})
            with self.assertRefused(UserError, "is evidence and cannot be deleted"):
                record.sudo().unlink()
            with self.assertRefused(AccessError, "booked by the ledger alone"):
                record.sudo().copy()
