from uuid import uuid4

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...core.ledger import LEDGER


class CsLoyaltyCheckLine(models.Model):
    """A card whose books disagree. A person mends it: the entries, which nobody can change, decide.

    The lots and the balance are set to what the entries say, and an entry of zero points tells who
    did it and what was there before.
    """

    _name = "cs.loyalty.check.line"
    _description = "Card That Differs from Its Entries"
    _order = "id"
    _rec_name = "card_id"

    check_id = fields.Many2one(
        comodel_name="cs.loyalty.check",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    card_id = fields.Many2one(
        comodel_name="loyalty.card",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(related="card_id.partner_id")
    balance = fields.Float(string="On the Card", readonly=True, digits=(16, 2))
    entries = fields.Float(string="Σ Entries", readonly=True, digits=(16, 2))
    lines = fields.Float(string="Σ Lines", readonly=True, digits=(16, 2))
    lots = fields.Float(string="Σ Lots", readonly=True, digits=(16, 2))
    pending = fields.Float(string="Of It Pending", readonly=True, digits=(16, 2))
    debt = fields.Float(readonly=True, digits=(16, 2))
    entry_faults = fields.Integer(
        string="Faults", readonly=True, help="Entries and lots that differ from their lines."
    )
    is_mended = fields.Boolean(string="Mended", readonly=True)
    mended_by_id = fields.Many2one(comodel_name="res.users", readonly=True, ondelete="restrict")

    def action_mend(self):
        """Let lots and balance of these cards follow their entries again; for managers.

        :raise UserError: when the entries themselves disagree with their lines
        """
        self.env["cs.loyalty.check"]._cs_check_manager()
        for line in self.filtered(lambda line: not line.is_mended).sudo():
            line._cs_mend()
        return True

    def _cs_mend(self):
        card = self.card_id
        card._cs_lock()
        [difference] = self.env["cs.loyalty.check"]._cs_differences(card) or [None]
        if difference:
            if difference["entries"] != difference["lines"] or difference["debt"] < 0:
                raise UserError(
                    self.env._(
                        "Entries of card %(card)s were changed in the database. Restore them from "
                        "a backup; no balance can be trusted until then.",
                        card=card.code,
                    )
                )
            self._cs_follow_entries(card)
            self.env["cs.loyalty.move"].with_context(cs_ledger=LEDGER).create(
                self._cs_evidence(card, difference)
            )
        self.write({"is_mended": True, "mended_by_id": self.env.uid})
        check = self.check_id
        if all(check.line_ids.mapped("is_mended")):
            check.write({"state": "settled"})
            check.activity_ids.action_feedback()

    def _cs_follow_entries(self, card):
        """Set lots, then balance, to the sums of the lines."""
        execute = self.env.cr.execute
        execute(
            SQL(
                """
                UPDATE cs_loyalty_lot lot SET remaining = COALESCE(line.points, 0)
                  FROM cs_loyalty_lot own LEFT JOIN (
                       SELECT lot_id, SUM(points) AS points FROM cs_loyalty_move_line
                        GROUP BY lot_id) line ON line.lot_id = own.id
                 WHERE own.card_id = %s AND lot.id = own.id
                   AND lot.remaining <> COALESCE(line.points, 0)
                """,
                card.id,
            )
        )
        execute(
            SQL(
                """
                UPDATE loyalty_card card
                   SET points = held.available, cs_pending_points = held.pending,
                       cs_debt_points = owed.debt
                  FROM (SELECT COALESCE(SUM(remaining) FILTER (WHERE is_pending), 0) AS pending,
                               COALESCE(SUM(remaining) FILTER (WHERE is_pending IS NOT TRUE), 0)
                                   AS available
                          FROM cs_loyalty_lot WHERE card_id = %(card)s) held,
                       (SELECT COALESCE(-SUM(line.points), 0) AS debt
                          FROM cs_loyalty_move_line line
                          JOIN cs_loyalty_move move ON move.id = line.move_id
                         WHERE move.card_id = %(card)s AND line.lot_id IS NULL) owed
                 WHERE card.id = %(card)s
                """,
                card=card.id,
            )
        )
        self.env.invalidate_all()
        card.modified(["points", "cs_pending_points", "cs_debt_points"])

    def _cs_evidence(self, card, difference):
        return {
            "card_id": card.id,
            "program_id": card.program_id.id,
            "partner_id": card.partner_id.id,
            "company_id": card.company_id.id,
            "kind": "adjust",
            "points": 0,
            "balance": difference["entries"],
            "idem_key": f"mend,{uuid4()}",
            "note": self.env._(
                "Balance mended: the card said %(before)g, its entries say %(after)g",
                before=difference["balance"],
                after=difference["entries"],
            ),
            "reason": "mend",
            "user_id": self.env.uid,
            "res_model": self.check_id._name,
            "res_id": self.check_id.id,
        }
