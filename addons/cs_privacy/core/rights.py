"""Requests of persons about their data: states, terms, and what an erasure consists of."""

import re
from collections import namedtuple

OPEN_STATES = ("received", "identity", "in_progress")

# The law's longest term from receipt to answer, in calendar days (GB/T 35273 8.7).
LEGAL_DAYS = 30
# How long before the deadline the handler is reminded, in calendar days.
REMIND_DAYS = 3
# Real-name data is kept so long after the last service number ended (MIIT order 25, article 11).
HOLD_YEARS = 2
# How incidents were handled is kept so long after they were closed (PIPL 56).
INCIDENT_YEARS = 3

# Passed in the context by the named transitions. An object cannot travel over RPC, so no client
# can claim to be a transition.
TRANSITION = object()

PROTECTED_FIELDS = frozenset(
    {
        "name",
        "state",
        "days",
        "date_received",
        "date_due",
        "date_legal",
        "date_remind",
        "date_done",
        "is_from_portal",
        "reminded_at",
        "refusal_reason",
        "result",
        "protocol",
    }
)

Hold = namedtuple("Hold", "parts reason until")
"""Why something has to be kept.

``parts``: codes of :class:`ErasePart`; ``reason``: a sentence for the person; ``until``: the date
from which it may be erased, ``None`` when that is not known yet.
"""

ErasePart = namedtuple("ErasePart", "code label count erase")
"""What is erased together, or kept together.

``code``: short name; ``label``: for people; ``count(partners)``: how many records it concerns;
``erase(partners)``: erases them, once the right and all holds have been checked.
"""

_NUMBERS = re.compile(
    r"(?<![0-9A-Za-z])[A-Za-z]{0,2}[0-9](?:[\s\-./]?[0-9]){6,}[0-9A-Za-z]*", re.ASCII
)


def without_numbers(text):
    """Return a text that people wrote, without telephone, document and account numbers in it.

    Whole dates go too, for they may be birth dates; years and amounts are shorter and stay.

    >>> without_numbers("My ID is 11010519491231002X, call 0912 345 678 at 9.")
    'My ID is ***, call *** at 9.'
    >>> without_numbers("Born 1990-01-31, passport AB1234567, wrong since 2026, 150.00 too much")
    'Born ***, passport ***, wrong since 2026, 150.00 too much'
    >>> without_numbers("證號11010519491231002X")
    '證號***'
    >>> without_numbers(None)
    ''
    """
    return _NUMBERS.sub("***", text or "")


def add_years(day, years):
    """Return the same day so many years later; 29 February becomes 1 March.

    >>> from datetime import date
    >>> add_years(date(2024, 2, 29), 2), add_years(date(2024, 3, 1), 2)
    (datetime.date(2026, 3, 1), datetime.date(2026, 3, 1))
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, month=3, day=1)


def held_parts(holds):
    """Return ``{part code: hold}`` of what may not be erased, with the longest hold of each.

    >>> short, long = Hold(("a", "b"), "x", 1), Hold(("b",), "y", 2)
    >>> held = held_parts([long, short, Hold(("c",), "z", None)])
    >>> held["a"].reason, held["b"].reason, held["c"].until
    ('x', 'y', None)
    """
    held = {}
    for hold in holds:
        for code in hold.parts:
            known = held.get(code)
            if known is None or (
                known.until is not None and (hold.until is None or hold.until > known.until)
            ):
                held[code] = hold
    return held
