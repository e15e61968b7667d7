"""Rows of contacts as programs send them: reading one, and folding it into what is known (no ORM).

>>> parse_instant("2026-07-30T18:00:00+08:00")
datetime.datetime(2026, 7, 30, 10, 0)
>>> parse_instant("2026-07-30T10:00:00Z") == parse_instant("2026-07-30 10:00:00")
True
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from .contact_facts import time_fault

# What a text key may hold, in characters
TEXT_LIMITS = {
    "source": 64,
    "external_id": 128,
    "channel": 64,
    "direction": 16,
    "kind": 16,
    "caller": 256,
    "user": 256,
    "name": 256,
    "outcome": 20_000,
    "description": 20_000,
}
INSTANT_KEYS = ("date_arrived", "date_answered", "date_ended")
# An id (integer) or a text that names the record
REFERENCE_KEYS = ("partner", "department")
ROW_KEYS = (*TEXT_LIMITS, *INSTANT_KEYS, *REFERENCE_KEYS, "is_resolved")
KEY_PAIR = ("source", "external_id")

# A later row that says something else about these is not the same contact.
FIXED_FACTS = ("channel_id", "direction", "date_arrived")
# Recorded once; the first one stands.
ONCE_FACTS = ("date_answered", "date_ended")

_MAX_ID = 2**31 - 1


class RowError(ValueError):
    """A row cannot be taken; ``code`` names the rule and ``values`` fill its message."""

    def __init__(self, code, **values):
        super().__init__(code)
        self.code = code
        self.values = values


def parse_instant(value):
    """Return ``value`` (ISO 8601 text or datetime) as a naive UTC datetime in whole seconds.

    A value without an offset is UTC. A date without a time is refused with ``ValueError``.

    >>> parse_instant("2026-07-30")
    Traceback (most recent call last):
    ...
    ValueError: a time of day is missing
    """
    if isinstance(value, str):
        if len(value.strip()) <= 10:
            raise ValueError("a time of day is missing")
        value = datetime.fromisoformat(value.strip())
    if not isinstance(value, datetime):
        raise ValueError("not a date and time")  # noqa: TRY004
    if value.tzinfo:
        value = value.astimezone(UTC).replace(tzinfo=None)
    return value.replace(microsecond=0)


def read_row(raw):
    """Return the filled keys of one row with clean values, or raise :class:`RowError`.

    Empty values (``None``, ``""``) count as not given, so they never overwrite anything.

    >>> read_row({"source": "pbx", "external_id": 17, "name": " Bill ", "outcome": None})
    {'source': 'pbx', 'external_id': '17', 'name': 'Bill'}
    >>> read_row({"source": "x", "colour": "red"})  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    RowError: unknown_key
    """
    if not isinstance(raw, dict):
        raise RowError("not_a_dict")
    unknown = sorted(str(key) for key in raw if key not in ROW_KEYS)
    if unknown:
        raise RowError("unknown_key", keys=", ".join(unknown), known=", ".join(ROW_KEYS))
    row = {}
    for key, value in raw.items():
        value = _clean(key, value)
        if value is not None:
            row[key] = value
    for key in KEY_PAIR:
        if key not in row:
            raise RowError("missing", key=key)
    return row


def _clean(key, value):
    if value is None or value == "":
        return None
    if key == "is_resolved":
        if not isinstance(value, bool):
            raise RowError("not_a_boolean", key=key)
        return value
    if key in INSTANT_KEYS:
        try:
            return parse_instant(value)
        except (ValueError, OverflowError):
            raise RowError("not_an_instant", key=key) from None
    if isinstance(value, int) and not isinstance(value, bool):
        if key in REFERENCE_KEYS:
            return _clean_id(key, value)
        if key == "external_id":
            value = str(value)
    return _clean_text(key, value)


def _clean_id(key, value):
    if not 0 < value <= _MAX_ID:
        raise RowError("not_found", key=key, value=value)
    return value


def _clean_text(key, value):
    if not isinstance(value, str):
        raise RowError("not_a_text", key=key)
    # PostgreSQL cannot store a NUL, nor half of a surrogate pair.
    value = value.replace("\x00", "").encode("utf-8", "replace").decode().strip()
    limit = TEXT_LIMITS.get(key, 256)
    if len(value) > limit:
        raise RowError("too_long", key=key, limit=limit)
    return value or None


@dataclass
class Draft:
    """What is known of one contact while the rows of a call are folded into it.

    ``known`` and the incoming values are keyed by field name, with ids for relations.

    >>> nine = datetime(2026, 3, 2, 9)
    >>> draft = Draft()
    >>> draft.take({"channel_id": 1, "date_arrived": nine}, {"kind": "complaint"}, latest=nine)
    'created'
    >>> draft.take({"channel_id": 1, "date_answered": nine}, {}, latest=nine)
    'updated'
    >>> draft.take({"channel_id": 1}, {"kind": "consultation"}, latest=nine)
    'unchanged'
    """

    record_id: int | None = None
    known: dict = field(default_factory=dict)
    # No person has edited the record: the program may still correct what it said itself.
    is_untouched: bool = True
    # Times up to the last reopening are history; a repeated row must not end the contact again.
    date_reopened: datetime | None = None
    # Code of a rule that keeps every row off this contact
    refusal: str | None = None
    changes: dict = field(default_factory=dict)

    def take(self, values, defaults, latest):
        """Fold ``values`` in and return created, updated or unchanged.

        :param dict values: what the row says
        :param dict defaults: what fills a gap, but never replaces a known value
        :param datetime latest: see :func:`contact_facts.time_fault`
        :raise RowError: a rule is broken; nothing of the row was taken
        """
        if self.refusal:
            raise RowError(self.refusal)
        is_new = not self.known
        self._check_fixed(values)
        news = {name: value for name, value in values.items() if self._is_news(name, value)}
        for name, value in defaults.items():
            if value and not self.known.get(name):
                news.setdefault(name, value)
        merged = self.known | news
        fault = time_fault(
            merged["date_arrived"], merged.get("date_answered"), merged.get("date_ended"), latest
        )
        if fault:
            raise RowError(fault)
        self.known = merged
        self.changes |= news
        if is_new:
            return "created"
        return "updated" if news else "unchanged"

    def is_to_create(self):
        """Tell whether a row was taken for a contact that is not on record."""
        return bool(self.changes) and not self.record_id

    def _check_fixed(self, values):
        for name in FIXED_FACTS:
            key = name.removesuffix("_id")
            if not self.known and name not in values and name != "direction":
                raise RowError("missing", key=key)
            if self.known.get(name, values.get(name)) != values.get(name, self.known.get(name)):
                raise RowError("fact_differs", key=key)

    def _is_news(self, name, value):
        current = self.known.get(name)
        if name == "date_ended" and self.date_reopened and value <= self.date_reopened:
            return False
        if not current:
            return bool(value)
        return bool(value) and value != current and self.is_untouched and name not in ONCE_FACTS
