"""Public holidays and make-up working days, from the ``holidays`` library.

>>> from datetime import date
>>> days = list_days("CN", None, range(2026, 2027), "en_US")
>>> [str(day) for day, _name, kind in days if kind == MAKEUP][:3]
['2026-01-04', '2026-02-14', '2026-02-28']
>>> days[0]
(datetime.date(2026, 1, 1), "New Year's Day", 'holiday')
>>> list_days("DE", "BY", range(2026, 2027), "de_DE")[1][:2]
(datetime.date(2026, 1, 6), 'Heilige Drei Könige')
>>> is_supported("CN"), is_supported("XX"), is_supported(None)
(True, False, False)
"""

from functools import cache

import holidays

HOLIDAY, MAKEUP = "holiday", "makeup"
VERSION = holidays.__version__
# Locales that may stand in for one another, best first, before any of the same language.
TRADITIONAL = ("zh_TW", "zh_HK", "zh_MO")


@cache
def _countries():
    return holidays.list_supported_countries(include_aliases=False)


def is_supported(country):
    """Tell whether the library knows the country with this ISO 3166-1 code."""
    return country in _countries()


@cache
def list_regions():
    """Return ``[(value, label)]`` of all regions; the value is ``country-region``.

    >>> dict(list_regions())["DE-BY"], dict(list_regions())["GB-SCT"]
    ('Bayern', 'Scotland')
    """
    result = []
    for country, regions in sorted(_countries().items()):
        if regions:
            source = holidays.country_holidays(country)
            labels = {code: name for name, code in reversed(source.subdivisions_aliases.items())}
            result += [
                (f"{country}-{code}", labels.get(code, code)) for code in source.subdivisions
            ]
    return result


def first_and_last_year(country):
    """Return the years for which the library has an answer."""
    source = holidays.country_holidays(country)
    return source.start_year, source.end_year


def has_makeup_days(country):
    """Tell whether make-up working days are ever announced in this country.

    >>> has_makeup_days("CN"), has_makeup_days("HK")
    (True, False)
    """
    return bool(holidays.country_holidays(country).has_substituted_holidays)


def list_days(country, region, years, language):
    """Return the sorted ``(date, name, kind)`` of the public holidays and make-up working days.

    :param str country: ISO 3166-1 code that :func:`is_supported`
    :param region: code of the region within the country, or None
    :param range years: years to list
    :param str language: locale wanted for the names, as ``zh_TW``; the nearest one is taken
    """
    languages = getattr(holidays.country_holidays(country), "supported_languages", ())
    source = holidays.country_holidays(
        country, subdiv=region or None, years=years, language=nearest(language, languages)
    )
    days = [(day, name, HOLIDAY) for day, name in source.items()]
    # The library adds make-up days of early years whatever years are asked for.
    days += [(day, "", MAKEUP) for day in source.weekend_workdays]
    return sorted(day for day in days if day[0].year in years)


def nearest(wanted, offered):
    """Return the locale of ``offered`` that is closest to ``wanted``; None: the country's own.

    >>> nearest("zh_TW", ("en_US", "zh_CN", "zh_HK")), nearest("de_AT", ("de", "en_US"))
    ('zh_HK', 'de')
    >>> nearest("fr_FR", ("ja", "en_US")), nearest("fr_FR", ("ja",))
    ('en_US', None)
    """
    candidates = [wanted]
    if wanted in TRADITIONAL:
        candidates += TRADITIONAL
    candidates += [locale for locale in offered if locale[:2] == (wanted or "")[:2]] + ["en_US"]
    return next((locale for locale in candidates if locale in offered), None)
