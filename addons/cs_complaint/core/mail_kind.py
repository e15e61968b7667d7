"""Which e-mails were written by a machine (no ORM).

Nobody waits for an acknowledgement of these, and two machines that answer each other never stop
(RFC 3834).
"""

_BULK = {"bulk", "junk", "list", "auto_reply"}
_ROBOT_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "List-Id", "List-Unsubscribe")


def is_automatic(headers):
    """Tell whether a mail with these ``headers`` (any mapping with ``get``) is automatic.

    >>> is_automatic({"Auto-Submitted": "auto-replied (vacation)"}), is_automatic({})
    (True, False)
    >>> is_automatic({"Auto-Submitted": "no", "Precedence": "first-class"})
    False
    >>> is_automatic({"Precedence": "Bulk"}), is_automatic({"Return-Path": "<>"})
    (True, True)
    >>> is_automatic({"X-Auto-Response-Suppress": "OOF, AutoReply"})
    True
    >>> is_automatic({"List-Id": "<news.example>"})
    True
    """

    def value(name):
        return str(headers.get(name) or "").strip().lower()

    suppressed = {word.strip() for word in value("X-Auto-Response-Suppress").split(",")}
    return (
        value("Auto-Submitted").split(";")[0].split("(")[0].strip() not in ("", "no")
        or value("Precedence") in _BULK
        or value("Return-Path") == "<>"
        or bool(suppressed & {"all", "autoreply"})
        or any(value(name) for name in _ROBOT_HEADERS)
    )
