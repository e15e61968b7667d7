from odoo import api, models
from odoo.tools import SQL

from odoo.addons.cs_privacy.core.rights import ErasePart

from ...core.ledger import LEDGER

MOST = 2000


class ResPartnerPrivacy(models.Model):
    """The points ledger in a person's copy and in an erasure.

    Entries stay, for they add up to what the operator owes its customers; the texts in them and
    the number on the card go, and with them what was left on it.
    """

    _inherit = "res.partner"

    def _cs_all_cards(self):
        cards = self.env["loyalty.card"].sudo().with_context(active_test=False)
        return cards.search([("partner_id", "in", self.ids), ("cs_managed", "=", True)])

    def _cs_privacy_export(self):
        cards = self._cs_all_cards()
        moves = self.env["cs.loyalty.move"].sudo()
        lots = self.env["cs.loyalty.lot"].sudo()
        kinds = dict(moves._fields["kind"]._description_selection(self.env))
        return {
            **super()._cs_privacy_export(),
            "loyalty_cards": [
                {
                    "program": card.program_id.name,
                    "number": card.code,
                    "points": card.points,
                    "pending": card.cs_pending_points,
                    "owed": card.cs_debt_points,
                    "since": card.create_date,
                }
                for card in cards
            ],
            "loyalty_lots": [
                {
                    "program": lot.program_id.name,
                    "points": lot.remaining,
                    "available": lot.date_available,
                    "expires": lot.date_expiry or None,
                }
                for lot in lots.search(
                    [("card_id", "in", cards.ids), ("remaining", ">", 0)], limit=MOST
                )
            ],
            "loyalty_entries": [
                {
                    "program": move.program_id.name,
                    "date": move.date,
                    "kind": kinds[move.kind],
                    "points": move.points,
                    "note": move.note,
                }
                for move in moves.search([("card_id", "in", cards.ids)], limit=MOST)
            ],
        }

    @api.model
    def _cs_privacy_export_labels(self):
        program, points = self.env._("Program"), self.env._("Points")
        return {
            **super()._cs_privacy_export_labels(),
            "loyalty_cards": (
                self.env._("Loyalty cards"),
                {
                    "program": program,
                    "number": self.env._("Card number"),
                    "points": points,
                    "pending": self.env._("Pending points"),
                    "owed": self.env._("Owed points"),
                    "since": self.env._("Member since"),
                },
            ),
            "loyalty_lots": (
                self.env._("Points you hold"),
                {
                    "program": program,
                    "points": points,
                    "available": self.env._("Available from"),
                    "expires": self.env._("Expire after"),
                },
            ),
            "loyalty_entries": (
                self.env._("Points earned and spent"),
                {
                    "program": program,
                    "date": self.env._("Date"),
                    "kind": self.env._("Kind"),
                    "points": points,
                    "note": self.env._("For"),
                },
            ),
        }

    def _cs_privacy_erase_parts(self):
        part = ErasePart(
            "loyalty",
            self.env._("Loyalty points, card numbers and the texts of entries"),
            lambda partners: len(partners._cs_all_cards()),
            type(self)._cs_erase_loyalty,
        )
        return [part, *super()._cs_privacy_erase_parts()]

    def _cs_erase_loyalty(self):
        """Let the points end, close the cards, and take the texts out of the entries."""
        cards = self._cs_all_cards()
        if not cards:
            return
        cards._cs_void("erased", self.env._("Customer erased"))
        for card in cards:
            card.with_context(cs_ledger=LEDGER, tracking_disable=True).write(
                {"active": False, "code": card._generate_code()}
            )
        self.env.flush_all()
        erased = self.env._("(erased)")
        # Below the ORM: entries refuse every change, but this one.
        self.env.cr.execute(
            SQL(
                "UPDATE cs_loyalty_move SET note = %s, reason = NULL WHERE card_id IN %s",
                erased,
                cards._ids,
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE loyalty_history SET description = %s WHERE card_id IN %s",
                erased,
                cards._ids,
            )
        )
        self.env.invalidate_all()
