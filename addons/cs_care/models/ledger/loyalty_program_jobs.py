import logging

import psycopg2.errors

from odoo import api, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)
BATCH = 5000
# What stands for the date in the text of an entry, before the database puts each lot's date there
DATE = "{date}"


class LoyaltyProgramJobs(models.Model):
    """Points become available and expire: what is due by an index, set by set."""

    _inherit = "loyalty.program"

    @api.model
    def _cron_points(self, limit=BATCH):
        """Release pending points and expire lots whose last day is over."""
        for program in self.sudo().search(
            [("cs_managed", "=", True), ("active", "in", [True, False])]
        ):
            if not program._cs_in_batches(program._cs_release_batch, limit):
                return
            if not program._cs_in_batches(program._cs_expire_batch, limit):
                return

    def _cs_in_batches(self, step, limit):
        """Take ``step`` until nothing is due; return whether there is time for more.

        Cards that another server holds are passed by; the next run finds their lots still due.
        """
        after = None
        while True:
            after, count = step(after, limit)
            seconds = self.env["ir.cron"]._commit_progress(
                count, remaining=0 if not after else limit
            )
            if not after:
                return True
            if not seconds:
                return False

    def _cs_due_lots(self, column, condition, after, limit):
        """Return ``(ids of due lots on cards that are now locked, where to go on or None)``."""
        date = SQL.identifier(column)
        position = SQL("AND (%s, id) > (%s, %s)", date, *after) if after else SQL()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, card_id, %(date)s FROM cs_loyalty_lot
                 WHERE %(condition)s AND program_id = %(program)s %(position)s
              ORDER BY %(date)s, id LIMIT %(limit)s
                """,
                date=date,
                condition=condition,
                program=self.id,
                position=position,
                limit=limit,
            )
        )
        locked = self._cs_lock_free({card for _lot, card, _date in rows})
        last = (rows[-1][2], rows[-1][0]) if len(rows) == limit else None
        return [lot for lot, card, _date in rows if card in locked], last

    def _cs_lock_free(self, card_ids):
        """Lock those cards that nobody else holds or has changed meanwhile; return their ids."""
        query = SQL(
            "SELECT id FROM loyalty_card WHERE id = ANY(%s) ORDER BY id"
            " FOR NO KEY UPDATE SKIP LOCKED",
            list(card_ids),
        )
        try:
            with self.env.cr.savepoint():
                return {card for (card,) in self.env.execute_query(query)}
        except psycopg2.errors.SerializationFailure:
            _logger.info(
                "Points of program %s: cards changed meanwhile, left to the next run", self.id
            )
            return set()

    def _cs_release_batch(self, after, limit):
        """Let pending lots become available; no entry, for the balance stays as it is."""
        condition = SQL("is_pending AND date_available <= %s", self._cs_today())
        lots, after = self._cs_due_lots("date_available", condition, after, limit)
        rows = self.env.execute_query(
            SQL(
                """
                WITH released AS (
                    UPDATE cs_loyalty_lot SET is_pending = FALSE WHERE id = ANY(%s)
                 RETURNING card_id, remaining)
                SELECT card_id, SUM(remaining) * 100 FROM released GROUP BY card_id
                """,
                lots,
            )
        )
        self.env["cs.loyalty.lot"].invalidate_model(["is_pending"], flush=False)
        if rows:
            self.env["loyalty.card"]._cs_add_units(
                [(card, round(units), -round(units), 0) for card, units in rows]
            )
        return after, len(lots)

    def _cs_expire_batch(self, after, limit):
        """Expire lots: one entry per card and batch, with a line per lot."""
        condition = SQL("remaining > 0 AND date_expiry < %s", self._cs_today())
        lots, after = self._cs_due_lots("date_expiry", condition, after, limit)
        if lots:
            rows = self.env.execute_query(self._cs_expire_sql(lots))
            self.env.invalidate_all()
            moves = self.env["cs.loyalty.move"].browse([move for (move,) in rows])
            moves.card_id.modified(["points", "cs_pending_points"])
            self.env["loyalty.card"]._cs_booked(moves)
        return after, len(lots)

    def _cs_expire_sql(self, lots):
        """Return the statement that books the expiry of ``lots`` and returns the entries."""
        notes = {
            code: self.with_context(lang=code).env._(
                "Points that could be spent until %(date)s", date=DATE
            )
            for code, _name in self.env["res.lang"].get_installed()
        }
        return SQL(
            _EXPIRE,
            lots=lots,
            languages=list(notes),
            notes=list(notes.values()),
            note=notes.get("en_US") or next(iter(notes.values())),
            mark=DATE,
            uid=self.env.uid,
            now=self.env.cr.now(),
        )


_EXPIRE = """
    WITH due AS (
        SELECT id, card_id, remaining, date_expiry, COALESCE(is_pending, FALSE) AS is_pending
          FROM cs_loyalty_lot WHERE id = ANY(%(lots)s)
    ), per_card AS (
        SELECT card_id, MIN(id) AS lot_id, SUM(remaining) AS points, MIN(date_expiry) AS day,
               COALESCE(SUM(remaining) FILTER (WHERE is_pending), 0) AS pending
          FROM due GROUP BY card_id
    ), moves AS (
        INSERT INTO cs_loyalty_move (
               card_id, program_id, partner_id, company_id, date, kind, points, qualifying_points,
               balance, idem_key, note, user_id, create_uid, create_date, write_uid, write_date)
        SELECT card.id, card.program_id, card.partner_id, card.company_id, %(now)s, 'expire',
               -due.points, 0,
               ROUND(card.points::numeric, 2) + COALESCE(card.cs_pending_points, 0)
                   - COALESCE(card.cs_debt_points, 0) - due.points,
               'expire,' || due.lot_id,
               REPLACE(COALESCE(words.note, %(note)s), %(mark)s, due.day::text),
               %(uid)s, %(uid)s, %(now)s, %(uid)s, %(now)s
          FROM per_card due
          JOIN loyalty_card card ON card.id = due.card_id
     LEFT JOIN res_partner partner ON partner.id = card.partner_id
     LEFT JOIN unnest(%(languages)s::text[], %(notes)s::text[]) AS words (lang, note)
               ON words.lang = partner.lang
     RETURNING id, card_id, company_id, points, note
    ), lines AS (
        INSERT INTO cs_loyalty_move_line (
               move_id, lot_id, company_id, points, create_uid, create_date, write_uid, write_date)
        SELECT moves.id, due.id, moves.company_id, -due.remaining,
               %(uid)s, %(now)s, %(uid)s, %(now)s
          FROM due JOIN moves USING (card_id)
    ), history AS (
        INSERT INTO loyalty_history (
               card_id, description, issued, used, create_uid, create_date, write_uid, write_date)
        SELECT card_id, note, 0, -points, %(uid)s, %(now)s, %(uid)s, %(now)s FROM moves
    ), lots AS (
        UPDATE cs_loyalty_lot lot SET remaining = 0, is_pending = FALSE
          FROM due WHERE lot.id = due.id
    ), cards AS (
        UPDATE loyalty_card card
           SET points = ROUND(card.points::numeric - due.points + due.pending, 2),
               cs_pending_points = COALESCE(card.cs_pending_points, 0) - due.pending,
               write_date = %(now)s, write_uid = %(uid)s
          FROM per_card due WHERE card.id = due.card_id
    )
    SELECT id FROM moves ORDER BY id
"""
