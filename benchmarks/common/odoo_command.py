"""Calls of the Odoo command line: create a database, drop it, install packages."""

import os
import pathlib
import shlex
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
PIP = """
import subprocess, sys
subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-input",
    "--disable-pip-version-check", "--target", {target!r}, *{packages!r}], check=True)
"""


def odoo_command():
    """Return the words of the Odoo command: ``$ODOO_CMD``, else ``scripts/odoo``."""
    return shlex.split(os.environ.get("ODOO_CMD") or str(ROOT / "scripts" / "odoo"))


def run(arguments, log, stdin=""):
    """Run the Odoo command and wait; its words go to the file ``log``.

    :raise SystemExit: when it fails, naming the log
    """
    with open(log, "ab") as stream:
        done = subprocess.run(
            [*odoo_command(), *arguments],
            input=stdin.encode(),
            stdout=stream,
            stderr=stream,
            check=False,
        )
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed; see {log}")


def create_database(name, modules, log, addons_path=None):
    """Create database ``name`` with ``modules``, a list, and without demo data."""
    extra = ["--addons-path", str(addons_path)] if addons_path else []
    options = ["--stop-after-init", "--no-http", "--log-level=warn"]
    run(["server", "-d", name, "-i", ",".join(modules), *options, *extra], log)


def drop_database(name, log):
    """Drop database ``name``; one that does not exist is no error."""
    with open(log, "ab") as stream:
        subprocess.run(
            [*odoo_command(), "db", "drop", name],
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            check=False,
        )


def install_packages(packages, target, log):
    """Install ``packages`` from PyPI, without what they depend on, into directory ``target``.

    Odoo's own interpreter does it, so nothing but the Odoo command has to be known.

    :return: ``{package: version}``
    """
    run(["shell", "--no-http"], log, PIP.format(target=str(target), packages=list(packages)))
    versions = {}
    for info in sorted(pathlib.Path(target).glob("*.dist-info")):
        name, version = info.name.removesuffix(".dist-info").rsplit("-", 1)
        versions[name] = version
    return versions
