from odoo.tests import freeze_time

from .common import CareCommon

NOW = "2026-03-10 04:00:00"


@freeze_time(NOW)
class LedgerCommon(CareCommon):
    """A program that keeps a points ledger, and a card of the first customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "UTC"
        cls.program = cls._create_program()
        cls.card = cls.program._cs_card_of(cls.customer, create=True)[cls.customer.id]

    # DATA

    @classmethod
    def _create_program(cls, **vals):
        return cls.env["loyalty.program"].create(
            {
                "name": "Club",
                "program_type": "loyalty",
                "applies_on": "both",
                "cs_managed": True,
                "cs_minimum_spend": 0,
                **vals,
            }
        )

    def earn(self, points, key, card=None, **options):
        return (card or self.card)._cs_move(points, "earn", key, "Earned", **options)

    def spend(self, points, key, card=None, **options):
        return (card or self.card)._cs_move(-points, "spend", key, "Spent", **options)

    # ASSERTS

    def assertBooks(self, card, points, pending=0, debt=0):
        """The card has this balance, and entries, lines, lots and Odoo's history agree with it."""
        self.env.flush_all()
        self.env.invalidate_all()
        held = (card.points, card.cs_pending_points, card.cs_debt_points)
        self.assertEqual(held, (points, pending, debt))
        moves = self.env["cs.loyalty.move"].search([("card_id", "=", card.id)])
        lots = self.env["cs.loyalty.lot"].search([("card_id", "=", card.id)])
        self.assertAlmostEqual(sum(moves.mapped("points")), points + pending - debt)
        self.assertAlmostEqual(sum(moves.line_ids.mapped("points")), points + pending - debt)
        self.assertAlmostEqual(sum(lots.filtered("is_pending").mapped("remaining")), pending)
        self.assertAlmostEqual(sum(lots.mapped("remaining")), points + pending)
        for lot in lots:
            self.assertAlmostEqual(sum(lot.line_ids.mapped("points")), lot.remaining)
        history = card.history_ids
        self.assertAlmostEqual(
            sum(history.mapped("issued")) - sum(history.mapped("used")), points + pending - debt
        )
        if moves:
            self.assertAlmostEqual(moves[0].balance, points + pending - debt)
