from odoo import api, models

from ...core.ledger import LEDGER, Lot, to_points, to_units


class LoyaltyCardMerge(models.Model):
    """Bringing the points of two cards together, lot by lot."""

    _inherit = "loyalty.card"

    @api.model
    def _cs_merge_partners(self, sources, target):
        """Let one customer take over the managed cards of others, in every program."""
        cards = self.search(
            [("partner_id", "in", (sources | target).ids), ("cs_managed", "=", True)], order="id"
        )
        for program_cards in cards.grouped("program_id").values():
            kept = program_cards.filtered(lambda card: card.partner_id == target)
            if not kept:
                kept = program_cards[:1]
                kept.with_context(cs_ledger=LEDGER).write({"partner_id": target.id})
            others = program_cards - kept
            others._cs_continue_on(kept, self.env._("Customers merged"))

    def _cs_continue_on(self, target, note):
        """Move what these cards hold to ``target`` and close them; reversals follow."""
        self._cs_transfer_to(target, "merge", note)
        self.with_context(cs_ledger=LEDGER, tracking_disable=True).write(
            {"active": False, "cs_merged_into_id": target.id}
        )
        self._cs_merged(target)

    def _cs_merged(self, target):
        """Act on these cards having been closed in favour of ``target``; a hook."""

    def _cs_transfer_to(self, target, idem_key, note):
        """Move all that these cards hold, lots with their dates and debts, to another card.

        :return: the two entries of each card that held something
        """
        sources = self.sudo() - target
        (sources | target)._cs_expire_due()
        rows = []
        for source in sources:
            lots = source._cs_purse_lots()
            units = sum(lot.remaining for lot in lots) - to_units(source.cs_debt_points)
            row = {"kind": "transfer", "note": note, "idem_key": f"{idem_key},{source.id}"}
            rows.append({**row, "card": source, "points": -to_points(units)})
            rows.append({**row, "card": target, "points": to_points(units), "lots": lots})
        return self._cs_move_many(rows)

    def _cs_purse_lots(self):
        """Return what is left in this card's lots as new lots of the ledger's arithmetic."""
        lots = self.env["cs.loyalty.lot"].sudo()
        found = lots.search([("card_id", "=", self.id), ("remaining", ">", 0)])
        return [
            Lot(
                to_units(lot.remaining),
                lot.date_expiry or None,
                lot.date_available,
                lot.is_pending,
                origin=lot.origin_id.id or lot.id,
            )
            for lot in found
        ]
