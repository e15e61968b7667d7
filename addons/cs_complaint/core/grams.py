"""Texts as sets of short runs of characters: works for Chinese, which has no spaces, as well."""

import re
import unicodedata

# Runs of digits tell one customer's number or bill from another's, not what a text is about.
_WORD = re.compile(r"[^\W\d_]+")


def grams(text, most=1000):
    """Return the runs of two and three characters of a text, each as often as it occurs.

    Case, full width and spaces do not matter; a run does not reach from one word into the next,
    and says when it begins or ends one.

    :param str text: plain text
    :param int most: characters that are looked at

    >>> grams("Ａb")
    ['^a', 'ab', 'b$', '^ab', 'ab$']
    >>> grams("帳單 123")
    ['^帳', '帳單', '單$', '^帳單', '帳單$']
    """
    plain = unicodedata.normalize("NFKC", (text or "")[:most]).lower()
    found = []
    for word in _WORD.findall(plain):
        marked = f"^{word}$"
        found += [marked[at : at + 2] for at in range(len(marked) - 1)]
        found += [marked[at : at + 3] for at in range(len(marked) - 2)]
    return found


def likeness(one, other):
    """Return how alike two collections of runs are, 0 to 1 (Dice).

    >>> round(likeness(grams("帳單金額錯誤"), grams("帳單金額有誤")), 2)
    0.62
    >>> likeness(grams("no signal"), grams("帳單")), likeness([], [])
    (0.0, 0.0)
    """
    one, other = set(one), set(other)
    if not one or not other:
        return 0.0
    return 2 * len(one & other) / (len(one) + len(other))
