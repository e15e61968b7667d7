from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.cs_care.core.ledger import to_points, to_units


class PosOrderPoints(models.Model):
    """Points of managed programs are booked by the server when an order is paid (clause 7.3.3).

    Each entry has the order's uuid in its key, so an order that a till sends again books nothing
    more. A sale is never stopped for points: what cannot be booked as it should be becomes a debt,
    and supervisors of care are told.
    """

    _inherit = "pos.order"

    def action_pos_order_paid(self):
        result = super().action_pos_order_paid()
        self._cs_book_points()
        return result

    def _cs_book_points(self):
        """Book what this order earns and spends, and take back what its refunded lines earned."""
        self.ensure_one()
        # sudo: cashiers have no rights on ledger and cards; the order decides what is booked
        order = self.sudo().with_company(self.company_id)
        rows, faults = order._cs_point_rows()
        for origin in order.lines.refunded_orderline_id.order_id:
            rows += order._cs_rows_of_return(origin)
        if rows:
            faults += order._cs_book_rows(rows)
        if faults:
            order._cs_report_points(faults)

    def _cs_point_rows(self):
        """Return ``(rows of the ledger, faults)`` of this order's own lines."""
        if not self.partner_id:
            return [], self._cs_faults_without_customer()
        earning = self._cs_point_programs()
        programs = earning | self.lines.reward_id.program_id.filtered("cs_managed")
        if not programs:
            return [], []
        cards = self.env["loyalty.card"].search(
            [("program_id", "in", programs.ids), ("partner_id", "=", self.partner_id.id)]
        )
        card_of = {card.program_id: card for card in cards}
        # What is earned first, for it may pay for a reward of the same order.
        rows = [
            self._cs_row(card, "earn", self._cs_earned_points(card.program_id))
            for card in cards
            if card.program_id in earning
        ]
        spent, faults = self._cs_spent(card_of)
        rows += [self._cs_row(card, "spend", -points) for card, points in spent.items()]
        return [row for row in rows if row["points"]], faults

    def _cs_point_programs(self):
        """Return the managed programs of this order's till on the day of the sale."""
        # An order that was paid without connection arrives later, maybe after the last day.
        sold = min(self.date_order, fields.Datetime.now())
        day = self.env["loyalty.program"]._cs_day_of(max(sold, self.session_id.start_at or sold))
        config = self.config_id
        domain = (
            Domain("cs_managed", "=", True)
            & Domain("pos_ok", "=", True)
            & (Domain("pos_config_ids", "=", False) | Domain("pos_config_ids", "in", config.ids))
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", day))
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))
            & (
                Domain("pricelist_ids", "=", False)
                | Domain("pricelist_ids", "in", self.pricelist_id.ids)
            )
            & Domain("currency_id", "=", self.currency_id.id)
            & Domain("company_id", "in", [False, self.company_id.id])
        )
        return self.env["loyalty.program"].search(domain)

    def _cs_row(self, card, kind, points):
        return {
            "card": card,
            "kind": kind,
            "points": points,
            "idem_key": f"pos.order,{self.uuid},{card.id},{kind}",
            "note": self._cs_points_note(),
            "record": self,
        }

    def _cs_points_note(self):
        order = self.with_context(lang=self.partner_id.lang or self.env.lang)
        return order.env._("Store receipt %(number)s", number=self.pos_reference or self.name)

    # REFUNDS

    def _cs_rows_of_return(self, origin):
        """Return rows that take back the share of ``origin`` that has been refunded by now."""
        moves = self.env["cs.loyalty.move"].search(
            [
                ("res_model", "=", "pos.order"),
                ("res_id", "=", origin.id),
                ("kind", "in", ("earn", "spend", "debt")),
            ],
            order="id",
        )
        if not moves:
            return []
        moves.card_id._cs_lock()
        left = moves._cs_reversible_units()
        rows = []
        for move in moves:
            whole = abs(to_units(move.points))
            share = origin._cs_returned_share(move)
            units = round(whole * share) - (whole - left[move.id])
            if units > 0:
                signed = -to_points(units) if move.points > 0 else to_points(units)
                row = self._cs_row(move.card_id._cs_final(), "reverse", signed)
                key = f"pos.order,{self.uuid},{move.id},reverse"
                rows.append({**row, "idem_key": key, "reverses": move})
        return rows

    def _cs_returned_share(self, move):
        """Return how much of what ``move`` was booked for has been refunded, from 0 to 1."""
        program = move.program_id
        if move.kind == "earn":
            weights = {line: line._cs_paid() for line in self.lines if not line.reward_id}
        else:
            lines = self.lines.filtered(lambda line: line.reward_id.program_id == program)
            weights = {line: line.points_cost for line in lines}
        total = sum(weights.values())
        if not total:
            return 0.0
        share = sum(line._cs_refunded_share() * weight for line, weight in weights.items()) / total
        return min(max(share, 0.0), 1.0)

    # BOOKING

    def _cs_book_rows(self, rows):
        """Book all rows at once, or what can be booked of them; return the faults."""
        cards = self.env["loyalty.card"].union(*(row["card"] for row in rows))
        try:
            with self.env.cr.savepoint():
                cards._cs_move_many(rows)
        except UserError:
            return [fault for row in rows if (fault := self._cs_book_row(row))]
        return []

    def _cs_book_row(self, row):
        """Book one row; points that are missing become a debt. Return the fault, or None."""
        try:
            with self.env.cr.savepoint():
                row["card"]._cs_move_many([row])
        except UserError as error:
            if row["kind"] == "spend":
                row["card"]._cs_move_many([{**row, "kind": "debt", "may_owe": True}])
            return row["card"], str(error)
        return None

    def _cs_report_points(self, faults):
        """Raise one alert per card for supervisors of care."""
        rule = self.env.ref("cs_pos.cs_loyalty_alert_rule_counter", raise_if_not_found=False)
        if not rule:
            return
        texts = defaultdict(list)
        for card, text in faults:
            texts[card].append(text)
        self.env["cs.loyalty.alert"]._cs_raise(
            rule,
            [
                {
                    "key": f"pos.order,{self.uuid},{card.id}",
                    "card_id": card.id,
                    "user_id": self.user_id.id,
                    "name": f"{self.pos_reference or self.name}: {' '.join(found)}",
                }
                for card, found in texts.items()
            ],
        )
