"""Makes, lists, restores and proves backups; see scripts/backup."""

import argparse
import configparser
import contextlib
import fcntl
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime

import backup_database
import backup_sets
import psycopg2
from backup_sets import BackupError

MEGABYTE = 1024 * 1024
ODOO = pathlib.Path(__file__).with_name("odoo_bin.py")
# What the restored database proves by itself; other add-ons extend the method.
PROOF = """
import json
print("PROOF", json.dumps(env["cs.backup"]._cs_proof() if "cs.backup" in env else []))
"""


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/backup")
    commands = parser.add_subparsers(dest="command", required=True)
    found = {name: commands.add_parser(name) for name in COMMANDS}
    for command in found.values():
        command.add_argument("--config", default=os.environ.get("ODOO_CONF"), help="odoo.conf")
    found["key"].add_argument("file", type=pathlib.Path)
    for name in ("make", "drill", "restore"):
        found[name].add_argument("--db", required=True, help="the database")
    make = found["make"]
    make.add_argument("--to", type=pathlib.Path, required=True, help="the folder of backups")
    make.add_argument("--recipient", action="append", required=True, help="a public key of age")
    make.add_argument("--daily", type=int, default=7, help="backups kept, one a day (7)")
    make.add_argument("--weekly", type=int, default=5, help="… one a week (5)")
    make.add_argument("--monthly", type=int, default=12, help="… one a month (12)")
    for name in ("list", "drill", "restore"):
        found[name].add_argument("--from", dest="source", type=pathlib.Path, required=True)
    for name in ("drill", "restore"):
        found[name].add_argument("--key", type=pathlib.Path, required=True, help="opens backups")
    found["restore"].add_argument(
        "--neutralize", action="store_true", help="a copy that sends nothing and runs no actions"
    )
    return parser.parse_args()


def server_of(options):
    parser = configparser.ConfigParser(interpolation=None)
    if not options.config or not parser.read(options.config):
        raise BackupError("Odoo's configuration cannot be read: name it with --config.")
    return backup_database.Server(parser)


def run_odoo(options, *words, text=None):
    """Return what Odoo's command line printed.

    :raise BackupError: it failed
    """
    done = subprocess.run(
        [sys.executable, ODOO, words[0], "-c", options.config, *words[1:]],
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        # Its words may quote rows.
        raise BackupError(f"Odoo ended with code {done.returncode} on the restored database.")
    return done.stdout


@contextlib.contextmanager
def recorded(server, options, kind):
    """Write down in the database what comes of the block, which fills the given facts."""
    facts = {"kind": kind, "name": options.db, "date": datetime.now(UTC).replace(tzinfo=None)}
    start = time.monotonic()
    try:
        yield facts
        facts["state"] = "done"
    except (BackupError, OSError, psycopg2.Error) as error:
        facts.update(state="failed", note=str(error).strip().splitlines()[0])
        raise
    finally:
        if "state" in facts:
            facts["seconds"] = round(time.monotonic() - start)
            backup_database.record(server, options.db, **facts)


# COMMANDS


def key(options):
    if options.file.exists():
        raise BackupError(f"{options.file} exists already and is not replaced: backups need it.")
    done = subprocess.run(
        ["age-keygen", "-o", options.file], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"{options.file} cannot be written.")
    print(re.search(r"age1[0-9a-z]+", options.file.read_text())[0])


def make(options):
    server = server_of(options)
    folder = options.to.resolve()
    if server.key_ring and pathlib.Path(server.key_ring).resolve().is_relative_to(folder):
        raise BackupError("The key ring lies in the folder of backups: keep them apart.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with only_one(folder), recorded(server, options, "backup") as facts:
        moment = datetime.now(UTC)
        name = backup_sets.name_of(options.db, moment)
        part = folder / f".{name}.part"
        for leftover in folder.glob(f".{options.db}-*.part"):
            shutil.rmtree(leftover)
        part.mkdir(mode=0o700)
        try:
            counts = backup_database.dump(server, options.db, part, options.recipient)
            backup_sets.write_manifest(part, {"database": options.db, "rows": counts})
            part.rename(folder / name)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        made = backup_sets.parse(folder / name)
        facts.update(name=name, size=backup_sets.size(made) / MEGABYTE)
        prune(folder, options)
    print(made.path)


@contextlib.contextmanager
def only_one(folder):
    with open(folder / ".lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError(f"Another backup is being made in {folder}.") from error
        yield


def prune(folder, options):
    """Remove backups that the rule does not keep; the newest always stays."""
    found = backup_sets.backups(folder, options.db)
    moments = [one.made for one in found]
    stay = backup_sets.kept(moments, options.daily, options.weekly, options.monthly)
    for one in found[1:]:
        if one.made not in stay:
            shutil.rmtree(one.path)


def show(options):
    for one in backup_sets.backups(options.source):
        print(f"{one.path.name}  {backup_sets.size(one) / MEGABYTE:10.1f} MB")


def chosen(options, database=None):
    """Return the backup that was named, or the newest of the folder that was."""
    if not options.source.is_dir():
        raise BackupError(f"There is no folder {options.source}.")
    if one := backup_sets.parse(options.source.resolve()):
        return one
    found = backup_sets.backups(options.source, database)
    if not found:
        raise BackupError(f"There is no complete backup in {options.source}.")
    return found[0]


def restored(server, options, backup, name):
    """Restore a backup as database ``name``; return what is wrong with it.

    :raise BackupError: it cannot be restored; nothing is left of the attempt
    """
    manifest = backup_sets.read_manifest(backup)
    try:
        backup_database.load(server, backup, options.key, name)
        return backup_database.compare(server, name, manifest["rows"])
    except BaseException:
        server.drop(name)
        raise


def drill(options):
    server = server_of(options)
    scratch = f"{options.db}-drill"
    with recorded(server, options, "drill") as facts:
        backup = chosen(options, options.db)
        facts.update(name=backup.path.name, size=backup_sets.size(backup) / MEGABYTE)
        server.reclaim(scratch)
        try:
            faults = restored(server, options, backup, scratch)
            words = ("shell", "-d", scratch, "--no-http", "--log-level=critical")
            proof = re.search(r"PROOF (\[.*\])", run_odoo(options, *words, text=PROOF))
            faults += json.loads(proof[1]) if proof else ["Odoo could not prove its values."]
        finally:
            server.drop(scratch)
        if faults:
            raise BackupError(" ".join(faults))
    print(f"{backup.path.name} was restored and is complete.")


def restore(options):
    server = server_of(options)
    if server.has(options.db) or (server.files / options.db).exists():
        raise BackupError(f"There is a database {options.db} already: choose another name.")
    backup = chosen(options)
    scratch = f"{options.db}-restoring"
    server.reclaim(scratch)
    faults = restored(server, options, backup, scratch)
    try:
        if options.neutralize:
            run_odoo(options, "neutralize", "-d", scratch)
    except BackupError:
        server.drop(scratch)
        raise
    server.rename(scratch, options.db)
    print(f"{backup.path.name} was restored as {options.db}.")
    if faults:
        raise BackupError(f"It is not complete. {' '.join(faults)}")


COMMANDS = {"key": key, "make": make, "list": show, "drill": drill, "restore": restore}


def main():
    os.umask(0o077)
    options = arguments()
    try:
        COMMANDS[options.command](options)
    except (BackupError, OSError) as error:
        sys.exit(str(error))
    except psycopg2.Error as error:
        sys.exit(f"PostgreSQL refuses: {str(error).strip().splitlines()[0]}")


if __name__ == "__main__":
    main()
