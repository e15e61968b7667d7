from contextlib import contextmanager

from odoo import models

from odoo.addons.cs_care.core.ledger import Booking


class SaleOrder(models.Model):
    """Odoo's own steps run as they are; what they write as points is left out, and then the ledger
    is brought to what the order says (:meth:`_cs_follow_ledger`)."""

    _inherit = "sale.order"

    @contextmanager
    def _cs_following(self):
        """Give these orders for a step of Odoo; when the outermost one ends, the ledger follows."""
        if self.env["loyalty.card"]._cs_booking():
            yield self
            return
        yield self.with_context(cs_booking=Booking(self.env._("Sales order"), follow=True))
        self._cs_follow_ledger()

    def action_confirm(self):
        with self._cs_following() as orders:
            return super(SaleOrder, orders).action_confirm()

    def _action_cancel(self):
        with self._cs_following() as orders:
            return super(SaleOrder, orders)._action_cancel()

    def _update_programs_and_rewards(self):
        with self._cs_following() as orders:
            return super(SaleOrder, orders)._update_programs_and_rewards()

    def _apply_program_reward(self, reward, coupon, **kwargs):
        with self._cs_following() as orders:
            return super(SaleOrder, orders)._apply_program_reward(reward, coupon, **kwargs)

    def _add_points_for_coupon(self, coupon_points):
        with self._cs_following() as orders:
            return super(SaleOrder, orders)._add_points_for_coupon(coupon_points)

    def _update_loyalty_history(self, coupon_id, points):
        if coupon_id.sudo().cs_managed:
            return None
        return super()._update_loyalty_history(coupon_id, points)

    def _get_real_points_for_coupon(self, coupon, post_confirm=False):
        """Points of this order that are pending at first cannot pay for it."""
        points = super()._get_real_points_for_coupon(coupon, post_confirm=post_confirm)
        program = coupon.sudo().program_id
        if program.cs_managed and program.cs_pending_days and self.state not in ("sale", "done"):
            entries = self.coupon_point_ids.filtered(lambda entry: entry.coupon_id == coupon)
            points -= sum(entries.mapped("points"))
        return points

    def _get_claimable_rewards(self, forced_coupons=None):
        """Rewards below the minimum spend of their program are not offered."""
        claimable = super()._get_claimable_rewards(forced_coupons=forced_coupons)
        kept = {}
        for coupon, rewards in claimable.items():
            program = coupon.sudo().program_id
            if program.cs_managed:
                rewards = rewards.filtered(
                    lambda reward, least=program.cs_minimum_spend: (
                        reward.clear_wallet or reward.required_points >= least
                    )
                )
            if rewards:
                kept[coupon] = rewards
        return kept
