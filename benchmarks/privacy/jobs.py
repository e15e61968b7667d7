"""What the driver of ``privacy_rotation`` lets its Odoo shells do."""

import os
import random
import time

import psycopg2

from odoo.addons.cs_privacy import ring
from odoo.addons.cs_privacy.encrypted import open_for_system

NUMBERS = "cs.service.number"
CHUNK = 2000


def pid(env):
    return os.getpid()


def populate(env, count):
    """Create ``count`` service numbers of one customer."""
    partner = env["res.partner"].create({"name": "Rotation"})
    for first in range(0, count, CHUNK):
        env[NUMBERS].create(
            [
                {"number": f"+86138{number:08d}", "partner_id": partner.id}
                for number in range(first, min(first + CHUNK, count))
            ]
        )
        env.cr.commit()
        env.invalidate_all()


def activate(env, kid):
    """Register what the ring holds and activate one key; ``False`` while a server lacks it."""
    keys = env["cs.privacy.key"]
    keys._cs_discover()
    env.cr.commit()
    key = keys.search([("name", "=", kid)])
    if not key or key._cs_activation_obstacles():
        return False
    key._cs_activate()
    return True


def reseal(env):
    """Do the scheduled action's work until nothing is left; return what it took."""
    columns = env["cs.privacy.column"]
    before, start = left(env), time.perf_counter()
    env.cr.commit()
    while True:
        columns._cron_reseal()
        env.cr.commit()
        if not left(env):
            break
        columns.search([]).write({"date_passed": False})
        env.cr.commit()
    return {"rows": before, "seconds": time.perf_counter() - start}


def rotate(env, kids, seconds):
    """Activate one key after the other and move every value, for so many seconds."""
    deadline, done = time.monotonic() + seconds, []
    while time.monotonic() < deadline:
        kid = kids[len(done) % len(kids)]
        while not activate(env, kid):
            env.cr.commit()
            time.sleep(0.2)
        env.cr.commit()
        done.append(reseal(env))
    return done


def left(env):
    """Count the values that are not sealed with the active key."""
    env.cr.commit()
    active = env["cs.privacy.key"]._cs_active().name
    return sum(
        count
        for column in env["cs.privacy.column"]._cs_sync()
        for kid, count in column._cs_count_kids(env.cr).items()
        if kid != active
    )


def write_for(env, writer, seconds):
    """Create, change, read and search numbers for so many seconds, as one user after another does.

    Every step is a transaction of its own; one that another got ahead of is done again, as Odoo
    does with a request.

    :return: the values that have to be there, and what was counted
    """
    chance = random.Random(writer)
    partner = env["res.partner"].create({"name": f"Writer {writer}"}).id
    env.cr.commit()
    known, retired = {}, set()
    counts = dict.fromkeys(("created", "changed", "searched", "read", "retries", "wrong"), 0)
    serial, deadline = 0, time.monotonic() + seconds
    while time.monotonic() < deadline:
        serial += 1
        value = f"+8613{writer + 1}{serial:08d}"
        if not known or chance.random() < 0.3:
            [row_id] = _do(env, counts, _create, partner, value)
            known[row_id] = value
            counts["created"] += 1
        else:
            row_id = chance.choice(list(known))
            retired.add(known[row_id])
            _do(env, counts, _write, row_id, value)
            known[row_id] = value
            counts["changed"] += 1
        row_id = chance.choice(list(known))
        counts["wrong"] += _do(env, counts, _search, known[row_id]) != [row_id]
        counts["searched"] += 1
        if retired:
            gone = chance.choice(sorted(retired))
            counts["wrong"] += _do(env, counts, _search, gone) != []
            counts["searched"] += 1
        counts["wrong"] += _do(env, counts, _read, row_id) != {row_id: known[row_id]}
        counts["read"] += 1
    return known, counts


def _do(env, counts, step, *arguments):
    while True:
        try:
            with env.registry.cursor() as cr:
                return step(env(cr=cr)[NUMBERS], *arguments)
        except (psycopg2.errors.SerializationFailure, psycopg2.errors.DeadlockDetected):
            counts["retries"] += 1


def _create(numbers, partner, value):
    record = numbers.create({"number": value, "partner_id": partner})
    return record.ids


def _write(numbers, row_id, value):
    numbers.browse(row_id).write({"number": value})
    numbers.env.flush_all()


def _search(numbers, value):
    return numbers.search([("number", "=", value)]).ids


def _read(numbers, row_id):
    return open_for_system(numbers.browse(row_id), "number")


def check(env, known, count):
    """Return how many values are missing, wrong, or not found by search."""
    missing = wrong = unfound = 0
    numbers = env[NUMBERS]
    for row_id, value in known.items():
        record = numbers.browse(row_id).exists()
        missing += not record
        wrong += bool(record) and open_for_system(record, "number").get(row_id) != value
        unfound += numbers.search([("number", "=", value)]).ids != [row_id]
    populated = numbers.search([("partner_id.name", "=", "Rotation")], order="id")
    for first in range(0, len(populated), CHUNK):
        part = populated[first : first + CHUNK]
        opened = open_for_system(part, "number")
        for position, record in enumerate(part, first):
            wrong += opened.get(record.id) != f"+86138{position:08d}"
        env.invalidate_all()
    return {"missing": missing + count - len(populated), "wrong": wrong, "unfound": unfound}


def holds(env, kid):
    """Tell whether this process has read the ring with that key."""
    return kid in ring.current()
