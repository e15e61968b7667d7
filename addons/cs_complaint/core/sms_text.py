"""How many messages a text takes on its way to a telephone (3GPP TS 23.038)."""

from collections import namedtuple

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Written as an escape and a second character.
_GSM_EXTENDED = frozenset("\f^{}\\[~]|€")

Size = namedtuple("Size", "parts units limit is_unicode")
"""``parts`` messages for ``units`` characters; ``limit`` fit into so many messages."""


def sms_size(text):
    """Return the :class:`Size` of a text.

    >>> sms_size("Your bill is right.")
    Size(parts=1, units=19, limit=160, is_unicode=False)
    >>> sms_size("a" * 161)
    Size(parts=2, units=161, limit=306, is_unicode=False)
    >>> sms_size("您的帳單無誤")
    Size(parts=1, units=6, limit=70, is_unicode=True)
    >>> sms_size("帳" * 71).parts, sms_size("帳" * 135).parts
    (2, 3)
    >>> sms_size("20 €").units, sms_size("🙂").units, sms_size("").parts
    (5, 2, 0)
    """
    text = text or ""
    is_unicode = not _GSM.union(_GSM_EXTENDED).issuperset(text)
    if is_unicode:
        units, single, part = len(text.encode("utf-16-le")) // 2, 70, 67
    else:
        units, single, part = len(text) + sum(c in _GSM_EXTENDED for c in text), 160, 153
    if units <= single:
        return Size(int(bool(units)), units, single, is_unicode)
    parts = -(-units // part)
    return Size(parts, units, parts * part, is_unicode)
