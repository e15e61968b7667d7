"""Words of short messages: length in segments, and those by which people opt out. No ORM.

>>> segments("Your complaint C0001 is registered."), segments("投訴" * 36)
(1, 2)
>>> is_stop("  stop. "), is_stop("退訂"), is_stop("Stop charging me twice")
(True, True, False)
"""

import math

_GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_DOUBLE = set("^{}\\[~]|€")
_STOP = {
    "stop",
    "stopall",
    "unsubscribe",
    "quit",
    "td",
    "t",
    "退订",
    "退訂",
    "取消订阅",
    "取消訂閱",
}


def segments(text):
    """Return in how many parts a message is sent: 160 or 153 signs, 70 or 67 in other scripts."""
    if set(text) <= _GSM | _GSM_DOUBLE:
        length = len(text) + sum(sign in _GSM_DOUBLE for sign in text)
        return 1 if length <= 160 else math.ceil(length / 153)
    length = len(text.encode("utf-16-le")) // 2
    return 1 if length <= 70 else math.ceil(length / 67)


def is_stop(text):
    """Tell whether a message says nothing but that the sender wants no more messages."""
    return text.strip().strip(".!。！").casefold() in _STOP
