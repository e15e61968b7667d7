import math
from collections import defaultdict

from odoo import models

from odoo.addons.cs_care.core.ledger import UNIT, to_points


class PosOrderSpent(models.Model):
    """What the reward lines of an order cost, whatever the till says that they cost."""

    _inherit = "pos.order"

    def _cs_spent(self, card_of):
        """Return ``({card: points}, faults)`` of the reward lines of managed programs.

        :param card_of: the cards of this order's customer, by program
        :return: faults are ``(card, text)``: what supervisors have to look at
        """
        spent, faults = defaultdict(float), []
        for (reward, coupon, _code), lines in self._cs_claims().items():
            card = card_of.get(reward.program_id, self.env["loyalty.card"])
            if coupon and coupon._cs_final() != card:
                text = self.env._("A reward was taken from the card of somebody else.")
                faults.append((coupon, text))
            if not card:
                continue
            points, fault = self._cs_cost(card, reward, lines)
            spent[card] += points
            if fault:
                faults.append((card, fault))
        return dict(spent), faults

    def _cs_claims(self):
        """Return ``{(reward, card that the till names, code): lines}``, one entry per claim."""
        claims = defaultdict(self.env["pos.order.line"].browse)
        for line in self.lines:
            if line.reward_id.program_id.cs_managed and not line.refunded_orderline_id:
                claims[line.reward_id, line.coupon_id, line.reward_identifier_code] |= line
        return dict(claims)

    def _cs_cost(self, card, reward, lines):
        """Return ``(points, fault or None)`` of one claim: never less than the program asks for."""
        claimed = sum(max(line.points_cost, 0.0) for line in lines)
        least = self._cs_least_cost(card, reward, lines)
        step = UNIT // 10**reward.program_id.cs_point_decimals
        missing = reward.program_id._cs_units(least) - reward.program_id._cs_units(claimed)
        fault = None
        if reward.cs_kind != "order" or not reward._cs_is_for(card):
            fault = self.env._("%(reward)s is not for this card.", reward=reward.description)
        if missing < step:
            return claimed, fault
        fault = self.env._(
            "The till asked %(claimed)g points for %(reward)s, which costs %(least)g.",
            claimed=claimed,
            reward=reward.description,
            least=to_points(reward.program_id._cs_units(least)),
        )
        return least, fault

    def _cs_least_cost(self, card, reward, lines):
        if reward.clear_wallet:
            # What this order earns is booked before it and goes too; what waits does not.
            waits = reward.program_id.cs_pending_days
            earned = 0 if waits else self._cs_earned_points(reward.program_id)
            return max(reward.required_points, card.points + card._cs_multiplied(earned))
        if reward.reward_type == "product":
            times = math.ceil(sum(lines.mapped("qty")) / (reward.reward_product_qty or 1))
            return reward.required_points * max(times, 1)
        if reward.discount_mode == "per_point" and reward.discount:
            given = abs(sum(line._cs_paid() for line in lines))
            return max(given / reward.discount, reward.required_points if given else 0)
        return reward.required_points

    def _cs_faults_without_customer(self):
        """Rewards of a managed program on an order of nobody."""
        claims = self._cs_claims()
        if not claims:
            return []
        text = self.env._("A reward was given on an order without a customer.")
        cards = self.env["loyalty.card"].union(*(coupon for _reward, coupon, _code in claims))
        return [(card, text) for card in cards or [cards]]
