from odoo import models
from odoo.tools import float_round

PAYMENTS = ("gift_card", "ewallet")


class PosOrderEarned(models.Model):
    """How many points an order earns, counted by the server from its lines (clause 7.3.3).

    The till counts too, to show it; what it counts is not booked. The rules are read as the till
    reads them: what is paid in full earns, products that were given free by the program do not.
    """

    _inherit = "pos.order"

    def _cs_earned_points(self, program):
        """Return the points of ``program`` that this order earns; 0 when nothing does."""
        self.ensure_one()
        lines = [line for line in self.lines if line._cs_may_earn()]
        points = sum(
            self._cs_earned_by_rule(rule, lines)
            for rule in program.rule_ids
            if rule.active and rule.mode == "auto"
        )
        # Goods that come back without their order take nothing back: nobody knows what they earned.
        return max(points, 0.0)

    def _cs_earned_by_rule(self, rule, lines):
        lines = [line for line in lines if line._cs_counts_for(rule)]
        bought = [line for line in lines if not line.is_reward_line]
        if sum(line.qty for line in bought) < rule.minimum_qty:
            return 0.0
        untaxed = rule.minimum_amount_tax_mode != "incl"
        amount = sum(line._cs_paid(untaxed=untaxed) for line in lines)
        if amount < rule._compute_amount(self.currency_id):
            return 0.0
        if rule.reward_point_mode == "order":
            return rule.reward_point_amount if bought else 0.0
        if rule.reward_point_mode == "unit":
            free = [line for line in lines if line._cs_is_free_product(rule.program_id)]
            # A free product is a line of its own, beside the one that gives it back.
            units = sum(line.qty for line in bought) - sum(line.qty for line in free)
            return rule.reward_point_amount * units
        paid = sum(line._cs_paid() for line in lines)
        digits = self.env["decimal.precision"].precision_get("Product Price")
        return float_round(rule.reward_point_amount * paid, precision_digits=digits)
