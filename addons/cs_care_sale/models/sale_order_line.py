from odoo import api, models


class SaleOrderLine(models.Model):
    """Lines of confirmed orders: Odoo writes their points on the card, here the ledger follows."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        if not any(vals.get("coupon_id") for vals in vals_list):
            return super().create(vals_list)
        orders = self.env["sale.order"].browse(
            {vals["order_id"] for vals in vals_list if vals.get("order_id")}
        )
        with orders._cs_following() as following:
            lines = super(SaleOrderLine, self.with_env(following.env)).create(vals_list)
        return lines.with_env(self.env)

    def write(self, vals):
        if not {"points_cost", "coupon_id", "reward_id"}.intersection(vals):
            return super().write(vals)
        with self.order_id._cs_following() as orders:
            return super(SaleOrderLine, self.with_env(orders.env)).write(vals)

    def unlink(self):
        if not self.coupon_id:
            return super().unlink()
        with self.order_id._cs_following() as orders:
            return super(SaleOrderLine, self.with_env(orders.env)).unlink()
