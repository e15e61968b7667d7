"""What the shell scripts leave to Python: the add-on trees, a configuration, a port, a page.

Standard library only, for it runs before anything is installed.

suite.py addons DIRECTORY...    names of the installable add-ons, one a line
suite.py depends DIRECTORY...   what they depend on that is not among them
suite.py needs ADDON-DIRECTORY  what this add-on depends on outside its tree, also by others of it
suite.py digest [--untranslated] DIRECTORY...
                                a digest of everything that decides what a database holds,
                                or a database that has English only
suite.py conf FROM TO [SECTION.]KEY=VALUE...   an Odoo configuration derived from another
suite.py port NUMBER            fails when the port is taken
suite.py answers URL            the status with which the page answers; fails when none does
"""

import ast
import configparser
import hashlib
import os
import pathlib
import socket
import sys
import urllib.error
import urllib.request

# Read when a test or a page runs, never stored by an installation.
NOT_STORED = {"tests", "__pycache__"}


def manifests(directories):
    for directory in map(pathlib.Path, directories):
        for path in sorted(directory.glob("*/__manifest__.py")):
            try:
                manifest = ast.literal_eval(path.read_text())
            except (SyntaxError, ValueError) as error:
                sys.exit(f"{path} is not a manifest: {error}")
            if manifest.get("installable", True):
                yield path.parent, manifest


def addons(*directories):
    print("\n".join(path.name for path, _manifest in manifests(directories)))


def depends(*directories):
    found = {path.name: manifest for path, manifest in manifests(directories)}
    wanted = {name for manifest in found.values() for name in manifest.get("depends", ["base"])}
    print("\n".join(sorted(wanted - set(found))))


def needs(directory):
    path = pathlib.Path(directory)
    found = {addon.name: manifest for addon, manifest in manifests([path.parent])}
    if path.name not in found:
        sys.exit(f"{path} is not an add-on")
    wanted, waiting = set(), [path.name]
    while waiting:
        for name in found[waiting.pop()].get("depends", ["base"]):
            (waiting.append if name in found else wanted.add)(name)
    print("\n".join(sorted(wanted)))


def digest(*directories):
    ignored = set(NOT_STORED)
    if directories[0] == "--untranslated":
        directories = directories[1:]
        ignored.add("i18n")
    total = hashlib.sha256()
    for addon, _manifest in manifests(directories):
        for path in sorted(addon.rglob("*")):
            parts = path.relative_to(addon).parts
            if path.is_file() and path.suffix != ".md" and not ignored.intersection(parts):
                total.update(f"{addon.name}/{'/'.join(parts)}\0".encode())
                total.update(hashlib.sha256(path.read_bytes()).digest())
    print(total.hexdigest()[:16])


def conf(source, target, *settings):
    parser = configparser.RawConfigParser()
    parser.read(source)
    for setting in settings:
        key, value = setting.split("=", 1)
        section, _dot, key = key.rpartition(".")
        parser.set(section or "options", key, value)
    fresh = f"{target}.{os.getpid()}"
    with open(fresh, "w") as file:
        parser.write(file)
    os.replace(fresh, target)


def port(number):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(number)))
        except (OSError, OverflowError) as error:
            sys.exit(str(error))


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=120) as answer:
            print(answer.status)
    except urllib.error.HTTPError as error:
        print(error.code)
    except OSError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    commands = {f.__name__: f for f in (addons, depends, needs, digest, conf, port, answers)}
    commands[sys.argv[1]](*sys.argv[2:])
