from odoo import models


class PosOrderLoyalty(models.Model):
    """What tills report of points and cards after an order."""

    _inherit = "pos.order"

    def confirm_coupon_programs(self, coupon_data):
        """Leave managed programs out of what the till has counted; tell it the balances instead."""
        coupon_data = {int(key): vals for key, vals in coupon_data.items()}
        managed = self._cs_managed_keys(coupon_data)
        others = {key: vals for key, vals in coupon_data.items() if key not in managed}
        result = super().confirm_coupon_programs(others)
        result["coupon_updates"] += self._cs_balances(managed)
        return result

    def _cs_managed_keys(self, coupon_data):
        """Return ``{key: program}`` of entries that name a managed program or a card of one."""
        # sudo: asks only whether a ledger is kept
        cards = self.env["loyalty.card"].sudo().browse([key for key in coupon_data if key > 0])
        of_card = {card.id: card.program_id for card in cards.exists() if card.cs_managed}
        named = [vals.get("program_id") for vals in coupon_data.values()]
        programs = (
            self.env["loyalty.program"]
            .sudo()
            .browse([program for program in named if isinstance(program, int)])
        )
        known = {program.id: program for program in programs.exists() if program.cs_managed}
        managed = {}
        for key, vals in coupon_data.items():
            program = of_card.get(key) or known.get(vals.get("program_id"))
            if program:
                managed[key] = program
        return managed

    def _cs_balances(self, managed):
        """Return the cards of this order's customer as the till wants to hear of them."""
        # sudo: of the customer who stands at the till
        partner = self.sudo().partner_id
        if not partner or not managed:
            return []
        cards = (
            self.env["loyalty.card"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", partner.id),
                    ("program_id", "in", [program.id for program in managed.values()]),
                ]
            )
        )
        card_of = {card.program_id: card for card in cards}
        return [
            {
                "old_id": key,
                "id": card.id,
                "points": card.points,
                "code": card.code,
                "program_id": card.program_id.id,
                "partner_id": partner.id,
            }
            for key, program in managed.items()
            if (card := card_of.get(program))
        ]
