"""scripts/backup: an encrypted backup of a database and its files can be restored, with proof.

Clause 3.1.3(4). Everything as an administrator does it, by shell, on a database of its own.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys

import psycopg2
import pytest
from psycopg2 import sql

from odoo.tools import config

from odoo.addons.cs_privacy import ring
from odoo.addons.cs_privacy.core import keyring

from .real_server import ROOT

WHISPERED = "WHISPEREDBYTHECUSTOMER"
CONTENT = f"A file: {WHISPERED}".encode() * 50


def run(*words, **environment):
    return subprocess.run(
        [str(ROOT / "scripts/backup"), *map(str, words)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def said(done, code):
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout.strip() if code == 0 else done.stderr.strip()


def administer(statement, *names):
    with contextlib.closing(psycopg2.connect(dbname="postgres")) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def execute(database, statement, *values):
    with contextlib.closing(psycopg2.connect(dbname=database)) as connection:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []


class Place:
    """A database with a file, a folder for its backups, and a key pair."""

    def __init__(self, folder):
        self.database = f"cs-run-{os.getppid()}-backup-{os.getpid()}"
        self.folder = folder / "backups"
        self.key = folder / "key.txt"
        self.store = pathlib.Path(config["data_dir"]) / "filestore"
        self.config = config["config"]

    def __enter__(self):
        administer("CREATE DATABASE {} TEMPLATE {}", self.database, os.environ["CS_TEST_TEMPLATE"])
        execute(self.database, "UPDATE ir_attachment SET store_fname = NULL")
        execute(self.database, "UPDATE res_partner SET comment = %s WHERE id = 1", WHISPERED)
        digest = hashlib.sha1(CONTENT).hexdigest()
        self.file = f"{digest[:2]}/{digest}"
        path = self.store / self.database / self.file
        path.parent.mkdir(parents=True)
        path.write_bytes(CONTENT)
        execute(
            self.database,
            "INSERT INTO ir_attachment (name, type, store_fname) VALUES ('x', 'binary', %s)",
            self.file,
        )
        held = keyring.parse(keyring.read(ring._configured_path()))
        sealed = held.field(held.kids[0], "cs.service.number.number").seal(
            1, "+886912345678", index="+886912345678", tail="5678"
        )
        execute(
            self.database,
            "INSERT INTO cs_service_number (id, number, partner_id, company_id, status)"
            " VALUES (1, %s, 1, 1, 'active')",
            sealed,
        )
        self.recipient = said(run("key", self.key), 0)
        return self

    def __exit__(self, *_error):
        for suffix in ("", "-new", "-drill", "-new-restoring"):
            administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.database + suffix)
            shutil.rmtree(self.store / (self.database + suffix), ignore_errors=True)

    def make(self, *words):
        place = ("--db", self.database, "--to", self.folder, "--recipient", self.recipient)
        return run("make", "--config", self.config, *place, *words)

    def opened(self, command, database, *words, source=None, key=None, **environment):
        place = ("--from", source or self.folder, "--key", key or self.key, "--db", database)
        return run(command, "--config", self.config, *place, *words, **environment)

    def rows(self):
        query = "SELECT kind, state, note FROM cs_backup ORDER BY id"
        return execute(self.database, query)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with Place(tmp_path_factory.mktemp("backup")) as found:
        yield found


@pytest.fixture(scope="module")
def backup(place):
    return pathlib.Path(said(place.make(), 0))


def test_nothing_is_in_clear(place, backup):
    assert backup.parent == place.folder
    assert sorted(file.name for file in backup.iterdir()) == [
        "database.dump.age",
        "filestore.tar.age",
        "manifest.json",
    ]
    assert backup.stat().st_mode & 0o077 == 0
    for file in backup.iterdir():
        assert WHISPERED.encode() not in file.read_bytes()
        assert file.stat().st_mode & 0o077 == 0
    assert place.rows()[0] == ("backup", "done", None)
    assert backup.name in said(run("list", "--from", place.folder), 0)


def test_restored_as_another_database(place, backup):
    name = place.database + "-new"
    said(place.opened("restore", name, "--neutralize", source=backup), 0)
    assert execute(name, "SELECT comment FROM res_partner WHERE id = 1") == [(WHISPERED,)]
    assert (place.store / name / place.file).read_bytes() == CONTENT
    assert execute(name, "SELECT count(*) FROM ir_cron WHERE active") == [(1,)], "autovacuum"
    query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    assert execute("postgres", query, name) == [(None,)], "it is the administrator's own now"
    again = said(place.opened("restore", name, source=backup), 1)
    assert "choose another name" in again


def test_spoiled_on_the_disk(place, backup, tmp_path):
    copy = tmp_path / backup.name
    shutil.copytree(backup, copy)
    with open(copy / "filestore.tar.age", "r+b") as file:
        file.seek(-20, os.SEEK_END)
        file.write(b"\0" * 8)
    answer = said(place.opened("drill", place.database, source=copy), 1)
    assert "filestore.tar.age is not what was written" in answer


def test_wrong_key(place, backup, tmp_path):
    said(run("key", tmp_path / "other.txt"), 0)
    answer = said(place.opened("drill", place.database, key=tmp_path / "other.txt"), 1)
    assert "failed" in answer
    assert not (place.store / f"{place.database}-drill").exists()


def test_database_of_that_name_is_not_touched(place, backup):
    scratch = f"{place.database}-drill"
    administer("CREATE DATABASE {}", scratch)
    assert "in the way" in said(place.opened("drill", place.database), 1)
    assert execute(scratch, "SELECT 1") == [(1,)]
    administer("DROP DATABASE {}", scratch)


def test_drill_proves_it(place, backup):
    """And removes the copy of a drill that was killed first."""
    scratch = f"{place.database}-drill"
    administer("CREATE DATABASE {}", scratch)
    administer("COMMENT ON DATABASE {} IS 'A copy that scripts/backup is restoring'", scratch)
    said(place.opened("drill", place.database), 0)
    assert place.rows()[-1] == ("drill", "done", None)
    query = "SELECT 1 FROM pg_database WHERE datname = %s"
    assert not execute("postgres", query, scratch)
    assert not (place.store / scratch).exists()


def test_key_is_not_replaced(place):
    before = place.key.read_text()
    assert "exists already" in said(run("key", place.key), 1)
    assert place.key.read_text() == before
    assert place.key.stat().st_mode & 0o077 == 0


def test_refused(place, backup, tmp_path):
    with open(place.folder / ".lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert "Another backup" in said(place.make(), 1)
    odd = ("make", "--config", place.config, "--db", place.database, "--to", tmp_path)
    assert "age failed" in said(run(*odd, "--recipient", "age1odd"), 1)
    assert not [one for one in tmp_path.iterdir() if one.name != ".lock"], "nothing half done"
    assert place.rows()[-1][:2] == ("backup", "failed")
    nowhere = ("make", "--config", place.config, "--db", "nowhere", "--to", tmp_path)
    assert "does not let us in" in said(run(*nowhere, "--recipient", place.recipient), 1)


def test_old_ones_go_when_a_new_one_is_there(place, backup):
    days = ("20200101T000000Z", "20200102T000000Z", "20200201T000000Z")
    for day in days:
        shutil.copytree(backup, place.folder / f"{place.database}-{day}")
    shutil.copytree(backup, place.folder / f"somebody-{days[0]}")
    made = said(place.make("--daily", "1", "--weekly", "1", "--monthly", "2"), 0)
    left = sorted(one.name for one in place.folder.iterdir() if one.name.startswith(place.database))
    newest = pathlib.Path(made).name
    assert newest in left
    assert f"{place.database}-{days[2]}" in left
    assert f"{place.database}-{days[0]}" not in left
    assert (place.folder / f"somebody-{days[0]}").exists(), "another database's"


def test_drill_finds_what_is_missing(place, tmp_path):
    """Rows, files, and values that do not open with our keys. Last, for it spoils the files."""
    (place.store / place.database / place.file).write_bytes(b"Somebody else's")
    statement = "INSERT INTO ir_attachment (name, type, store_fname) VALUES ('y', 'binary', %s)"
    execute(place.database, statement, f"00/{'0' * 40}")
    manifest = pathlib.Path(said(place.make(), 0)) / "manifest.json"
    facts = json.loads(manifest.read_text())
    facts["rows"]["res_partner"] += 1
    manifest.write_text(json.dumps(facts))
    other = tmp_path / "keyring.json"
    command = [sys.executable, str(ROOT / "scripts/lib/keyring.py"), "new", str(other)]
    subprocess.run(command, check=True)
    answer = said(place.opened("drill", place.database, **{ring.VARIABLE: str(other)}), 1)
    assert "Rows differ in 1 tables: res_partner." in answer
    assert "1 are missing, 1 are not what they were" in answer
    kind, state, note = place.rows()[-1]
    assert (kind, state) == ("drill", "failed")
    assert note == answer
    assert "Number: 1 values do not open." in note
    assert "5678" not in note
