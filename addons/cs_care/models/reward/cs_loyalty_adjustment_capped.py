from odoo import models
from odoo.exceptions import UserError


class CsLoyaltyAdjustmentCapped(models.Model):
    """How many adjustments one user may ask for in a day."""

    _inherit = "cs.loyalty.adjustment"

    def _cs_check_request(self):
        super()._cs_check_request()
        limit = self.env["cs.loyalty.limit"]._cs_of(
            ("adjust_day",), self.company_id, self.program_id
        )
        if not limit:
            return
        limit, today = limit["adjust_day"], self.program_id._cs_today()
        # sudo: counts what the user asked for, seen or not
        count = self.sudo().search_count(
            [
                ("user_id", "=", self.env.uid),
                ("date_requested", ">=", self.program_id._cs_day_start(today)),
            ]
        )
        if count < limit.amount:
            return
        if limit.response == "refuse":
            raise UserError(
                self.env._(
                    "You have asked for %(limit)g adjustments today, and that is the most of a "
                    "day. Put cards with the same reason into one request, or go on tomorrow.",
                    limit=limit.amount,
                )
            )
        self.env["cs.loyalty.alert"]._cs_raise_limit(limit, self.card_id, today, user=self.env.user)
