"""The key ring of this process: where it comes from, and when it is read again.

Sources, the first that is configured counts:

1. a provider that another add-on has set with :func:`set_provider` (a key management service);
2. the environment variable ``CS_PRIVACY_KEYRING``: the path of a file, or the document itself;
3. ``keyring = /path`` in a section ``[cs_privacy]`` of Odoo's configuration file.

A file is read again when it has changed, so that a key can be added without a restart.
"""

import configparser
import os
import time

from odoo.tools import config

from .core import keyring
from .core.errors import RingUnavailable

VARIABLE = "CS_PRIVACY_KEYRING"
# How often a process looks whether the file has changed, in seconds.
LOOK_AGAIN = 1.0

_provider = None
_ring = _stamp = None
_error = None
_looked_at = float("-inf")


def set_provider(provider):
    """Let ``provider`` hand over the key ring; ``None`` returns to the configured source.

    :param provider: a function without arguments that returns ``(stamp, text)``: the document of
        :mod:`.core.keyring`, and any value that is another one when the document has changed. It is
        asked about once a second, and raises :class:`.core.errors.RingUnavailable` when it cannot
        answer.
    """
    global _provider
    _provider = provider
    forget()


def forget():
    """Read the ring again at the next use."""
    global _ring, _stamp, _error, _looked_at
    _ring = _stamp = _error = None
    _looked_at = float("-inf")


def source():
    """Return where the ring is read from: ``(kind, place)``.

    ``kind`` is ``provider``, ``environment``, ``file`` or ``None``; ``place`` a path or ``None``.
    """
    if _provider:
        return "provider", None
    value = os.environ.get(VARIABLE, "").strip()
    if value.startswith("{"):
        return "environment", None
    path = value or _configured_path()
    return ("file", path) if path else (None, None)


def _configured_path():
    parser = configparser.RawConfigParser()
    try:
        parser.read([config["config"]])
        return parser.get("cs_privacy", "keyring", fallback="").strip()
    except (configparser.Error, TypeError):
        return ""


def _state(kind, path):
    """Return a value that changes with the document; for a file cheap to get."""
    if kind == "file":
        try:
            status = os.stat(path)
        except OSError:
            return path
        return path, status.st_mtime_ns, status.st_size, status.st_mode
    return os.environ.get(VARIABLE)


def _look():
    kind, path = source()
    if kind is None:
        raise RingUnavailable("no key ring is configured")
    if kind == "provider":
        stamp, text = _provider()
        return stamp, lambda: text
    if kind == "environment":
        text = os.environ[VARIABLE]
        return text, lambda: text
    return _state(kind, path), lambda: keyring.read(path)


def current():
    """Return the :class:`.core.keyring.KeyRing` of this process.

    :raise RingUnavailable: none is configured, or it is not in order
    """
    global _ring, _stamp, _error, _looked_at
    now = time.monotonic()
    if now - _looked_at >= LOOK_AGAIN:
        try:
            stamp, read = _look()
            if _ring is None or stamp != _stamp:
                _ring, _stamp = keyring.parse(read()), stamp
            _error = None
        except RingUnavailable as error:
            _ring, _error = None, str(error)
        _looked_at = now
    if _error is not None:
        raise RingUnavailable(_error)
    return _ring
