"""Which keys a database may be written and searched with, and what is said when it may not.

Functions, not methods of a model: what holds keys stays out of reach of RPC and of server actions,
which can call methods and cannot import.
"""

from odoo.exceptions import UserError

from . import ring
from .core.errors import BrokenValue, KeyMissing, PrivacyError


def sealing(env, context):
    """Return the :class:`.core.envelope.FieldKeys` that seal new values of one field.

    :param str context: ``model.field``
    :raise UserError: the active key is missing, or is not the one this database was written with
    """
    try:
        live = ring.current()
        state = env["cs.privacy.key"]._cs_state()
        if not state:
            state = env["cs.privacy.key"]._cs_register(
                [(kid, live.fingerprint(kid), kid == live.proposed) for kid in live.kids]
            )
        active = next((row for row in state if row[2] == "active"), None)
        if active is None:
            raise KeyMissing("?")
        _check(env, live, [active])
        return live.field(active[0], context)
    except PrivacyError as error:
        raise_refusal(env, error)


def searching(env, context):
    """Return the :class:`.core.envelope.FieldKeys` of every key that a value can be sealed with.

    :raise UserError: one of them is missing or wrong: rows sealed with it would be overlooked
    """
    try:
        live = ring.current()
        in_use = [row for row in env["cs.privacy.key"]._cs_state() if row[2] != "retired"]
        _check(env, live, in_use)
        return [live.field(kid, context) for kid, _fingerprint, _state in in_use]
    except PrivacyError as error:
        raise_refusal(env, error)


def _check(env, live, rows):
    """Refuse a ring that lacks a key of the database, or holds another one under its name.

    Done once for each ring and state of the keys, not for each value.
    """
    checked = live.__dict__.setdefault("_checked", set())
    for row in rows:
        if (env.cr.dbname, *row) in checked:
            continue
        kid, fingerprint, _state = row
        if live.fingerprint(kid) != fingerprint:
            raise UserError(
                env._(
                    "The encryption key %(key)s in the key ring is not the one this database was "
                    "written with (fingerprint %(found)s, expected %(expected)s). Nothing was "
                    "changed; ask the administrator to put the right key back.",
                    key=kid,
                    found=live.fingerprint(kid),
                    expected=fingerprint,
                )
            )
        checked.add((env.cr.dbname, *row))


def raise_refusal(env, error):
    """Raise the :class:`UserError` that tells a person what a :class:`PrivacyError` means."""
    if isinstance(error, KeyMissing):
        raise UserError(
            env._(
                "The encryption key %(key)s is not in the key ring of this server. "
                "Nothing is lost: ask the administrator to put the key back, then try again.",
                key=error.kid,
            )
        ) from None
    if isinstance(error, BrokenValue):
        raise UserError(
            env._(
                "A protected value does not open: it was altered in the database, or the key ring "
                "holds another key of the same name. Nothing was changed; ask the security officer."
            )
        ) from None
    raise UserError(
        env._(
            "Protected values cannot be used: %(reason)s. Nothing is lost; "
            "ask the administrator to configure the key ring.",
            reason=str(error),
        )
    ) from None
