"""Makes and extends key rings; see scripts/keyring."""

import base64
import json
import os
import pathlib
import sys
import tempfile

# The part of the add-on that needs no Odoo.
sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "addons" / "cs_privacy"))

from core import keyring
from core.errors import RingUnavailable


def _key():
    return base64.b64encode(os.urandom(32)).decode()


def _write(path, document):
    """Write the document beside ``path``, for its owner alone; return the name of that file."""
    descriptor, fresh = tempfile.mkstemp(prefix=".keyring-", dir=os.path.dirname(path))
    with os.fdopen(descriptor, "w") as file:
        json.dump(document, file, indent=2)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    return fresh


def new(path):
    fresh = _write(path, {"active": "k1", "keys": {"k1": _key()}})
    try:
        os.link(fresh, path)
    except FileExistsError:
        sys.exit(f"{path} exists already and is not replaced: its keys may be needed.")
    finally:
        os.unlink(fresh)


def add(path, kid=None):
    text = keyring.read(path)
    keyring.parse(text)
    document = json.loads(text)
    keys = document["keys"]
    if kid is None:
        kid = next(f"k{number}" for number in range(2, 10_000) if f"k{number}" not in keys)
    if kid in keys:
        sys.exit(f"The ring has a key {kid} already.")
    keys[kid] = _key()
    keyring.parse(json.dumps(document))
    fresh = _write(path, document)
    try:
        # The administrator runs this as root, and the server reads it as somebody else.
        owner = os.stat(path)
        os.chown(fresh, owner.st_uid, owner.st_gid)
        os.replace(fresh, path)
    except OSError:
        os.unlink(fresh)
        raise
    print(kid)


def show(path):
    ring = keyring.parse(keyring.read(path))
    for kid in ring.kids:
        print(kid, ring.fingerprint(kid))


def main(command, path, *words):
    path = os.path.realpath(path)
    try:
        {"new": new, "add": add, "list": show}[command](path, *words)
    except RingUnavailable as error:
        sys.exit(f"{path}: {error}.")
    except OSError as error:
        sys.exit(f"{path} cannot be written: {error.strerror}.")


if __name__ == "__main__":
    main(*sys.argv[1:4])
