import logging

from odoo import models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)


class CsSurveyBatch(models.AbstractModel):
    """What the scheduled actions of surveys share: batches, locks, and no record stops another."""

    _name = "cs.survey.batch"
    _description = "Batches of Survey Actions"

    def _cs_run_batches(self, domain, order, limit, step):
        """Take ``step`` with the records of ``domain``, batch by batch.

        What another server holds is left to it; what fails is logged and tried at the next run.

        :param domain: the records that wait; ``step`` takes them out of it
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
            # All of the batch counts, or the framework would run the action again at once.
            if not cron._commit_progress(len(batch)):
                break

    def _cs_step_or_skip(self, step):
        """Take ``step`` with all or, when that fails, one by one; return where it failed."""
        try:
            with self.env.cr.savepoint():
                step(self)
        except Exception as error:
            if len(self) > 1:
                return self.browse().union(*(record._cs_step_or_skip(step) for record in self))
            # The message of the error may hold personal data: the log gets its kind only.
            _logger.warning(
                "%s failed with %s %s (%s); it is tried again at the next run",
                step.__name__,
                self._name,
                self.id,
                type(error).__name__,
            )
            return self
        return self.browse()
