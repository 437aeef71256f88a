"""Country tables as data: time zones by country and area, days on the road, and where the law asks for no prior basis.

Zones: IANA tzdata ``zone1970.tab``; areas are the two-letter codes that stores keep (US, CA, AU) or ISO 3166-2 parts.
"""

from collections.abc import Mapping
from functools import cache

ZONES: Mapping[str, str] = {
    "AD": "Europe/Andorra", "AE": "Asia/Dubai", "AL": "Europe/Tirane", "AM": "Asia/Yerevan",
    "AR": "America/Argentina/Buenos_Aires", "AT": "Europe/Vienna", "AU": "Australia/Sydney", "AZ": "Asia/Baku",
    "BA": "Europe/Sarajevo", "BE": "Europe/Brussels", "BG": "Europe/Sofia", "BR": "America/Sao_Paulo",
    "BY": "Europe/Minsk", "CA": "America/Toronto", "CH": "Europe/Zurich", "CL": "America/Santiago",
    "CN": "Asia/Shanghai", "CO": "America/Bogota", "CY": "Asia/Nicosia", "CZ": "Europe/Prague",
    "DE": "Europe/Berlin", "DK": "Europe/Copenhagen", "EE": "Europe/Tallinn", "EG": "Africa/Cairo",
    "ES": "Europe/Madrid", "FI": "Europe/Helsinki", "FR": "Europe/Paris", "GB": "Europe/London",
    "GE": "Asia/Tbilisi", "GR": "Europe/Athens", "HK": "Asia/Hong_Kong", "HR": "Europe/Zagreb",
    "HU": "Europe/Budapest", "IE": "Europe/Dublin", "IL": "Asia/Jerusalem", "IN": "Asia/Kolkata",
    "IS": "Atlantic/Reykjavik", "IT": "Europe/Rome", "JP": "Asia/Tokyo", "KG": "Asia/Bishkek",
    "KR": "Asia/Seoul", "KZ": "Asia/Almaty", "LI": "Europe/Vaduz", "LT": "Europe/Vilnius",
    "LU": "Europe/Luxembourg", "LV": "Europe/Riga", "MA": "Africa/Casablanca", "MC": "Europe/Monaco",
    "MD": "Europe/Chisinau", "ME": "Europe/Podgorica", "MK": "Europe/Skopje", "MT": "Europe/Malta",
    "MX": "America/Mexico_City", "NL": "Europe/Amsterdam", "NO": "Europe/Oslo", "NZ": "Pacific/Auckland",
    "PL": "Europe/Warsaw", "PT": "Europe/Lisbon", "RO": "Europe/Bucharest", "RS": "Europe/Belgrade",
    "RU": "Europe/Moscow", "SE": "Europe/Stockholm", "SG": "Asia/Singapore", "SI": "Europe/Ljubljana",
    "SK": "Europe/Bratislava", "SM": "Europe/San_Marino", "TR": "Europe/Istanbul", "TW": "Asia/Taipei",
    "UA": "Europe/Kyiv", "US": "America/Chicago", "UZ": "Asia/Tashkent", "ZA": "Africa/Johannesburg",
}  # fmt: skip
"""One zone a country. Where a country has several, the one nearest its middle: 10:00 is then at worst 8:00 or 12:00."""

_EASTERN, _CENTRAL, _MOUNTAIN, _PACIFIC = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
)  # fmt: skip

AREA_ZONES: Mapping[str, Mapping[str, str]] = {
    "US": {
        **dict.fromkeys(
            ("CT", "DC", "DE", "FL", "GA", "IN", "KY", "MA", "MD", "ME", "MI", "NC", "NH", "NJ", "NY", "OH", "PA",
             "RI", "SC", "VA", "VT", "WV"), _EASTERN),
        **dict.fromkeys(
            ("AL", "AR", "IA", "IL", "KS", "LA", "MN", "MO", "MS", "ND", "NE", "OK", "SD", "TN", "TX", "WI"), _CENTRAL),
        **dict.fromkeys(("CO", "ID", "MT", "NM", "UT", "WY"), _MOUNTAIN),
        **dict.fromkeys(("CA", "NV", "OR", "WA"), _PACIFIC),
        "AZ": "America/Phoenix", "AK": "America/Anchorage", "HI": "Pacific/Honolulu",
        "PR": "America/Puerto_Rico", "GU": "Pacific/Guam",
    },
    "CA": {
        "AB": "America/Edmonton", "BC": "America/Vancouver", "MB": "America/Winnipeg", "NB": "America/Moncton",
        "NL": "America/St_Johns", "NS": "America/Halifax", "NT": "America/Edmonton", "NU": "America/Iqaluit",
        "ON": "America/Toronto", "PE": "America/Halifax", "QC": "America/Toronto", "SK": "America/Regina",
        "YT": "America/Whitehorse",
    },
    "AU": {
        "ACT": "Australia/Sydney", "NSW": "Australia/Sydney", "NT": "Australia/Darwin", "QLD": "Australia/Brisbane",
        "SA": "Australia/Adelaide", "TAS": "Australia/Hobart", "VIC": "Australia/Melbourne", "WA": "Australia/Perth",
    },
    "ES": {"GC": "Atlantic/Canary", "TF": "Atlantic/Canary"},
    "PT": {"20": "Atlantic/Azores", "30": "Atlantic/Madeira"},
}  # fmt: skip

NEAR: Mapping[str, frozenset[str]] = {
    "EU": frozenset(
        [
            "AT",
            "BE",
            "BG",
            "CH",
            "CY",
            "CZ",
            "DE",
            "DK",
            "EE",
            "ES",
            "FI",
            "FR",
            "GB",
            "GR",
            "HR",
            "HU",
            "IE",
            "IS",
            "IT",
            "LI",
            "LT",
            "LU",
            "LV",
            "MC",
            "MT",
            "NL",
            "NO",
            "PL",
            "PT",
            "RO",
            "SE",
            "SI",
            "SK",
        ]
    ),
    "NA": frozenset(["US", "CA", "MX"]),
}
"""Countries between which parcels travel as neighbours."""

EU = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip
"""The member states."""

DAYS_DOMESTIC, DAYS_NEAR, DAYS_FAR = 2, 4, 9
"""Working days on the road: at home, to a neighbour, across the world. Estimates, always shown as such."""

FAST = ("express", "overnight", "next day", "next-day", "same day", "same-day", "24h", "24 h")
"""Words in the name of a shipping method that takes half the days, in the languages that use these very words."""

NO_BASIS_NEEDED: Mapping[str, str] = {
    "US": "CAN-SPAM Act, 15 U.S.C. 7704: stop link and postal address, no prior consent"
}
"""Countries whose law lets a shop write to a buyer without proof from the check-out; each with its source."""


def zone_for(*, chosen: str, country: str, area: str, shop_zone: str) -> tuple[str, str]:
    """The IANA zone of this person and where we know it from: "person", "area", "country" or "shop" (A6.4)."""
    if chosen:
        return chosen, "person"
    by_area = AREA_ZONES.get(country, {}).get(area.strip().upper())
    if by_area:
        return by_area, "area"
    if country in ZONES:
        return ZONES[country], "country"
    return shop_zone, "shop"


def road_days(*, origin: str, destination: str, method: str = "", stated: Mapping[str, int] | None = None) -> int:
    """Working days a parcel usually travels. An unknown destination counts as far.

    ``stated`` is what the shop knows better, by "DE:words", "words" of the shipping method's name, or "DE"; the most
    exact entry wins.
    """
    name = method.lower()
    known = {key.lower(): days for key, days in (stated or {}).items()}
    for fits in (_fits_both, _fits_method, _fits_country):
        found = [days for key, days in known.items() if fits(key, name=name, country=destination.lower())]
        if found:
            return min(found)
    days = _usual_days(origin=origin, destination=destination)
    return -(-days // 2) if any(word in name for word in FAST) else days


def _fits_both(key: str, *, name: str, country: str) -> bool:
    place, colon, words = key.partition(":")
    return bool(colon) and place == country and words.strip() in name


def _fits_method(key: str, *, name: str, country: str) -> bool:
    return ":" not in key and len(key) > 2 and key in name


def _fits_country(key: str, *, name: str, country: str) -> bool:
    return key == country


@cache
def _usual_days(*, origin: str, destination: str) -> int:
    if origin == destination:
        return DAYS_DOMESTIC
    if any(origin in region and destination in region for region in NEAR.values()):
        return DAYS_NEAR
    return DAYS_FAR
