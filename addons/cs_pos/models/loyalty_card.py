from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

SOON_DAYS = 60
MOST_LOTS = 6


class LoyaltyCard(models.Model):
    """Cards as a counter tells of them."""

    _inherit = "loyalty.card"

    cs_pos_level = fields.Integer(
        related="cs_tier_id.sequence", string="Level", help="Level of the card's tier; 0: none."
    )
    cs_pos_multiplier = fields.Float(
        related="cs_tier_id.multiplier",
        string="Multiplier",
        help="What the card earns is multiplied by this; 0: there is no tier.",
    )

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "cs_pos_level", "cs_pos_multiplier"]

    def _cs_pos_lots(self):
        """Return ``{card: [(last day, points)]}`` of what expires within 60 days; one query."""
        today = fields.Date.context_today(self)
        lots = {}
        for card, day, points in self.env["cs.loyalty.lot"]._read_group(
            Domain("card_id", "in", self.ids)
            & Domain("remaining", ">", 0)
            & Domain("is_pending", "=", False)
            & Domain("date_expiry", ">=", today)
            & Domain("date_expiry", "<=", today + timedelta(days=SOON_DAYS)),
            ["card_id", "date_expiry:day"],
            ["remaining:sum"],
            order="date_expiry:day",
        ):
            lots.setdefault(card, []).append((fields.Date.to_string(day), points))
        return lots

    def _cs_pos_held(self):
        """Return ``{card: redemptions}`` that are held for these cards; one query."""
        held = self.env["cs.loyalty.redemption"].search(
            [("card_id", "in", self.ids), ("state", "=", "held")], order="id"
        )
        return held.grouped("card_id")

    def _cs_pos_row(self, lots, held):
        progress = self._cs_progress()
        tier, following = progress["tier"], progress["next"]
        return {
            "id": self.id,
            "program": self.program_id.name,
            "unit": self.program_id.portal_point_name or self.env._("points"),
            "points": self.points,
            "pending": self.cs_pending_points,
            "debt": self.cs_debt_points,
            "blocked": bool(self.cs_date_blocked),
            "tier": tier["name"] if tier else "",
            "percent": following["percent"] if following else 100,
            "progress": self.cs_tier_progress or "",
            "lots": lots[:MOST_LOTS],
            "held": [redemption._cs_pos_row() for redemption in held],
        }
