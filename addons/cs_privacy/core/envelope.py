"""The sealed form of one value: AES-256-GCM, bound to its field and its row.

    e1$<key id>$<blind index>$<tail index>$<base64 of nonce, ciphertext and tag>

Everything before the last ``$`` is the header. Header, field and record id are authenticated, so
that a value moved to another row or field, or given another index, does not open. Each field has
keys of its own, derived from the master key by HKDF-Expand (RFC 5869) with SHA-256 under the labels
``enc``, ``idx`` and ``tail``.

The blind index is HMAC-SHA-256 of the canonical value, cut to 128 bits: equal values have equal
indexes under one key, and nothing else can be learned from it without the key. The tail index is
the same over the last characters, cut to 48 bits.

No ORM here: see ``docs/privacy.md`` for the threat model.
"""

import os
from binascii import Error as Base64Error
from binascii import a2b_base64, b2a_base64
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .errors import BrokenValue

VERSION = "e1"
PREFIX = VERSION + "$"
NONCE = 12
KEY = 32

# RFC 2104: what the key is combined with for the inner and for the outer hash
_BLOCK = 64
_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))


def derive(master, label, context):
    """Return the 32-byte key of one purpose in one context: HKDF-Expand (RFC 5869).

    :param master: the master key, 32 bytes, or its :func:`authenticator`

    >>> derive(bytes(32), "enc", "res.partner.x") == derive(bytes(32), "idx", "res.partner.x")
    False
    >>> from cryptography.hazmat.primitives import hashes
    >>> from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
    >>> reference = HKDFExpand(algorithm=hashes.SHA256(), length=KEY, info=b"enc|a.b")
    >>> derive(bytes(range(32)), "enc", "a.b") == reference.derive(bytes(range(32)))
    True
    """
    expand = master if callable(master) else authenticator(master)
    # 32 bytes are the first block of the expansion.
    return expand(f"{label}|{context}".encode() + b"\x01")


def authenticator(key):
    """Return a function of bytes: HMAC-SHA-256 under ``key``, at most 64 bytes.

    ``hmac.digest`` looks up the algorithm and hashes the key's blocks again each time, which takes
    more than twice as long and is most of what an exact search costs. Here that is done once.

    >>> import hmac
    >>> authenticator(b"k" * 32)(b"text") == hmac.digest(b"k" * 32, b"text", "sha256")
    True

    RFC 4231, test case 2:

    >>> authenticator(b"Jefe")(b"what do ya want for nothing?").hex()
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'
    """
    key = key.ljust(_BLOCK, b"\0")
    begin_inner, begin_outer = (
        sha256(key.translate(_INNER)).copy,
        sha256(key.translate(_OUTER)).copy,
    )

    def authenticate(data):
        inner, outer = begin_inner(), begin_outer()
        inner.update(data)
        outer.update(inner.digest())
        return outer.digest()

    return authenticate


def _base64(data):
    return b2a_base64(data, newline=False).decode()


def key_id(token):
    """Return the id of the key that sealed ``token``.

    >>> key_id("e1$k7$$$AAAA")
    'k7'
    """
    return token.split("$", 2)[1]


class FieldKeys:
    """The keys of one field under one master key.

    :param str kid: id of the master key
    :param master: the master key, 32 bytes, or its :func:`authenticator`
    :param str context: ``model.field``

    >>> keys = FieldKeys("k1", bytes(32), "res.partner.cs_phone")
    >>> token = keys.seal(7, "secret", index="secret")
    >>> keys.open(7, token)
    'secret'
    >>> token == keys.seal(7, "secret", index="secret")
    False
    >>> token.split("$")[2] == keys.index("secret")
    True
    >>> keys.open(8, token)
    Traceback (most recent call last):
        ...
    odoo.addons.cs_privacy.core.errors.BrokenValue: a value of res.partner.cs_phone does not open
    """

    __slots__ = ("_bound", "_decrypt", "_encrypt", "_index", "_tail", "context", "head", "kid")

    def __init__(self, kid, master, context):
        self.kid = kid
        self.context = context
        cipher = AESGCM(derive(master, "enc", context))
        self._encrypt, self._decrypt = cipher.encrypt, cipher.decrypt
        self._index = authenticator(derive(master, "idx", context))
        self._tail = authenticator(derive(master, "tail", context))
        # The parts of what is authenticated that are the same for all values
        self.head, self._bound = f"{PREFIX}{kid}$", f"|{context}|"

    def index(self, text):
        """Return the blind index of a canonical value: 24 characters of base64."""
        return _base64(self._index(text.encode())[:16])

    def tail(self, text):
        """Return the index of the last characters of a canonical value: 8 characters."""
        return _base64(self._tail(text.encode())[:6])

    def seal(self, record_id, text, index=None, tail=None, nonce=None):
        """Return the sealed form of ``text`` for the row ``record_id``.

        :param int record_id: id of the row, which the value is bound to
        :param str text: the canonical value
        :param str index: what to find it by, usually ``text``; ``None`` for no blind index
        :param str tail: the last characters to find it by; ``None`` for no tail index
        :param bytes nonce: 12 random bytes; for known-answer tests only
        """
        found_by = self.index(index) if index else ""
        ends_with = self.tail(tail) if tail else ""
        head = f"{self.head}{found_by}${ends_with}"
        # Drawn one by one: a supply would be the same in two processes after a fork.
        nonce = nonce or os.urandom(NONCE)
        data = self._encrypt(nonce, text.encode(), f"{head}{self._bound}{record_id}".encode())
        return f"{head}${_base64(nonce + data)}"

    def open(self, record_id, token):
        """Return the value that ``token`` seals for the row ``record_id``.

        :raise BrokenValue: altered, moved from another row or field, or sealed with another key
        """
        head, _dollar, payload = token.rpartition("$")
        try:
            data = a2b_base64(payload)
            bound = f"{head}{self._bound}{record_id}".encode()
            return self._decrypt(data[:NONCE], data[NONCE:], bound).decode()
        except (InvalidTag, Base64Error, ValueError):
            raise BrokenValue(f"a value of {self.context} does not open") from None
