"""Hours in which customers are left in peace (no ORM)."""

from datetime import timedelta


def until(local, start, end):
    """Return ``local``, or the end of the quiet hours in which it lies.

    :param datetime local: wall-clock time where the customer is
    :param float start: hour at which quiet begins; equal to ``end``: there are no quiet hours
    :param float end: hour at which it ends, perhaps on the next day

    >>> from datetime import datetime
    >>> def at(hour): return f"{until(datetime(2026, 3, 2, hour, 30), 21.0, 8.5):%d %H:%M}"
    >>> at(22), at(3), at(8), at(12), at(20)
    ('03 08:30', '02 08:30', '02 08:30', '02 12:30', '02 20:30')
    >>> f"{until(datetime(2026, 3, 2, 13), 12.0, 14.0):%d %H:%M}"
    '02 14:00'
    """
    hour = local.hour + local.minute / 60 + local.second / 3600
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if start < end:
        return midnight + timedelta(hours=end) if start <= hour < end else local
    if start > end and hour >= start:
        return midnight + timedelta(days=1, hours=end)
    if start > end and hour < end:
        return midnight + timedelta(hours=end)
    return local
