from odoo import api, models
from odoo.exceptions import AccessError


class SaleOrderCouponPoints(models.Model):
    """How many points an order gives a managed card is counted by the order, not typed in."""

    _inherit = "sale.order.coupon.points"

    @api.model_create_multi
    def create(self, vals_list):
        default = self.env.context.get("default_coupon_id")
        self._cs_check_cards([vals.get("coupon_id", default) for vals in vals_list])
        return super().create(vals_list)

    def write(self, vals):
        self._cs_check_cards([*self.sudo().coupon_id.ids, vals.get("coupon_id")])
        return super().write(vals)

    def _cs_check_cards(self, card_ids):
        cards = self.env["loyalty.card"].sudo().browse(filter(None, card_ids))
        if self.env.su or cards._cs_booking() or not any(cards.mapped("cs_managed")):
            return
        raise AccessError(
            self.env._(
                "How many points an order gives is counted from its lines. Ask for an adjustment "
                "of the card instead."
            )
        )
