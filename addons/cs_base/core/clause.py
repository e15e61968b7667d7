"""Clause numbers: what they look like, how they sort and which clause stands above another."""

import re
import unicodedata

_NUMBER = re.compile(r"(?P<head>\d{1,3}(?:\.\d{1,3}){0,2})(?:\((?P<item>\d{1,3})\))?")


def parse_number(number):
    """Split a clause number in its parts.

    :param str number: such as ``6``, ``6.2``, ``6.2.3``, ``1.2(10)`` or ``6.2.3(1)``
    :return: chapter, section, subsection (0 where absent) and item (0 where absent)
    :rtype: tuple[int, int, int, int]
    :raise ValueError: for anything else; a chapter has no items of its own

    >>> parse_number("6.2.3(1)")
    (6, 2, 3, 1)
    >>> parse_number("10")
    (10, 0, 0, 0)
    >>> parse_number("6(1)")
    Traceback (most recent call last):
    ...
    ValueError: not a clause number: '6(1)'
    """
    match = _NUMBER.fullmatch(number)
    if not match or (match["item"] and "." not in match["head"]):
        raise ValueError(f"not a clause number: {number!r}")
    parts = [int(part) for part in match["head"].split(".")]
    return (*parts, *([0] * (3 - len(parts))), int(match["item"] or 0))


def normalise_number(text):
    """Return ``text`` without blanks and with ASCII digits and brackets.

    >>> normalise_number(" 6.2.3\uff08\uff11\uff09 ")
    '6.2.3(1)'
    """
    return "".join(unicodedata.normalize("NFKC", text).split())


def sort_key(number):
    """Return a text that sorts as people count: 9.1 before 10.1, (2) before (10).

    >>> sorted(["10.1", "9.1(10)", "9.1.1", "9.1(2)", "9.1"], key=sort_key)
    ['9.1', '9.1(2)', '9.1(10)', '9.1.1', '10.1']
    """
    return ".".join(f"{part:03d}" for part in parse_number(number))


def depth(number):
    """Return how many clauses stand above this one, plus one.

    >>> [depth(number) for number in ("6", "6.2", "6.2.3", "6.2.3(1)", "1.2(10)")]
    [1, 2, 3, 4, 3]
    """
    return sum(1 for part in parse_number(number) if part)


def level(number):
    """Return ``chapter``, ``section``, ``subsection`` or ``item``.

    >>> [level(number) for number in ("6", "6.2", "6.2.3", "6.2.3(1)", "1.2(10)")]
    ['chapter', 'section', 'subsection', 'item', 'item']
    """
    _chapter, section, subsection, item = parse_number(number)
    if item:
        return "item"
    if subsection:
        return "subsection"
    return "section" if section else "chapter"


def parent_number(number):
    """Return the number of the clause above, or None for a chapter.

    >>> [parent_number(number) for number in ("6.2.3(1)", "1.2(10)", "6.2.3", "6.2", "6")]
    ['6.2.3', '1.2', '6.2', '6', None]
    """
    parse_number(number)
    if "(" in number:
        return number.partition("(")[0]
    return number.rpartition(".")[0] or None
