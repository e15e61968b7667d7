from odoo import models
from odoo.exceptions import AccessError, UserError

from ...core.ledger import LEDGER

BATCH = 2000


class LoyaltyProgramOpen(models.Model):
    """Taking a program of Odoo with its cards into the points ledger."""

    _inherit = "loyalty.program"

    def action_cs_open_ledger(self):
        """Begin the ledger: each card's balance becomes its first entry, with expiry from today.

        Several cards of one customer become one. May be called twice; for managers.
        """
        self.ensure_one()
        if not self.env.user.has_group("cs_care.group_cs_care_manager"):
            raise AccessError(self.env._("Only managers of care open a points ledger."))
        self.check_access("write")
        if self.cs_managed:
            return True
        program = self.sudo()
        cards = program._cs_cards_to_open()
        balances = {card: card.points for card in cards}
        program.with_context(cs_ledger=LEDGER).write({"cs_managed": True})
        cards.with_context(cs_ledger=LEDGER, tracking_disable=True, loyalty_no_mail=True).write(
            {"cs_managed": True, "points": 0}
        )
        self.env.flush_all()
        rows = [
            {
                "card": card,
                "points": points,
                "kind": "adjust",
                "idem_key": "opening",
                "note": self.env._("Balance taken over"),
                "reason": "opening",
                "may_owe": True,
            }
            for card, points in balances.items()
        ]
        for start in range(0, len(rows), BATCH):
            cards.with_context(loyalty_no_mail=True)._cs_move_many(rows[start : start + BATCH])
        return True

    def _cs_cards_to_open(self):
        """Return one active card per customer, after bringing those of a customer together."""
        cards = self.env["loyalty.card"].search([("program_id", "=", self.id)], order="id")
        if nobody := cards.filtered(lambda card: not card.partner_id):
            raise UserError(
                self.env._(
                    "%(count)s cards belong to no customer. Give them to customers, or archive "
                    "them.",
                    count=len(nobody),
                )
            )
        kept = cards.browse()
        for own in cards.grouped("partner_id").values():
            kept |= own[0]
            if len(own) > 1:
                own[0].points = sum(own.mapped("points"))
                own[1:].write({"points": 0, "active": False})
        return kept
