"""When a customer who was not reached is tried again, and when it has been tried enough.

A try counts by its slot: the day and the part of the day, in the customer's time zone. Three calls
within an hour are one try.
"""

from datetime import datetime, time, timedelta

# Part of the day: from which hour on it lasts, and at which hour it is tried
PARTS = (("morning", 0, 10), ("afternoon", 12, 14), ("evening", 17, 17))
MIN_GAP = timedelta(hours=2)
LOOK_AHEAD_DAYS = 31


def slot_of(moment):
    """Return ``(date, part)`` of a local datetime.

    >>> slot_of(datetime(2026, 3, 2, 11, 59))
    (datetime.date(2026, 3, 2), 'morning')
    >>> slot_of(datetime(2026, 3, 2, 17, 0))[1]
    'evening'
    """
    part = [name for name, begins, _at in PARTS if moment.hour >= begins][-1]
    return moment.date(), part


def is_enough(moments, wanted):
    """Tell whether tries at these local ``moments`` are enough to call a customer unreachable.

    ``wanted`` slots are needed; from two on they lie on two days and in two parts of the day.

    >>> monday, tuesday = datetime(2026, 3, 2, 10), datetime(2026, 3, 3, 10)
    >>> is_enough([monday, monday.replace(minute=30)], 2)
    False
    >>> is_enough([monday, tuesday], 2)
    False
    >>> is_enough([monday, tuesday.replace(hour=14)], 2)
    True
    >>> is_enough([monday], 1)
    True
    """
    slots = {slot_of(moment) for moment in moments}
    least = min(wanted, 2)
    return (
        len(slots) >= wanted
        and len({day for day, _part in slots}) >= least
        and len({part for _day, part in slots}) >= least
    )


def next_try(now, moments, is_working):
    """Return the local datetime of the next try: in working time, in the part tried least so far.

    :param datetime now: local, without time zone
    :param moments: local datetimes of the tries so far
    :param is_working: function of a local datetime
    :return: ``None`` when there is no working time within a month

    >>> monday = datetime(2026, 3, 2, 10, 5)
    >>> office = lambda at: at.weekday() < 5 and 9 <= at.hour < 17
    >>> next_try(monday, [monday], office)
    datetime.datetime(2026, 3, 2, 14, 0)
    >>> next_try(datetime(2026, 3, 2, 14), [monday, datetime(2026, 3, 2, 14)], office)
    datetime.datetime(2026, 3, 3, 10, 0)
    >>> next_try(monday, [monday], lambda at: False)
    """
    tried = [slot_of(moment)[1] for moment in moments]
    first = None
    for days in range(LOOK_AHEAD_DAYS):
        day = now.date() + timedelta(days=days)
        slots = [
            (tried.count(name), at)
            for name, _begins, hour in PARTS
            if (at := datetime.combine(day, time(hour))) >= now + MIN_GAP and is_working(at)
        ]
        if slots:
            first = min(slots)[1]
            break
    return first
