"""Tables of worked time, built when they are asked for.

>>> from datetime import date, datetime
>>> from .worktime import WorkTime, standard_week
>>> def build(first, last, bare):
...     print("built", (last - first).days + 1, "days")
...     utc = to_utc
...     return WorkTime(standard_week(first, last, utc), *horizon(first, last, utc))
>>> shelf = {}
>>> almanac = Almanac(build, shelf, version="a")
>>> monday = datetime(2026, 3, 2, 10)
>>> print(almanac.ask(monday, WorkTime.deadline, monday, 3, "day"))
built 742 days
2026-03-05 18:00:00+00:00
>>> print(almanac.ask(monday, WorkTime.deadline, monday, 4, "day"))
2026-03-06 18:00:00+00:00
>>> print(Almanac(build, shelf, "b").ask(monday, WorkTime.deadline, monday, 600, "day"))
built 742 days
built 1470 days
2028-06-19 18:00:00+00:00
"""

from datetime import date, datetime, time, timedelta

from .worktime import OutsideHorizon, to_utc

# Tables are built by blocks of 52 weeks that start on a Monday (as 0001-01-01 was). A margin of a
# week on both sides makes every local day whole and keeps the start on a Monday, on which the
# intervals of Odoo's flexible calendars depend.
BLOCK_DAYS = 364
MARGIN_DAYS = 7
# What lies further ahead than this many blocks (16 years) is a mistake in the calendar.
MAX_BLOCKS = 16
MAX_TABLES = 64
FIRST_BLOCK, LAST_BLOCK = (date(year, 1, 1).toordinal() // BLOCK_DAYS for year in (1900, 2200))


class OutOfReach(LookupError):
    """No answer within the widest table."""


class Almanac:
    """Answers questions from the table of worked time around a moment.

    :param build: function ``(first date, last date, bare)`` that returns the :class:`WorkTime` of
        these local dates; ``bare``: ignore the calendar, it has no worked time at all
    :param dict shelf: where tables are kept, shared by the almanacs of a calendar
    :param version: tables on the shelf with another version are not used
    """

    __slots__ = ("build", "shelf", "version")

    def __init__(self, build, shelf, version):
        self.build, self.shelf, self.version = build, shelf, version

    def ask(self, at, method, *args, bare=False):
        """Return ``method(table, *args)`` of the table around ``at``, widened as needed.

        :raise OutOfReach: when the widest table has no answer
        """
        block = (to_utc(at).toordinal() - 1) // BLOCK_DAYS
        first, count = block, 2
        while True:
            table = self._table(first, count, bare)
            try:
                return method(table, *args)
            except OutsideHorizon as outside:
                count *= 2
                first = block if outside.side == "after" else block + 2 - count
            if count > MAX_BLOCKS:
                break
        if bare or table:
            raise OutOfReach
        return self.ask(at, method, *args, bare=True)

    def _table(self, first, count, bare):
        version, table = self.shelf.get((first, count, bare), (None, None))
        if table is None or version != self.version:
            if not FIRST_BLOCK <= first <= LAST_BLOCK:
                raise OutOfReach
            table = self.build(
                date.fromordinal(first * BLOCK_DAYS + 1 - MARGIN_DAYS),
                date.fromordinal((first + count) * BLOCK_DAYS + MARGIN_DAYS),
                bare,
            )
            if len(self.shelf) >= MAX_TABLES:
                self.shelf.clear()
            self.shelf[first, count, bare] = self.version, table
        return table


def horizon(first, last, localize):
    """Return the aware start of local date ``first`` and end of local date ``last``."""
    return (
        localize(datetime.combine(first, time.min)),
        localize(datetime.combine(last + timedelta(days=1), time.min)),
    )
