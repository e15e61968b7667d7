"""The facts of one contact and the rules between them (no ORM).

A contact is a handful of instants. Everything said about it follows from them, so a state that
contradicts the time stamps cannot exist:

>>> arrived, answered = datetime(2026, 3, 2, 9, 0, 0), datetime(2026, 3, 2, 9, 0, 18)
>>> state_of(None, None), state_of(answered, None), state_of(None, answered)
('waiting', 'in_progress', 'abandoned')
>>> seconds_between(arrived, answered)
18
>>> time_fault(answered, arrived, None, latest=answered)
'answered_before_arrived'
>>> time_fault(datetime(1970, 1, 1), None, None, latest=answered)
'too_old'
"""

from datetime import datetime

# Before this nobody kept a ledger: such a date is a clock that was never set, and seconds counted
# from it burst the database's integers.
EARLIEST = datetime.fromisoformat("2000-01-01")
MAX_SECONDS = 2**31 - 1

STATE_WAITING = "waiting"
STATE_IN_PROGRESS = "in_progress"
STATE_ENDED = "ended"
STATE_ABANDONED = "abandoned"


def state_of(answered, ended):
    """Return the state that follows from the first answer and the end (each may be empty)."""
    if ended:
        return STATE_ENDED if answered else STATE_ABANDONED
    return STATE_IN_PROGRESS if answered else STATE_WAITING


def seconds_between(start, end):
    """Return whole seconds from ``start`` to ``end``, 0 while one of them is missing.

    At most what an integer of the database holds: a wild time is refused by its rule, not by that.
    """
    return min(int((end - start).total_seconds()), MAX_SECONDS) if start and end else 0


def time_fault(arrived, answered, ended, latest):
    """Return the code of the first rule these instants break, or ``None``.

    :param datetime latest: no instant may lie after it (now, plus a tolerance for the clocks of
        other machines)
    """
    if arrived < EARLIEST:
        return "too_old"
    if answered and answered < arrived:
        return "answered_before_arrived"
    if ended and ended < (answered or arrived):
        return "ended_before_answered" if answered else "ended_before_arrived"
    if any(instant and instant > latest for instant in (arrived, answered, ended)):
        return "future"
    return None
