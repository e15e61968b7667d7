"""A long-lived Odoo shell that works only when it is told to.

Two of them, one for each database, are told in turn, so that both sides meet the same minutes of
the same machine and never run at the same time.
"""

import fcntl
import importlib
import os
import pathlib
import subprocess
import traceback
from multiprocessing import Pipe
from multiprocessing.connection import Connection

from .odoo_command import odoo_command

HERE = pathlib.Path(__file__).resolve().parents[1]
# Above the descriptors that shell scripts use
FIRST_DESCRIPTOR = 64
START = """
import sys
sys.path.insert(0, {here!r})
from common.session import serve
serve(env, {descriptor}, {jobs!r})
"""


class Session:
    """The driver's end: ``call`` a function of the module ``jobs`` inside the shell."""

    def __init__(self, database, jobs, log, addons_path=None):
        self.log = log
        self.connection, theirs = Pipe()
        descriptor = fcntl.fcntl(theirs.fileno(), fcntl.F_DUPFD, FIRST_DESCRIPTOR)
        theirs.close()
        extra = ["--addons-path", str(addons_path)] if addons_path else []
        with open(log, "ab") as stream:
            self.process = subprocess.Popen(
                [*odoo_command(), "shell", "-d", database, "--no-http", "--log-level=warn", *extra],
                stdin=subprocess.PIPE,
                stdout=stream,
                stderr=stream,
                pass_fds=[descriptor],
            )
        os.close(descriptor)
        start = START.format(here=str(HERE), descriptor=descriptor, jobs=jobs)
        self.process.stdin.write(start.encode())
        self.process.stdin.close()

    def call(self, function, **arguments):
        """Return what ``function`` of the jobs module returns for ``arguments``.

        :raise SystemExit: when it fails or the shell has ended
        """
        try:
            self.connection.send((function, arguments))
            error, result = self.connection.recv()
        except (EOFError, OSError):
            raise SystemExit(f"The Odoo shell has ended; see {self.log}") from None
        if error:
            raise SystemExit(error)
        return result

    def close(self):
        """Tell the shell to end and wait for it."""
        self.connection.close()
        self.process.wait(60)


def serve(env, descriptor, jobs):
    """The shell's end: do what the driver says until it hangs up.

    Each call gets a cursor and an environment of its own, as each request to a server does: the
    record cache is empty, what a server keeps between requests (``ormcache``) is not.
    """
    jobs = importlib.import_module(jobs)
    with Connection(descriptor) as connection:
        while True:
            try:
                function, arguments = connection.recv()
            except EOFError:
                return
            connection.send(_answer(env, getattr(jobs, function), arguments))


def _answer(env, function, arguments):
    try:
        with env.registry.cursor() as cr:
            return None, function(env(cr=cr), **arguments)
    except Exception:
        return traceback.format_exc(), None
