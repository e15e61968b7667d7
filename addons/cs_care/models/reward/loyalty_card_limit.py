from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .loyalty_card_block import HELD_DAY


class LoyaltyCardLimit(models.Model):
    """Limits and blocks, where points are booked."""

    _inherit = "loyalty.card"

    @api.model
    def _cs_check_move(self, rows):
        result = super()._cs_check_move(rows)
        self._cs_check_blocked(rows)
        self._cs_check_earning(rows)
        return result

    @api.model
    def _cs_check_blocked(self, rows):
        """A blocked card spends nothing, and what it earns waits.

        :raise UserError: points of a blocked card are to be spent
        """
        for row in rows:
            if not row["card"].cs_date_blocked:
                continue
            if row["kind"] == "spend":
                raise UserError(
                    self.env._(
                        "The card is blocked. A supervisor of customer care has to free it first."
                    )
                )
            if row["kind"] == "earn":
                row.update(date_available=HELD_DAY, date_expiry=HELD_DAY)

    @api.model
    def _cs_check_earning(self, rows):
        """Keep what is earned within the limits per day and month.

        :raise UserError: a limit refuses what is above it
        """
        by_program = {}
        for row in rows:
            if row["kind"] == "earn" and row["points"] > 0:
                by_program.setdefault(row["card"].program_id, []).append(row)
        for program, earning in by_program.items():
            company = program.company_id or self.env.company
            limits = self.env["cs.loyalty.limit"]._cs_of(
                ("earn_day", "earn_month"), company, program
            )
            today = program._cs_today()
            for kind, limit in limits.items():
                first = today if kind == "earn_day" else today.replace(day=1)
                self._cs_keep_limit(limit, earning, program._cs_day_start(first), first)

    @api.model
    def _cs_keep_limit(self, limit, rows, since, first):
        cards = self.union(*(row["card"] for row in rows))
        moves = self.env["cs.loyalty.move"].sudo()
        earned = {
            card.id: points
            for card, points in moves._read_group(
                Domain("card_id", "in", cards.ids)
                & Domain("kind", "=", "earn")
                & Domain("date", ">=", since),
                ["card_id"],
                ["points:sum"],
            )
        }
        above = self.browse()
        for row in rows:
            card = row["card"]
            room = max(limit.amount - earned.get(card.id, 0.0), 0.0)
            if row["points"] > room:
                above |= card
                if limit.response == "refuse":
                    raise UserError(
                        self.env._(
                            "At most %(limit)g points are credited to a card in this period. A "
                            "manager of customer care can change the limit.",
                            limit=limit.amount,
                        )
                    )
                if limit.response == "cut":
                    row["note"] = self.env._(
                        "%(note)s (%(points)g points, cut to the limit)",
                        note=row["note"],
                        points=row["points"],
                    )
                    row["points"] = room
            earned[card.id] = earned.get(card.id, 0.0) + row["points"]
        self.env["cs.loyalty.alert"]._cs_raise_limit(limit, above, first)

    @api.model_create_multi
    def create(self, vals_list):
        cards = super().create(vals_list)
        if not self.env.su:
            cards.filtered(lambda card: card.program_id.cs_managed)._cs_check_enrolment()
        return cards

    def _cs_check_enrolment(self):
        """Refuse more new members in a day than a limit allows one user.

        :raise UserError: the limit is reached
        """
        for program in self.program_id:
            company = program.company_id or self.env.company
            limit = self.env["cs.loyalty.limit"]._cs_of(("enrol_day",), company, program)
            if not limit:
                continue
            limit = limit["enrol_day"]
            today = program._cs_today()
            domain = (
                Domain("program_id", "=", program.id)
                & Domain("create_uid", "=", self.env.uid)
                & Domain("create_date", ">=", program._cs_day_start(today))
            )
            # sudo: counts what the user has made, seen or not
            if self.sudo().search_count(domain) <= limit.amount:
                continue
            if limit.response == "refuse":
                raise UserError(
                    self.env._(
                        "You have enrolled %(limit)g members today, and that is the most of a "
                        "day. Ask a colleague, or go on tomorrow.",
                        limit=limit.amount,
                    )
                )
            self.env["cs.loyalty.alert"]._cs_raise_limit(limit, self[:1], today, user=self.env.user)
