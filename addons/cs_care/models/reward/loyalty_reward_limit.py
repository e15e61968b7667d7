from odoo import models
from odoo.exceptions import UserError


class LoyaltyRewardLimit(models.Model):
    """Blocks and limits, where rewards of the catalogue are redeemed."""

    _inherit = "loyalty.reward"

    def _cs_check_redeem(self, card):
        if card.cs_date_blocked:
            raise UserError(
                self.env._(
                    "The card is blocked. A supervisor of customer care has to free it first."
                )
            )
        super()._cs_check_redeem(card)
        program = self.program_id
        limit = self.env["cs.loyalty.limit"]._cs_of(
            ("redeem_day",), program.company_id or self.env.company, program
        )
        if not limit:
            return
        limit, today = limit["redeem_day"], program._cs_today()
        count = self.env["cs.loyalty.redemption"].search_count(
            [
                ("card_id", "=", card.id),
                ("date_held", ">=", program._cs_day_start(today)),
                ("state", "in", ("held", "redeemed", "delivered")),
            ]
        )
        if count < limit.amount:
            return
        if limit.response == "refuse":
            raise UserError(
                self.env._(
                    "This card has redeemed %(limit)g times today, and that is the most of a day.",
                    limit=limit.amount,
                )
            )
        self.env["cs.loyalty.alert"]._cs_raise_limit(limit, card, today)
