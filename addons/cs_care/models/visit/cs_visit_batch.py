import logging

from odoo import models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)


class CsVisitBatch(models.Model):
    """Batches of the scheduled actions: locks, and one bad visit that stops nobody."""

    _inherit = "cs.visit"

    def _cs_run_batches(self, domain, order, step, limit=200):
        """Let a scheduled action take ``step`` with the visits of ``domain``, in batches.

        What another server holds is left to that server. A visit with which the step fails is
        logged and left for the next run.

        :param domain: the visits that wait; ``step`` takes them out of it
        :param str order: which ones go first
        :param step: function of a recordset
        """
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(domain))
        skipped = self.browse()
        while batch := self.search(
            Domain(domain) & Domain("id", "not in", skipped.ids), limit=limit, order=order
        ):
            locked = batch.try_lock_for_update()
            skipped |= (batch - locked) | locked._cs_step_or_skip(step)
            if not cron._commit_progress(len(batch)):
                break

    def _cs_step_or_skip(self, step):
        """Take ``step`` with all or, when that fails, with one after the other.

        :return: the visits with which it failed
        """
        try:
            with self.env.cr.savepoint():
                step(self)
        except Exception as error:
            if len(self) > 1:
                return self.browse().union(*(visit._cs_step_or_skip(step) for visit in self))
            # The message of the error may hold personal data: the log gets its kind only.
            _logger.warning(
                "%s failed with visit %s (%s); it is tried again at the next run",
                step.__name__,
                self.id,
                type(error).__name__,
            )
            return self
        return self.browse()
