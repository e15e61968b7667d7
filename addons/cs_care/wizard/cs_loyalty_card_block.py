from odoo import fields, models


class CsLoyaltyCardBlock(models.TransientModel):
    """Asks why cards are blocked or freed."""

    _name = "cs.loyalty.card.block"
    _description = "Block or Free Cards"
    _inherit = "cs.privacy.scan.mixin"

    _cs_scanned = ("reason",)

    card_ids = fields.Many2many(comodel_name="loyalty.card", string="Cards", required=True)
    is_free = fields.Boolean(string="Free")
    reason = fields.Char(required=True)

    def action_go(self):
        """Block or free; the right is checked there."""
        self.ensure_one()
        if self.is_free:
            self.card_ids.action_cs_unblock(self.reason)
        else:
            self.card_ids.action_cs_block(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
