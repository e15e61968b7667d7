"""Clause 7.3: eight processes on one card leave the exact balance, and nothing is booked twice."""

import os
import subprocess
import sys
import textwrap
from collections import Counter

import pytest

from .real_server import ROOT, RealServer

PROCESSES = 8
ROUNDS = 4
# Each process has a registry of its own, as behind a load balancer. It repeats what the database
# refuses, as the framework does for a request.
WORKER = textwrap.dedent(
    """
    import random, sys, time
    import psycopg2.errors
    from odoo import api, SUPERUSER_ID
    from odoo.exceptions import ConcurrencyError, UserError
    from odoo.modules.registry import Registry
    from odoo.tools import config

    database, conf = sys.argv[1:3]
    card_id, number, rounds = map(int, sys.argv[3:])
    config.parse_config(["-c", conf, "-d", database, "--log-level=critical"])
    registry = Registry(database)
    dice = random.Random(number)

    def book(points, kind, key):
        for _attempt in range(200):
            with registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                card = env["loyalty.card"].browse(card_id)
                try:
                    card._cs_move(points, kind, key, "At once")
                    cr.commit()
                    return True
                except UserError:
                    cr.rollback()
                    return False
                except (psycopg2.errors.SerializationFailure, psycopg2.errors.UniqueViolation,
                        psycopg2.errors.DeadlockDetected, ConcurrencyError):
                    cr.rollback()
            time.sleep(dice.uniform(0, 0.05))
        raise SystemExit("the card was never free")

    print("ready", flush=True)
    sys.stdin.readline()
    for turn in range(rounds):
        # The same keys in every process, in another order: each is booked by one of them only.
        keys = [("earn", f"shared,{turn},{n}") for n in range(4)]
        dice.shuffle(keys)
        for kind, key in keys:
            book(10, kind, key)
        book(7, "earn", f"own,{number},{turn}")
        book(-30, "spend", f"own,{number},{turn},spend")
    """
)


@pytest.fixture(scope="module")
def server():
    with RealServer() as running:
        yield running


@pytest.fixture
def card(server):
    program = server.call(
        "loyalty.program",
        "create",
        {
            "name": "Club",
            "program_type": "loyalty",
            "cs_managed": True,
            "cs_minimum_spend": 0,
        },
    )
    partner = server.call("res.partner", "create", {"name": "Mei Lin"})
    vals = {"program_id": program, "partner_id": partner}
    return server.call("loyalty.card", "create", vals)


def run_at_once(server, card, conf):
    """Run the workers; they start together."""
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, server.database, conf, str(card), str(number)]
            + [str(ROUNDS)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    for worker in workers:
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    assert [worker.wait(timeout=240) for worker in workers] == [0] * PROCESSES


def test_eight_processes_on_one_card(server, card):
    run_at_once(server, card, os.path.join(os.environ["CS_TEST_RUN"], "odoo.conf"))
    rows = server.query(
        "SELECT idem_key, kind, points, balance FROM cs_loyalty_move WHERE card_id = %s"
        " ORDER BY id",
        card,
    )
    # Each entry was booked on the balance that the one before it had left.
    total = 0
    for _key, _kind, points, balance in rows:
        total += points
        assert balance == total
    moves = [row[:3] for row in rows]
    keys = Counter(key for key, _kind, _points in moves)
    assert set(keys.values()) == {1}
    shared = [key for key in keys if key.startswith("shared,")]
    assert len(shared) == ROUNDS * 4
    earned = sum(points for _key, kind, points in moves if kind == "earn")
    assert earned == ROUNDS * 4 * 10 + PROCESSES * ROUNDS * 7
    [balance] = server.query("SELECT points FROM loyalty_card WHERE id = %s", card)
    [lots] = server.query(
        "SELECT SUM(remaining), MIN(remaining) FROM cs_loyalty_lot WHERE card_id = %s", card
    )
    total = sum(points for _key, _kind, points in moves)
    assert total == balance[0] == lots[0]
    assert total >= 0
    assert lots[1] >= 0
    assert any(kind == "spend" for _key, kind, _points in moves)
