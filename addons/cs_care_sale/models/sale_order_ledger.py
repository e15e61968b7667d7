from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.cs_care.core.ledger import to_points, to_units


class SaleOrderLedger(models.Model):
    """What an order has to have earned and spent, and the entries that make it so.

    Earned: the points of the order, less the share that credit notes give back. Spent: what its
    reward lines cost, less the share of credit notes. An order that is not confirmed has neither.
    """

    _inherit = "sale.order"

    def _cs_follow_ledger(self):
        """Book the difference between these orders and their entries; nothing when there is none.

        :raise UserError: reward lines that cost less than their reward asks for; too few points
        """
        orders = self.sudo().filtered("id")
        booked = orders._cs_booked_for_orders()
        targets = orders._cs_targets()
        cards = (
            self.env["loyalty.card"].sudo().union(*(card for _order, card in {**booked, **targets}))
        )
        if not cards:
            return
        rows = []
        for order, card in {**booked, **targets}:
            earned, spent = targets.get((order, card), (0, 0))
            moves = booked.get((order, card), self.env["cs.loyalty.move"].sudo())
            # What is earned first, for it may pay for a reward of the same order.
            rows += order._cs_rows_to(card, moves, "earn", earned)
            rows += order._cs_rows_to(card, moves, "spend", -spent)
        # Booking locks the cards, and fails for a repetition when another server has booked on one
        # since this transaction began; so what was read above holds. With nothing to book too.
        if rows:
            notes = {order: order._cs_note() for order in {row["record"] for row in rows}}
            cards._cs_move_many([{**row, "note": notes[row["record"]]} for row in rows])
        else:
            cards._cs_lock()

    def _cs_booked_for_orders(self):
        """Return ``{(order, card): entries}`` that are booked for these orders."""
        moves = (
            self.env["cs.loyalty.move"]
            .sudo()
            .search([("res_model", "=", "sale.order"), ("res_id", "in", self.ids)], order="id")
        )
        booked = defaultdict(self.env["cs.loyalty.move"].sudo().browse)
        for move in moves:
            booked[self.browse(move.res_id), move.card_id._cs_final()] |= move
        return dict(booked)

    def _cs_targets(self):
        """Return ``{(order, card): (units earned, units spent)}`` of managed cards."""
        targets = defaultdict(lambda: [0, 0])
        for order in self.filtered(lambda order: order.state == "sale"):
            earned_share, line_share = order._cs_refunded_shares()
            for entry in order.coupon_point_ids.filtered("coupon_id.cs_managed"):
                card = entry.coupon_id._cs_final()
                points = entry.points * (1 - earned_share)
                targets[order, card][0] += card.program_id._cs_units(points)
            lines = order.order_line.filtered("coupon_id.cs_managed")
            order._cs_check_costs(lines)
            costs = defaultdict(float)
            for line in lines:
                costs[line.coupon_id._cs_final()] += line.points_cost * (1 - line_share[line])
            for card, cost in costs.items():
                targets[order, card][1] += card.program_id._cs_units(cost)
        return {key: tuple(units) for key, units in targets.items()}

    def _cs_refunded_shares(self):
        """Return how much of this order has been refunded: of what earns, and per line."""
        shares = {}
        sold = refunded = 0.0
        for line in self.order_line:
            notes = line.invoice_lines.filtered(
                lambda note: note.parent_state == "posted" and note.move_type == "out_refund"
            )
            quantity = sum(notes.mapped("quantity"))
            whole = abs(line.product_uom_qty)
            shares[line] = min(abs(quantity) / whole, 1.0) if whole else 0.0
            if not line.reward_id:
                sold += line.price_total
                refunded += sum(notes.mapped("price_total"))
        share = min(max(refunded / sold, 0.0), 1.0) if sold else 0.0
        return share, shares

    def _cs_check_costs(self, lines):
        """Rewards are paid in full, whoever wrote the lines."""
        paid = defaultdict(float)
        for line in lines:
            paid[line.reward_id, line.coupon_id, line.reward_identifier_code] += line.points_cost
        for (reward, _card, _code), cost in paid.items():
            least = 0 if not reward or reward.clear_wallet else reward.required_points
            if to_units(cost) < to_units(least) or any(line.points_cost < 0 for line in lines):
                raise UserError(
                    self.env._(
                        "%(order)s: a reward costs fewer points than its program asks for. Take "
                        "the reward off the order and add it again.",
                        order=self.name,
                    )
                )

    def _cs_rows_to(self, card, moves, kind, target):
        """Return rows, without note, that bring entries of a kind to ``target`` units (signed)."""
        own = moves.filtered(lambda move: move.kind == kind)
        left = own._cs_reversible_units()
        sign = 1 if kind == "earn" else -1
        difference = abs(target) - sum(left.values())
        if not difference:
            return []
        row = {"card": card, "record": self}
        rows = []
        if difference > 0:
            key = f"sale.order,{self.id},{card.id},{kind},{len(own) + 1}"
            points = sign * to_points(difference)
            rows.append({**row, "points": points, "kind": kind, "idem_key": key})
        for move in own.sorted("id", reverse=True):
            if difference >= 0:
                break
            part = min(left[move.id], -difference)
            difference += part
            if part:
                count = len(move.reversal_ids) + 1
                key = f"sale.order,{self.id},{card.id},reverse,{move.id},{count}"
                points = -sign * to_points(part)
                back = {"points": points, "kind": "reverse", "reverses": move, "idem_key": key}
                rows.append({**row, **back})
        return rows

    def _cs_note(self):
        order = self.with_context(lang=self.partner_id.lang)
        return order.env._("Order %(name)s", name=self.name)
