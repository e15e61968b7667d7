import logging

from odoo import fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

_logger = logging.getLogger(__name__)

# Up to so many cards are booked while the approver waits
AT_ONCE = 50
BATCH = 500


class CsLoyaltyAdjustmentBook(models.Model):
    """Booking what was approved: one move per card, by a key that nobody can use twice."""

    _inherit = "cs.loyalty.adjustment"

    def _cs_start_booking(self):
        """Book a single card or a short list at once, leave long lists to the scheduled action.

        :raise UserError: the ledger refuses the move of a single card
        """
        self.ensure_one()
        if self.card_count > AT_ONCE:
            self.env.ref("cs_care.ir_cron_adjustment_book")._trigger()
            return
        lines = self.line_ids.filtered(lambda line: line.state == "waiting")
        if self.is_bulk:
            self._cs_book_or_mark(lines)
        else:
            self._cs_book(lines)
        self._cs_finish_booking()

    def _cs_book(self, lines):
        """Book ``lines`` of this request.

        :raise UserError: a card has less than is taken, or the ledger refuses
        """
        self.ensure_one()
        moves = self.env["loyalty.card"]._cs_move_many(
            [
                {
                    "card": line.card_id,
                    "points": self.points,
                    "kind": "adjust",
                    "idem_key": f"adjustment,{self.id}",
                    "note": self.env._("Adjustment %(number)s", number=self.name),
                    "record": self,
                    "reason": self.reason_id.code,
                    "qualifying": self.reason_id.is_qualifying and self.points > 0,
                }
                for line in lines
            ]
        )
        booked = {move.card_id.id: move for move in moves}
        for line in lines:
            line.write({"state": "booked", "move_id": booked[line.card_id.id].id})

    def _cs_book_or_mark(self, lines):
        """Book ``lines``; those that the ledger refuses are marked with the reason."""
        try:
            with self.env.cr.savepoint():
                self._cs_book(lines)
        except (UserError, ValidationError, AccessError) as error:
            if len(lines) > 1:
                for line in lines:
                    self._cs_book_or_mark(line)
            else:
                lines.write({"state": "failed", "error": str(error)[:300]})

    def _cs_finish_booking(self):
        self.ensure_one()
        self.write({"state": "done", "date_done": fields.Datetime.now()})
        self._cs_tell_asker()
        if self.is_bulk:
            self._message_log(
                body=self.env._(
                    "%(booked)s cards booked, %(failed)s refused.",
                    booked=self.booked_count,
                    failed=self.failed_count,
                )
            )

    def _cron_book(self):
        """Book long lists in batches; goes on where it was when it is interrupted."""
        lines = self.env["cs.loyalty.adjustment.line"]
        cron = self.env["ir.cron"]
        waiting = [("state", "=", "waiting"), ("adjustment_id.state", "=", "approved")]
        cron._commit_progress(remaining=lines.search_count(waiting))
        for adjustment in self.search([("state", "=", "approved")], order="id"):
            adjustment = adjustment.try_lock_for_update()
            domain = [("adjustment_id", "=", adjustment.id), ("state", "=", "waiting")]
            while adjustment and (batch := lines.search(domain, limit=BATCH)):
                adjustment._cs_book_or_mark(batch)
                if not cron._commit_progress(len(batch)):
                    return
                # The commit gave the lock back.
                adjustment = adjustment.try_lock_for_update()
            if adjustment:
                adjustment._cs_finish_booking()
                _logger.info("adjustment %s booked", adjustment.id)
