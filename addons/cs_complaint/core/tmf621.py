"""TM Forum Open API TMF621 (Trouble Ticket, v5): states, severities, filters and errors. No ORM.

>>> to_tmf_state("in_progress"), from_tmf_state("inProgress")
('inProgress', 'in_progress')
>>> all(from_tmf_state(to_tmf_state(state)) == state for state in STATES)
True
>>> to_tmf_severity("extra_major"), from_tmf_severity("critical")
('Critical', 'extra_major')
"""

import base64
import binascii
import hashlib
import json
from datetime import UTC, datetime

BASE_PATH = "/tmf-api/troubleTicket/v5"
PATH = f"{BASE_PATH}/troubleTicket"
LIMIT_DEFAULT = 20
LIMIT_MAX = 100

# Ours: the standard's. ``held`` is never used: what stands still here waits for the customer.
STATES = {
    "registered": "acknowledged",
    "in_progress": "inProgress",
    "waiting": "pending",
    "answered": "resolved",
    "closed": "closed",
    "withdrawn": "cancelled",
    "rejected": "rejected",
}
SEVERITIES = {"ordinary": "Minor", "major": "Major", "extra_major": "Critical"}
_STATES_BACK = {theirs: ours for ours, theirs in STATES.items()}
_SEVERITIES_BACK = {theirs.casefold(): ours for ours, theirs in SEVERITIES.items()}

# What a client may ask for by PATCH: the step of the customer that it stands for
STEPS = {"cancelled": "withdraw", "closed": "confirm", "inProgress": "reopen"}

# Attributes of a ticket as it is given out
ATTRIBUTES = (
    "id",
    "href",
    "@type",
    "name",
    "description",
    "severity",
    "ticketType",
    "status",
    "statusChangeDate",
    "statusChangeHistory",
    "creationDate",
    "lastUpdate",
    "requestedResolutionDate",
    "expectedResolutionDate",
    "resolutionDate",
    "channel",
    "externalIdentifier",
    "note",
    "attachment",
    "relatedParty",
    "troubleTicketCharacteristic",
    "troubleTicketRelationship",
)
ALWAYS = ("id", "href", "@type")

# Filter: (field of the complaint, kind of value)
FILTERS = {
    "id": ("id", "integer"),
    "status": ("state", "state"),
    "severity": ("severity", "severity"),
    "ticketType": ("complaint_class", "text"),
    "channel.id": ("channel_id.code", "text"),
    "externalIdentifier.id": ("api_reference", "text"),
    "externalIdentifier.owner": ("api_owner", "text"),
    "creationDate": ("date_registered", "date"),
    "lastUpdate": ("write_date", "date"),
    "expectedResolutionDate": ("date_resolve_due", "date"),
    "resolutionDate": ("date_answered", "date"),
}
COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
SORTS = {
    "creationDate": "date_registered",
    "expectedResolutionDate": "date_resolve_due",
    "lastUpdate": "write_date",
    "id": "id",
}


class TmfError(Exception):
    """A request that is refused, with the four parts of the standard's error body."""

    def __init__(self, status, code, reason, message):
        super().__init__(message)
        self.status = status
        self.code = code
        self.reason = reason
        self.message = message

    def body(self):
        """Return the error body.

        >>> TmfError(404, "notFound", "Not Found", "There is no ticket 7.").body()["status"]
        '404'
        """
        return error_body(self.status, self.code, self.reason, self.message)


def error_body(status, code, reason, message):
    """Return the standard's error body."""
    return {
        "@type": "Error",
        "code": code,
        "reason": reason,
        "message": message,
        "status": str(status),
    }


def to_tmf_state(state):
    """Return the standard's state for ours."""
    return STATES[state]


def from_tmf_state(status):
    """Return our state for the standard's; ``held`` is refused, nothing is ever in it.

    >>> from_tmf_state("held")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    TmfError:
    """
    if status not in _STATES_BACK:
        raise TmfError(
            400,
            "invalidValue",
            "Unknown status",
            f"There is no status “{short(status)}” here. Use one of: {', '.join(_STATES_BACK)}.",
        )
    return _STATES_BACK[status]


def to_tmf_severity(severity):
    """Return the standard's severity for ours."""
    return SEVERITIES[severity]


def from_tmf_severity(severity):
    """Return our severity for the standard's, in any case of letters."""
    if str(severity).casefold() not in _SEVERITIES_BACK:
        raise TmfError(
            400,
            "invalidValue",
            "Unknown severity",
            f"There is no severity “{short(severity)}”. Use one of: "
            f"{', '.join(SEVERITIES.values())}.",
        )
    return _SEVERITIES_BACK[str(severity).casefold()]


def short(value, limit=60):
    """Return ``value`` as it may stand in a message: one line of at most ``limit`` characters.

    >>> short("a\\nb" * 40, 5)
    'a ba…'
    """
    text = " ".join(str(value).split())
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def instant(moment):
    """Return a naive UTC datetime as the standard writes it; ``None`` for none.

    >>> instant(datetime(2026, 7, 30, 10, 0))
    '2026-07-30T10:00:00Z'
    """
    return f"{moment.replace(microsecond=0).isoformat()}Z" if moment else None


def read_instant(text):
    """Return the naive UTC datetime of an ISO 8601 text.

    >>> read_instant("2026-07-30T18:00:00+08:00")
    datetime.datetime(2026, 7, 30, 10, 0)
    """
    try:
        moment = datetime.fromisoformat(str(text).strip())
        if moment.tzinfo:
            moment = moment.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise TmfError(
            400,
            "invalidValue",
            "Not a date and time",
            f"“{short(text)}” is not a date and time. Write it like 2026-07-30T10:00:00Z.",
        ) from None
    return moment.replace(microsecond=0)


def read_fields(text):
    """Return the attributes that ``fields=`` asks for; ``None`` for all.

    >>> read_fields("status,name")
    ('id', 'href', '@type', 'status', 'name')
    >>> read_fields(""), read_fields("none")
    (None, ('id', 'href', '@type'))
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        return None
    if names == ["none"]:
        return ALWAYS
    for name in names:
        if name not in ATTRIBUTES:
            raise TmfError(
                400,
                "invalidQuery",
                "Unknown attribute",
                f"There is no attribute “{short(name)}” of a ticket to choose by “fields”. "
                f"Choose from: {', '.join(ATTRIBUTES)}.",
            )
    return (*ALWAYS, *(name for name in dict.fromkeys(names) if name not in ALWAYS))


def read_number(text, name, default, most):
    """Return a whole number of the query, at most ``most``.

    >>> read_number("7", "limit", 20, 100), read_number(None, "limit", 20, 100)
    (7, 20)
    """
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise TmfError(
            400,
            "invalidQuery",
            "Not a number",
            f"“{name}” is a whole number from 0 on, not “{short(text)}”.",
        )
    return min(int(text), most)


def read_sort(text):
    """Return the ORDER BY for ``sort=``, made of known names only.

    >>> read_sort("-creationDate"), read_sort(None)
    ('date_registered desc, id desc', 'id desc')
    """
    if not text:
        return "id desc"
    name = text.lstrip("+-").strip()
    if name not in SORTS:
        raise TmfError(
            400,
            "invalidQuery",
            "Cannot be sorted by",
            f"Tickets are not sorted by “{short(name)}”. Use one of: {', '.join(SORTS)}.",
        )
    direction = "desc" if text.startswith("-") else "asc"
    return f"{SORTS[name]} {direction}, id {direction}"


def read_filters(pairs):
    """Return the domain of a query's filters as a list of ``(field, operator, value)``.

    Several values of one filter are separated by commas: any of them.

    >>> read_filters([("status", "acknowledged,closed"), ("severity", "minor")])
    [('state', 'in', ['registered', 'closed']), ('severity', 'in', ['ordinary'])]
    """
    domain = []
    for key, text in pairs:
        name, operator = key, "in"
        head, _dot, tail = key.rpartition(".")
        if key not in FILTERS and tail in COMPARISONS and FILTERS.get(head, ("", ""))[1] == "date":
            name, operator = head, COMPARISONS[tail]
        if name not in FILTERS:
            raise TmfError(
                400,
                "invalidQuery",
                "Unknown filter",
                f"Tickets are not filtered by “{short(key)}”. Use one of: {', '.join(FILTERS)}.",
            )
        field, kind = FILTERS[name]
        if operator == "in":
            values = [_read_value(item.strip(), kind) for item in text.split(",")]
            domain.append((field, "in", values))
        else:
            domain.append((field, operator, read_instant(text)))
    return domain


def _read_value(text, kind):
    if kind == "state":
        return from_tmf_state(text)
    if kind == "severity":
        return from_tmf_severity(text)
    if kind == "date":
        return read_instant(text)
    if kind == "integer":
        return read_id(text) or 0
    return text.replace("\x00", "")


def read_id(text):
    """Return a record id, ``None`` for what cannot be one.

    >>> read_id("17"), read_id("1e3"), read_id("99999999999"), read_id("一")
    (17, None, None, None)
    """
    if text.isascii() and text.isdigit() and len(text) < 11 and 0 < int(text) < 2**31:
        return int(text)
    return None


def read_json(data):
    """Return the object in a request's body.

    >>> read_json(b'{"name": "x"}')
    {'name': 'x'}
    >>> read_json(b'{"a": NaN}')  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    TmfError:
    """
    try:
        value = json.loads(data.decode(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise TmfError(
            400,
            "invalidBody",
            "Malformed JSON",
            f"The body is not JSON in UTF-8 ({short(type(error).__name__)}). Correct it and send "
            "it again.",
        ) from None
    if not isinstance(value, dict):
        raise TmfError(400, "invalidBody", "Not an object", "The body is not a JSON object.")
    return value


def _refuse_constant(name):
    raise ValueError(name)


def read_content(text, name):
    """Return the bytes of an attachment's base64 ``content``.

    >>> read_content("aGk=", "x.txt")
    b'hi'
    """
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise TmfError(
            400,
            "invalidValue",
            "Not base64",
            f"The content of the attachment “{short(name)}” is not base64.",
        ) from None


def etag(ticket):
    """Return the entity tag of a ticket: another one whenever anything in it is another.

    >>> etag({"a": 1}) == etag({"a": 1}), etag({"a": 1}) == etag({"a": 2})
    (True, False)
    """
    text = json.dumps(ticket, sort_keys=True, ensure_ascii=False)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
