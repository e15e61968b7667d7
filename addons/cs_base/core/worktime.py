"""Deadlines in working time, without the ORM.

A :class:`WorkTime` is an immutable table of worked intervals over a *horizon*. Every question is
answered by bisection over prefix sums; a question whose answer lies outside of the horizon raises
:class:`OutsideHorizon`, so that the caller can build a wider table.

The rule for working **days** (clause 6.2.3):

* A working day is a local date with worked time; it ends with its last worked interval.
* Day 0 is the day of registration. A registration after the day's cut-off, or on a day without
  work, counts as made when the next working day starts. Exactly at the cut-off is still in time.
* The deadline is the end of the Nth working day after day 0.

The rule for worked **hours**: N hours of worked time after the start.

>>> from datetime import date, datetime, timezone
>>> def at(day, hour):
...     return datetime(2026, 3, day, hour, tzinfo=timezone.utc)
>>> monday_to_friday = [
...     (at(day, start), at(day, start + 4), date(2026, 3, day))
...     for day in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13) for start in (9, 14)
... ]
>>> table = WorkTime(monday_to_friday, at(2, 0), at(16, 0))
>>> print(table.deadline(at(2, 10), 3, "day"))
2026-03-05 18:00:00+00:00
>>> print(table.deadline(at(2, 19), 3, "day"), table.deadline(at(7, 10), 0, "day"), sep=", ")
2026-03-06 18:00:00+00:00, 2026-03-09 18:00:00+00:00
>>> print(table.deadline(at(2, 12), 3, "hour"), table.deadline(at(2, 12), 1, "hour"), sep=", ")
2026-03-02 16:00:00+00:00, 2026-03-02 13:00:00+00:00
>>> table.worked_seconds(at(2, 12), at(3, 10)) / 3600
6.0
>>> [str(end) for end in table.cutoffs_between(at(2, 18), at(4, 18))]
['2026-03-02 18:00:00+00:00', '2026-03-03 18:00:00+00:00']
>>> table.deadline(at(2, 12), 10, "day")  # doctest: +IGNORE_EXCEPTION_DETAIL
Traceback (most recent call last):
...
worktime.OutsideHorizon: after
"""

from bisect import bisect_left, bisect_right
from datetime import datetime, time, timedelta, timezone

UTC = timezone.utc
# Odoo ends a day at 23:59:59.999999 and a holiday at 23:59:59. What is left between the two is
# worked time on paper, but it neither makes a working day nor is it a start of work.
SLIVER = timedelta(minutes=1)
ZERO = timedelta()
UNITS = ("day", "hour")


class OutsideHorizon(LookupError):
    """The answer lies outside of the table: its argument says ``before`` or ``after``."""

    @property
    def side(self):
        return self.args[0]


class UncountableAmount(ValueError):
    """An amount of working time that is negative, infinite or a part of a day."""


class WorkTime:
    """Worked intervals of one calendar between two instants.

    :param intervals: sorted ``(start, end, local date)``; ``start`` and ``end`` are aware
        datetimes, cut to the horizon; what overlaps counts once
    :param datetime begin: start of the horizon; the start of a local day
    :param datetime end: end of the horizon; the start of a local day
    :param cutoff: function from a local date to the aware instant until which a registration
        counts as made on that date; default: the end of that working day
    """

    __slots__ = ("begin", "cums", "cutoffs", "dates", "day_ends", "end", "ends", "starts")

    def __init__(self, intervals, begin, end, cutoff=None):
        self.begin, self.end = to_utc(begin), to_utc(end)
        self.starts, self.ends, self.cums = [], [], [ZERO]
        self.dates, self.day_ends = [], []
        for start, stop, date in intervals:
            self._append(to_utc(start), to_utc(stop), date)
        self.cutoffs = [to_utc(cutoff(d)) for d in self.dates] if cutoff else self.day_ends

    def _append(self, start, stop, date):
        start = max(start, self.ends[-1]) if self.ends else start
        if stop <= start:
            return
        self.starts.append(start)
        self.ends.append(stop)
        self.cums.append(self.cums[-1] + (stop - start))
        if stop - start < SLIVER:
            return
        if self.dates and self.dates[-1] == date:
            self.day_ends[-1] = stop
        else:
            self.dates.append(date)
            self.day_ends.append(stop)

    def __bool__(self):
        """True when there is any working day in the horizon."""
        return bool(self.dates)

    def deadline(self, start, amount, unit):
        """Return the deadline ``amount`` working days or worked hours after ``start``.

        :param datetime start: aware, or naive in UTC
        :param amount: not negative; whole for days
        :param str unit: ``day`` or ``hour``
        :return: aware datetime in UTC
        :raise ValueError: for an amount or a unit that cannot be counted
        :raise OutsideHorizon: when the table does not reach far enough
        """
        check_amount(amount, unit)
        if unit == "day":
            return self.after_days(start, int(amount))
        return self.after_worked(start, amount * 3600)

    def after_days(self, start, days):
        """Return the end of the ``days``-th working day after the day ``start`` counts for."""
        start = to_utc(start)
        index = self._day_zero(start) + days
        if index >= len(self.day_ends):
            raise OutsideHorizon("after")
        # A cut-off after closing time may leave day 0 with its end already past.
        return max(self.day_ends[index], start)

    def day_zero(self, start):
        """Return the local date on which a registration at ``start`` counts as made."""
        index = self._day_zero(to_utc(start))
        if index >= len(self.dates):
            raise OutsideHorizon("after")
        return self.dates[index]

    def _day_zero(self, start):
        self._check_inside(start)
        return bisect_left(self.cutoffs, start)

    def after_worked(self, start, seconds):
        """Return the instant at which ``seconds`` of worked time have passed since ``start``.

        Zero seconds from outside of working time: the next start of work.
        """
        start = to_utc(start)
        self._check_inside(start)
        first = bisect_right(self.ends, start)
        target = self._worked_until(start) + timedelta(seconds=seconds)
        index = bisect_left(self.cums, target, lo=first + 1) - 1
        if index >= len(self.starts):
            raise OutsideHorizon("after")
        return max(start, self.starts[index] + (target - self.cums[index]))

    def before_worked(self, end, seconds):
        """Return the instant from which ``seconds`` of worked time pass until ``end``.

        Zero seconds from outside of working time: the last end of work.
        """
        end = to_utc(end)
        self._check_inside(end)
        last = bisect_left(self.starts, end) - 1
        target = self._worked_until(end) - timedelta(seconds=seconds)
        index = min(bisect_right(self.cums, target) - 1, last)
        if index < 0 or target < ZERO:
            raise OutsideHorizon("before")
        return min(end, self.starts[index] + (target - self.cums[index]))

    def worked_seconds(self, start, end):
        """Return the worked seconds from ``start`` to ``end``, negative when ``end`` is earlier."""
        start, end = to_utc(start), to_utc(end)
        self._check_inside(start)
        self._check_inside(end)
        return (self._worked_until(end) - self._worked_until(start)).total_seconds()

    def worked_days(self, start, end):
        """Return the working days from the day ``start`` counts for to that of ``end``."""
        start, end = to_utc(start), to_utc(end)
        return self._day_zero(end) - self._day_zero(start)

    def cutoffs_between(self, start, end):
        """Return the instants, from ``start`` until before ``end``, at which a day's count ends.

        Their number is :meth:`worked_days` from ``start`` to ``end``.
        """
        start, end = to_utc(start), to_utc(end)
        self._check_inside(start)
        return self.cutoffs[self._day_zero(start) : bisect_left(self.cutoffs, end)]

    def is_working(self, at):
        """Tell whether ``at`` lies in worked time (its end is outside)."""
        at = to_utc(at)
        self._check_inside(at)
        index = bisect_right(self.starts, at) - 1
        return index >= 0 and at < self.ends[index]

    def next_start(self, at):
        """Return ``at`` when it lies in worked time, else the next start of work."""
        at = to_utc(at)
        if self.is_working(at):
            return at
        for index in range(bisect_left(self.starts, at), len(self.starts)):
            if self.ends[index] - self.starts[index] >= SLIVER:
                return self.starts[index]
        raise OutsideHorizon("after")

    def _worked_until(self, at):
        """Worked time from the start of the horizon until ``at``."""
        index = bisect_right(self.starts, at)
        if not index:
            return ZERO
        return self.cums[index - 1] + min(at, self.ends[index - 1]) - self.starts[index - 1]

    def _check_inside(self, at):
        if at < self.begin:
            raise OutsideHorizon("before")
        if at >= self.end:
            raise OutsideHorizon("after")


def to_utc(at):
    """Return ``at`` as an aware datetime in UTC; a naive one is taken to be in UTC already.

    >>> to_utc(datetime(2026, 1, 1)).isoformat()
    '2026-01-01T00:00:00+00:00'
    """
    if at.tzinfo is UTC:
        return at
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def whole_seconds(at):
    """Return ``at`` without microseconds, which Odoo's fields do not keep."""
    return at.replace(microsecond=0) if at.microsecond else at


def check_amount(amount, unit):
    """Raise ``UncountableAmount`` (a ``ValueError``) for an amount that cannot be counted.

    >>> check_amount(1.5, "day")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    worktime.UncountableAmount: Working days are counted whole.
    """
    if unit not in UNITS:
        raise ValueError("The unit of a deadline is 'day' or 'hour'.")
    # "not >=" instead of "<" also stops a NaN.
    if not amount >= 0 or amount == float("inf"):
        raise UncountableAmount("Working time is counted forward: the amount must not be negative.")
    if unit == "day" and amount != int(amount):
        raise UncountableAmount("Working days are counted whole.")


def standard_week(first, last, localize, special=None):
    """Yield Monday to Friday, 09:00 to 18:00, from date ``first`` to ``last`` (included).

    :param localize: function from a naive local datetime to an aware one
    :param dict special: hours ``(from, to)`` by date that replace those of the standard week

    >>> from datetime import date
    >>> def utc(naive):
    ...     return naive.replace(tzinfo=UTC)
    >>> friday, monday = date(2026, 3, 6), date(2026, 3, 9)
    >>> [str(day[2]) for day in standard_week(friday, monday, utc)]
    ['2026-03-06', '2026-03-09']
    """
    special = special or {}
    for offset in range((last - first).days + 1):
        date = first + timedelta(days=offset)
        hours = special.get(date) or ((9, 18) if date.weekday() < 5 else None)
        if hours:
            yield localize(at_hour(date, hours[0])), localize(at_hour(date, hours[1])), date


def at_hour(date, hour):
    """Return the naive local instant ``hour`` (a float, up to 24) of ``date``.

    >>> from datetime import date
    >>> print(at_hour(date(2026, 3, 6), 13.5), at_hour(date(2026, 3, 6), 24), sep=", ")
    2026-03-06 13:30:00, 2026-03-07 00:00:00
    """
    return datetime.combine(date, time.min) + timedelta(minutes=round(hour * 60))
