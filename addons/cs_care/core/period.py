"""The periods in which a policy reaches a person once (no ORM)."""


def period_of(schedule, day):
    """Return the key of the period that ``day`` lies in.

    >>> from datetime import date
    >>> [period_of(kind, date(2027, 1, 1)) for kind in ("once", "weekly", "monthly")]
    ['once', '2026-W53', '2027-01']
    """
    if schedule == "weekly":
        year, week, _weekday = day.isocalendar()
        return f"{year}-W{week:02}"
    if schedule == "monthly":
        return f"{day:%Y-%m}"
    return "once"
