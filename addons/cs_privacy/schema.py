"""What PostgreSQL guarantees for a column of sealed values, and the values it held before."""

from odoo.exceptions import UserError
from odoo.tools import SQL, split_every, sql

from . import keys
from .core.envelope import PREFIX
from .encrypted_search import text_of

# Rows that one statement seals when a column that held plain text becomes encrypted.
BATCH = 2000


def _identifier(table, field_name, kind):
    return sql.make_identifier(f"{table}_{field_name}_{kind}")


def _expression(name, part):
    return f"split_part({name}, '$', {part})"


def protect_column(model, field_name):
    """Index the column by its blind index and refuse plain text in it; seal what is there.

    Called when the registry is set up, and without effect when all is in place. The indexes are
    full: PostgreSQL keeps no statistics for the expression of a partial one.
    """
    field = model._fields.get(field_name)
    if field is None or not field.store or not hasattr(field, "context_name"):
        return
    cr, table = model.env.cr, model._table
    name = _identifier(table, field_name, "is_sealed")
    cr.execute("SELECT 1 FROM pg_constraint WHERE conname = %s", [name])
    if not cr.rowcount:
        _seal_plain_rows(model, field)
        cr.execute(
            SQL(
                "ALTER TABLE %s ADD CONSTRAINT %s CHECK (%s LIKE %s)",
                SQL.identifier(table),
                SQL.identifier(name),
                SQL.identifier(field_name),
                PREFIX + "%",
            )
        )
    if field.exact:
        index = _identifier(table, field_name, "bidx")
        expressions = [_expression(field_name, 3)]
        sql.create_index(cr, index, table, expressions, unique=field.unique)
    if field.tail:
        index = _identifier(table, field_name, "tail")
        sql.create_index(cr, index, table, [_expression(field_name, 4)])


def _seal_plain_rows(model, field):
    """Seal the plain text of a column that another add-on had, or an earlier version."""
    cr = model.env.cr
    table, column = SQL.identifier(model._table), SQL.identifier(field.name)
    while True:
        cr.execute(
            SQL(
                "SELECT id, %(column)s FROM %(table)s WHERE %(column)s NOT LIKE %(prefix)s"
                " ORDER BY id LIMIT %(batch)s",
                column=column,
                table=table,
                prefix=PREFIX + "%",
                batch=BATCH,
            )
        )
        rows = cr.fetchall()
        if not rows:
            return
        field_keys = keys.sealing(model.env, field.context_name)
        sealed = []
        for row_id, text in rows:
            try:
                text = field.canonical(text, model.env)
            except UserError:
                text = text.strip()
            sealed.append((row_id, str(field.seal(field_keys, row_id, text)) if text else None))
        cr.execute(
            SQL(
                "UPDATE %s t SET %s = v.sealed FROM (VALUES %s) v(id, sealed) WHERE t.id = v.id",
                table,
                column,
                SQL(", ").join(SQL("(%s, %s::varchar)", *row) for row in sealed),
            )
        )


def leave_masks(model, field_name):
    """Put masks in the place of sealed values and lift the protection: the column outlives it."""
    cr, table = model.env.cr, model._table
    for kind in ("bidx", "tail"):
        cr.execute(
            SQL("DROP INDEX IF EXISTS %s", SQL.identifier(_identifier(table, field_name, kind)))
        )
    cr.execute(
        SQL(
            "ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s",
            SQL.identifier(table),
            SQL.identifier(_identifier(table, field_name, "is_sealed")),
        )
    )
    cr.execute(
        SQL(
            "SELECT id FROM %s WHERE %s IS NOT NULL",
            SQL.identifier(table),
            SQL.identifier(field_name),
        )
    )
    for ids in split_every(BATCH, [row_id for (row_id,) in cr.fetchall()]):
        masks = [(r.id, str(r[field_name])) for r in model.sudo().browse(ids)]
        cr.execute(
            SQL(
                "UPDATE %s t SET %s = v.mask FROM (VALUES %s) v(id, mask) WHERE t.id = v.id",
                SQL.identifier(table),
                SQL.identifier(field_name),
                SQL(", ").join(SQL("(%s, %s)", *row) for row in masks),
            )
        )
        model.invalidate_model([field_name], flush=False)


def check_unique(field, records, values):
    """Refuse values that another row has, also under another key in the course of a rotation.

    Two transactions at the same moment are kept apart by the unique index.

    :param field: the field, which may be not unique at all
    :param records: the rows that get ``values``, in that order
    :raise UserError: says which field; never the value
    """
    if not field.unique or not records:
        return
    env = records.env
    texts = [text_of(field, value, env) for value in values]
    table, column = SQL.identifier(records._table), SQL.identifier(field.name, to_flush=field)
    if len(texts) > len(set(texts)) or env.execute_query(
        SQL(
            "SELECT 1 FROM %s WHERE split_part(%s, '$', 3) IN %s AND id NOT IN %s LIMIT 1",
            table,
            column,
            tuple(field.index_values(env, values)),
            records._ids,
        )
    ):
        raise UserError(
            env._(
                "%(field)s: another record has this value already. Search for the whole value to "
                "find it.",
                field=field._description_string(env),
            )
        )


def taken_meanwhile(field, records, values):
    """Tell whether a row that this transaction cannot see yet has one of ``values``.

    For values that are unique only where a setting says so, which no index can know. Who saves a
    value that another transaction is saving waits for its end. What was committed since this
    transaction began is looked up by another cursor, for the snapshot hides it.

    :param records: the rows that get ``values``; other rows this transaction sees are checked
        already
    :raise psycopg2.OperationalError: a row was given the value meanwhile; Odoo repeats the request,
        which then sees it
    """
    cr, table = records.env.cr, SQL.identifier(records._table)
    indexes = sorted(field.index_values(records.env, values))
    for index in indexes:
        cr.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [index])
    with records.env.registry.cursor() as fresh:
        fresh.execute(
            SQL(
                "SELECT id FROM %s WHERE split_part(%s, '$', 3) IN %s AND id NOT IN %s",
                table,
                SQL.identifier(field.name),
                tuple(indexes),
                records._ids,
            )
        )
        holders = tuple(row_id for (row_id,) in fresh.fetchall())
    if not holders:
        return False
    # One that this transaction has taken the value from can be locked; one that another has given
    # it to since cannot, and a new one is not there.
    locked = SQL("SELECT id FROM %s WHERE id IN %s FOR NO KEY UPDATE NOWAIT", table, holders)
    cr.execute(locked, log_exceptions=False)
    return cr.rowcount < len(holders)


def lacking(model, field_name):
    """Return what a column lacks in the database: ``is_sealed``, ``bidx``, ``tail``."""
    field, cr, table = model._fields[field_name], model.env.cr, model._table
    cr.execute(
        "SELECT 1 FROM pg_constraint"
        " WHERE conname = %s AND conrelid = %s::regclass AND contype = 'c' AND convalidated",
        [_identifier(table, field_name, "is_sealed"), f'"{table}"'],
    )
    missing = [] if cr.rowcount else ["is_sealed"]
    indexes = {"bidx": field.exact, "tail": bool(field.tail)}
    for kind in (kind for kind, is_declared in indexes.items() if is_declared):
        cr.execute(
            "SELECT 1 FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " WHERE c.relname = %s AND i.indrelid = %s::regclass AND i.indisvalid"
            "   AND i.indisunique = %s",
            [_identifier(table, field_name, kind), f'"{table}"', kind == "bidx" and field.unique],
        )
        if not cr.rowcount:
            missing.append(kind)
    return missing
