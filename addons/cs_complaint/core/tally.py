"""Which counts of complaints are kept ready, and the SQL that keeps them.

Counting 200,000 open complaints by state takes a hundred times as long as adding up the few hundred
numbers that are kept here. Two *cubes* are kept, each with every combination that occurs of its
fields; a question about other fields is counted from the complaints as ever.
"""

# ruff: noqa: S608
# The SQL is put together from the names in this file; there is no value from outside in it.

CUBES = {
    "facet": (
        "company_id",
        "department_id",
        "state",
        "severity",
        "complaint_class",
        "category_id",
        "channel_id",
        "customer_level",
    ),
    "work": ("company_id", "department_id", "user_id", "state", "severity", "complaint_class"),
}
MEASURES = ("reopen_count",)
DIMENSIONS = tuple(dict.fromkeys(name for names in CUBES.values() for name in names))
COLUMNS = ("cube", *DIMENSIONS, "number", *MEASURES)


def cube_for(names):
    """Return the cube that has all these fields, the one with fewer combinations first, or None.

    >>> cube_for({"state", "channel_id"}), cube_for({"state", "user_id"})
    ('facet', 'work')
    >>> cube_for({"channel_id", "user_id"}), cube_for({"subject"})
    (None, None)
    """
    return next((cube for cube, held in CUBES.items() if set(names) <= set(held)), None)


def changes(sources):
    """Return the SELECT of what complaints add to the cubes.

    :param dict sources: ``{table: sign}``; rows of the table count ``sign`` times

    >>> print(changes({"cs_complaint": 1})[:70])
    SELECT 'facet', company_id, department_id, state, severity, complaint_
    """
    return "\nUNION ALL\n".join(_changes_of(cube, held, sources) for cube, held in CUBES.items())


def _changes_of(cube, held, sources):
    """See :func:`changes`. What is updated without a change that is counted adds up to nothing."""
    dimensions = ", ".join(name if name in held else f"NULL AS {name}" for name in DIMENSIONS)
    measures = ", ".join(f"SUM(sign * {name})" for name in MEASURES)
    columns = ", ".join([*held, *(f"COALESCE({name}, 0) AS {name}" for name in MEASURES)])
    rows = " UNION ALL ".join(
        f"SELECT {sign} AS sign, {columns} FROM {table}" for table, sign in sources.items()
    )
    changed = " OR ".join(f"SUM(sign * {name}) <> 0" for name in MEASURES)
    return (
        f"SELECT '{cube}', {dimensions}, SUM(sign), {measures} FROM ({rows}) rows"
        f" GROUP BY {', '.join(held)} HAVING SUM(sign) <> 0 OR {changed}"
    )


def triggers(table, tally):
    """Return the statements that make PostgreSQL keep the cubes with every change of ``table``.

    A change adds rows and changes none, so that two transactions never wait for each other.

    >>> [statement.split(" ON ")[0] for statement in triggers("complaint", "tally") if "AFTER"
    ...     in statement]  # doctest: +NORMALIZE_WHITESPACE
    ['CREATE TRIGGER tally_insert AFTER INSERT', 'CREATE TRIGGER tally_update AFTER UPDATE',
     'CREATE TRIGGER tally_delete AFTER DELETE']
    """
    statements = []
    for event, sources in (
        ("insert", {"new_rows": 1}),
        ("update", {"new_rows": 1, "old_rows": -1}),
        ("delete", {"old_rows": -1}),
    ):
        name = f"{tally}_{event}"
        aliases = " ".join(f"{rows[:3].upper()} TABLE AS {rows}" for rows in sources)
        body = f"INSERT INTO {tally} ({', '.join(COLUMNS)}) {changes(sources)}; RETURN NULL;"
        function = f"FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
        when = f"AFTER {event.upper()} ON {table} REFERENCING {aliases} FOR EACH STATEMENT"
        statements += [
            f"CREATE OR REPLACE {function} AS $$ BEGIN {body} END $$",
            f"DROP TRIGGER IF EXISTS {name} ON {table}",
            f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {name}()",
        ]
    return statements


def recount(table, tally):
    """Return the statements that count all of ``table`` anew; whoever changes it meanwhile waits.

    >>> [statement.split()[0] for statement in recount("complaint", "tally")]
    ['LOCK', 'DELETE', 'INSERT']
    """
    return [
        f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE",
        f"DELETE FROM {tally}",
        f"INSERT INTO {tally} ({', '.join(COLUMNS)}) {changes({table: 1})}",
    ]


def compact(tally):
    """Return the statement that puts the rows of a kind together.

    >>> "GROUP BY cube, company_id" in compact("tally")
    True
    """
    kind, summed = ", ".join(("cube", *DIMENSIONS)), ("number", *MEASURES)
    return (
        f"WITH gone AS (DELETE FROM {tally} RETURNING *)"
        f" INSERT INTO {tally} ({', '.join(COLUMNS)})"
        f" SELECT {kind}, {', '.join(f'SUM({name})' for name in summed)} FROM gone"
        f" GROUP BY {kind} HAVING {' OR '.join(f'SUM({name}) <> 0' for name in summed)}"
    )


def functions(tally):
    """Return the names of the functions of :func:`triggers`.

    >>> functions("tally")
    ['tally_insert', 'tally_update', 'tally_delete']
    """
    return [f"{tally}_{event}" for event in ("insert", "update", "delete")]
