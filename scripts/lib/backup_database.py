"""The database and the files of a backup: out through age, in again, and compared."""

import contextlib
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import psycopg2
from backup_sets import DUMP, FILES, BackupError
from psycopg2 import sql

CHUNK = 2000
# On databases that this program made and may remove.
MARK = "A copy that scripts/backup is restoring"


class Server:
    """PostgreSQL and the file store as Odoo's configuration names them; libpq's variables and
    defaults for what it leaves open.

    :param parser: the configuration, a ``configparser.ConfigParser``
    """

    def __init__(self, parser):
        options = parser["options"]
        names = {"PGHOST": "db_host", "PGPORT": "db_port", "PGUSER": "db_user"}
        names["PGPASSWORD"] = "db_password"
        for variable, name in names.items():
            value = options.get(name, "")
            if value and value != "False":
                os.environ[variable] = value
        self.files = pathlib.Path(options["data_dir"]) / "filestore"
        self.key_ring = parser.get("cs_privacy", "keyring", fallback="")

    def connect(self, database="postgres"):
        try:
            return psycopg2.connect(dbname=database)
        except psycopg2.OperationalError as error:
            raise BackupError(f"The database {database} does not let us in.") from error

    def has(self, database):
        with contextlib.closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
            return bool(cursor.fetchone())

    def administer(self, statement, *names):
        """Run a statement on whole databases, which are named by ``{}``."""
        with contextlib.closing(self.connect()) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def reclaim(self, database):
        """Remove what an attempt that was killed has left under this name.

        :raise BackupError: it is somebody's own
        """
        query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
        with contextlib.closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(query, [database])
            if (cursor.fetchone() or (MARK,)) != (MARK,):
                raise BackupError(f"The database {database} is in the way: rename it.")
        self.drop(database)

    def drop(self, database):
        self.administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)
        shutil.rmtree(self.files / database, ignore_errors=True)

    def rename(self, old, new):
        if (self.files / old).is_dir():
            (self.files / old).rename(self.files / new)
        self.administer("ALTER DATABASE {} RENAME TO {}", old, new)
        self.administer("COMMENT ON DATABASE {} IS NULL", new)


def _tables(cursor):
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " ORDER BY relname"
    )
    return [name for (name,) in cursor.fetchall()]


def count_rows(cursor):
    """Return ``{table: number of rows}``."""
    counts = {}
    for table in _tables(cursor):
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
        [(counts[table],)] = cursor.fetchall()
    return counts


def dump(server, database, folder, recipients):
    """Write database and files into ``folder``, encrypted; return ``{table: rows}``.

    What is counted and what is dumped is one snapshot. Odoo's clean-up of files waits meanwhile, so
    every file of the snapshot is still there; people go on working.

    :raise BackupError: a program failed
    """
    with contextlib.closing(server.connect(database)) as connection:
        connection.set_session(isolation_level="REPEATABLE READ")
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE ir_attachment IN ROW EXCLUSIVE MODE")
            cursor.execute("SELECT pg_export_snapshot()")
            [(snapshot,)] = cursor.fetchall()
            command = ["pg_dump", "-Fc", "--no-owner", "--no-privileges"]
            _encrypt([*command, f"--snapshot={snapshot}", database], folder / DUMP, recipients)
            counts = count_rows(cursor)
            store = server.files / database
            store.mkdir(parents=True, exist_ok=True)
            # 1: files came or went while it read
            command = ["tar", "-C", store, "--exclude=./checklist", "-cf", "-", "."]
            _encrypt(command, folder / FILES, recipients, harmless=(0, 1))
    return counts


def _encrypt(command, target, recipients, harmless=(0,)):
    words = [word for recipient in recipients for word in ("-r", recipient)]
    with open(target, "wb") as out, tempfile.TemporaryFile() as errors:
        writer = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors)
        age = subprocess.run(
            ["age", *words], stdin=writer.stdout, stdout=out, stderr=errors, check=False
        )
        writer.stdout.close()
        writer.wait()
        os.fsync(out.fileno())
        if age.returncode or writer.returncode not in harmless:
            raise BackupError(f"{command[0]} or age failed: {_last_line(errors)}")


def _last_line(errors):
    errors.seek(0)
    lines = errors.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "no reason was given."


def load(server, backup, key, database):
    """Restore a backup as a new database.

    :param key: the file that opens it
    :raise BackupError: a program failed
    """
    server.administer("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", database)
    server.administer(f"COMMENT ON DATABASE {{}} IS '{MARK}'", database)
    command = ["pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "-d", database]
    _decrypt(backup.path / DUMP, key, command)
    store = server.files / database
    store.mkdir(parents=True)
    _decrypt(backup.path / FILES, key, ["tar", "-C", store, "-xf", "-"])


def _decrypt(source, key, command):
    with tempfile.TemporaryFile() as errors:
        age = subprocess.Popen(
            ["age", "-d", "-i", key, source], stdout=subprocess.PIPE, stderr=errors
        )
        # What pg_restore says of an error quotes rows: it must not get into notes and logs.
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        reader = subprocess.run(command, stdin=age.stdout, check=False, **quiet)
        age.stdout.close()
        if age.wait():
            raise BackupError(f"age failed: {_last_line(errors)}")
        if reader.returncode:
            raise BackupError(f"{command[0]} ended with code {reader.returncode}.")


def compare(server, database, counts):
    """Return what a restored database lacks of the original, as sentences."""
    faults = []
    with contextlib.closing(server.connect(database)) as connection, connection.cursor() as cursor:
        found = count_rows(cursor)
        differing = sorted(
            name for name in counts.keys() | found.keys() if counts.get(name) != found.get(name)
        )
        if differing:
            faults.append(f"Rows differ in {len(differing)} tables: {', '.join(differing[:5])}.")
        cursor.execute("SELECT DISTINCT store_fname FROM ir_attachment WHERE store_fname > ''")
        lost = spoiled = 0
        while names := cursor.fetchmany(CHUNK):
            for (name,) in names:
                state = _state_of(server.files / database / name)
                lost += state == "lost"
                spoiled += state == "spoiled"
    if lost or spoiled:
        faults.append(f"Of the files {lost} are missing, {spoiled} are not what they were.")
    return faults


def _state_of(path):
    """Compare a file with its name, which is the digest of what is in it."""
    if not path.is_file():
        return "lost"
    if not re.fullmatch(r"[0-9a-f]{40}", path.name):
        return "unknown"
    with open(path, "rb") as file:
        found = hashlib.file_digest(file, "sha1").hexdigest()
    return "whole" if found == path.name else "spoiled"


def record(server, database, **facts):
    """Tell Odoo what was done: a row of ``cs.backup``, when the database has that table.

    :param facts: ``kind``, ``state``, ``name``, ``date`` (UTC), ``seconds``, ``size``, ``note``
    """
    with contextlib.closing(server.connect(database)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.cs_backup')")
        if cursor.fetchone() == (None,):
            return
        statement = sql.SQL(
            "INSERT INTO cs_backup ({}, create_uid, write_uid, create_date, write_date)"
            " VALUES ({}, 1, 1, {now}, {now})"
        ).format(
            sql.SQL(", ").join(map(sql.Identifier, facts)),
            sql.SQL(", ").join(map(sql.Placeholder, facts)),
            now=sql.SQL("now() AT TIME ZONE 'UTC'"),
        )
        cursor.execute(statement, facts)
        connection.commit()
