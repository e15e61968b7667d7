"""Identity documents and ages: what a number has to look like, and what it says of its holder.

The checksum of the Chinese card is python-stdnum's. Its list of divisions is not asked: it ends
some day, and a card from a newer one has to be accepted.
"""

import re
from collections import namedtuple
from datetime import date

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

Facts = namedtuple("Facts", "birth_date gender")
"""What a document number says: an ISO date or ``None``; ``female``, ``male`` or ``None``."""

NOTHING = Facts(None, None)
MAX_AGE = 130

# (band, first age that is not in it)
BANDS = (("minor", 18), ("18", 30), ("30", 40), ("40", 50), ("50", 60), ("60", 70), ("70", None))

_PATTERNS = {
    # One letter for the region, eight digits; until 2012 two digits more for the times of renewal
    "hk_macau_permit": re.compile(r"[HM][0-9]{8}(?:[0-9]{2})?"),
    # Eight digits; until 2015 ten, with the letter of the issuing office
    "tw_permit": re.compile(r"[0-9]{8}|[0-9]{10}[A-Z]?"),
    "tw_id": re.compile(r"[A-Z][A-D1289][0-9]{8}"),
    "hk_id": re.compile(r"[A-Z]{1,2}[0-9]{6}[0-9A]"),
    "passport": re.compile(r"(?=.*[0-9])[A-Z0-9]{5,20}"),
    "residence": re.compile(r"[A-Z]{3}[0-9]{12}"),
}

# The order in which Taiwan numbers its counties, 10 to 35
_TW_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"


def fault(id_type, number):
    """Return what is wrong with a document number in canonical form.

    :param str id_type: key of ``res.partner.cs_id_type``
    :return: ``form``, ``checksum``, ``date`` (the birth date in it is none) or ``None``

    >>> fault("cn_id", "11010519491231002X"), fault("cn_id", "110105194912310021")
    (None, 'checksum')
    >>> fault("cn_id", "1101051949123100"), fault("cn_id", "110105194902300020")
    ('form', 'date')
    >>> fault("tw_id", "A123456789"), fault("tw_id", "A123456788"), fault("tw_id", "A800000014")
    (None, 'checksum', None)
    >>> fault("hk_id", "A1234563"), fault("hk_id", "AB9876543"), fault("hk_id", "A1234564")
    (None, None, 'checksum')
    >>> fault("passport", "E12345678"), fault("passport", "12"), fault("other", "§ 12")
    (None, 'form', None)
    >>> fault("residence", "AUT110077021601"), fault("residence", "911124198108030024")
    (None, None)
    """
    if id_type == "other":
        return None
    if id_type == "cn_id" or (id_type == "residence" and number[:1].isdigit()):
        return _ric_fault(number)
    if not _PATTERNS[id_type].fullmatch(number):
        return "form"
    if id_type == "tw_id" and _taiwan_sum(number) % 10:
        return "checksum"
    if id_type == "hk_id" and _hong_kong_sum(number) % 11:
        return "checksum"
    return None


def _ric_fault(number):
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return "form"
    if ric.calc_check_digit(number) != number[-1]:
        return "checksum"
    try:
        ric.get_birth_date(number)
    except ValidationError:
        return "date"
    return None


def _taiwan_sum(number):
    letter = _TW_LETTERS.index(number[0]) + 10
    second = number[1]
    if second.isalpha():
        second = str((_TW_LETTERS.index(second) + 10) % 10)
    digits = [letter // 10, letter % 10, int(second), *map(int, number[2:])]
    return sum(
        digit * weight
        for digit, weight in zip(digits, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1), strict=True)
    )


def _hong_kong_sum(number):
    # A blank counts as 36, letters from A = 10 on; the check digit A is 10 as well.
    values = [36 if sign == " " else int(sign, 36) for sign in number.rjust(9)]
    return sum(value * weight for value, weight in zip(values, range(9, 0, -1), strict=True))


def facts(id_type, number):
    """Return what a valid document number says of its holder.

    >>> facts("cn_id", "11010519491231002X"), facts("tw_id", "A123456789")
    (Facts(birth_date='1949-12-31', gender='female'), Facts(birth_date=None, gender='male'))
    >>> facts("passport", "E12345678"), facts("cn_id", "nonsense")
    (Facts(birth_date=None, gender=None), Facts(birth_date=None, gender=None))
    """
    if not number or fault(id_type, number):
        return NOTHING
    if id_type == "cn_id" or (id_type == "residence" and number[:1].isdigit()):
        gender = "male" if int(number[16]) % 2 else "female"
        return Facts(ric.get_birth_date(number).isoformat(), gender)
    if id_type == "tw_id":
        return Facts(None, "male" if number[1] in "18AC" else "female")
    return NOTHING


def contradictions(said, birth_date, gender):
    """Return the names of what does not agree with ``said``, in a fixed order.

    Empty items contradict nothing, and neither does a gender that no card knows.

    >>> contradictions(Facts("1949-12-31", "female"), "1949-12-30", "male")
    ('birth_date', 'gender')
    >>> contradictions(Facts("1949-12-31", "female"), "1949-12-31", "other")
    ()
    """
    found = []
    if said.birth_date and birth_date and said.birth_date != birth_date:
        found.append("birth_date")
    if said.gender and gender in ("female", "male") and said.gender != gender:
        found.append("gender")
    return tuple(found)


def age(birth_date, today):
    """Return the age in years; whoever is born on 29 February is a year older on 1 March.

    >>> age(date(2008, 2, 29), date(2026, 2, 28)), age(date(2008, 2, 29), date(2026, 3, 1))
    (17, 18)
    """
    return (
        today.year
        - birth_date.year
        - ((today.month, today.day) < (birth_date.month, birth_date.day))
    )


def birth_fault(birth_date, today):
    """Return ``future``, ``too_old`` or ``None``.

    >>> today = date(2026, 3, 1)
    >>> birth_fault(date(2026, 3, 2), today), birth_fault(date(1890, 1, 1), today)
    ('future', 'too_old')
    """
    if birth_date > today:
        return "future"
    return "too_old" if age(birth_date, today) > MAX_AGE else None


def age_band(birth_date, today):
    """Return the age band, and the first day of the month in which it is left, ``None`` if never.

    >>> age_band(date(2008, 5, 20), date(2026, 5, 19))
    ('minor', datetime.date(2026, 5, 1))
    >>> age_band(date(2008, 5, 20), date(2026, 5, 20))
    ('18', datetime.date(2038, 5, 1))
    >>> age_band(date(1940, 5, 20), date(2026, 1, 1))
    ('70', None)
    """
    years = age(birth_date, today)
    for band, end in BANDS:
        if end is None:
            return band, None
        if years < end:
            year, month = birth_date.year + end, birth_date.month
            try:
                date(year, month, birth_date.day)
            except ValueError:
                month += 1  # 29 February: older on 1 March
            return band, date(year, month, 1)
    raise AssertionError("the last band has no end")
