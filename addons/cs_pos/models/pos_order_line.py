from odoo import models


class PosOrderLine(models.Model):
    """What a line is for the points of its order."""

    _inherit = "pos.order.line"

    def _cs_paid(self, untaxed=False):
        """Return what was paid for this line, with its parts; negative for what was given back.

        Tills send the amounts of refunds without their sign, so it comes from quantity and price.
        """
        lines = self | self.combo_line_ids
        return sum(
            line._cs_sign() * abs(line.price_subtotal if untaxed else line.price_subtotal_incl)
            for line in lines
        )

    def _cs_sign(self):
        return -1 if self.qty * self.price_unit < 0 else 1

    def _cs_may_earn(self):
        """Say whether this line counts at all: no part of a set, no refund, no paying by card."""
        reward = self.reward_id
        return not (
            self.combo_parent_id
            or self.refunded_orderline_id
            or (reward and reward.program_id.program_type in ("gift_card", "ewallet"))
        )

    def _cs_counts_for(self, rule):
        """Say whether this line counts for a rule: its product, or the discount on the order."""
        reward = self.reward_id
        if reward and reward.reward_type == "discount" and reward.program_id == rule.program_id:
            return False  # paid with points of this program: it was paid for all the same
        return (
            rule.any_product
            or self.product_id in rule.valid_product_ids
            or bool(
                self._cs_is_free_product(rule.program_id)
                and reward.reward_product_ids & rule.valid_product_ids
            )
        )

    def _cs_is_free_product(self, program):
        reward = self.reward_id
        return bool(reward and reward.reward_type == "product" and reward.program_id == program)

    def _cs_refunded_share(self):
        """Return how much of this line was refunded by paid orders, from 0 to 1."""
        refunds = self.refund_orderline_ids.filtered(
            lambda line: line.order_id.state not in ("draft", "cancel")
        )
        return min(abs(sum(refunds.mapped("qty"))) / abs(self.qty), 1.0) if self.qty else 0.0
