from odoo import fields, models


class CsLoyaltyRedemption(models.Model):
    _inherit = "cs.loyalty.redemption"

    def _cs_pos_row(self):
        """Return what the counter shows of a redemption."""
        return {
            "id": self.id,
            "name": self.name,
            "reward": self.reward_id.description or "",
            "points": self.points,
            "kind": self.kind,
            "state": self.state,
            "until": fields.Datetime.to_string(self.date_hold_until) or False,
        }
