"""scripts/keyring: what an administrator does with the key ring, by shell."""

import json
import os
import stat
import subprocess

import pytest

from odoo.addons.cs_privacy.core import keyring

from .real_server import ROOT


@pytest.fixture
def path(tmp_path):
    return tmp_path / "keyring.json"


def run(*words):
    # The set-up of the test run is there already; the script finds it by CS_HOME.
    return subprocess.run(
        [str(ROOT / "scripts/keyring"), *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_new_ring_is_its_owners_alone(path):
    before = os.umask(0)
    try:
        done = run("new", path)
    finally:
        os.umask(before)
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keyring.parse(keyring.read(path)).kids == ("k1",)
    assert list(path.parent.iterdir()) == [path], "nothing is left beside it"


def test_ring_is_never_replaced(path):
    run("new", path)
    held = path.read_text()
    again = run("new", path)
    assert again.returncode == 1
    assert "exists already and is not replaced" in again.stderr
    assert path.read_text() == held


def test_added_key_keeps_the_others_and_seals_nothing(path):
    run("new", path)
    first = json.loads(path.read_text())
    assert run("add", path).stdout.strip() == "k2"
    assert run("add", path, "spring-2027").stdout.strip() == "spring-2027"
    document = json.loads(path.read_text())
    assert list(document["keys"]) == ["k1", "k2", "spring-2027"]
    assert document["keys"]["k1"] == first["keys"]["k1"]
    assert document["active"] == "k1"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(set(document["keys"].values())) == 3


def test_list_shows_fingerprints_and_no_key(path):
    run("new", path)
    run("add", path)
    shown = run("list", path).stdout
    ring = keyring.parse(keyring.read(path))
    assert shown.splitlines() == [f"{kid} {ring.fingerprint(kid)}" for kid in ("k1", "k2")]
    for key in json.loads(path.read_text())["keys"].values():
        assert key not in shown


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("add", "{path}", "k1"), "has a key k1 already"),
        (("add", "{path}", "Not An Id"), "small letters, digits, dashes and underscores"),
        (("list", "{path}.none"), "cannot be read"),
        (("add", "{path}.none"), "cannot be read"),
        (("new", "/nowhere/keyring.json"), "cannot be written"),
        (("list",), "Which file?"),
    ],
)
def test_mistakes_are_named(path, words, sentence):
    run("new", path)
    done = run(*(word.format(path=path) for word in words))
    assert done.returncode != 0
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_ring_that_others_may_read_is_not_listed(path):
    run("new", path)
    path.chmod(0o644)
    done = run("list", path)
    assert done.returncode == 1
    assert "it has to be 0600" in done.stderr


def test_file_that_is_no_ring_is_named(path):
    path.touch(0o600)
    path.write_text("[]")
    for command in ("add", "list"):
        done = run(command, path)
        assert done.returncode == 1
        assert "is not a key ring" in done.stderr or "not a JSON document" in done.stderr


def test_help_tells_the_commands():
    done = run("--help")
    assert done.returncode == 2
    assert "scripts/keyring add FILE [ID]" in done.stdout
