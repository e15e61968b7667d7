"""What this server holds of the key ring, told to the others through the database.

A key may only seal once every server holds it. So each process tells, when it first uses the ring,
when the ring has changed, and every few hours, which keys its host has: by id and fingerprint. No
request writes for it otherwise, and one that only reads never does.
"""

import logging
import time

import psycopg2

from . import ring
from .core.errors import RingUnavailable

_logger = logging.getLogger(__name__)

# Seconds after which a process tells again what it holds, though nothing has changed.
TELL_AGAIN = 6 * 3600

_told = {}


def touch(env, force=False):
    """Record what this host holds, when that is due; never fail, and never in a read-only request.

    :param env: only names the database: the entry is written by a cursor of its own
    :param bool force: record it now, e.g. because somebody looks at the page
    """
    try:
        held = ring.current()
    except RingUnavailable as error:
        held = str(error)
    known, told_at = _told.get(env.cr.dbname, (None, 0.0))
    now = time.monotonic()
    if not force and known == held and now - told_at < TELL_AGAIN:
        return
    # While modules are loaded, the table may be locked by this very transaction.
    if env.cr.readonly or not env.registry.ready:
        return
    _told[env.cr.dbname] = held, now
    fault = held if isinstance(held, str) else None
    keys = [] if fault else [(kid, held.fingerprint(kid)) for kid in held.kids]
    try:
        env["cs.privacy.key.node"]._cs_tell(keys, ring.source()[0], fault)
    except psycopg2.Error as error:
        # Nobody's work stops for it; the next use tries again.
        _told.pop(env.cr.dbname, None)
        _logger.info("What this host holds of the key ring was not recorded: %s", error.pgcode)
