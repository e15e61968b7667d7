from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError


class LoyaltyCardRedeem(models.Model):
    """The door of the catalogue."""

    _inherit = "loyalty.card"

    def _cs_redeem(self, reward, idem_key, channel, *, hold=False, place=None):
        """Redeem a reward of the catalogue for this card, once per key.

        The card is locked first, then quota and voucher are taken; two at once never get more than
        there is. The caller checks whose card it is, and who asks.

        :param reward: a ``loyalty.reward`` that is not given on orders
        :param str idem_key: with a key that this card knows the first redemption is returned
        :param channel: a ``cs.channel`` or its code
        :param bool hold: keep points and stock for some minutes until ``action_confirm``
        :param str place: counter or page
        :return: the redemption, in superuser mode
        :raise UserError: no points, quota, voucher; not offered; the card is blocked
        """
        self.ensure_one()
        # sudo: portal users and cashiers redeem by this door alone, which decides by itself
        card = self.sudo()._cs_final()
        reward = reward.sudo()
        redemptions = self.env["cs.loyalty.redemption"].sudo()
        card._cs_lock()
        known = redemptions.search([("card_id", "=", card.id), ("idem_key", "=", idem_key)])
        if known:
            if known.reward_id != reward:
                raise UserError(
                    self.env._("Another reward has been redeemed with this key already.")
                )
            return known
        reward._cs_check_redeem(card)
        reward._cs_take_quota()
        voucher = reward._cs_take_voucher() if reward.cs_kind == "voucher" else None
        redemption = redemptions.create(
            {
                **self._cs_redemption_values(card, reward, channel),
                "idem_key": idem_key,
                "place": place,
                "voucher_id": voucher.id if voucher else False,
            }
        )
        if voucher:
            voucher.write({"redemption_id": redemption.id})
        note = self.env._("Redeemed: %(reward)s", reward=reward.description)
        redemption.move_id = card._cs_move(
            -reward.required_points, "spend", f"redemption,{redemption.id}", note, record=redemption
        )
        if not hold:
            redemption._cs_confirm()
        return redemption

    def _cs_redemption_values(self, card, reward, channel):
        if isinstance(channel, str):
            channel = self.env["cs.channel"].sudo()._cs_get(channel)
        company = card.company_id or self.env.company
        now = fields.Datetime.now()
        return {
            "name": self.env["ir.sequence"].sudo().next_by_code("cs.loyalty.redemption"),
            "card_id": card.id,
            "partner_id": card.partner_id.id,
            "program_id": card.program_id.id,
            "company_id": company.id,
            "reward_id": reward.id,
            "period": reward._cs_period_key(),
            "points": reward.required_points,
            "channel_id": channel.id,
            "user_id": self.env.uid,
            "date_held": now,
            "date_hold_until": now + timedelta(minutes=company.cs_loyalty_hold_minutes),
            "merchant_id": reward.cs_merchant_id.id,
            "settlement_amount": reward.cs_settlement_price,
        }
