"""Components whose older versions have known holes; compiled by hand, no network is asked."""

from datetime import date

# Component: the first version without the holes that were known when the suite was released
MINIMUM = {
    "cryptography": "44.0.1",
    "lxml": "4.9.1",
    "passlib": "1.7.4",
    "phonenumbers": "8.13.0",
    "Pillow": "10.3.0",
    "pyOpenSSL": "24.3.0",
    "python-stdnum": "1.19",
    "requests": "2.31.0",
    "urllib3": "2.5.0",
    "Werkzeug": "3.0.6",
}

# Major version of PostgreSQL: the day of its last fixes
POSTGRESQL_END = {
    13: date(2025, 11, 13),
    14: date(2026, 11, 12),
    15: date(2027, 11, 11),
    16: date(2028, 11, 9),
    17: date(2029, 11, 8),
    18: date(2030, 11, 14),
}


def _parts(version):
    return [int("".join(filter(str.isdigit, part)) or 0) for part in version.split(".")[:4]]


def is_older(version, minimum):
    """Tell whether ``version`` comes before ``minimum``.

    >>> is_older("9.0.1", "10.0"), is_older("1.19", "1.19"), is_older("2.9.10", "2.9.9")
    (True, False, False)
    """
    return _parts(version) < _parts(minimum)


def outdated(versions):
    """Return ``[(component, version, minimum)]`` of what is older than it should be.

    :param dict versions: component: installed version, ``None`` where it is not installed

    >>> outdated({"urllib3": "1.26.0", "requests": None, "lxml": "5.4.0"})
    [('urllib3', '1.26.0', '2.5.0')]
    """
    return [
        (name, versions[name], minimum)
        for name, minimum in MINIMUM.items()
        if versions.get(name) and is_older(versions[name], minimum)
    ]


def has_ended(major, today):
    """Tell whether a PostgreSQL version gets no fixes any more.

    >>> has_ended(12, date(2026, 1, 1)), has_ended(17, date(2026, 1, 1)), has_ended(30, date.max)
    (True, False, False)
    """
    if major in POSTGRESQL_END:
        return today > POSTGRESQL_END[major]
    return major < min(POSTGRESQL_END)
