"""One time line out of many kinds of records: sources, the paging key, the merge (no ORM).

Entries are ordered newest first by ``(date, model, id)``. The key of the last entry shown is all
the next page needs, so records that arrive meanwhile neither repeat nor hide an entry.

>>> from datetime import datetime
>>> key = page_key(datetime(2026, 3, 2, 9, 0, 5), "cs.contact", 7)
>>> key
'2026-03-02T09:00:05|cs.contact|7'
>>> parse_key(key)
(datetime.datetime(2026, 3, 2, 9, 0, 5), 'cs.contact', 7)
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class TimelineSource:
    """One kind of record on a customer's time line.

    :param str model: name of the model; left out for users who may not read it
    :param str date_field: stored Datetime that places the record on the line
    :param str partner_field: Many2one to ``res.partner``
    :param str icon: Font Awesome class, e.g. ``fa-headphones``
    :param describe: called once per page with the recordset (in the user's own rights); returns
        ``{id: {title, subtitle, state, state_label, tone, channel, icon, url}}``, every key
        but ``title`` optional. ``tone`` is a Bootstrap colour (success, info, warning, danger,
        secondary); ``url`` replaces opening the record's form. Default: the display name.
    :param domain: further condition on the records
    """

    model: str
    date_field: str
    partner_field: str = "partner_id"
    icon: str = "fa-circle"
    describe: Callable | None = None
    domain: tuple = ()


def page_key(date, model, record_id):
    """Return the key of an entry, to be sent back for what comes after it."""
    return f"{date.isoformat()}|{model}|{record_id}"


def parse_key(key):
    """Return ``(date, model, id)`` of a page key, or raise ``ValueError``."""
    date, model, record_id = key.split("|")
    return datetime.fromisoformat(date), model, int(record_id)


def newest(entries, limit):
    """Return the first ``limit`` entries in the order of the line.

    >>> rows = [{"at": 1, "model": "b", "id": 1}, {"at": 1, "model": "a", "id": 9},
    ...         {"at": 2, "model": "a", "id": 3}]
    >>> [(row["at"], row["model"]) for row in newest(rows, 2)]
    [(2, 'a'), (1, 'b')]
    """
    return sorted(entries, key=lambda e: (e["at"], e["model"], e["id"]), reverse=True)[:limit]
