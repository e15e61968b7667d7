"""Backups as they lie in a folder: names, manifests, and which of them are kept. No database here.

A backup is a folder ``DATABASE-20261125T162500Z`` with two files that age has encrypted and a
``manifest.json`` without personal data, which is written last.
"""

import hashlib
import json
import pathlib
import re
from collections import namedtuple
from datetime import UTC, datetime

STAMP = "%Y%m%dT%H%M%SZ"
DUMP, FILES, MANIFEST = "database.dump.age", "filestore.tar.age", "manifest.json"
FORMAT = 1
NAME = re.compile(r"(?P<database>[A-Za-z0-9][A-Za-z0-9_-]*)-(?P<stamp>\d{8}T\d{6}Z)")

Backup = namedtuple("Backup", "path database made")
"""``path``: its folder; ``made``: when, UTC with zone."""


class BackupError(Exception):
    """Something is wrong; the text is one sentence for the administrator."""


def name_of(database, moment):
    """Return the name of a backup.

    >>> name_of("cs", datetime(2026, 11, 25, 16, 25, tzinfo=UTC))
    'cs-20261125T162500Z'
    """
    return f"{database}-{moment.strftime(STAMP)}"


def parse(path):
    """Return the :class:`Backup` of a folder, or None when it is none or was not completed."""
    path = pathlib.Path(path)
    found = NAME.fullmatch(path.name)
    if not found or not (path / MANIFEST).is_file():
        return None
    made = datetime.strptime(found["stamp"], STAMP).replace(tzinfo=UTC)
    return Backup(path, found["database"], made)


def backups(folder, database=None):
    """Return the complete backups of a folder, the newest first."""
    found = filter(None, map(parse, pathlib.Path(folder).iterdir()))
    mine = [one for one in found if database in (None, one.database)]
    return sorted(mine, key=lambda one: one.made, reverse=True)


def kept(moments, daily, weekly, monthly):
    """Return which moments are kept: the newest of each of the last so many days, weeks, months.

    :param moments: the newest first

    >>> days = [datetime(2026, 3, day, hour) for day in range(9, 0, -1) for hour in (23, 1)]
    >>> sorted(moment.day for moment in kept(days, 3, 3, 2))
    [1, 7, 8, 9]
    """
    found = set()
    for count, period in ((daily, "%Y-%m-%d"), (weekly, "%G-%V"), (monthly, "%Y-%m")):
        newest = {}
        for moment in moments:
            newest.setdefault(moment.strftime(period), moment)
        found.update(list(newest.values())[:count])
    return found


def digest(path):
    """Return the SHA-256 of a file."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_manifest(path, facts):
    """Write down what is in a backup, last of all."""
    sums = {name: digest(path / name) for name in (DUMP, FILES)}
    document = {"format": FORMAT, **facts, "sha256": sums}
    (path / MANIFEST).write_text(json.dumps(document, indent=1, sort_keys=True) + "\n")


def read_manifest(backup):
    """Return the manifest of a backup whose files are as they were written.

    :raise BackupError: they are not, or it was made by another version of this program
    """
    try:
        manifest = json.loads((backup.path / MANIFEST).read_text())
        sums = manifest["sha256"]
    except (OSError, ValueError, KeyError) as error:
        raise BackupError(f"{backup.path / MANIFEST} cannot be read.") from error
    if manifest.get("format") != FORMAT:
        raise BackupError(f"{backup.path} was made by another version of this program.")
    for name, expected in sums.items():
        if not (backup.path / name).is_file() or digest(backup.path / name) != expected:
            raise BackupError(f"{backup.path / name} is not what was written: take another backup.")
    return manifest


def size(backup):
    """Return how many bytes a backup takes."""
    return sum(file.stat().st_size for file in backup.path.iterdir())
