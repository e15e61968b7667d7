from datetime import timedelta

from odoo import models

from ..core.almanac import BLOCK_DAYS
from ..core.worktime import WorkTime, to_utc


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _cs_day_cutoffs(self, start, end):
        """Return the instants between ``start`` and ``end`` at which working days end.

        They let the database count working days of many records: a record's age in working days
        at ``end`` is the number of these instants that are not before its own moment; see
        :meth:`_cs_worked_days` for one record.

        :param datetime start: aware, or naive in UTC; included
        :param datetime end: aware, or naive in UTC; left out
        :return: sorted list of datetimes, naive in UTC
        """
        ask, start, end = self._cs_ask(), to_utc(start), to_utc(end)
        found = []
        while start < end:
            stop = min(end, start + timedelta(days=BLOCK_DAYS))
            found += ask(start, WorkTime.cutoffs_between, start, stop)
            start = stop
        return [at.replace(tzinfo=None) for at in found]
