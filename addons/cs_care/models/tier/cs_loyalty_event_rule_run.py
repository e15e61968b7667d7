import logging
from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...core.earning import capped, credited_on, period_start, points_of
from ...core.tier import months_between, rung_of

_logger = logging.getLogger(__name__)

BATCH = 1000
# No transaction that records an event lasts longer: what it commits late is still seen.
OVERLAP = timedelta(days=1)


class Happened(NamedTuple):
    """An event that waits for a rule. ``day`` is where the programme is."""

    event_id: int
    partner_id: int
    day: object
    amount: float
    card_id: int
    tier_id: int | None


class CsLoyaltyEventRule(models.Model):
    """The consumer of customer events.

    It takes what has no award yet (an anti-join: ids are not given in the order of commits), and
    looks back no further than to where it has seen everything.
    """

    _inherit = "cs.loyalty.event.rule"

    @api.model
    def _cron_consume_events(self):
        """Give points for the events that wait, in batches."""
        today = fields.Date.context_today(self)
        rules = self.search(
            Domain("date_from", "<=", today) & Domain("program_id.cs_managed", "=", True)
        )
        for rule in rules:
            if (locked := rule.try_lock_for_update()) and not locked._cs_consume():
                return

    def _cs_consume(self):
        """Take all events that wait for this rule; return False when the time is up."""
        self.ensure_one()
        cron = self.env["ir.cron"]
        began = fields.Datetime.now()
        failed = set()
        while True:
            events = self._cs_waiting_events(failed)
            if events:
                failed |= self._cs_take_or_skip(events)
            full = len(events) == BATCH
            if not full and not failed:
                self._cs_step(date_consumed=began - OVERLAP)
            if not cron._commit_progress(len(events), remaining=BATCH if full else 0):
                return False
            self.env.invalidate_all()
            if not full:
                return True
            # The commit has let the rule go.
            if not self.try_lock_for_update():
                return True

    def _cs_take_or_skip(self, events):
        """Take events, one by one where all together fail; return the ids that failed."""
        try:
            with self.env.cr.savepoint():
                self._cs_take(events)
        except Exception as error:
            if len(events) > 1:
                return set().union(*(self._cs_take_or_skip([event]) for event in events))
            # The message of the error may hold personal data: the log gets its kind only.
            _logger.warning(
                "The rule %s failed with event %s (%s); it is tried again at the next run",
                self.id,
                events[0].event_id,
                type(error).__name__,
            )
            return {events[0].event_id}
        return set()

    def _cs_waiting_events(self, without=()):
        """Return the next :class:`Happened` of members that have no award of this rule."""
        self.env.flush_all()
        program = self.program_id.sudo()
        zone = (program.company_id or self.env.company).sudo()._cs_calendar().tz or "UTC"
        day = SQL("(event.date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", zone)
        conditions = [
            SQL("event.kind_id = %s", self.kind_id.id),
            SQL("card.program_id = %s AND card.active", program.id),
            SQL("%s >= GREATEST(%s, card.cs_member_since)", day, self.date_from),
            # The same bound for the index, whatever the zone
            SQL("event.date >= %s", fields.Date.subtract(self.date_from, days=1)),
            SQL(
                "NOT EXISTS (SELECT 1 FROM cs_loyalty_event_award AS award"
                " WHERE award.rule_id = %s AND award.event_id = event.id)",
                self.id,
            ),
        ]
        if program.company_id:
            conditions.append(SQL("event.company_id = %s", program.company_id.id))
        if self.date_to:
            conditions.append(SQL("%s <= %s", day, self.date_to))
        if self.date_consumed:
            conditions.append(SQL("event.create_date >= %s", self.date_consumed))
        if self.kind_code == "tenure" and self.tenure_years:
            conditions.append(SQL("event.amount = %s", self.tenure_years))
        if without:
            conditions.append(SQL("event.id <> ALL(%s)", list(without)))
        rows = self.env.execute_query(
            SQL(
                "SELECT event.id, event.partner_id, %s, COALESCE(event.amount, 0)::float8,"
                " card.id, card.cs_tier_id"
                " FROM cs_customer_event AS event"
                " JOIN loyalty_card AS card ON card.partner_id = event.partner_id"
                " WHERE %s ORDER BY event.id LIMIT %s",
                day,
                SQL(" AND ").join(conditions),
                BATCH,
            )
        )
        return [Happened(*row) for row in rows]

    def _cs_take(self, events):
        """Book points for events and record what became of each; no query per event."""
        outcomes = self._cs_decide(events)
        cards = self.env["loyalty.card"].sudo()
        rows = [
            {
                "card": cards.browse(event.card_id),
                "points": points,
                "kind": "earn",
                "idem_key": self._cs_key(event),
                "note": self.name,
                "qualifying": min(points, self._cs_base(event)) if self.is_qualifying else False,
                # Before the limits, so that they hold for what is given
                "multiplied": True,
                "date_available": credited_on(event.day, self.credit_day) or None,
            }
            for event, (_outcome, points) in outcomes.items()
            if points
        ]
        moves = {move.idem_key: move for move in cards._cs_move_many(rows)}
        self.env["cs.loyalty.event.award"]._cs_append(
            [
                self._cs_award_values(event, outcome, moves.get(self._cs_key(event)))
                for event, (outcome, _points) in outcomes.items()
            ]
        )
        self._cs_count_given(sum(move.points for move in moves.values()))

    def _cs_key(self, event):
        return f"event.rule,{self.id},{event.event_id}"

    def _cs_award_values(self, event, outcome, move):
        return {
            "rule_id": self.id,
            "event_id": event.event_id,
            "program_id": self.program_id.id,
            "company_id": self.company_id.id,
            "partner_id": event.partner_id,
            "card_id": event.card_id,
            "move_id": move.id if move else False,
            "event_date": event.day,
            "outcome": outcome,
            "points": move.points if move else 0.0,
        }

    def _cs_decide(self, events):
        """Return ``{event: (outcome, points)}``, in the order of the events."""
        partners = self.env["res.partner"].browse({event.partner_id for event in events})
        agreed = set(partners._cs_filter_consented("loyalty").ids)
        starts = partners._cs_tenure_starts() if self.min_tenure_months else {}
        used = self._cs_used(events)
        left = self._cs_budget_left()
        decided = {}
        for event in events:
            outcome = self._cs_refusal(event, agreed, starts)
            points = 0.0
            if not outcome:
                wanted = self._cs_wanted(event)
                key = event.partner_id, period_start(event.day, self.cap_period)
                points = capped(wanted, used.get(key, 0.0), self.customer_cap)
                outcome = "cap" if not points else "cut" if points < wanted else "given"
                if points and left is not None and points > left:
                    points = max(left, 0.0)
                    outcome = "cut" if points else "budget"
                used[key] = used.get(key, 0.0) + points
                left = left - points if left is not None else None
            decided[event] = (outcome, points)
        return decided

    def _cs_refusal(self, event, agreed, starts):
        """Return why an event gives nothing at all, or None."""
        if event.partner_id not in agreed:
            return "consent"
        if self.tier_ids and event.tier_id not in self.tier_ids.ids:
            return "tier"
        tenure = months_between(starts.get(event.partner_id), event.day)
        if self.min_tenure_months and tenure < self.min_tenure_months:
            return "tenure"
        if event.amount < self.minimum_amount or not self._cs_wanted(event):
            return "amount"
        return None

    def _cs_base(self, event):
        """Return the points of an event, rounded as the programme rounds."""
        step = self.step if self.mode == "amount" else 0
        return self.program_id._cs_units(points_of(self.points, step, event.amount)) / 100

    def _cs_wanted(self, event):
        """Return the points of an event times what the member's tier gives, before limits."""
        rung = rung_of(self.program_id._cs_rungs(), event.tier_id)
        base = self._cs_base(event)
        return self.program_id._cs_units(base * rung.multiplier) / 100 if rung else base

    def _cs_used(self, events):
        """Return ``{(partner id, first day of the period): points}`` given by this rule."""
        if not self.customer_cap:
            return {}
        used = {}
        since = min(period_start(event.day, self.cap_period) for event in events)
        for partner, day, points in (
            self.env["cs.loyalty.event.award"]
            .sudo()
            ._read_group(
                [
                    ("rule_id", "=", self.id),
                    ("partner_id", "in", [event.partner_id for event in events]),
                    ("event_date", ">=", since),
                    ("points", ">", 0),
                ],
                ["partner_id", "event_date:day"],
                ["points:sum"],
            )
        ):
            key = partner.id, period_start(day, self.cap_period)
            used[key] = used.get(key, 0.0) + points
        return used

    def _cs_budget_left(self):
        """Return what the budgets of rule and programme leave, or None without a budget."""
        left = [self.budget_points - self.given_points] if self.budget_points else []
        program = self.program_id.sudo()
        if program.cs_event_budget:
            program.lock_for_update()
            left.append(program.cs_event_budget - program._cs_event_given_this_year())
        return min(left, default=None)

    def _cs_count_given(self, points):
        if points:
            self._cs_step(given_points=self.given_points + points)
            self.program_id.sudo()._cs_event_gave(points)
