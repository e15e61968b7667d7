from odoo import fields, models


class CsLoyaltyAdjustmentRefuse(models.TransientModel):
    """Asks why a request is refused."""

    _name = "cs.loyalty.adjustment.refuse"
    _description = "Refuse an Adjustment"
    _inherit = "cs.privacy.scan.mixin"

    _cs_scanned = ("reason",)

    adjustment_id = fields.Many2one(
        comodel_name="cs.loyalty.adjustment", required=True, ondelete="cascade"
    )
    reason = fields.Text(required=True)

    def action_refuse(self):
        """Refuse with the reason; rights and state are checked there."""
        self.ensure_one()
        return self.adjustment_id.action_refuse(self.reason)
