"""What is unusual: the arithmetic behind the watch rules, without the database."""

import re
from statistics import median

# Family names of two characters; all others have one.
COMPOUND = ("歐陽", "欧阳", "司馬", "司马", "上官", "諸葛", "诸葛", "司徒", "夏侯", "張簡", "范姜")
HAN = re.compile(r"^[\u3400-\u9fff]")
HISTORY_MIN = 5


def is_unusual(total, history, threshold, factor, minimum):
    """Tell whether a day's number of records stands out.

    :param int total: records of the day
    :param list history: records of each earlier day on which there were any
    :param int threshold: so many are always unusual; 0: never
    :param float factor: so many times the own median are unusual; 0: never
    :param int minimum: fewer than this never are, whatever the median

    >>> is_unusual(200, [], 150, 3, 20)
    True
    >>> is_unusual(40, [10, 12, 9, 11, 10], 150, 3, 20)
    True
    >>> is_unusual(40, [10, 12], 150, 3, 20)  # too little known to compare with
    False
    >>> is_unusual(15, [1, 1, 1, 1, 1], 150, 3, 20)
    False
    """
    if threshold and total >= threshold:
        return True
    if not factor or total < minimum or len(history) < HISTORY_MIN:
        return False
    return total > factor * median(history)


def surnames(name):
    """Return what may be the family name in ``name``, in lower case.

    The family name stands first in some languages and last in others: both count.

    >>> surnames("陳大文"), surnames("歐陽娜"), sorted(surnames("Chan Tai Man"))
    ({'陳'}, {'歐陽'}, ['chan', 'man'])
    >>> surnames("Chan, Tai Man"), surnames("")
    ({'chan'}, set())
    """
    name = (name or "").strip().lower()
    if not name:
        return set()
    if HAN.match(name):
        return {name[:2] if name.startswith(COMPOUND) else name[0]}
    if "," in name:
        return {name.split(",")[0].strip()}
    words = name.split()
    return {words[0], words[-1]}


def phone_key(number):
    """Return what two ways to write one number have in common, or None.

    >>> phone_key("+86 138 0000 1111") == phone_key("13800001111")
    True
    >>> phone_key("110") is None
    True
    """
    digits = re.sub(r"\D", "", number or "")
    return digits[-8:] if len(digits) >= 8 else None


def address_key(street, city):
    """Return what two ways to write one address have in common, or None.

    >>> address_key("1 Harbour Rd.", "Taipei") == address_key("1 harbour rd", "TAIPEI")
    True
    >>> address_key("", "Taipei") is None
    True
    """
    street = re.sub(r"\W", "", street or "").lower()
    if not street:
        return None
    return street, re.sub(r"\W", "", city or "").lower()
