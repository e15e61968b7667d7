"""What ./test expects of a run beside passing tests.

* A browser test that is skipped because there is no working browser has failed.
* A WARNING in the server's log has failed the run, and so has what ./test found before the tests
  (lint, translations, the log of the installation). Both are counted as errors before pytest
  prints its summary, so that this line, the last one, tells the whole truth.
"""

import contextlib
import os
import pathlib
import shutil
import subprocess
import sys

import pytest
import pytest_odoo

from odoo.tools import config

ROOT = pathlib.Path(__file__).parent


@contextlib.contextmanager
def own_filestore(original, database):
    """Give the copy of the database that a worker tests with a filestore of its own.

    pytest-odoo lets workers share one. Odoo removes at the end of each test class the files that
    this class's database does not know, and with them those that another worker needs.
    """
    if original == database:
        yield
        return
    filestores = pathlib.Path(config["data_dir"], "filestore")
    target = filestores / database
    shutil.rmtree(target, ignore_errors=True)
    if (filestores / original).is_dir():
        shutil.copytree(filestores / original, target, copy_function=os.link)
    try:
        yield
    finally:
        shutil.rmtree(target, ignore_errors=True)


pytest_odoo._shared_filestore = own_filestore
NO_BROWSER = ("chrome", "websocket-client", "--odoo-http")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.skipped and isinstance(report.longrepr, tuple):
        reason = str(report.longrepr[2])
        if any(word in reason.lower() for word in NO_BROWSER):
            report.outcome = "failed"
            report.longrepr = f"Browser tests must run, not be skipped: {reason}"
    return report


def _finding(title, details):
    """Something beside a test that went wrong, in the shape of a test that could not start."""
    return pytest.TestReport(
        nodeid=title,
        location=(title, None, title),
        keywords={},
        outcome="failed",
        longrepr=details,
        when="setup",
    )


def _findings():
    directory = os.environ.get("CS_TEST_RUN")
    if not directory:
        return
    for path in sorted(pathlib.Path(directory).glob("*.failed")):
        yield _finding(path.stem, path.read_text())
    log = pathlib.Path(directory) / "server.log"
    if log.exists():
        check = subprocess.run(
            [sys.executable, "-m", "checklog_odoo", "--no-err-if-empty", "-c"]
            + [str(ROOT / "checklog-odoo.cfg"), str(log)],
            capture_output=True,
            text=True,
            check=False,
        )
        if check.returncode:
            yield _finding(
                "WARNING in the server log during the tests", check.stdout + check.stderr
            )


def pytest_terminal_summary(terminalreporter, config):
    if hasattr(config, "workerinput"):
        return
    for finding in _findings():
        terminalreporter.section(finding.nodeid, red=True)
        terminalreporter.write_line(finding.longrepr.strip())
        terminalreporter.stats.setdefault("error", []).append(finding)
        terminalreporter._session.exitstatus = pytest.ExitCode.TESTS_FAILED
