"""A real Odoo server on a database of its own, for what an in-process test cannot prove."""

import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import psycopg2
import requests
from psycopg2 import sql

ROOT = pathlib.Path(__file__).parent.parent
START_SECONDS = 120


def free_port():
    """Return a TCP port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class RealServer:
    """Server process and database; the database is a copy of the tests' template.

    Use it as a context manager; both are gone at the end.

    :param dict environment: variables for the server beside those of this process
    """

    def __init__(self, environment=None):
        self.environment = environment or {}
        self.database = f"cs-run-{os.getppid()}-real-{os.getpid()}"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="cs-real-"))
        self.process = None

    def __enter__(self):
        name = sql.Identifier(self.database)
        template = sql.Identifier(os.environ["CS_TEST_TEMPLATE"])
        self._administer(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, template))
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error):
        self.kill()
        name = sql.Identifier(self.database)
        self._administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        shutil.rmtree(self.directory)

    def start(self):
        """Start the server and wait until it answers."""
        conf = pathlib.Path(os.environ["CS_TEST_RUN"], "odoo.conf")
        command = [sys.executable, str(ROOT / "scripts/lib/odoo_bin.py"), "server"]
        command += ["-c", str(conf), "-d", self.database, f"--http-port={self.port}"]
        command += [f"--data-dir={self.directory}", f"--logfile={self.directory / 'server.log'}"]
        command += ["--max-cron-threads=1", f"--db-filter=^{self.database}$"]
        environment = {**os.environ, **self.environment}
        self.process = subprocess.Popen(command, env=environment, start_new_session=True)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(requests.RequestException):
                if requests.get(f"{self.url}/web/login", timeout=30).ok:
                    return
            time.sleep(0.2)
        log = (self.directory / "server.log").read_text()
        raise TimeoutError(f"The server did not answer in time. Its log ends:\n{log[-3000:]}")

    def kill(self):
        """End the server the hard way: no handler of it runs."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def query(self, statement, *values):
        """Return the rows of an SQL query on the committed state of the database."""
        with contextlib.closing(psycopg2.connect(dbname=self.database)) as connection:
            with connection.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchall()

    def call(self, model, method, *args, **kwargs):
        """Call a method as the administrator, through HTTP."""
        parameters = [self.database, 2, "admin", model, method, list(args), kwargs]
        answer = requests.post(
            f"{self.url}/jsonrpc",
            json={
                "jsonrpc": "2.0",
                "method": "call",
                "params": {"service": "object", "method": "execute_kw", "args": parameters},
            },
            timeout=60,
        ).json()
        if "error" in answer:
            raise RuntimeError(answer["error"]["data"]["message"])
        return answer["result"]

    def wait_for(self, statement, expected, seconds=60):
        """Wait until an SQL query returns ``expected``; return whether it did."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.query(statement) == expected:
                return True
            time.sleep(0.5)
        return False

    def _administer(self, statement):
        connection = psycopg2.connect(dbname="postgres")
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute(statement)
