"""Age bands in order, and the terms of memberships (no ORM)."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

# As ``res.partner.cs_age_band`` has them, youngest first
BANDS = ("minor", "18", "30", "40", "50", "60", "70")

# A membership that is not over: one per person and group
OPEN_STATES = ("requested", "planned", "active")


def bands_between(first, last):
    """Return the age bands from one to another, both included; empty ends are open.

    >>> bands_between("60", None), bands_between(None, "minor"), bands_between("70", "60")
    (('60', '70'), ('minor',), ())
    """
    start = BANDS.index(first) if first else 0
    end = BANDS.index(last) if last else len(BANDS) - 1
    return BANDS[start : end + 1]


def last_day(date_from, months):
    """Return the last day of a membership of so many months, or None without a limit.

    >>> from datetime import date
    >>> last_day(date(2026, 1, 31), 1), last_day(date(2026, 3, 1), 0)
    (datetime.date(2026, 2, 27), None)
    """
    if not months:
        return None
    return date_from + relativedelta(months=months) - timedelta(days=1)


def state_on(today, date_from, date_to):
    """Return the state of a verified membership on a day.

    >>> from datetime import date
    >>> days = [date(2026, 3, day) for day in (1, 2, 3, 4)]
    >>> [state_on(day, days[1], days[2]) for day in days]
    ['planned', 'active', 'active', 'expired']
    """
    if date_from and today < date_from:
        return "planned"
    return "expired" if date_to and today > date_to else "active"


def next_date(today, date_from, date_to, remind_days):
    """Return the day on which a verified membership needs a step next: start, reminder, end.

    >>> from datetime import date
    >>> start, end = date(2026, 1, 1), date(2026, 12, 31)
    >>> next_date(date(2025, 12, 1), start, end, 30), next_date(start, start, end, 30)
    (datetime.date(2026, 1, 1), datetime.date(2026, 12, 1))
    >>> next_date(date(2026, 12, 5), start, end, 30), next_date(start, start, None, 30)
    (datetime.date(2027, 1, 1), None)
    """
    if date_from and today < date_from:
        return date_from
    if not date_to:
        return None
    reminder = date_to - timedelta(days=remind_days)
    return reminder if remind_days and today < reminder else date_to + timedelta(days=1)
