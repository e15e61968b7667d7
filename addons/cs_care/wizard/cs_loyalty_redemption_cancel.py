from odoo import fields, models


class CsLoyaltyRedemptionCancel(models.TransientModel):
    """Asks why a confirmed redemption is cancelled."""

    _name = "cs.loyalty.redemption.cancel"
    _description = "Cancel a Redemption"
    _inherit = "cs.privacy.scan.mixin"

    _cs_scanned = ("reason",)

    redemption_id = fields.Many2one(
        comodel_name="cs.loyalty.redemption", required=True, ondelete="cascade"
    )
    reason = fields.Char(required=True)

    def action_cancel(self):
        """Cancel with the reason; rights and state are checked there."""
        self.ensure_one()
        self.redemption_id.action_cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}
