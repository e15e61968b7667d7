"""Locks for steps that two people may take at the same moment."""

from odoo.tools import SQL


def lock_and_wait(records):
    """Lock ``records`` until the end of the transaction; wait for whoever holds them.

    Who had to wait for a change of them cannot go on with what was read before: PostgreSQL then
    ends the transaction with a serialization failure, and the framework repeats the request.
    (``lock_for_update`` refuses instead, with a sentence that helps nobody at a screen.)
    """
    if records:
        records.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                SQL.identifier(records._table),
                tuple(records.ids),
            )
        )
