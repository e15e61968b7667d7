"""Telephone numbers as people type them: is it a whole one, and which one is it."""

import re

import phonenumbers

from . import identity, values

# Documents that a text can be told to be the whole number of, without being told the type.
_TELLING = ("cn_id", "tw_id", "hk_id", "residence", "hk_macau_permit")
_PASSPORT = re.compile(r"[A-Z]{1,2}[0-9]{7,8}")


def e164(text, region):
    """Return a valid telephone number in E.164, ``None`` when it is not one.

    >>> e164("138 1234 5678", "CN"), e164("0912345678", "TW"), e164("12345", "CN")
    ('+8613812345678', '+886912345678', None)
    """
    canonical = values.phone(text, region)
    if not canonical.startswith("+"):
        return None
    try:
        number = phonenumbers.parse(canonical)
    except phonenumbers.NumberParseException:
        return None
    return canonical if phonenumbers.is_valid_number(number) else None


def whole_phone(text, region):
    """Return the E.164 form of a text that can be nothing but a whole telephone number.

    A number of mainland China is also known abroad without its country code: customers carry them.

    >>> whole_phone("0912 345 678", "TW"), whole_phone("13812345678", "TW")
    ('+886912345678', '+8613812345678')
    >>> whole_phone("0912", "TW")
    >>> whole_phone("Room 912345678", "TW")
    """
    if not text or any(sign.isalpha() for sign in text):
        return None
    return e164(text, region) or e164(text, "CN")


def whole_document(text):
    """Return the canonical form of a text that can be nothing but a whole document number.

    What has digits only and no checksum is not told from a part of something else.

    >>> whole_document("11010519491231002x"), whole_document("A123456(3)"), whole_document("Anna")
    ('11010519491231002X', 'A1234563', None)
    """
    canonical = values.document(text or "")
    told = any(identity.fault(kind, canonical) is None for kind in _TELLING)
    return canonical if told or _PASSPORT.fullmatch(canonical) else None


def is_part(text):
    """Tell whether a text looks like a part of a number: at least four digits and nothing else.

    >>> is_part("1381"), is_part("138 1"), is_part("138"), is_part("Lane 1381")
    (True, True, False, False)
    """
    plain = values.document(text or "").lstrip("+")
    return len(plain) >= 4 and plain.isdigit()
