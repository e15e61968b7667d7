from odoo import api, models
from odoo.fields import Domain

HISTORY_PAGE = 20
MOST_EXPIRIES = 12


class LoyaltyCardPortal(models.Model):
    """What members see of their own cards. Every method takes the customer, never a card alone."""

    _inherit = "loyalty.card"

    @api.model
    def _cs_portal_cards(self, partner):
        """Return the managed cards of a customer, in superuser mode."""
        # sudo: customers have no rights on cards; the domain is their own person
        return self.sudo().search(
            [
                ("partner_id", "=", partner.id),
                ("cs_managed", "=", True),
                ("program_id.active", "=", True),
            ],
            order="id",
        )

    def _cs_portal_values(self, page=1):
        """Return what the page of this card shows; extend it by ``super()``.

        A fixed number of queries however many lots and entries there are.

        :param int page: of the history, from 1
        """
        self.ensure_one()
        moves = self.env["cs.loyalty.move"]
        domain = [("card_id", "=", self.id)]
        count = moves.search_count(domain)
        pages = max(1, -(-count // HISTORY_PAGE))
        page = min(max(page, 1), pages)
        expiries = self._cs_portal_expiries()
        return {
            "card": self,
            "program": self.program_id,
            "expiries": expiries[:MOST_EXPIRIES],
            "later_points": sum(points for _day, points in expiries[MOST_EXPIRIES:]),
            "pending": self._cs_portal_pending(),
            "progress": self._cs_progress(),
            "moves": moves.search(
                domain, order="id desc", limit=HISTORY_PAGE, offset=(page - 1) * HISTORY_PAGE
            ),
            "kinds": dict(moves._fields["kind"]._description_selection(self.env)),
            "page": page,
            "pages": pages,
            "referral_url": self.partner_id._cs_referral_url(self.program_id),
        }

    def _cs_portal_expiries(self):
        """Return ``[(last day or False, points)]``, the next to expire first."""
        return self.env["cs.loyalty.lot"]._read_group(
            Domain("card_id", "=", self.id)
            & Domain("remaining", ">", 0)
            & Domain("is_pending", "=", False),
            ["date_expiry:day"],
            ["remaining:sum"],
            order="date_expiry:day",
        )

    def _cs_portal_pending(self):
        """Return ``[(day from which they may be spent, points)]``."""
        return self.env["cs.loyalty.lot"]._read_group(
            [("card_id", "=", self.id), ("is_pending", "=", True), ("remaining", ">", 0)],
            ["date_available:day"],
            ["remaining:sum"],
            order="date_available:day",
        )
