from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...core.ledger import to_points
from ...core.tier import (
    Change,
    Standing,
    entered,
    months_between,
    movement,
    rung_of,
    taken_back,
    valid_until,
    waits_for_tenure,
)

STANDING = SQL(
    "card.id, card.partner_id, card.program_id, card.company_id, card.cs_tier_id,"
    " COALESCE(card.cs_qualifying_points, 0)::float8,"
    " COALESCE(card.cs_tier_points_then, 0)::float8,"
    " card.cs_tier_until, COALESCE(card.cs_tier_is_manual, FALSE)"
)
# What is written without the ORM
WRITTEN = [
    "cs_tier_id",
    "cs_tier_from",
    "cs_tier_until",
    "cs_tier_points_then",
    "cs_tier_is_manual",
    "cs_tier_check_on",
    "cs_tier_notice_due",
    "cs_tier_told_on",
    "cs_period_start",
    "cs_qualifying_points",
    "cs_member_since",
]
# No tier in reach asks for it.
NO_QUESTION = 10**6


class LoyaltyCard(models.Model):
    """How a card gets its tier: all at once for many cards, in a constant number of queries."""

    _inherit = "loyalty.card"

    @api.model
    def _cs_booked(self, moves):
        """Count what qualifies, and let members move up at once (hook of the ledger)."""
        result = super()._cs_booked(moves)
        sums = {}
        for move in moves:
            if move.qualifying_points:
                points = sums.setdefault(move.card_id.id, [0.0, False])
                points[0] += move.qualifying_points
                points[1] |= move.qualifying_points < 0
        if sums:
            standings = self._cs_add_qualifying(
                {card: points for card, (points, _) in sums.items()}
            )
            self._cs_settle(standings)
            lowered = [row for row in standings if sums[row.card_id][1]]
            if lowered:
                self._cs_take_back(lowered)
        return result

    @api.model
    def _cs_check_move(self, rows):
        """Multiply what members of a tier earn; qualifying points stay (hook of the ledger)."""
        result = super()._cs_check_move(rows)
        for row in rows:
            if row["kind"] != "earn" or row["points"] <= 0 or row.get("multiplied"):
                continue
            points = row["card"]._cs_multiplied(row["points"])
            if points != row["points"]:
                if row["qualifying"] is None or row["qualifying"] is True:
                    row["qualifying"] = row["points"]
                row["points"] = points
        return result

    def _cs_multiplied(self, points):
        """Return how many points this card gets when ``points`` are earned."""
        program, tier = self.program_id, self.sudo().cs_tier_id
        rung = rung_of(program._cs_rungs(), tier.id)
        if not rung or rung.multiplier == 1.0:
            return points
        return to_points(program._cs_units(points * rung.multiplier))

    @api.model
    def _cs_add_qualifying(self, points):
        """Add ``{card id: points}`` to the running figures and return the standings."""
        cards = self.browse(points)
        cards._cs_place()
        if not any(card.cs_period_start for card in cards.sudo()):
            return []
        self.flush_model(WRITTEN)
        rows = self.env.execute_query(
            SQL(
                "UPDATE loyalty_card AS card"
                " SET cs_qualifying_points = COALESCE(card.cs_qualifying_points, 0) + added.points"
                " FROM unnest(%s::int[], %s::numeric[]) AS added(id, points)"
                " WHERE card.id = added.id AND card.cs_period_start IS NOT NULL RETURNING %s",
                list(points),
                list(points.values()),
                STANDING,
            )
        )
        self.browse(points).invalidate_recordset(WRITTEN, flush=False)
        return [Standing(*row) for row in rows]

    def _cs_place(self):
        """Begin the first period of cards that have none, with the tier that their points reach.

        Cards of a programme without tiers wait for its first tier.
        """
        cards = self.sudo().filtered(
            lambda card: (
                card.cs_managed and not card.cs_period_start and card.program_id._cs_rungs()
            )
        )
        if not cards:
            return
        now = fields.Datetime.now()
        self.flush_model()
        # A card that is older than the programme's tiers begins with what it earned in a year.
        self.env.cr.execute(
            SQL(
                "UPDATE loyalty_card SET"
                " cs_period_start = GREATEST(LEAST(create_date, %(now)s), %(year_ago)s),"
                " cs_qualifying_points = 0, cs_tier_points_then = 0 WHERE id = ANY(%(ids)s)",
                now=now,
                year_ago=now - relativedelta(years=1),
                ids=cards.ids,
            )
        )
        cards.invalidate_recordset(WRITTEN, flush=False)
        cards._cs_repair_qualifying()
        self._cs_settle(cards._cs_standings(), joined=True)

    def _cs_standings(self):
        """Return the :class:`Standing` s of these cards; one query."""
        self.flush_recordset(WRITTEN)
        rows = self.env.execute_query(
            SQL("SELECT %s FROM loyalty_card AS card WHERE id = ANY(%s)", STANDING, self.ids)
        )
        return [Standing(*row) for row in rows]

    @api.model
    def _cs_settle(self, standings, joined=False):
        """Let members up who have reached a higher tier.

        A card whose period is over waits for its review, which settles it afterwards.

        :param bool joined: these cards begin; each gets a tier, if any, and a period
        """
        changes, waiting = [], {}
        days = self._cs_days(standings)
        tenures = self._cs_tenure_months(standings, days)
        for row in standings:
            rungs = self.env["loyalty.program"].browse(row.program_id)._cs_rungs()
            today = days[row.program_id]
            if row.until and row.until < today:
                continue
            tenure = tenures.get(row.partner_id, NO_QUESTION)
            rung = entered(rungs, row.tier_id, row.points, tenure)
            if rung or joined:
                until = valid_until(today, rung.months if rung else 12)
                then = row.points if rung and rung.entry else 0.0
                changes.append(
                    Change(
                        row,
                        rung.id if rung else None,
                        "joined" if joined else "entry",
                        today,
                        until,
                        counted=row.points,
                        points=row.points,
                        points_then=then,
                    )
                )
            present = rung.id if rung else row.tier_id
            if months := waits_for_tenure(rungs, present, row.points, tenure):
                waiting[row.card_id] = today + relativedelta(months=months - tenure)
        self._cs_apply(changes)
        self._cs_wait(waiting)

    @api.model
    def _cs_days(self, standings):
        """Return ``{program id: today}``, where each programme is."""
        programs = self.env["loyalty.program"].sudo().browse({row.program_id for row in standings})
        return {program.id: program._cs_today() for program in programs}

    @api.model
    def _cs_tenure_months(self, standings, days):
        """Return ``{partner id: months as customer}`` where a tier asks for it."""
        programs = self.env["loyalty.program"]
        asked = {
            row.partner_id: days[row.program_id]
            for row in standings
            if row.partner_id
            and any(
                rung.tenure and row.points >= rung.entry
                for rung in programs.browse(row.program_id)._cs_rungs()
            )
        }
        starts = self.env["res.partner"].browse(asked)._cs_tenure_starts()
        return {pid: months_between(starts.get(pid), today) for pid, today in asked.items()}

    @api.model
    def _cs_take_back(self, standings):
        """Undo an entry of this period whose points were reversed, e.g. by a refund."""
        programs = self.env["loyalty.program"]
        short = []
        for row in standings:
            rung = rung_of(programs.browse(row.program_id)._cs_rungs(), row.tier_id)
            if rung and row.points < rung.entry and not row.is_manual:
                short.append(row)
        last = self._cs_last_periods([row.card_id for row in short])
        days = self._cs_days(short)
        changes = []
        for row in short:
            today = days[row.program_id]
            (reason, before_id, began, _to, _points), *earlier = last.get(row.card_id) or [[""] * 5]
            if reason != "entry" or not began:
                continue
            rungs = programs.browse(row.program_id)._cs_rungs()
            rung = taken_back(rungs, row.tier_id, before_id, row.points)
            if rung and rung.id == row.tier_id:
                continue
            until, then = valid_until(today, rung.months if rung else 12), 0.0
            if earlier and (rung.id if rung else None) == before_id:
                # The tier from before goes on as it was granted then.
                was, _before, _from, granted, counted = earlier[0]
                until = max(granted or until, today)
                then = min(counted, row.points) if was == "entry" else 0.0
            changes.append(
                Change(
                    row,
                    rung.id if rung else None,
                    "reversed",
                    today,
                    until,
                    counted=row.points,
                    points=row.points,
                    points_then=then,
                )
            )
        self._cs_apply(changes)

    @api.model
    def _cs_last_periods(self, card_ids):
        """Return ``{card id: [last row, row before]}`` of the history, of the running period.

        A row is ``(reason, tier before, from, to, points)``.
        """
        if not card_ids:
            return {}
        self.env["cs.loyalty.tier.period"].flush_model()
        found = {}
        for card_id, *row in self.env.execute_query(
            SQL(
                "SELECT card_id, reason, previous_tier_id, date_from, date_to, qualifying_points"
                " FROM (SELECT period.*, row_number() OVER"
                " (PARTITION BY card_id ORDER BY id DESC) AS place"
                " FROM cs_loyalty_tier_period AS period WHERE card_id = ANY(%s)) AS ranked"
                " WHERE place <= 2 ORDER BY card_id, place",
                card_ids,
            )
        ):
            found.setdefault(card_id, []).append(row)
        return found

    @api.model
    def _cs_apply(self, changes):
        """Give cards their tiers, add to the history, and tell who depends on it."""
        if not changes:
            return
        cards = self.browse([change.standing.card_id for change in changes])
        self.env.cr.execute(self._cs_apply_sql(changes))
        cards.invalidate_recordset(WRITTEN, flush=False)
        programs = self.env["loyalty.program"]
        history, moved, green = [], set(), set()
        for change in changes:
            row = change.standing
            if change.tier_id is None and row.tier_id is None:
                continue
            rungs = programs.browse(row.program_id)._cs_rungs()
            history.append(self._cs_history_values(rungs, change))
            if row.tier_id != change.tier_id and row.partner_id:
                moved.add(row.partner_id)
                was, now = rung_of(rungs, row.tier_id), rung_of(rungs, change.tier_id)
                if bool(was and was.is_green) != bool(now and now.is_green):
                    green.add(row.partner_id)
        self.env["cs.loyalty.tier.period"]._cs_append(history)
        partners = self.env["res.partner"]
        partners.browse(moved)._cs_refresh_tier()
        partners.browse(moved)._cs_tier_changed()
        partners.browse(green)._cs_tier_green_changed()

    @api.model
    def _cs_history_values(self, rungs, change):
        row = change.standing
        return {
            "card_id": row.card_id,
            "partner_id": row.partner_id,
            "program_id": row.program_id,
            "company_id": row.company_id,
            "tier_id": change.tier_id,
            "previous_tier_id": row.tier_id,
            "date_from": change.date_from,
            "date_to": change.date_to,
            "reason": change.reason,
            "movement": movement(rungs, row.tier_id, change.tier_id),
            "qualifying_points": change.counted,
            "user_id": self.env.uid if change.reason == "manual" else False,
            "note": change.note,
        }

    @api.model
    def _cs_apply_sql(self, changes):
        columns = zip(*(self._cs_apply_row(change) for change in changes), strict=True)
        return SQL(
            """
            UPDATE loyalty_card AS card
               SET cs_tier_id = new.tier_id, cs_tier_from = new.date_from,
                   cs_tier_until = new.date_to, cs_tier_points_then = new.points_then,
                   cs_tier_is_manual = new.is_manual, cs_tier_notice_due = new.notice_due,
                   cs_tier_told_on = NULL, cs_tier_check_on = NULL,
                   cs_period_start = COALESCE(new.start, card.cs_period_start),
                   cs_qualifying_points = new.points,
                   write_uid = %s, write_date = now() AT TIME ZONE 'UTC'
              FROM unnest(%s::int[], %s::int[], %s::date[], %s::date[], %s::numeric[], %s::bool[],
                          %s::date[], %s::timestamp[], %s::numeric[])
                AS new(id, tier_id, date_from, date_to, points_then, is_manual, notice_due,
                       start, points)
             WHERE card.id = new.id
            """,
            self.env.uid,
            *map(list, columns),
        )

    @api.model
    def _cs_apply_row(self, change):
        row = change.standing
        program = self.env["loyalty.program"].browse(row.program_id).sudo()
        rung = rung_of(program._cs_rungs(), change.tier_id)
        days = program.cs_tier_notice_days
        notice = change.date_to - timedelta(days) if days and rung and rung.keep else None
        return (
            row.card_id,
            change.tier_id,
            change.date_from,
            change.date_to,
            change.points_then,
            change.is_manual,
            notice,
            change.start,
            change.points,
        )

    @api.model
    def _cs_wait(self, days):
        """Have cards looked at on a day: ``{card id: day}``."""
        if days:
            cards = self.browse(days)
            cards.flush_recordset(["cs_tier_check_on"])
            self.env.cr.execute(
                SQL(
                    "UPDATE loyalty_card SET cs_tier_check_on = new.day"
                    " FROM unnest(%s::int[], %s::date[]) AS new(id, day)"
                    " WHERE loyalty_card.id = new.id",
                    list(days),
                    list(days.values()),
                )
            )
            cards.invalidate_recordset(["cs_tier_check_on"], flush=False)

    @api.model
    def _cs_set_tier(self, card, tier, until, note):
        """Give a card a tier by hand until a day; the caller has checked the right."""
        (row,) = card._cs_standings()
        self._cs_apply(
            [
                Change(
                    row,
                    tier.id or None,
                    "manual",
                    card.program_id.sudo()._cs_today(),
                    until,
                    counted=row.points,
                    points=row.points,
                    points_then=row.points,
                    is_manual=True,
                    note=note,
                )
            ]
        )
