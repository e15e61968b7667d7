"""Points for behaviour: how many, when, and where a cap ends them (clause 7.3.3(3))."""

from datetime import date

from dateutil.relativedelta import relativedelta

PERIODS = ("day", "month", "year", "ever")


def points_of(points, step, amount):
    """Return the points of an event: fixed (``step`` 0), or for every ``step`` of its amount.

    >>> points_of(50, 0, 0), points_of(1, 10, 255), points_of(1, 10, -5)
    (50, 25.5, 0.0)
    """
    if not step:
        return points
    return max(points * amount / step, 0.0)


def capped(points, used, cap):
    """Return what a cap leaves of ``points`` after ``used``; 0 is no cap.

    >>> capped(50, 80, 100), capped(50, 100, 100), capped(50, 500, 0), capped(50, 10, 100)
    (20, 0, 50, 50)
    """
    return min(points, max(cap - used, 0)) if cap else points


def period_start(day, period):
    """Return the first day of the period of a cap.

    >>> [str(period_start(date(2026, 5, 17), period)) for period in PERIODS]
    ['2026-05-17', '2026-05-01', '2026-01-01', '0001-01-01']
    """
    return {
        "day": day,
        "month": day.replace(day=1),
        "year": day.replace(month=1, day=1),
        "ever": date.min,
    }[period]


def credited_on(day, day_of_month):
    """Return when points of an event may be spent: on a day of the month after it, or at once.

    A bill of March is credited on the 15th of April, wherever in March it was paid.

    >>> credited_on(date(2026, 12, 31), 15), credited_on(date(2026, 12, 31), 0)
    (datetime.date(2027, 1, 15), None)
    >>> credited_on(date(2027, 1, 5), 31)
    datetime.date(2027, 2, 28)
    """
    if not day_of_month:
        return None
    return day + relativedelta(months=1, day=day_of_month)


def starts_with_anniversary(day, years):
    """Return the days whose anniversary falls on ``day``; the 29th of February counts on the 28th.

    >>> starts_with_anniversary(date(2027, 3, 1), 1)
    [datetime.date(2026, 3, 1)]
    >>> starts_with_anniversary(date(2027, 2, 28), 3)
    [datetime.date(2024, 2, 28), datetime.date(2024, 2, 29)]
    >>> starts_with_anniversary(date(2028, 2, 29), 1)
    []
    """
    candidates = [day - relativedelta(years=years)]
    candidates.append(candidates[0] + relativedelta(days=1))
    return [start for start in candidates if start + relativedelta(years=years) == day]
