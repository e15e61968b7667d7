"""How the entries of one call of the ledger's door are written: moves, lines, lots and cards."""

from .core.ledger import UNIT, to_points, to_units

# Documents that Odoo's history of a card links to
ORDER_MODELS = ("sale.order", "pos.order")


class LedgerStore:
    """The writing half of :class:`~.ledger_batch.LedgerBatch`, which has the state."""

    def _store(self, entries):
        moves = self.env["cs.loyalty.move"].create([self._move_vals(entry) for entry in entries])
        self._store_lots(zip(entries, moves, strict=True))
        self.env["cs.loyalty.move.line"].create(
            [
                {
                    "move_id": move.id,
                    "lot_id": lot and lot.id,
                    "company_id": move.company_id.id,
                    "points": to_points(units),
                }
                for entry, move in zip(entries, moves, strict=True)
                for lot, units in entry.lines
            ]
        )
        self.env["loyalty.history"].create(
            [vals for entry in entries if (vals := self._history_vals(entry))]
        )
        self._update_cards()
        self.caller["loyalty.card"].sudo()._cs_booked(
            self.caller["cs.loyalty.move"].sudo().browse(moves.ids)
        )
        return moves

    def _move_vals(self, entry):
        row, card = entry.row, entry.row["card"]
        record, points = row["record"], to_points(entry.units)
        return {
            "card_id": card.id,
            "program_id": card.program_id.id,
            "partner_id": card.partner_id.id,
            "company_id": card.company_id.id,
            "kind": row["kind"],
            "points": points,
            "qualifying_points": self._qualifying(row, points),
            "balance": to_points(entry.balance),
            "idem_key": row["idem_key"],
            "note": row["note"],
            "reason": row["reason"],
            "user_id": self.caller.uid,
            "res_model": record._name if record else False,
            "res_id": record.id if record else False,
            "reverses_id": row["reverses"].id if row["reverses"] else False,
        }

    def _qualifying(self, row, points):
        """Return what counts for the tier; a reversal takes its share of what counted."""
        if row["reverses"] and row["qualifying"] is None:
            move = self.env["cs.loyalty.move"].browse(row["reverses"].id)
            share = move.qualifying_points / move.points if move.points else 0
            return to_points(to_units(points * share))
        counts = row["kind"] == "earn" if row["qualifying"] is None else row["qualifying"]
        # A number: the points without what the tier multiplied
        return counts if counts and not isinstance(counts, bool) else points if counts else 0

    def _store_lots(self, booked):
        new = {}
        for entry, move in booked:
            new.update((lot, move) for lot, _units in entry.lines if lot and lot.id is None)
        lots = self.env["cs.loyalty.lot"].create(
            [
                {
                    "move_id": move.id,
                    "card_id": move.card_id.id,
                    "program_id": move.program_id.id,
                    "partner_id": move.partner_id.id,
                    "company_id": move.company_id.id,
                    "points": to_points(lot.points),
                    "remaining": to_points(lot.remaining),
                    "date_available": lot.available,
                    "date_expiry": lot.expiry,
                    "is_pending": lot.pending,
                    "origin_id": lot.origin,
                }
                for lot, move in new.items()
            ]
        )
        for lot, record in zip(new, lots, strict=True):
            lot.id = record.id
        self._update_lots()

    def _update_lots(self):
        changed = [
            lot
            for lot_id, lot in self.loaded.items()
            if self.was[lot_id] != (lot.remaining, lot.pending)
        ]
        if not changed:
            return
        self.env.cr.execute(
            """
            UPDATE cs_loyalty_lot l SET remaining = v.units / %s, is_pending = v.pending
              FROM unnest(%s::int[], %s::numeric[], %s::bool[]) AS v (id, units, pending)
             WHERE l.id = v.id
            """,
            (
                UNIT,
                [lot.id for lot in changed],
                [lot.remaining for lot in changed],
                [lot.pending for lot in changed],
            ),
        )
        records = self.env["cs.loyalty.lot"].browse([lot.id for lot in changed])
        records.invalidate_recordset(["remaining", "is_pending"], flush=False)

    def _history_vals(self, entry):
        """Return the row of Odoo's own history, which the portal and the card show."""
        row, record = entry.row, entry.row["record"]
        if not entry.units:
            return None
        is_order = bool(record) and record._name in ORDER_MODELS
        return {
            "card_id": row["card"].id,
            "description": row["note"],
            "issued": to_points(max(entry.units, 0)),
            "used": to_points(max(-entry.units, 0)),
            "order_model": record._name if is_order else False,
            "order_id": record.id if is_order else False,
        }

    def _update_cards(self):
        """Add what has changed. A balance that was wrong stays wrong, for the check to find."""
        rows = []
        for card_id, purse in self.purses.items():
            now = (purse.available, purse.pending, purse.debt)
            rows.append((card_id, *(a - b for a, b in zip(now, self.before[card_id], strict=True))))
        self.caller["loyalty.card"].sudo()._cs_add_units(rows)
