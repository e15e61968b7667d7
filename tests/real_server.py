"""A real Odoo server on a database of its own, for what an in-process test cannot prove."""

import contextlib
import copy
import os
import pathlib
import re
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

    @contextlib.contextmanager
    def twin(self):
        """A second server process on the same database and files, as behind a load balancer."""
        other = copy.copy(self)
        other.port = free_port()
        other.url = f"http://127.0.0.1:{other.port}"
        other.process = None
        try:
            other.start()
            yield other
        finally:
            other.kill()

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

    def execute(self, statement, *values):
        """Change the database below Odoo, and commit."""
        with contextlib.closing(psycopg2.connect(dbname=self.database)) as connection:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement, values)

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
        return answer.get("result")

    def wake_scheduler(self):
        """Let the schedulers look for work now; by themselves they do so once a minute."""
        name = sql.Literal(self.database)
        self._administer(sql.SQL("SELECT pg_notify('cron_trigger', {})").format(name))

    def session(self, login=None, password=None):
        """Return a :class:`WebSession` of a user, or of a visitor."""
        return WebSession(self, login, password)

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


class WebSession(requests.Session):
    """A browser's session: cookies, and calls as the web client makes them.

    :param login: user who logs in; without one, a visitor
    """

    def __init__(self, server, login=None, password=None):
        super().__init__()
        self.server = server
        if login:
            self.rpc(
                "/web/session/authenticate",
                {"db": server.database, "login": login, "password": password},
            )

    def rpc(self, path, params):
        """Return the result of a JSON-RPC route.

        :raise RuntimeError: with the message of the server's error
        """
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        answer = self.post(f"{self.server.url}{path}", json=body, timeout=60).json()
        if "error" in answer:
            raise RuntimeError(answer["error"]["data"]["message"])
        return answer.get("result")

    def call(self, model, method, *args, **kwargs):
        """Call a method of a model as the web client does."""
        context = {"lang": "en_US", "tz": "UTC", "allowed_company_ids": [1]}
        kwargs["context"] = {**context, **kwargs.get("context", {})}
        params = {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
        return self.rpc(f"/web/dataset/call_kw/{model}/{method}", params)

    def token(self, path="/web"):
        """Return the token that forms of this session carry."""
        page = self.get(f"{self.server.url}{path}", timeout=60).text
        return re.search(r"csrf_token: \"(\w+)\"", page)[1]

    def hidden_of(self, path):
        """Return the hidden values of the form on a page."""
        page = self.get(f"{self.server.url}{path}", timeout=60).text
        return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', page))
