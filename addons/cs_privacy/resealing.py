"""Seals stored values anew with the active key, below the ORM, while users write.

Functions, not methods: they hold clear values for a moment, and stay out of reach of RPC and server
actions.
"""

from collections import namedtuple

from psycopg2.errors import DeadlockDetected, SerializationFailure, UniqueViolation

from odoo.tools import SQL

from . import keys, ring
from .core.envelope import key_id
from .core.errors import BrokenValue, KeyMissing

# What another transaction was faster with comes in the next pass.
BUSY = (DeadlockDetected, SerializationFailure)

Batch = namedtuple("Batch", "seen last_id done broken conflicts")
"""What became of a batch: rows seen, id of the last one, rows sealed anew, ids that do not open,
ids whose new value another row has already. The rest was held by others and comes next time."""


def reseal_batch(env, field, kid, after, limit):
    """Seal the next rows of a column anew, in id order; the caller commits.

    Rows that somebody else is writing are passed over. What is written is compared with what was
    read once more in the UPDATE, so that no value of a user is ever overwritten.

    :param field: an :class:`.encrypted.EncryptedChar`
    :param str kid: id of the active key
    :param int after: id of the last row of the batch before
    :param int limit: most rows
    :raise UserError: a key in use is missing or wrong on this server
    """
    # Else all that is sealed with a wrong key would look broken.
    keys.searching(env, field.context_name)
    env.cr.execute(
        SQL(
            "SELECT id, %(column)s FROM %(table)s"
            " WHERE id > %(after)s AND split_part(%(column)s, '$', 2) <> %(kid)s"
            " ORDER BY id LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED",
            column=SQL.identifier(field.name),
            table=_table(env, field),
            after=after,
            kid=kid,
            limit=limit,
        )
    )
    rows = env.cr.fetchall()
    if not rows:
        return Batch(0, after, 0, [], [])
    sealed, broken = _seal_rows(env, field, rows)
    done, conflicts = _write_rows(env, field, sealed)
    return Batch(len(rows), rows[-1][0], done, broken, conflicts)


def _table(env, field):
    return SQL.identifier(env[field.model_name]._table)


def _seal_rows(env, field, rows):
    """Return ``([(id, old, new)], ids that do not open)``."""
    context = field.context_name
    seal, target, live = field.seal, keys.sealing(env, context), ring.current()
    opening = {}
    sealed, broken = [], []
    for row_id, token in rows:
        try:
            kid = key_id(token)
            if kid not in opening:
                opening[kid] = live.field(kid, context).open
            sealed.append((row_id, token, str(seal(target, row_id, opening[kid](row_id, token)))))
        except (BrokenValue, KeyMissing, IndexError):
            broken.append(row_id)
    return sealed, broken


def _write_rows(env, field, sealed):
    """Write what is sealed anew; return ``(number of rows, ids in conflict)``."""
    try:
        return _update(env, field, sealed), []
    except UniqueViolation:
        return _write_one_by_one(env, field, sealed)
    except BUSY:
        return 0, []


def _write_one_by_one(env, field, sealed):
    done, conflicts = 0, []
    for row in sealed:
        try:
            done += _update(env, field, [row])
        except UniqueViolation:
            conflicts.append(row[0])
        except BUSY:
            continue
    return done, conflicts


def _update(env, field, sealed):
    if not sealed:
        return 0
    ids, old, new = (list(values) for values in zip(*sealed, strict=True))
    with env.cr.savepoint(flush=False):
        env.cr.execute(
            SQL(
                "UPDATE %(table)s t SET %(column)s = v.new"
                " FROM unnest(%(ids)s::int[], %(old)s::varchar[], %(new)s::varchar[])"
                "      v(id, old, new)"
                " WHERE t.id = v.id AND t.%(column)s = v.old",
                table=_table(env, field),
                column=SQL.identifier(field.name),
                ids=ids,
                old=old,
                new=new,
            ),
            # A failed statement would be logged with the values, sealed as they are.
            log_exceptions=False,
        )
        return env.cr.rowcount
