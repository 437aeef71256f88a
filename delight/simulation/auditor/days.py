"""Public holidays as the auditor knows them: fixed days and those that hang on Easter, by country, from their laws."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

FIXED: Mapping[str, Sequence[tuple[int, int]]] = {
    "DE": ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26)),
    "AT": ((1, 1), (1, 6), (5, 1), (8, 15), (10, 26), (11, 1), (12, 8), (12, 25), (12, 26)),
    "CH": ((1, 1), (8, 1), (12, 25)),
    "FR": ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)),
    "BE": ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)),
    "IT": ((1, 1), (1, 6), (4, 25), (5, 1), (6, 2), (8, 15), (11, 1), (12, 8), (12, 25), (12, 26)),
    "ES": ((1, 1), (1, 6), (5, 1), (8, 15), (10, 12), (11, 1), (12, 6), (12, 8), (12, 25)),
    "PL": ((1, 1), (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11), (12, 25), (12, 26)),
    "NL": ((1, 1), (4, 27), (12, 25), (12, 26)),
    "RU": ((1, 1), (1, 7), (2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)),
    "GB": ((1, 1), (12, 25), (12, 26)),
    "IE": ((1, 1), (3, 17), (12, 25), (12, 26)),
    "US": ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25)),
    "CA": ((1, 1), (7, 1), (12, 25)),
    "AU": ((1, 1), (1, 26), (4, 25), (12, 25), (12, 26)),
    "NZ": ((1, 1), (1, 2), (2, 6), (4, 25), (12, 25), (12, 26)),
    "JP": ((1, 1), (2, 11), (4, 29), (5, 3), (5, 4), (5, 5), (8, 11), (11, 3), (11, 23)),
    "IN": ((1, 26), (8, 15), (10, 2)),
}
BY_EASTER: Mapping[str, Sequence[int]] = {
    "DE": (-2, 1, 39, 50),
    "AT": (1, 39, 50, 60),
    "CH": (39,),
    "FR": (1, 39, 50),
    "BE": (1, 39, 50),
    "IT": (1,),
    "ES": (-2,),
    "PL": (1, 60),
    "NL": (1, 39, 50),
    "GB": (-2,),
    "IE": (1,),
    "CA": (-2,),
    "AU": (-2, 1),
    "NZ": (-2, 1),
}
"""Days before and after Easter Sunday: Good Friday, Easter Monday, Ascension, Whit Monday, Corpus Christi."""


def is_holiday(day: date, *, country: str) -> bool:
    """Whether the country's law makes it one."""
    if (day.month, day.day) in FIXED.get(country, ()):
        return True
    return any(easter(day.year) + timedelta(days=after) == day for after in BY_EASTER.get(country, ()))


def easter(year: int) -> date:
    """Easter Sunday by Gauss, in the form of Butcher (1876)."""
    century, golden = year // 100, year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (year % 100 // 4) - moon - year % 100 % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)
