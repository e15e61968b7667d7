from odoo import api, models
from odoo.tools import SQL

from ...ledger_batch import LedgerBatch


class LoyaltyCardDoor(models.Model):
    """The one door of the points ledger: nothing else changes a managed card's points."""

    _inherit = "loyalty.card"

    def _cs_move(self, points, kind, idem_key, note, **options):
        """Book points on this card, once per key (clause 7.3).

        Rows are locked in the order of their ids; a serialization failure is left to the framework,
        which repeats the request.

        :param float points: signed; rounded half up as the program rounds
        :param str kind: ``earn`` (+), ``spend``, ``expire``, ``debt`` (-), ``reverse``, ``adjust``,
            ``transfer`` (either). Only ``reverse`` and ``debt`` may leave a debt.
        :param str idem_key: with a key that this card knows nothing is booked
        :param str note: what the customer reads in the history
        :param options: ``record`` (what it is booked for), ``qualifying`` (counts for the tier; by
            default what is earned does), ``date_available``, ``date_expiry`` (dates; by default as
            the program says; ``date_expiry=False``: never), ``reason``, ``reverses`` (a move),
            ``may_owe`` (take pending points too, and leave a debt when all are not enough)
        :return: the entry, the known one if the key is known; empty when the points round to zero
        :raise UserError: too few points, below the minimum spend, a program without a ledger
        """
        self.ensure_one()
        row = {**options, "card": self, "points": points, "kind": kind}
        return self._cs_move_many([{**row, "idem_key": idem_key, "note": note}])

    @api.model
    def _cs_move_many(self, rows):
        """Book many entries, on many cards, in few queries; all of them or none.

        :param rows: dicts ``{card, points, kind, idem_key, note}`` with the options of
            :meth:`_cs_move`; those of one card are booked in the order given
        :return: the entries in the order of the rows, without rows that round to zero
        """
        return LedgerBatch(self.env, rows).book()

    @api.model
    def _cs_check_move(self, rows):
        """Raise to refuse entries, or change their ``points``, before they are booked; a hook.

        Caps and fraud limits belong here. The cards are locked and keys known before are out.
        Points cut to zero are booked as zero, so that the key is used up; say why in ``note``.

        :param rows: dicts as for :meth:`_cs_move_many`, with every option present
        """

    @api.model
    def _cs_booked(self, moves):
        """Act on entries that have just been booked; a hook. The cards are still locked."""

    def _cs_lock(self):
        """Lock these cards until the end of the transaction, in the order of their ids."""
        self.flush_model(["points", "cs_pending_points", "cs_debt_points", "active", "partner_id"])
        self.env.execute_query(
            SQL(
                "SELECT id FROM loyalty_card WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                tuple(self.ids) or (None,),
            )
        )
        self.invalidate_recordset(["points", "cs_pending_points", "cs_debt_points", "active"])

    def _cs_known_move(self, idem_key):
        """Return the entry of this card with this key, or none."""
        if not idem_key:
            raise ValueError("An entry of the points ledger needs a key.")
        domain = [("card_id", "=", self.id), ("idem_key", "=", idem_key)]
        return self.env["cs.loyalty.move"].sudo().search(domain, limit=1)

    @api.model
    def _cs_add_units(self, rows):
        """Add to the balances of cards; ``rows`` are ``(card id, available, pending, debt)``."""
        # What waits to be written of these would be lost with the cache below.
        self.flush_model(["write_date", "write_uid"])
        before = {card: card.points for card in self.browse([row[0] for row in rows])}
        columns = [list(column) for column in zip(*rows, strict=True)]
        self.env.cr.execute(
            """
            UPDATE loyalty_card c
               SET points = ROUND((COALESCE(c.points, 0) * 100)::numeric + v.available) / 100,
                   cs_pending_points = COALESCE(c.cs_pending_points, 0) + v.pending / 100,
                   cs_debt_points = COALESCE(c.cs_debt_points, 0) + v.debt / 100,
                   write_date = %s, write_uid = %s
              FROM unnest(%s::int[], %s::numeric[], %s::numeric[], %s::numeric[])
                   AS v (id, available, pending, debt)
             WHERE c.id = v.id
         RETURNING c.id, c.points
            """,
            (self.env.cr.now(), self.env.uid, *columns),
        )
        after = dict(self.env.cr.fetchall())
        cards = self.union(*before)
        names = ["points", "cs_pending_points", "cs_debt_points"]
        cards.invalidate_recordset([*names, "write_date", "write_uid"], flush=False)
        cards.modified(names)
        if not self.env.context.get("loyalty_no_mail"):
            cards._send_points_reach_communication(
                {card: {"old": old, "new": after.get(card.id, old)} for card, old in before.items()}
            )

    def _cs_expiry_row(self, lots, points):
        """Return the row that expires ``lots``; a lot expires once, so the key is its id."""
        card = self.with_context(lang=self.partner_id.lang)
        return {
            "card": self,
            "points": points,
            "kind": "expire",
            "idem_key": f"expire,{min(lot.id for lot in lots)}",
            "note": card.env._("Points that could be spent until %(date)s", date=lots[0].expiry),
        }

    def _cs_expire_due(self):
        """Expire what is past its last day on these cards now.

        Rarely needed: the door does it before it books, and the scheduled action for all.
        """
        LedgerBatch(self.env, []).expire(self)

    def _cs_void(self, idem_key, note):
        """Let all points of these cards expire now, pending ones too, and forgive their debts."""
        cards = self.sudo()
        cards._cs_expire_due()
        rows = []
        for card in cards:
            held = card.points + card.cs_pending_points - card.cs_debt_points
            row = {"card": card, "points": -held, "kind": "adjust", "may_owe": True}
            rows.append({**row, "idem_key": idem_key, "note": note})
        return self._cs_move_many(rows)
