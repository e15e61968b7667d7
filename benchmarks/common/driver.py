"""What every driver does: speak, lock, build a database and a shell on it."""

import fcntl
import os
import pathlib
import sys

from . import odoo_command
from .session import Session


def say(text):
    print(text, file=sys.stderr, flush=True)


def log_directory():
    """Return the directory of the logs, made if needed."""
    home = pathlib.Path(os.environ.get("CS_HOME") or odoo_command.ROOT / ".local")
    directory = home / "log"
    directory.mkdir(parents=True, exist_ok=True)
    return directory


def only_one():
    """Let no second run drop the databases of this one, nor disturb what it measures."""
    lock = os.open(log_directory() / "benchmark.lock", os.O_CREAT | os.O_RDWR)
    # Held until this process ends
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SystemExit("Another benchmark is running; wait for its end.") from None


def open_session(stack, name, modules, jobs, addons_path=None, keep=False):
    """Build database ``name`` and return a ``Session`` on it; both go with ``stack``.

    :param str jobs: module with the functions to call in the shell; its last part names the log
    :param bool keep: leave the database
    """
    log = log_directory() / f"benchmark-{jobs.rpartition('.')[2]}.log"
    say(f"Building database {name}…")
    odoo_command.drop_database(name, log)
    if not keep:
        stack.callback(odoo_command.drop_database, name, log)
    odoo_command.create_database(name, modules, log, addons_path)
    session = Session(name, jobs, log, addons_path)
    stack.callback(session.close)
    return session


def in_turn(count, sides, measure, label):
    """Call ``measure(side, number)`` ``count`` times on each side in turn; the first one changes.

    :return: ``{side: [result]}``
    """
    results = {side: [] for side in sides}
    for number in range(count):
        for side in sides if number % 2 == 0 else reversed(sides):
            results[side].append(measure(side, number))
    say(f"  {label}: {count} times a side")
    return results


def finish(text, is_kept, out=None):
    """Print the result, write it to the file ``out`` too, and return the exit code."""
    print(text, end="")
    if out:
        out.write_text(text)
    return 0 if is_kept else 1
