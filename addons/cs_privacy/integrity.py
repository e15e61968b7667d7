"""Opens samples of sealed values and compares their indexes, to see that all is well.

Functions, not methods: they hold clear values for a moment, and stay out of reach of RPC and server
actions.
"""

from collections import namedtuple

from . import ring
from .core.envelope import key_id
from .core.errors import BrokenValue, KeyMissing

Findings = namedtuple("Findings", "broken misindexed missing")
"""Ids of rows: whose value does not open; that are found by another value than they hold; whose key
this server does not hold."""


def check_rows(field, rows):
    """Return the :class:`Findings` in some rows of one column.

    :param field: an :class:`.encrypted.EncryptedChar`
    :param rows: list of ``(id, sealed value)``
    :raise RingUnavailable: this server has no key ring
    """
    live, context = ring.current(), field.context_name
    findings = Findings([], [], [])
    opening = {}
    for row_id, token in rows:
        try:
            kid = key_id(token)
            if kid not in opening:
                opening[kid] = live.field(kid, context)
            if not _indexes_agree(field, opening[kid], token, opening[kid].open(row_id, token)):
                findings.misindexed.append(row_id)
        except KeyMissing:
            findings.missing.append(row_id)
        except (BrokenValue, IndexError):
            findings.broken.append(row_id)
    return findings


def _indexes_agree(field, field_keys, token, text):
    """Tell whether the indexes in ``token`` are those of its value; its authenticity is no proof.

    A field that was declared with an index only later has values without one, which search
    overlooks.
    """
    _version, _kid, found_by, ends_with, _payload = token.split("$")
    index = field_keys.index(text) if field.exact else ""
    tail = field_keys.tail(text[-field.tail :]) if field.tail else ""
    return (found_by, ends_with) == (index, tail)
