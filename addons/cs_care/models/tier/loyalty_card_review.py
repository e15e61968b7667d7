from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...core.tier import Change, reviewed, rung_of, valid_until
from .loyalty_card_tier import WRITTEN

BATCH = 2000
NOTICE_BATCH = 200


class LoyaltyCard(models.Model):
    """The yearly review of tiers, the notice before it, and the recount (clause 7.3.3)."""

    _inherit = "loyalty.card"

    @api.model
    def _cron_review_tiers(self):
        """Place new cards, review those whose period is over, look at those that wait.

        In batches by an index; a card that another server holds is left to it.
        """
        today = fields.Date.context_today(self)
        programs = self.env["cs.loyalty.tier"].search([("active", "=", True)]).program_id
        unplaced = SQL(
            "card.cs_period_start IS NULL AND card.cs_managed AND card.program_id = ANY(%s)",
            programs.ids,
        )
        overdue = SQL("card.cs_tier_until < %s", today)
        waiting = SQL("card.cs_tier_check_on <= %s", today)
        self._cs_tier_batches(unplaced, SQL("card.program_id"), self._cs_place_batch)
        self._cs_tier_batches(overdue, SQL("card.cs_tier_until, card.id"), self._cs_review_batch)
        self._cs_tier_batches(waiting, SQL("card.cs_tier_check_on"), self._cs_check_batch)

    @api.model
    def _cs_tier_batches(self, condition, order, step, limit=BATCH):
        """Let ``step`` have the ids of cards that wait, and commit after each batch."""
        while ids := self._cs_take_cards(condition, order, limit):
            step(ids)
            self.env.flush_all()
            # A million cards would not fit into the cache.
            self.env.invalidate_all()
            full = len(ids) == limit
            if not self.env["ir.cron"]._commit_progress(len(ids), remaining=limit if full else 0):
                break

    @api.model
    def _cs_take_cards(self, condition, order, limit):
        self.flush_model(WRITTEN)
        return [
            card_id
            for (card_id,) in self.env.execute_query(
                SQL(
                    "SELECT card.id FROM loyalty_card AS card WHERE card.active AND %s"
                    " ORDER BY %s LIMIT %s FOR NO KEY UPDATE SKIP LOCKED",
                    condition,
                    order,
                    limit,
                )
            )
        ]

    @api.model
    def _cs_place_batch(self, ids):
        self.browse(ids)._cs_place()

    @api.model
    def _cs_check_batch(self, ids):
        cards = self.browse(ids)
        self.env.cr.execute(
            SQL("UPDATE loyalty_card SET cs_tier_check_on = NULL WHERE id = ANY(%s)", ids)
        )
        cards.invalidate_recordset(["cs_tier_check_on"], flush=False)
        self._cs_settle(cards._cs_standings())

    @api.model
    def _cs_review_batch(self, ids):
        """Decide the next tier of cards whose period is over; no query per card."""
        standings = self.browse(ids)._cs_standings()
        starts = {row.card_id: self._cs_period_start(row) for row in standings}
        late = self._cs_qualified_since(starts)
        changes = [
            self._cs_review(row, starts[row.card_id], late.get(row.card_id, 0.0))
            for row in standings
        ]
        self._cs_apply(changes)
        # Points of the new period that came before the review may reach a tier already.
        later = self.browse([c.standing.card_id for c in changes if c.points > 0])
        if later:
            self._cs_settle(later._cs_standings())

    @api.model
    def _cs_period_start(self, row):
        """Return the first moment after the last day of a tier, where the programme is."""
        program = self.env["loyalty.program"].sudo().browse(row.program_id)
        company = program.company_id or self.env.company
        zone = ZoneInfo(company.sudo()._cs_calendar().tz or "UTC")
        midnight = datetime.combine(row.until + timedelta(1), time.min, tzinfo=zone)
        return midnight.astimezone(UTC).replace(tzinfo=None)

    @api.model
    def _cs_qualified_since(self, starts):
        """Return ``{card id: points}`` that qualified since a moment: ``{card id: moment}``."""
        self.env["cs.loyalty.move"].flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT move.card_id, sum(move.qualifying_points)::float8"
                    " FROM unnest(%s::int[], %s::timestamp[]) AS card(id, start)"
                    " JOIN cs_loyalty_move AS move ON move.card_id = card.id"
                    " AND move.qualifying_points <> 0 AND move.date >= card.start"
                    " GROUP BY move.card_id",
                    list(starts),
                    list(starts.values()),
                )
            )
        )

    @api.model
    def _cs_review(self, row, start, late):
        """Return the change after a period.

        :param start: the moment at which the next period begins
        :param float late: points since then, which count for the next period
        """
        program = self.env["loyalty.program"].browse(row.program_id)
        counted = row.points - late - row.points_then
        fits = row.is_manual or program.sudo().cs_tier_downgrade == "to_fit"
        rung = reviewed(program._cs_rungs(), row.tier_id, counted, fits)
        tier_id = rung.id if rung else None
        return Change(
            row,
            tier_id,
            "kept" if tier_id == row.tier_id else "down",
            row.until + timedelta(1),
            valid_until(row.until, rung.months if rung else 12),
            counted=counted,
            points=late,
            points_then=0.0,
            start=start,
        )

    @api.model
    def _cs_check_again(self, domain):
        """Have the tiers of these cards looked at by the next scheduled action; one statement."""
        domain = Domain(domain) & Domain("cs_period_start", "!=", False)
        query = self._search(domain)
        self.flush_model(["cs_tier_check_on"])
        self.env.cr.execute(
            SQL(
                "UPDATE loyalty_card SET cs_tier_check_on = %s WHERE id IN (%s)",
                fields.Date.context_today(self),
                query.select(),
            )
        )
        self.invalidate_model(["cs_tier_check_on"], flush=False)

    def _cs_repair_qualifying(self):
        """Count the qualifying points of these cards anew from their moves.

        Moves of cards that were merged into them count too.

        :return: the cards whose figure was wrong
        """
        self.env["cs.loyalty.move"].flush_model()
        self.flush_model(WRITTEN)
        wrong = self.env.execute_query(
            SQL(
                """
                  WITH RECURSIVE source AS (
                       SELECT id AS card_id, id FROM loyalty_card
                        WHERE id = ANY(%s) AND cs_period_start IS NOT NULL
                        UNION ALL
                       SELECT source.card_id, merged.id
                         FROM source JOIN loyalty_card AS merged
                           ON merged.cs_merged_into_id = source.id)
                UPDATE loyalty_card AS card SET cs_qualifying_points = counted.points
                  FROM (SELECT own.id, COALESCE(sum(move.qualifying_points), 0) AS points
                          FROM source JOIN loyalty_card AS own ON own.id = source.card_id
                          LEFT JOIN cs_loyalty_move AS move ON move.card_id = source.id
                           AND move.qualifying_points <> 0 AND move.date >= own.cs_period_start
                         GROUP BY own.id) AS counted
                 WHERE card.id = counted.id
                   AND abs(COALESCE(card.cs_qualifying_points, 0) - counted.points) >= 0.005
                RETURNING card.id
                """,
                self.ids,
            )
        )
        self.invalidate_recordset(["cs_qualifying_points"], flush=False)
        return self.browse(card_id for (card_id,) in wrong)

    @api.model
    def _cron_tell_tier_notices(self):
        """Tell members who would fall at their review, while they can still do something."""
        due = SQL("card.cs_tier_notice_due <= %s", fields.Date.context_today(self))
        self._cs_tier_batches(
            due, SQL("card.cs_tier_notice_due"), self._cs_notice_batch, NOTICE_BATCH
        )

    @api.model
    def _cs_notice_batch(self, ids):
        cards = self.browse(ids).sudo()
        today = fields.Date.context_today(self)
        short = cards.filtered(lambda card: card._cs_falls_at_review(today))
        # A notice about the member's own contract: who objected to these is left out.
        reachable = short.partner_id.filtered("email")._cs_filter_consented("service", "email")
        told = short.filtered(lambda card: card.partner_id in reachable)
        if told:
            self.env.ref("cs_care.mail_template_tier_notice").sudo().send_mail_batch(told.ids)
        cards.write({"cs_tier_notice_due": False})
        told.write({"cs_tier_told_on": today})

    def _cs_falls_at_review(self, today):
        """Whether the member falls if nothing more is earned; not when the review is over."""
        self.ensure_one()
        rungs = self.program_id._cs_rungs()
        present = rung_of(rungs, self.cs_tier_id.id)
        if not present or not self.cs_tier_until or self.cs_tier_until < today:
            return False
        points = self.cs_qualifying_points - self.cs_tier_points_then
        return reviewed(rungs, present.id, points, self.cs_tier_is_manual) != present
