"""What happens once: when the add-on is installed, and when it goes."""

from odoo.tools import SQL

from . import keys, log_guard, ring
from .core.errors import RingUnavailable
from .schema import leave_masks


def post_init_hook(env):
    """Register the keys of the ring, so that another ring is noticed from the first day."""
    try:
        ring.current()
    except RingUnavailable:
        return
    keys.sealing(env, "cs.privacy.key")


def uninstall_hook(env):
    """Leave masks in the columns that other add-ons keep; the values go with the add-on."""
    log_guard.remove(env.cr)
    for model in env.values():
        if model._abstract or "_cs_encrypted_names" not in dir(model):
            continue
        for name in model._cs_encrypted_names():
            if set(model._fields[name]._modules) - {"cs_privacy"}:
                leave_masks(model, name)
    _let_tables_go(env)


def _let_tables_go(env):
    """Take away what keeps records from being deleted in any order: references by columns that go.

    Odoo deletes the records that came with the add-on before its tables and columns. A purpose that
    consents refer to would be kept then, with an error in the log.
    """
    columns = [
        f"{model._table}.{field.name}"
        for model in env.values()
        if model._auto and not model._abstract
        for field in model._fields.values()
        if field.type == "many2one" and field.store and set(field._modules) == {"cs_privacy"}
    ]
    env.cr.execute(
        """
        SELECT conrelid::regclass::text, conname
          FROM pg_constraint
          JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
         WHERE contype = 'f' AND confdeltype IN ('a', 'r')
           AND conrelid::regclass::text || '.' || attname = ANY(%s)
        """,
        [columns],
    )
    for table, name in env.cr.fetchall():
        env.cr.execute(
            SQL("ALTER TABLE %s DROP CONSTRAINT %s", SQL.identifier(table), SQL.identifier(name))
        )
