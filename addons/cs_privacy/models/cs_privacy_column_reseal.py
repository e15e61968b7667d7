import logging
import time
from datetime import timedelta

from psycopg2.extensions import STATUS_READY

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..resealing import reseal_batch

_logger = logging.getLogger(__name__)

# Rows of one transaction. More holds locks longer and is not faster.
BATCH = 1000
# Ids of faulty rows that are kept to be looked at; all of them are counted.
IDS_KEPT = 50
# When all rows have been gone through and a key is still retiring, look again after so long.
PASS_AGAIN = timedelta(hours=1)


def _joined(text, ids):
    """Return ``text`` with more ids, up to a number that can be looked at."""
    known = text.split(",") if text else []
    return ",".join([*known, *map(str, ids)][:IDS_KEPT])


class CsPrivacyColumn(models.Model):
    """Sealing anew, in batches that are committed; interrupted anywhere, it goes on from there."""

    _inherit = "cs.privacy.column"

    @api.model
    def _cron_reseal(self):
        """Seal the values of retiring keys with the active one, until none is left."""
        keys = self.env["cs.privacy.key"]
        is_due = keys.search_count([("state", "=", "retiring")], limit=1)
        if not is_due or keys._cs_active().reseal_stopped:
            return
        columns = self._cs_sync()
        limit = fields.Datetime.now() - PASS_AGAIN
        due = columns.filtered(lambda c: not c.date_passed or c.date_passed < limit)
        # Known before the first batch: how much there is to do.
        due.filtered(lambda column: not column.last_id)._cs_start_pass()
        for column in due:
            if not column._cs_reseal(columns):
                return

    def _cs_restart_passes(self):
        """Begin anew: another key seals now."""
        active = self.env["cs.privacy.key"]._cs_active().name
        columns = self._cs_sync()
        columns.filtered(lambda column: not column.date_counted)._cs_count()
        for column in columns:
            left = column.total - (column.counts or {}).get(active, 0)
            column.write({"last_id": 0, "date_passed": False, "left_count": left})

    def _cs_reseal(self, columns):
        """Go through one column as often as it helps.

        :param columns: all columns, whose values that are left are the remaining work
        :return: whether there is time for the next column
        """
        self.ensure_one()
        while True:
            left_before = self.left_count
            while (seen := self._cs_next_batch(columns)) == BATCH:
                pass
            if seen is None:
                return False
            self._cs_read_committed()
            self._cs_count()
            faulty = self.broken_count + self.conflict_count
            # Rows that others held come in another pass; if they hold them still, in an hour.
            is_over = self.left_count <= faulty or self.left_count >= left_before
            self.write({"last_id": 0, "date_passed": fields.Datetime.now() if is_over else False})
            if is_over:
                self._cs_report_broken()
            else:
                self._cs_clear_faults()
            has_time = self.env["ir.cron"]._commit_progress(remaining=self._cs_remaining(columns))
            if is_over or not has_time:
                return has_time

    @api.model
    def _cs_remaining(self, columns):
        """Return how many values the scheduled action still has to do something about."""
        return sum(
            max(column.left_count - column.broken_count - column.conflict_count, 0)
            for column in columns
            if not column.date_passed
        )

    def _cs_start_pass(self):
        self.date_passed = False
        self._cs_clear_faults()
        self._cs_count()
        self.env["ir.cron"]._commit_progress()

    def _cs_clear_faults(self):
        self.write(
            {"broken_count": 0, "broken_ids": False, "conflict_count": 0, "conflict_ids": False}
        )

    def _cs_next_batch(self, columns):
        """Seal one batch anew and commit it.

        :return: the number of rows seen, less than a batch at the end of a pass; ``None`` when
            there is no more time, or somebody has stopped it
        """
        self._cs_read_committed()
        active = self.env["cs.privacy.key"]._cs_active()
        if not active or active.reseal_stopped:
            return None
        field = self._cs_field()
        started = time.monotonic()
        try:
            batch = reseal_batch(self.env, field, active.name, self.last_id, BATCH)
        except UserError as error:
            # A server without the right keys leaves it to one that has them.
            _logger.warning("Re-sealing cannot go on: %s", error)
            return None
        self.env[field.model_name].invalidate_model([field.name], flush=False)
        values = {"last_id": batch.last_id, "left_count": max(self.left_count - batch.done, 0)}
        if batch.done:
            now = batch.done / max(time.monotonic() - started, 0.001)
            values["rate"] = round(0.8 * self.rate + 0.2 * now if self.rate else now)
        for kind, ids in (("broken", batch.broken), ("conflict", batch.conflicts)):
            if ids:
                values[f"{kind}_count"] = self[f"{kind}_count"] + len(ids)
                values[f"{kind}_ids"] = _joined(self[f"{kind}_ids"], ids)
        self.write(values)
        has_time = self.env["ir.cron"]._commit_progress(
            batch.done, remaining=self._cs_remaining(columns)
        )
        return batch.seen if has_time else None

    def _cs_read_committed(self):
        """Begin a transaction in which rows that others change are waited for, not failed on."""
        if self.env.cr.connection.status == STATUS_READY:
            self.env.cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")

    def _cs_report_broken(self):
        """Tell the security officers of values that a pass could not seal anew."""
        if self.broken_count:
            self._cs_alert(
                self.env._(
                    "%(count)s values do not open and were left as they are: they were altered in "
                    "the database, or sealed with a key that is not known. First rows: %(ids)s.",
                    count=self.broken_count,
                    ids=self.broken_ids,
                )
            )
        if self.conflict_count:
            self._cs_alert(
                self.env._(
                    "%(count)s values have to be unique and are not. They stay under their old key "
                    "until one of each two records is changed. First rows: %(ids)s.",
                    count=self.conflict_count,
                    ids=self.conflict_ids,
                )
            )
