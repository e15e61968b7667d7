"""One call of the points ledger's door: many entries on many cards, in few queries."""

from dataclasses import dataclass, field

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import SQL

from .core.ledger import LEDGER, Lot, Purse, Shortfall, portions, to_points, to_units
from .ledger_store import LedgerStore

OPTIONS = (
    "record",
    "qualifying",
    "date_available",
    "date_expiry",
    "reason",
    "reverses",
    "may_owe",
    "lots",
)
POSITIVE = {"earn"}
NEGATIVE = {"spend", "expire", "debt"}
OWING = {"reverse", "debt", "transfer"}
KINDS = POSITIVE | NEGATIVE | OWING | {"adjust"}


@dataclass
class Entry:
    """What a row becomes: its units, its lines, and the balance afterwards."""

    row: dict
    units: int
    lines: list = field(default_factory=list)
    balance: int = 0


class LedgerBatch(LedgerStore):
    """Books rows; used by ``loyalty.card._cs_move_many`` and nobody else."""

    def __init__(self, env, rows):
        self.caller = env
        # sudo: callers are server code. The token opens the evidence, for this batch only.
        self.env = env(
            su=True, context={**env.context, "cs_ledger": LEDGER, "tracking_disable": True}
        )
        ids = [row["card"].id for row in rows]
        self.rows = [self._complete(row, ids) for row in rows]
        self.cards = self.env["loyalty.card"].union(*(row["card"] for row in self.rows))
        for row in self.rows:
            # Hooks read fields of one card after the other.
            row["card"] = row["card"].with_prefetch(self.cards.ids)
        self.purses = {}  # card id: Purse
        self.before = {}  # card id: (available, pending, debt)
        self.loaded = {}  # lot id: Lot
        self.was = {}  # lot id: (remaining, pending)
        self.sources = {}  # move id: [(lot id or None, units)]
        self.returned = {}  # move id: units reversed before

    def _complete(self, row, ids):
        if row["kind"] not in KINDS:
            raise ValueError(f"Unknown kind of entry: {row['kind']}")
        if not row.get("idem_key"):
            raise ValueError("An entry of the points ledger needs a key.")
        card = self.env["loyalty.card"].browse(row["card"].id).with_prefetch(ids)._cs_final()
        if not card.cs_managed:
            raise UserError(
                self.caller._(
                    "%(program)s keeps no points ledger. Open its ledger first.",
                    program=card.program_id.name,
                )
            )
        points = to_points(card.program_id._cs_units(row["points"]))
        if row["kind"] in ("reverse", "transfer") or row.get("may_owe"):
            # What was booked before comes back as it was, however points are rounded now.
            points = to_points(to_units(row["points"]))
        return {**dict.fromkeys(OPTIONS), **row, "card": card, "points": points}

    def book(self):
        """Return the entries in the order of the rows."""
        known, fresh = {}, []
        if self.rows:
            self.cards._cs_lock()
            known = self._known()
        seen = set(known)
        for row in self.rows:
            key = (row["card"].id, row["idem_key"])
            if row["points"] and key not in seen:
                seen.add(key)
                fresh.append(row)
        if fresh:
            self.caller["loyalty.card"].sudo()._cs_check_move(fresh)
            moves = self._store(self._entries(fresh))
            known.update(((move.card_id.id, move.idem_key), move.id) for move in moves)
        keys = [(row["card"].id, row["idem_key"]) for row in self.rows]
        ids = dict.fromkeys(known[key] for key in keys if key in known)
        return self.caller["cs.loyalty.move"].sudo().browse(ids)

    def expire(self, cards):
        """Book what has become due on ``cards``, without any row."""
        self.cards = self.env["loyalty.card"].browse(cards.ids)
        self.cards._cs_lock()
        if entries := self._entries([]):
            self._store(entries)

    def _known(self):
        moves = self.env["cs.loyalty.move"].search_fetch(
            [
                ("card_id", "in", self.cards.ids),
                ("idem_key", "in", list({row["idem_key"] for row in self.rows})),
            ],
            ["card_id", "idem_key"],
        )
        return {(move.card_id.id, move.idem_key): move.id for move in moves}

    # Reading -----------------------------------------------------------------------------------

    def _load(self, rows):
        """Read the lots of the cards, and what the reversed entries did."""
        reversed_ids = [row["reverses"].id for row in rows if row["reverses"]]
        self._load_sources(reversed_ids)
        touched = {lot for lines in self.sources.values() for lot, _units in lines if lot}
        lots = {card.id: [] for card in self.cards}
        for card_id, lot in self._read_lots(touched):
            lots.setdefault(card_id, []).append(lot)
            self.loaded[lot.id] = lot
            self.was[lot.id] = (lot.remaining, lot.pending)
        for card in self.cards:
            purse = Purse(lots[card.id], to_units(card.cs_debt_points))
            self.purses[card.id] = purse
            self.before[card.id] = (purse.available, purse.pending, purse.debt)

    def _read_lots(self, touched):
        self.env["cs.loyalty.lot"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT card_id, id, remaining, date_expiry, date_available, is_pending, origin_id
                  FROM cs_loyalty_lot WHERE card_id = ANY(%s) AND remaining > 0
                 UNION
                SELECT card_id, id, remaining, date_expiry, date_available, is_pending, origin_id
                  FROM cs_loyalty_lot WHERE id = ANY(%s)
              ORDER BY id
                """,
                self.cards.ids,
                list(touched),
            )
        )
        for card_id, lot_id, remaining, expiry, available, pending, origin in rows:
            units = to_units(remaining)
            yield (
                card_id,
                Lot(units, expiry, available, bool(pending), id=lot_id, origin=origin or lot_id),
            )

    def _load_sources(self, move_ids):
        if not move_ids:
            return
        lines = self.env["cs.loyalty.move.line"].search_fetch(
            [("move_id", "in", move_ids)], ["move_id", "lot_id", "points"], order="id"
        )
        self.sources = {move_id: [] for move_id in move_ids}
        for line in lines:
            self.sources[line.move_id.id].append((line.lot_id.id or None, to_units(line.points)))
        reversals = self.env["cs.loyalty.move"]._read_group(
            [("reverses_id", "in", move_ids)], ["reverses_id"], ["points:sum"]
        )
        self.returned = {move.id: abs(to_units(points)) for move, points in reversals}

    # What the rows do to the cards --------------------------------------------------------------

    def _entries(self, rows):
        """Return the entries of ``rows``, and before them what has become due meanwhile."""
        self._load(rows)
        entries = []
        for card in self.cards:
            entries += self._due(card)
        for row in rows:
            self._check(row)
            purse = self.purses[row["card"].id]
            units = to_units(row["points"])
            lines = self._lines(row, purse, units) if units else []
            if row["reverses"]:
                move_id = row["reverses"].id
                self.returned[move_id] = self.returned.get(move_id, 0) + abs(units)
            entries.append(Entry(row, units, lines, purse.balance))
        return entries

    def _due(self, card):
        """Let pending points become available, and expire what is past its last day."""
        purse, today = self.purses[card.id], card.program_id._cs_today()
        for lot in purse.lots:
            lot.pending = lot.pending and lot.available > today
        expired = purse.expired(today)
        if not expired:
            return []
        units = sum(lot.remaining for lot in expired)
        row = card._cs_expiry_row(expired, -to_points(units))
        lines = purse.take(units, first=expired, may_owe=True)
        return [Entry({**dict.fromkeys(OPTIONS), **row}, -units, lines, purse.balance)]

    def _check(self, row):
        kind, points, card = row["kind"], row["points"], row["card"]
        if (kind in POSITIVE and points < 0) or (kind in NEGATIVE and points > 0):
            raise ValueError(f"An entry of the kind {kind} cannot have {points} points.")
        if not card.active and kind in ("earn", "spend"):
            raise UserError(
                self.caller._(
                    "Card %(card)s is closed. Open it again, or use another one.", card=card.code
                )
            )
        minimum = card.program_id.cs_minimum_spend
        if kind == "spend" and 0 < to_units(-points) < to_units(minimum):
            raise UserError(
                self.caller._(
                    "At least %(minimum)s are spent at a time.",
                    minimum=card._format_points(minimum),
                )
            )

    def _lines(self, row, purse, units):
        if units > 0:
            return self._bring_in(row, purse, units)
        first = []
        if row["reverses"]:
            sources = self.sources[row["reverses"].id]
            roots = {self._root(lot) for lot, points in sources if lot and points > 0}
            first = [lot for lot in purse.lots if lot.origin in roots]
        try:
            return purse.take(-units, first, may_owe=row["may_owe"] or row["kind"] in OWING)
        except Shortfall as shortage:
            raise UserError(
                self.caller._(
                    "Card %(card)s has %(available)s, which is less than the %(points)s needed.",
                    card=row["card"].code,
                    available=row["card"]._format_points(to_points(shortage.available)),
                    points=row["card"]._format_points(to_points(-units)),
                )
            ) from None

    def _bring_in(self, row, purse, units):
        if row["lots"]:
            lots = [(lot, lot.remaining) for lot in row["lots"]]
            for lot, _remaining in lots:
                lot.remaining = 0
            return [line for lot, part in lots for line in purse.put(part, lot)]
        if not row["reverses"]:
            return purse.put(units, self._new_lot(row))
        move_id, lines = row["reverses"].id, []
        taken = [(lot, -points) for lot, points in self.sources[move_id] if points < 0]
        for lot_id, part in portions(taken, self.returned.get(move_id, 0), units):
            lines += purse.put(part, self._lot_to_return_to(row, purse, lot_id))
        return lines

    def _root(self, lot_id):
        return self.loaded[lot_id].origin

    def _new_lot(self, row):
        program = row["card"].program_id
        today = program._cs_today()
        waiting = program.cs_pending_days if row["kind"] == "earn" else 0
        available = row["date_available"] or fields.Date.add(today, days=waiting)
        expiry = row["date_expiry"]
        if expiry is None:
            expiry = program._cs_expiry(max(available, today))
        if expiry and expiry < max(today, available):
            raise ValueError("Points cannot expire before they may be spent.")
        return Lot(expiry=expiry or None, available=available, pending=available > today)

    def _lot_to_return_to(self, row, purse, lot_id):
        """Return the lot that points were taken from or, when that is over, one that follows it."""
        if lot_id is None:
            return self._new_lot(row)
        lot, program = self.loaded[lot_id], row["card"].program_id
        today = program._cs_today()
        is_over = bool(lot.expiry and lot.expiry < today)
        if lot in purse.lots and not is_over:
            return lot
        expiry = fields.Date.add(today, days=program.cs_return_days) if is_over else lot.expiry
        return Lot(expiry=expiry, available=today, origin=lot.origin)

    # Writing -----------------------------------------------------------------------------------
