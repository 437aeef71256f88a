"""Country tables: where a person lives, and how long a parcel travels."""

from zoneinfo import ZoneInfo

import pytest

from delight.rules.countries import AREA_ZONES, DAYS_NEAR, ZONES, road_days, zone_for


@pytest.mark.parametrize(
    ("chosen", "country", "area", "expected"),
    [
        pytest.param("Asia/Tokyo", "US", "CA", ("Asia/Tokyo", "person"), id="the person's own choice"),
        pytest.param("", "US", "CA", ("America/Los_Angeles", "area"), id="the area"),
        pytest.param("", "US", " ca ", ("America/Los_Angeles", "area"), id="the area, carelessly written"),
        pytest.param("", "US", "Atlantis", ("America/Chicago", "country"), id="an unknown area"),
        pytest.param("", "FR", "", ("Europe/Paris", "country"), id="the country"),
        pytest.param("", "XX", "", ("Europe/Berlin", "shop"), id="an unknown country"),
        pytest.param("", "", "", ("Europe/Berlin", "shop"), id="no country"),
    ],
)
def test_a_person_lives_in(chosen: str, country: str, area: str, expected: tuple[str, str]) -> None:
    assert zone_for(chosen=chosen, country=country, area=area, shop_zone="Europe/Berlin") == expected


@pytest.mark.parametrize(
    "zone", sorted({*ZONES.values(), *(z for areas in AREA_ZONES.values() for z in areas.values())})
)
def test_every_zone_of_the_tables_exists(zone: str) -> None:
    assert ZoneInfo(zone).key == zone


@pytest.mark.parametrize(
    ("origin", "destination", "days"),
    [
        pytest.param("DE", "DE", 2, id="at home"),
        pytest.param("DE", "FR", 4, id="to a neighbour"),
        pytest.param("US", "CA", 4, id="to a neighbour across the sea"),
        pytest.param("DE", "US", 9, id="across the world"),
        pytest.param("DE", "", 9, id="nobody knows where to"),
    ],
)
def test_a_parcel_travels_so_many_working_days(origin: str, destination: str, days: int) -> None:
    assert road_days(origin=origin, destination=destination) == days


STATED = {"DE:paket": 3, "express": 1, "US": 7, "de": 5}


@pytest.mark.parametrize(
    ("destination", "method", "days"),
    [
        ("DE", "DHL Paket", 3),
        ("DE", "Letter", 5),
        ("DE", "Express Letter", 1),
        ("US", "Post", 7),
        ("US", "EXPRESS", 1),
        ("FR", "DHL Paket", DAYS_NEAR),
        ("FR", "", DAYS_NEAR),
    ],
)
def test_what_the_shop_states_of_a_method_or_country_wins_the_most_exact_first(
    destination: str, method: str, days: int
) -> None:
    assert road_days(origin="DE", destination=destination, method=method, stated=STATED) == days


@pytest.mark.parametrize(("destination", "days"), [("DE", 1), ("FR", 2), ("AU", 5)])
def test_an_express_parcel_takes_half_the_days(destination: str, days: int) -> None:
    assert road_days(origin="DE", destination=destination, method="Worldwide Express Saver") == days
