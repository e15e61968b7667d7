"""A million service numbers, sealed and plain, and look-ups in both. Runs in an Odoo shell."""

import io
import random

from common.population import create_agent
from common.versions import installed_versions

from .work import as_request, measured, phone

MODELS = {"plain": "cs.privacy.bench.number", "sealed": "cs.service.number"}
PARTNERS = 1000
COLUMNS = ("id", "number", "partner_id", "company_id", "status", "date_start")
# Rows that go to PostgreSQL in one COPY
CHUNK = 50_000


def prepare(env, count):
    """Fill both tables below the ORM and let PostgreSQL look at them."""
    partners = env["res.partner"].create([{"name": f"Customer {n}"} for n in range(PARTNERS)]).ids
    create_agent(env, "cs_base.group_cs_base_user")
    env.cr.commit()
    for side, model in MODELS.items():
        form = _stored_form(env[model], side)
        for first in range(1, count + 1, CHUNK):
            rows = "".join(
                f"{n}\t{form(n)}\t{partners[n % PARTNERS]}\t{env.company.id}\tactive\t2026-01-01\n"
                for n in range(first, min(first + CHUNK, count + 1))
            )
            env.cr.copy_from(io.StringIO(rows), env[model]._table, columns=COLUMNS)
        env.cr.commit()
        env.cr.execute(f"ANALYZE {env[model]._table}")
        env.cr.commit()


def _stored_form(records, side):
    """Return a function of a row's number that returns what its column ``number`` holds."""
    if side == "plain":
        return lambda number: f"+86{phone(number)}"
    from odoo.addons.cs_privacy import keys

    field = records._fields["number"]
    field_keys = keys.sealing(records.env, field.context_name)
    return lambda number: field.seal(field_keys, number, f"+86{phone(number)}")


def look_up(env, side, count, of, seed):
    """Search ``count`` random numbers of ``of``, each by the ORM and alone; return the seconds."""
    chosen = random.Random(seed).choices(range(1, of + 1), k=count)
    # Only the sealed field brings a number into the form in which it is stored.
    prefix = "+86" if side == "plain" else ""
    numbers = [prefix + phone(number) for number in chosen]
    Number = as_request(env)[MODELS[side]]
    env.invalidate_all()
    with measured(env.cr) as meter:
        found = [Number.search([("number", "=", number)])._ids for number in numbers]
    assert found == [(number,) for number in chosen]
    return meter.cost


def look_up_as_agent(env, count, of, seed):
    """Like ``look_up`` of the sealed side, by a user: each search is entered in the access log."""
    chosen = random.Random(seed).choices(range(1, of + 1), k=count)
    env["ir.config_parameter"].set_param("cs_privacy.search_limit", "1000000")
    env.cr.commit()
    agent = env["res.users"].search([("login", "=", "agent")])
    Number = as_request(env)["cs.service.number"].with_user(agent)
    env.invalidate_all()
    with measured(env.cr) as meter:
        for number in chosen:
            assert Number.search([("number", "=", phone(number))])._ids == (number,)
    return meter.cost


def plan(env, side, of):
    """Return how PostgreSQL finds one number."""
    from odoo.tools import SQL

    number = phone(of // 2) if side == "sealed" else f"+86{phone(of // 2)}"
    records = env[MODELS[side]]
    query = records._search([("number", "=", number)], order=records._order)
    env.cr.execute(SQL("EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF) %s", query.select()))
    return [line for (line,) in env.cr.fetchall()]


def sizes(env, side):
    """Return ``(bytes a value, bytes of the table, bytes of the index by the whole number)``."""
    table = env[MODELS[side]]._table
    env.cr.execute(
        f"SELECT avg(pg_column_size(number))::float, pg_table_size('{table}')"  # noqa: S608
        f"  FROM {table} TABLESAMPLE SYSTEM (1)"
    )
    value, whole = env.cr.fetchone()
    index = {"plain": f"{table}__number_index", "sealed": f"{table}_number_bidx"}[side]
    env.cr.execute("SELECT pg_relation_size(%s)", [index])
    return value, whole, env.cr.fetchone()[0]


def versions(env):
    """Return the versions of what is measured."""
    return installed_versions(env, ["cs_privacy"])
