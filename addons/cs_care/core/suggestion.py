"""Suggestions of customers: states, and text that visitors type (no ORM)."""

import unicodedata

OPEN_STATES = ("new", "review")
ANSWERED_STATES = ("adopted", "declined", "realised")
# What the customer is told, once each
STEPS = ("received", "answered", "realised")

SUBJECT_MAX = 120
TEXT_MAX = 10_000
NAME_MAX = 120


def clean_text(text):
    r"""Return ``text`` without control characters, with plain line ends, stripped.

    >>> clean_text(" one\r\ntwo\x00\x07 \t"), clean_text(None)
    ('one\ntwo', '')
    """
    text = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return text.strip()


def clean_line(text):
    r"""Return ``text`` as one line.

    >>> clean_line("  open on\n Saturdays ")
    'open on Saturdays'
    """
    return " ".join(clean_text(text).split())
