from odoo import models

MOST = 20


class LoyaltyCardRedeemPortal(models.Model):
    _inherit = "loyalty.card"

    def _cs_portal_redemptions(self):
        """Return the newest redemptions of these cards, in superuser mode.

        The caller has checked that the cards are the customer's own.
        """
        # sudo: customers have no rights on redemptions; the domain is their own cards
        return (
            self.env["cs.loyalty.redemption"]
            .sudo()
            .search([("card_id", "in", self.ids)], order="id desc", limit=MOST)
        )
