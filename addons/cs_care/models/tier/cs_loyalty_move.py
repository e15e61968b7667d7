from odoo import models


class CsLoyaltyMove(models.Model):
    """What counts for a tier is found by card and time."""

    _inherit = "cs.loyalty.move"

    _cs_qualifying_idx = models.Index("(card_id, date) WHERE qualifying_points <> 0")
