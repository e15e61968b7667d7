"""The key ring: master keys by id, read from a JSON document that never enters the database.

    {"keys": {"k1": "<32 bytes in base64>", "k2": "…"}, "active": "k1"}

``active`` is a proposal for a database that knows no key yet; afterwards the database says which
key seals (all servers share that decision), and the ring only has to hold it.
"""

import base64
import binascii
import hmac
import json
import os
import re
import stat

from .envelope import KEY, FieldKeys, authenticator, derive, key_id
from .errors import BrokenValue, KeyMissing, RingUnavailable

KEY_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,15}")


class KeyRing:
    """Master keys by id.

    >>> ring = KeyRing({"k1": bytes(32), "k2": bytes(31) + b"2"}, "k1")
    >>> token = ring.field("k2", "m.f").seal(1, "secret")
    >>> ring.open("m.f", 1, token)
    'secret'
    >>> KeyRing({"k1": bytes(32)}).open("m.f", 1, token)
    Traceback (most recent call last):
        ...
    odoo.addons.cs_privacy.core.errors.KeyMissing: key 'k2' is not in the key ring
    """

    def __init__(self, masters, active=None):
        # Kept inside hash objects, not as bytes: "{0._masters}".format(ring) and the like, which a
        # server action can write, show nothing of a key.
        self._masters = {kid: authenticator(master) for kid, master in masters.items()}
        self._fields = {}
        self._recent = {}
        self.proposed = active if active in masters else next(iter(masters), None)

    def __contains__(self, kid):
        return kid in self._masters

    def __repr__(self):
        return f"<KeyRing {', '.join(sorted(self._masters))}>"

    @property
    def kids(self):
        """The ids of the keys in the ring, in the order of the document."""
        return tuple(self._masters)

    def field(self, kid, context):
        """Return the :class:`FieldKeys` of one field under one key.

        :raise KeyMissing: the ring has no such key
        """
        keys = self._fields.get((kid, context))
        if keys is not None:
            return keys
        if kid not in self._masters:
            raise KeyMissing(kid)
        keys = self._fields[kid, context] = FieldKeys(kid, self._masters[kid], context)
        return keys

    def open(self, context, record_id, token):
        """Return the value sealed in ``token`` for one field of one row.

        :raise KeyMissing: its key is not in the ring
        :raise BrokenValue: altered, moved, or sealed with another key of that id
        """
        # Most values of a field are sealed with one key.
        keys = self._recent.get(context)
        if keys is None or not token.startswith(keys.head):
            try:
                keys = self._recent[context] = self.field(key_id(token), context)
            except IndexError:
                raise BrokenValue(f"a value of {context} has no known form") from None
        return keys.open(record_id, token)

    def secret(self, kid, label):
        """Return a 32-byte key for another use, e.g. the chain of the access log.

        :raise KeyMissing: the ring has no such key
        """
        if kid not in self._masters:
            raise KeyMissing(kid)
        return derive(self._masters[kid], label, "")

    def fingerprint(self, kid):
        """Return 16 hexadecimal characters that tell keys apart and reveal nothing of them.

        >>> KeyRing({"k1": bytes(32)}).fingerprint("k1")
        '54e7c5b66b7be32e'
        """
        return hmac.digest(self.secret(kid, "fingerprint"), b"cs_privacy", "sha256")[:8].hex()


def parse(text):
    """Return the :class:`KeyRing` of a JSON document.

    :raise RingUnavailable: what is wrong with the document; never any part of a key

    >>> parse('{"keys": {"k1": "AAAA"}}')
    Traceback (most recent call last):
        ...
    odoo.addons.cs_privacy.core.errors.RingUnavailable: key 'k1' is not 32 bytes in base64
    """
    try:
        document = json.loads(text)
        encoded = dict(document["keys"])
    except (ValueError, KeyError, TypeError):
        raise RingUnavailable('it is not a JSON document with "keys"') from None
    if not encoded:
        raise RingUnavailable("it holds no key")
    masters = {}
    for kid, value in encoded.items():
        if not KEY_ID.fullmatch(kid):
            raise RingUnavailable(
                "the id of a key is not 1 to 16 small letters, digits, dashes and underscores"
            )
        try:
            masters[kid] = base64.b64decode(value, validate=True)
        except (binascii.Error, TypeError, ValueError):
            masters[kid] = b""
        if len(masters[kid]) != KEY:
            raise RingUnavailable(f"key {kid!r} is not 32 bytes in base64")
    return KeyRing(masters, document.get("active"))


def read(path):
    """Return the text of a key ring file that only its owner may read.

    :raise RingUnavailable: no such file, or others may read it
    """
    try:
        with open(path, encoding="utf-8") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if mode & 0o077:
                raise RingUnavailable(
                    f"others may read the file (mode {mode:04o}); it has to be 0600"
                )
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not a text file"
        raise RingUnavailable(f"the file cannot be read: {reason}") from None
