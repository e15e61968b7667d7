"""Clauses 3.1.3 and 3.3.3: what is known of customers stands nowhere in clear.

A real server takes in known numbers through every door and uses them; then its database is dumped,
and its files and logs are searched.
"""

import base64
import hashlib
import json
import os
import pathlib
import zipfile
from urllib.parse import quote

import pytest

from .leak_scanner import leaks, leaks_in_dump, leaks_in_tree
from .outside_world import OutsideWorld
from .privacy_people import ring_with_two_keys
from .privacy_walk import Walk
from .real_server import RealServer

# The cluster of ./test writes its log beside its sockets' directory.
DATABASE_LOG = pathlib.Path(os.environ.get("PGHOST", "/none"), "..", "server.log").resolve()
# It logs no statements that fail; for the server of the scenario it does, from the first one on.
LOG_EVERY_ERROR = "-c log_min_messages=error -c log_min_error_statement=error"


@pytest.fixture(scope="module")
def walk(tmp_path_factory):
    """Return the walk, done; the server has ended."""
    ring = ring_with_two_keys(tmp_path_factory.mktemp("ring"))
    environment = {"CS_PRIVACY_KEYRING": str(ring), "PGOPTIONS": LOG_EVERY_ERROR}
    with OutsideWorld() as world, RealServer(environment) as server:
        walk = Walk(server, world)
        walk.log_start = DATABASE_LOG.stat().st_size if DATABASE_LOG.exists() else 0
        walk.go()
        walk.database = walk.dump()
        yield walk


def test_database_holds_no_known_value(walk):
    found = leaks_in_dump(walk.stored_values, walk.database)
    assert not found, "\n".join(found)


def test_files_hold_no_known_value(walk):
    """Filestore, sessions, server log, exported lists."""
    assert (walk.server.directory / "server.log").stat().st_size
    assert zipfile.is_zipfile(walk.server.directory / "export.xlsx")
    found = leaks_in_tree(walk.values, walk.server.directory)
    assert not found, "\n".join(found)


@pytest.mark.skipif(not DATABASE_LOG.exists(), reason="the log of this PostgreSQL is elsewhere")
def test_database_log_holds_no_known_value(walk):
    log = DATABASE_LOG.read_bytes()[walk.log_start :]
    assert b"violates foreign key constraint" in log, "the scenario has a statement that fails"
    found = leaks(walk.values, log, str(DATABASE_LOG))
    assert not found, "\n".join(found)


# Table and column, the person, and how the value is hidden there: what the other tests rest on
PLANTS = (
    ("res_partner", "comment", "form", lambda p: f"<p>{p.phone[:3]} {p.phone[3:]}</p>"),
    ("mail_message", "body", "message", lambda p: f"%2B86%20{p.phone[:7]}%2D{p.phone[7:]}"),
    ("ir_attachment", "index_content", "mail", lambda p: b64(f"tel=+86-{p.phone}")),
    ("cs_complaint", "subject", "complaint", lambda p: json.dumps(wide(p.phone))),
    ("cs_contact", "name", "call", lambda p: "".join(f"\\u003{d}" for d in p.phone)),
    ("mail_activity", "note", "taiwan", lambda p: f"call {p.local[:4]}-{p.local[4:]}"),
    ("ir_config_parameter", "value", "taiwan", lambda p: p.id_number.lower()),
    ("cs_channel", "code", "file", lambda p: p.id_number.upper().encode().hex().upper()),
    ("res_users", "signature", "program", lambda p: "/".join(p.birth_date.split("-")[::-1])),
    ("ir_sequence", "prefix", "copy", lambda p: hashlib.sha1(p.phone.encode()).hexdigest()),
    ("ir_cron", "cron_name", "portal", lambda p: quote(p.name.upper())),
)


def b64(text):
    return base64.b64encode(text.encode()).decode()


def wide(digits):
    """Return full-width digits."""
    return "".join(chr(ord(digit) + 0xFEE0) for digit in digits)


def test_planted_values_are_found(walk):
    """Each place of the database is really searched, however a value is written there."""
    for table, column, person, hidden in PLANTS:
        walk.server.execute(
            f"UPDATE {table} SET {column} = %s WHERE id = (SELECT min(id) FROM {table})",  # noqa: S608
            hidden(walk.people[person]),
        )
    found = leaks_in_dump(walk.stored_values, walk.dump(*(plant[0] for plant in PLANTS)))
    assert {line.split(":")[0].split(" in table public.")[1] for line in found} == {
        plant[0] for plant in PLANTS
    }
    people = {walk.people[plant[2]].name for plant in PLANTS}
    assert {line.split(" in table")[0].split(" of ")[1] for line in found} == people
    # The identity number tells the birth date as well.
    assert len(found) == len(PLANTS) + 1, "\n".join(found)


def test_planted_files_are_found(walk):
    person = walk.people["form"]
    with open(walk.server.directory / "server.log", "a") as log:
        log.write(f"born {person.birth_date.replace('-', '/')}")
    with zipfile.ZipFile(walk.server.directory / "filestore" / "planted", "w") as archive:
        archive.writestr("sheet.xml", person.id_number)
    (walk.server.directory / "sessions" / f"card-{person.phone}").write_bytes(b"")
    found = leaks_in_tree(walk.values, walk.server.directory)
    assert sorted({line.split(" in ")[0] for line in found}) == [
        f"birth date of {person.name}",
        f"identity of {person.name}",
        f"telephone of {person.name}",
    ]
