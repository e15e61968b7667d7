"""A file that is sealed with a key of its own: AES-256-GCM.

    CSF1 <nonce, 12 bytes> <ciphertext and tag>

The key is random, used for this one content, and kept elsewhere: sealed by the key ring for the row
that has the file. So a rotation seals the small key anew and not the file, and a file whose key is
erased is gone, in backups of the file store too.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .envelope import KEY, NONCE
from .errors import BrokenValue

MAGIC = b"CSF1"


def new_key():
    """Return a new key in hexadecimal.

    >>> len(new_key()), new_key() == new_key()
    (64, False)
    """
    return os.urandom(KEY).hex()


def is_sealed(data):
    """Tell whether ``data`` has the form of a sealed file."""
    return bool(data) and data.startswith(MAGIC)


def seal(key, content):
    """Return the sealed form of ``content``.

    :param str key: of :func:`new_key`
    :param bytes content: any content

    >>> key = new_key()
    >>> sealed = seal(key, b"a photo")
    >>> is_sealed(sealed), b"photo" in sealed, unseal(key, sealed)
    (True, False, b'a photo')
    """
    nonce = os.urandom(NONCE)
    return MAGIC + nonce + AESGCM(bytes.fromhex(key)).encrypt(nonce, content, MAGIC)


def unseal(key, data):
    """Return the content of a sealed file.

    :raise BrokenValue: altered, or sealed with another key

    >>> unseal(new_key(), seal(new_key(), b"a photo"))
    Traceback (most recent call last):
        ...
    odoo.addons.cs_privacy.core.errors.BrokenValue: the file does not open
    """
    try:
        nonce, data = data[len(MAGIC) : len(MAGIC) + NONCE], data[len(MAGIC) + NONCE :]
        return AESGCM(bytes.fromhex(key)).decrypt(nonce, data, MAGIC)
    except (InvalidTag, ValueError):
        raise BrokenValue("the file does not open") from None
