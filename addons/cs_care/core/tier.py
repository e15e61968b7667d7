"""Which tier a member has, and until when (clause 7.3.3).

Without the ORM: a million cards are reviewed by these functions on plain values.

>>> low = Rung(1, 10, entry=0, keep=0)
>>> mid = Rung(2, 20, entry=1000, keep=800)
>>> high = Rung(3, 30, entry=5000, keep=4000, tenure=12)
>>> rungs = (low, mid, high)
"""

from calendar import monthrange
from datetime import date
from typing import NamedTuple

from dateutil.relativedelta import relativedelta


class Rung(NamedTuple):
    """A tier, as far as it decides. ``tenure`` and ``months`` are whole months."""

    id: int
    rank: int
    entry: float
    keep: float
    tenure: int = 0
    months: int = 12
    multiplier: float = 1.0
    is_green: bool = False


def rung_of(rungs, tier_id):
    """Return the rung of a tier, or None.

    >>> rung_of((Rung(1, 10, 0, 0),), 1).rank, rung_of((), 1)
    (10, None)
    """
    return next((rung for rung in rungs if rung.id == tier_id), None)


def entered(rungs, tier_id, points, tenure):
    """Return the highest rung above the present one that is reached, or None.

    :param rungs: from low to high
    :param tier_id: the present tier, or None
    :param float points: qualifying points of the period
    :param int tenure: whole months the member has been a customer

    >>> rungs = (Rung(1, 10, 0, 0), Rung(2, 20, 1000, 800), Rung(3, 30, 5000, 4000, tenure=12))
    >>> entered(rungs, None, 0, 0).id, entered(rungs, 1, 1000, 0).id, entered(rungs, 2, 1000, 0)
    (1, 2, None)
    >>> entered(rungs, 1, 6000, 11).id, entered(rungs, 1, 6000, 12).id
    (2, 3)
    """
    present = rung_of(rungs, tier_id)
    reached = [
        rung
        for rung in rungs
        if (present is None or rung.rank > present.rank)
        and points >= rung.entry
        and tenure >= rung.tenure
    ]
    return reached[-1] if reached else None


def waits_for_tenure(rungs, tier_id, points, tenure):
    """Return the months of tenure that a rung reached by its points still asks for, or None.

    >>> rungs = (Rung(1, 10, 0, 0), Rung(2, 20, 1000, 800, tenure=6))
    >>> waits_for_tenure(rungs, 1, 1000, 2), waits_for_tenure(rungs, 1, 999, 2)
    (6, None)
    """
    present = rung_of(rungs, tier_id)
    waiting = [
        rung.tenure
        for rung in rungs
        if (present is None or rung.rank > present.rank)
        and points >= rung.entry
        and tenure < rung.tenure
    ]
    return min(waiting, default=None)


def reviewed(rungs, tier_id, points, fits=False):
    """Return the rung after the review of a period, or None for no tier.

    :param float points: qualifying points since the tier began, in the period under review
    :param bool fits: fall to the highest rung whose keep rule is met, instead of one down

    >>> rungs = (Rung(1, 10, 0, 0), Rung(2, 20, 1000, 800), Rung(3, 30, 5000, 4000))
    >>> [reviewed(rungs, 3, points).id for points in (4000, 3999, 0)]
    [3, 2, 2]
    >>> [reviewed(rungs, 3, points, fits=True).id for points in (4000, 3999, 0)]
    [3, 2, 1]
    >>> reviewed((Rung(2, 20, 1000, 800),), 2, 0) is None
    True
    """
    present = rung_of(rungs, tier_id)
    if present is None:
        lower = list(rungs)
        fits = True
    elif points >= present.keep:
        return present
    else:
        lower = [rung for rung in rungs if rung.rank < present.rank]
    if fits:
        lower = [rung for rung in lower if points >= rung.keep]
    return lower[-1] if lower else None


def taken_back(rungs, tier_id, before_id, points):
    """Return the rung that is left when points that had opened a tier are reversed.

    The highest one still reached, never below the one the member came from.

    >>> rungs = (Rung(1, 10, 0, 0), Rung(2, 20, 1000, 800), Rung(3, 30, 5000, 4000))
    >>> taken_back(rungs, 3, 1, 1200).id, taken_back(rungs, 3, 1, 100).id
    (2, 1)
    >>> taken_back(rungs, 3, 2, 100).id, taken_back(rungs, 3, 2, 5000).id
    (2, 3)
    """
    present, before = rung_of(rungs, tier_id), rung_of(rungs, before_id)
    floor = before.rank if before else 0
    left = [
        rung
        for rung in rungs
        if (before and rung.rank <= floor)
        or (points >= rung.entry and present and rung.rank <= present.rank)
    ]
    return left[-1] if left else None


def month_end(day):
    """Return the last day of the month.

    >>> month_end(date(2028, 2, 3))
    datetime.date(2028, 2, 29)
    """
    return day.replace(day=monthrange(day.year, day.month)[1])


def valid_until(day, months):
    """Return the last day of a tier that begins on ``day``: so many months, and to the month's end.

    From one review to the next it does not drift.

    >>> valid_until(date(2026, 3, 10), 12)
    datetime.date(2027, 3, 31)
    >>> valid_until(date(2027, 3, 31), 12)
    datetime.date(2028, 3, 31)
    """
    return month_end(day + relativedelta(months=months))


def months_between(start, end):
    """Return the whole months from one day to another; 0 without a start.

    >>> months_between(date(2025, 1, 31), date(2025, 2, 28))
    1
    >>> months_between(date(2025, 1, 15), date(2026, 1, 14)), months_between(None, date(2026, 1, 1))
    (11, 0)
    """
    if not start or end < start:
        return 0
    gap = relativedelta(end, start)
    months = gap.years * 12 + gap.months
    # The 31st has no month of 28 days: the month is complete at its end.
    if start + relativedelta(months=months + 1) <= end:
        months += 1
    return months


class Standing(NamedTuple):
    """What is known of a card when its tier is decided."""

    card_id: int
    partner_id: int | None
    program_id: int
    company_id: int | None
    tier_id: int | None
    points: float
    points_then: float
    until: date | None
    is_manual: bool


class Change(NamedTuple):
    """A tier that a card gets, or keeps for another time. ``start`` begins a new period."""

    standing: Standing
    tier_id: int | None
    reason: str
    date_from: date
    date_to: date
    # As the history shows them
    counted: float
    # Of the card from now on
    points: float
    points_then: float
    start: object = None
    is_manual: bool = False
    note: str | None = None


def movement(rungs, before_id, tier_id):
    """Tell whether a change leads up, down, or neither.

    >>> rungs = (Rung(1, 10, 0, 0), Rung(2, 20, 1000, 800))
    >>> movement(rungs, None, 1), movement(rungs, 2, 1), movement(rungs, 2, 2)
    ('up', 'down', 'same')
    """
    before, after = rung_of(rungs, before_id), rung_of(rungs, tier_id)
    gap = (after.rank if after else -1) - (before.rank if before else -1)
    return "up" if gap > 0 else "down" if gap < 0 else "same"
