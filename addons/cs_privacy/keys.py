"""Which keys a database may be written and searched with, and what is said when it may not.

Functions, not methods of a model: what holds keys stays out of reach of RPC and of server actions,
which can call methods and cannot import.
"""

from odoo.exceptions import UserError

from . import nodes, ring
from .core.errors import BrokenValue, KeyMissing, PrivacyError

# States of the keys that seal, and of those that a value can be sealed with
SEALING = ("active",)
# (one that was only added seals nothing yet, and may still be on its way to this server)
SEARCHED = ("active", "retiring")


def sealing(env, context):
    """Return the :class:`.core.envelope.FieldKeys` that seal new values of one field.

    :param str context: ``model.field``
    :raise UserError: the active key is missing, or is not the one this database was written with
    """
    nodes.touch(env)
    try:
        live = ring.current()
        state = env["cs.privacy.key"]._cs_state()
        if not state:
            state = env["cs.privacy.key"]._cs_register(
                [(kid, live.fingerprint(kid), kid == live.proposed) for kid in live.kids]
            )
        active = _checked(env, live, state, SEALING)
        if not active:
            raise KeyMissing("?")
        return live.field(active[0], context)
    except PrivacyError as error:
        raise_refusal(env, error)


def searching(env, context):
    """Return the :class:`.core.envelope.FieldKeys` of every key that a value can be sealed with.

    :raise UserError: one of them is missing or wrong: rows sealed with it would be overlooked
    """
    nodes.touch(env)
    try:
        live = ring.current()
        in_use = _checked(env, live, env["cs.privacy.key"]._cs_state(), SEARCHED)
        return [live.field(kid, context) for kid in in_use]
    except PrivacyError as error:
        raise_refusal(env, error)


def _checked(env, live, state, wanted):
    """Return the ids of the keys in one of the ``wanted`` states; the ring holds these very keys.

    Looked at once for each ring and state of the keys, not for each value.

    :raise UserError, KeyMissing: it lacks one, or holds another one under its name
    """
    known = live.__dict__.setdefault("_checked", {})
    key = env.cr.dbname, state, wanted
    if key not in known:
        rows = [row for row in state if row[2] in wanted]
        _check(env, live, rows)
        known[key] = tuple(kid for kid, _fingerprint, _state in rows)
    return known[key]


def _check(env, live, rows):
    for kid, fingerprint, _state in rows:
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
