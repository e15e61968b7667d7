from odoo import models


class CsLoyaltyMove(models.Model):
    _inherit = "cs.loyalty.move"

    # Entries come in the order of time: a few kilobytes find the new ones among millions.
    _date_idx = models.Index("USING brin (date)")
