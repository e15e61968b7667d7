import logging

from psycopg2.errors import SerializationFailure

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import mute_logger

_logger = logging.getLogger(__name__)


class CsBatchMixin(models.AbstractModel):
    """What scheduled actions share: batches, locks, and one bad record that stops nobody.

    For models on which an action takes a step with whatever is due::

        class Reminder(models.Model):
            _name = "x.reminder"
            _inherit = ["cs.batch.mixin"]

            def _cron_remind(self, limit=100):
                due = [("remind_at", "<=", fields.Datetime.now())]
                self._cs_run_batches(due, "remind_at, id", limit, type(self)._remind)

    A partial index on what is due keeps the question cheap when nothing is. Each batch is a
    transaction of its own: a server that is killed has done it wholly or not at all.
    """

    _name = "cs.batch.mixin"
    _description = "Batches of Scheduled Actions"

    @api.model
    def _cs_run_soon(self, xmlid):
        """Let a scheduled action run as soon as this transaction is over.

        :param str xmlid: of an ``ir.cron`` of this suite, which is there while its add-on is
        """
        self.env["ir.cron"].browse(self.env["ir.model.data"]._xmlid_to_res_id(xmlid))._trigger()

    @api.model
    def _cs_run_batches(self, domain, order, limit, step):
        """Let a scheduled action take ``step`` with the records of ``domain``, in batches.

        What another server holds is left to that server. A record with which the step fails is
        logged and left for the next run; it keeps nobody else waiting.

        :param domain: the records that wait; ``step`` takes them out of it
        :param str order: which ones go first
        :param int limit: size of a batch, in records
        :param step: function of a recordset
        """
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(domain))
        skipped = self.browse()
        while batch := self.search(
            Domain(domain) & Domain("id", "not in", skipped.ids), limit=limit, order=order
        ):
            batch._cs_lock_or_skip()._cs_take(step)
            # What still waits is not for this run: held by others, failed, or not done by the step.
            skipped |= self.search(Domain(domain) & Domain("id", "in", batch.ids))
            # All of the batch counts, or the framework would run the action again at once.
            if not cron._commit_progress(len(batch)):
                break

    def _cs_lock_or_skip(self):
        """Return those that no other transaction holds, or has just changed."""
        try:
            with self.env.cr.savepoint(flush=False), mute_logger("odoo.sql_db"):
                return self.try_lock_for_update()
        except SerializationFailure:
            return self.browse()

    def _cs_take(self, step):
        """Take ``step`` with all or, when that fails, with one after the other."""
        if not self:
            return
        try:
            with self.env.cr.savepoint():
                step(self)
        except Exception as error:
            if len(self) > 1:
                for record in self:
                    record._cs_take(step)
                return
            # The message of the error may hold personal data: the log gets its kind only.
            _logger.warning(
                "%s failed with %s %s (%s); it is tried again at the next run",
                step.__name__,
                self._name,
                self.id,
                type(error).__name__,
            )
