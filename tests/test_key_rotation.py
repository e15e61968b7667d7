"""Clause 3.1.3: a key is replaced while people work, and nothing is lost when the server dies.

The bounded version of ``benchmarks/privacy_rotation.py``, through HTTP and a real scheduled action.
"""

import contextlib
import json
import pathlib
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest
from psycopg2.extras import execute_values

from odoo.tools import config

from odoo.addons.cs_privacy import ring
from odoo.addons.cs_privacy.core import keyring

from .real_server import ROOT, RealServer

WRITERS = 4
SECONDS = 6
ROWS = 15_000
CONTEXT = "cs.service.number.number"
LEFT = "SELECT count(*) FROM cs_service_number WHERE split_part(number, '$', 2) <> %s"


@pytest.fixture(scope="module")
def ring_file(tmp_path_factory):
    """A ring of its own, with the key of the tests' template."""
    path = tmp_path_factory.mktemp("ring") / "keyring.json"
    path.touch(0o600)
    path.write_text(keyring.read(ring._configured_path()))
    return path


@pytest.fixture(scope="module")
def server(ring_file):
    assert config["config"], "the ring of the template is named there"
    with RealServer({ring.VARIABLE: str(ring_file)}) as running:
        running.call("ir.config_parameter", "set_param", "cs_privacy.search_limit", "1000000")
        yield running


def add_key(path):
    command = [sys.executable, str(ROOT / "scripts/lib/keyring.py"), "add", str(path)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def populate(server, path, partner):
    """Put rows into the table as a large operator has them: sealed, without the ORM."""
    held = keyring.parse(path.read_text())
    seal = held.field("k1", CONTEXT).seal
    with contextlib.closing(psycopg2.connect(dbname=server.database)) as connection:
        with connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval('cs_service_number_id_seq') FROM generate_series(1, %s)", [ROWS]
            )
            values = {row: f"+86138{row:08d}" for (row,) in cursor.fetchall()}
            execute_values(
                cursor,
                "INSERT INTO cs_service_number (id, number, partner_id, company_id, status)"
                " VALUES %s",
                [
                    (row, seal(row, text, index=text, tail=text[-4:]), partner, 1, "active")
                    for row, text in values.items()
                ],
            )
    return values


def activate(server, kid):
    """Activate a key as the security officer does, once the page has found it."""
    server.call("cs.privacy.key.ring", "action_open")
    [key] = server.call("cs.privacy.key", "search", [["name", "=", kid]])
    wizard = server.call("cs.privacy.key.activate", "create", {"key_id": key, "is_backed_up": True})
    server.call("cs.privacy.key.activate", "action_activate", [wizard])


def left(server, kid):
    [(count,)] = server.query(LEFT, kid)
    return count


def wait_until_none_left(server, kid, seconds=90):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and left(server, kid):
        time.sleep(0.3)
    return left(server, kid)


def clear_values(server, path):
    """Open every value outside Odoo, with nothing but the ring and the documented format."""
    held = keyring.parse(path.read_text())
    rows = server.query("SELECT id, number FROM cs_service_number")
    return {row: held.open(CONTEXT, row, token) for row, token in rows}


def write_for(server, writer, partner, seconds):
    """Create, change and search numbers over HTTP; return what has to be there."""
    known, serial, deadline = {}, 0, time.monotonic() + seconds
    while time.monotonic() < deadline:
        serial += 1
        value = f"+8613{writer + 1}{serial:08d}"
        if serial % 3 == 1:
            [row] = server.call(
                "cs.service.number", "create", [{"number": value, "partner_id": partner}]
            )
        else:
            row = list(known)[serial % len(known)]
            server.call("cs.service.number", "write", [row], {"number": value})
        known[row] = value
        found = server.call("cs.service.number", "search", [["number", "=", value]])
        assert found == [row], f"{value} is found by its value at any moment"
    return known


def test_nothing_is_lost_while_people_write_nor_by_sigkill(server, ring_file):
    partner = server.call("res.partner", "create", {"name": "Rotation"})
    expected = populate(server, ring_file, partner)

    kid = add_key(ring_file)
    time.sleep(1.2)  # the running server looks at the file once a second
    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [
            pool.submit(write_for, server, number, partner, SECONDS) for number in range(WRITERS)
        ]
        time.sleep(1)
        activate(server, kid)
        for writer in writers:
            expected.update(writer.result())
    assert wait_until_none_left(server, kid) == 0
    assert clear_values(server, ring_file) == expected

    # Back to the key before, and the server is killed in the middle of it.
    activate(server, "k1")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and left(server, "k1") == len(expected):
        time.sleep(0.02)
    server.kill()
    assert 0 < left(server, "k1") < len(expected)
    assert clear_values(server, ring_file) == expected
    server.start()
    server.wake_scheduler()
    assert wait_until_none_left(server, "k1") == 0
    assert clear_values(server, ring_file) == expected
    value = expected[max(expected)]
    assert server.call("cs.service.number", "search", [["number", "=", value]]) == [max(expected)]


def test_lost_ring_heals_without_restart(server, ring_file):
    """What a person sees while a key is away, on a server that goes on running."""
    [row] = server.call("cs.service.number", "search", [], limit=1)
    [record] = server.call("cs.service.number", "read", [row], ["number"])
    document = ring_file.read_text()
    for wreck, sentence in (
        (lambda: ring_file.chmod(0o644), "others may read the file (mode 0644)"),
        (lambda: ring_file.write_text(without(document, "k1")), "key k1 is not in the key ring"),
        (lambda: ring_file.write_text("{}"), "not a JSON document"),
        (ring_file.unlink, "the file cannot be read"),
    ):
        wreck()
        time.sleep(1.2)
        [locked] = server.call("cs.service.number", "read", [row], ["number", "status"])
        assert (locked["number"], locked["status"]) == ("[locked]", "active")
        with pytest.raises(RuntimeError) as caught:
            server.call("cs.service.number", "write", [row], {"number": "+8613800000000"})
        assert sentence in str(caught.value)
        server.call("cs.service.number", "write", [row], {"date_start": "2026-01-01"})
        put_back(ring_file, document)
        time.sleep(1.2)
        assert server.call("cs.service.number", "read", [row], ["number"]) == [record]


def without(document, kid):
    held = json.loads(document)
    del held["keys"][kid]
    return json.dumps(held)


def put_back(path, document):
    path = pathlib.Path(path)
    path.unlink(missing_ok=True)
    path.touch(0o600)
    path.write_text(document)
