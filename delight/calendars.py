"""Public holidays as data for the rules: quiet days of a country, from the `holidays` library."""

from collections.abc import Sequence
from datetime import date
from functools import cache

import holidays


def quiet_days(country: str, *, years: Sequence[int]) -> frozenset[date]:
    """The country's public holidays in those years; none for a country the library does not know."""
    return _quiet_days(country, tuple(years))


@cache
def _quiet_days(country: str, years: tuple[int, ...]) -> frozenset[date]:
    try:
        return frozenset(holidays.country_holidays(country, years=years))
    except NotImplementedError:
        return frozenset()
