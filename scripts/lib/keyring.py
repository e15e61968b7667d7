"""Makes and extends key rings; see scripts/keyring."""

import base64
import json
import os
import pathlib
import sys

# The part of the add-on that needs no Odoo.
sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "addons" / "cs_privacy"))


def _save(path, document, flags):
    """Write the whole document at once, readable by its owner alone from the first byte."""
    fresh = f"{path}.new"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(document, file, indent=2)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    if flags & os.O_EXCL:
        try:
            os.link(fresh, path)
        except FileExistsError:
            os.unlink(fresh)
            sys.exit(f"{path} exists already and is not replaced: its keys may be needed.")
        os.unlink(fresh)
    else:
        os.replace(fresh, path)


def _key():
    return base64.b64encode(os.urandom(32)).decode()


def _load(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except OSError as error:
        sys.exit(f"{path} cannot be read: {error.strerror}.")
    except ValueError:
        sys.exit(f"{path} is not a key ring.")


def new(path):
    _save(path, {"active": "k1", "keys": {"k1": _key()}}, os.O_EXCL)


def add(path, kid=None):
    document = _load(path)
    keys = document["keys"]
    number = 1
    while kid is None or (kid in keys and kid == f"k{number}"):
        number += 1
        kid = f"k{number}" if f"k{number}" not in keys else None
    if kid in keys:
        sys.exit(f"The ring has a key {kid} already.")
    keys[kid] = _key()
    _save(path, document, 0)
    print(kid)


def show(path):
    from core import keyring

    ring = keyring.parse(keyring.read(path))
    for kid in ring.kids:
        print(kid, ring.fingerprint(kid))


if __name__ == "__main__":
    {"new": new, "add": add, "list": show}[sys.argv[1]](*sys.argv[2:])
