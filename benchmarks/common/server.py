"""A real Odoo server for a while, and a client that is logged in."""

import http.cookiejar
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

from .meter import TICKS
from .odoo_command import odoo_command

START_SECONDS = 120


class Client:
    """What a browser sends: pages of one server, with the cookie of a session."""

    def __init__(self, port, process):
        self.base = f"http://127.0.0.1:{port}"
        self.process = process
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def log_in(self, database, login, password):
        """Log in by the call of Odoo's own clients."""
        parameters = {"db": database, "login": login, "password": password}
        request = urllib.request.Request(
            f"{self.base}/web/session/authenticate",
            json.dumps({"jsonrpc": "2.0", "params": parameters}).encode(),
            {"Content-Type": "application/json"},
        )
        answer = json.loads(self.opener.open(request).read())
        if not answer.get("result", {}).get("uid"):
            raise SystemExit(f"{login} cannot log in: {answer}")

    def get(self, path):
        """Return ``(seconds, body)`` of a page."""
        start = time.perf_counter()
        with self.opener.open(self.base + path) as answer:
            body = answer.read()
        return time.perf_counter() - start, body.decode()

    def cpu(self):
        """Return the CPU seconds so far of the server's processes."""
        total = 0
        for pid in filter(str.isdecimal, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/stat") as stat:
                    values = stat.read().rpartition(")")[2].split()
            except OSError:
                continue
            if int(values[2]) == self.process.pid:
                total += int(values[11]) + int(values[12])
        return total / TICKS


@contextmanager
def serving(database, log):
    """Give a :class:`Client` of a server on ``database``; the server ends with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--http-port", str(port), "--http-interface", "127.0.0.1", "--workers=0"]
    with open(log, "ab") as stream:
        process = subprocess.Popen(
            [
                *(*odoo_command(), "server", "-d", database, "--db-filter", f"^{database}$"),
                *(*options, "--max-cron-threads=0", "--log-level=warn"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )
    try:
        client = Client(port, process)
        _wait(client, log)
        yield client
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)


def _wait(client, log):
    for _second in range(START_SECONDS):
        time.sleep(1)
        if client.process.poll() is not None:
            break
        try:
            client.get("/web/health")
        except (urllib.error.URLError, ConnectionError):
            continue
        return
    raise SystemExit(f"The server did not start; see {log}")
