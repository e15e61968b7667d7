"""Clauses 3.1.3 and 3.3.3: what is known of customers stands nowhere in clear.

A real server takes in known numbers through every door and uses them; then its database is dumped,
and its files and logs are searched.
"""

import contextlib
import os
import pathlib
import zipfile

import psycopg2
import pytest
from psycopg2 import sql

from .leak_scanner import leaks, leaks_in_dump, leaks_in_tree
from .privacy_people import ring_with_two_keys
from .privacy_walk import Walk
from .real_server import RealServer

# The cluster of ./test writes its log beside its sockets' directory.
DATABASE_LOG = pathlib.Path(os.environ.get("PGHOST", "/none"), "..", "server.log").resolve()


@pytest.fixture(scope="module")
def walk(tmp_path_factory):
    """Return the walk, done; the server has ended."""
    ring = ring_with_two_keys(tmp_path_factory.mktemp("ring"))
    with RealServer({"CS_PRIVACY_KEYRING": str(ring)}) as server:
        log_every_error(server)
        walk = Walk(server)
        walk.log_start = DATABASE_LOG.stat().st_size if DATABASE_LOG.exists() else 0
        walk.prepare()
        walk.let_everybody_in()
        walk.use_everything()
        walk.database = walk.dump()
        yield walk


def log_every_error(server):
    """Let PostgreSQL log statements that fail, which the cluster of the tests does not."""
    with contextlib.closing(psycopg2.connect(dbname="postgres")) as connection:
        connection.autocommit = True
        name = sql.Identifier(server.database)
        for level in ("log_min_messages", "log_min_error_statement"):
            statement = sql.SQL("ALTER DATABASE {} SET {} = 'error'")
            connection.cursor().execute(statement.format(name, sql.Identifier(level)))


def test_database_holds_no_known_value(walk):
    found = leaks_in_dump(walk.values, walk.database)
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


def test_a_planted_value_is_found(walk):
    """What the other tests rest on: each place is really searched."""
    person = walk.people["form"]
    walk.server.execute(
        "UPDATE res_partner SET comment = %s WHERE id = %s",
        f"<p>{person.phone[:3]} {person.phone[3:]}</p>",
        walk.partners[person.name],
    )
    found = leaks_in_dump(walk.values, walk.dump())
    assert [line.split(":")[0] for line in found] == [
        f"telephone of {person.name} in table public.res_partner"
    ]
    with open(walk.server.directory / "server.log", "a") as log:
        log.write(f"born {person.birth_date.replace('-', '/')}")
    with zipfile.ZipFile(walk.server.directory / "filestore" / "planted", "w") as archive:
        archive.writestr("sheet.xml", person.id_number)
    found = leaks_in_tree(walk.values, walk.server.directory)
    assert sorted(line.split(" in ")[0] for line in found) == [
        f"birth date of {person.name}",
        f"identity of {person.name}",
    ]
