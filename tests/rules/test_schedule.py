"""When: zones, clock changes, quiet days, arrival estimates and caps, as tables."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delight.calendars import quiet_days
from delight.rules import schedule
from delight.rules.facts import OrderFacts, Written
from tests.rules.facts import BERLIN, a_parcel, an_order, utc

GERMAN = quiet_days("DE", years=(2026, 2027))
KIRITIMATI, PAGO = "Pacific/Kiritimati", "Pacific/Pago_Pago"
EVERY_DAY = frozenset(range(7))


def at(zone: str, text: str, *, fold: int = 0) -> datetime:
    """The UTC time of a wall clock in that zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "hour", "zone", "expected"),
    [
        pytest.param("2028-02-29", 10, BERLIN, "2028-02-29 09:00", id="leap day"),
        pytest.param("2026-07-01", 10, BERLIN, "2026-07-01 08:00", id="summer time"),
        pytest.param("2026-12-01", 10, BERLIN, "2026-12-01 09:00", id="winter time"),
        pytest.param("2026-03-29", 10, BERLIN, "2026-03-29 08:00", id="the morning after the clock went forward"),
        pytest.param("2026-03-29", 2, BERLIN, "2026-03-29 01:00", id="an hour that does not exist becomes the next"),
        pytest.param("2026-10-25", 2, BERLIN, "2026-10-25 00:00", id="of an hour that happens twice the first"),
        pytest.param("2026-10-25", 10, BERLIN, "2026-10-25 09:00", id="the morning after the clock went back"),
        pytest.param("2026-11-01", 1, "America/New_York", "2026-11-01 05:00", id="twice, west of Greenwich"),
        pytest.param("2026-03-08", 2, "America/New_York", "2026-03-08 07:00", id="not there, west of Greenwich"),
        pytest.param("2026-11-21", 10, KIRITIMATI, "2026-11-20 20:00", id="a zone a day ahead"),
        pytest.param("2026-11-21", 10, PAGO, "2026-11-21 21:00", id="a zone nearly a day behind"),
        pytest.param("2011-12-30", 10, "Pacific/Apia", "2011-12-30 20:00", id="a whole day that does not exist"),
    ],
)
def test_an_hour_of_a_day_in_a_zone_is_this_utc_time(day: str, hour: int, zone: str, expected: str) -> None:
    assert schedule.local_time(date.fromisoformat(day), hour=hour, zone=zone) == utc(expected)


@pytest.mark.parametrize(
    ("moment", "zone", "expected"),
    [
        pytest.param("2026-11-20 10:00", KIRITIMATI, "2026-11-21", id="already tomorrow"),
        pytest.param("2026-11-21 10:59", PAGO, "2026-11-20", id="still yesterday"),
        pytest.param("2026-11-21 11:00", PAGO, "2026-11-21", id="midnight belongs to the new day"),
        pytest.param("2028-02-28 23:30", BERLIN, "2028-02-29", id="leap day begins"),
    ],
)
def test_the_calendar_day_is_that_of_the_zone(moment: str, zone: str, expected: str) -> None:
    assert schedule.local_day(utc(moment), zone=zone) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param("2026-11-12T08:59", "2026-11-12T10:00", id="a minute too early moves to the aim hour"),
        pytest.param("2026-11-12T09:00", "2026-11-12T09:00", id="the window opens at nine"),
        pytest.param("2026-11-12T19:59", "2026-11-12T19:59", id="the last minute is open"),
        pytest.param("2026-11-12T20:00", "2026-11-13T10:00", id="closed at eight in the evening"),
        pytest.param("2026-11-14T20:00", "2026-11-16T10:00", id="Saturday night jumps over Sunday"),
        pytest.param("2026-11-15T12:00", "2026-11-16T10:00", id="Sunday noon waits for Monday"),
        pytest.param("2026-11-15T08:00", "2026-11-16T10:00", id="early on a Sunday does not mean Sunday at ten"),
        pytest.param("2026-12-24T20:30", "2026-12-28T10:00", id="two Christmas days and a Sunday"),
        pytest.param("2026-12-26T12:00", "2026-12-28T10:00", id="26 December is quiet in Germany"),
        pytest.param("2027-01-01T11:00", "2027-01-02T10:00", id="New Year's Day of the following year is known"),
        pytest.param("2026-03-28T21:00", "2026-03-30T10:00", id="over the lost hour the hour stays ten"),
        pytest.param("2026-10-24T21:00", "2026-10-26T10:00", id="over the repeated hour the hour stays ten"),
    ],
)
def test_the_window_opens_then(now: str, expected: str) -> None:
    assert schedule.next_open(at(BERLIN, now), zone=BERLIN, quiet_days=GERMAN) == at(BERLIN, expected)


def test_all_saints_day_is_quiet_where_the_country_keeps_it() -> None:
    noon = at("Europe/Paris", "2027-11-01T12:00")
    french, german = quiet_days("FR", years=(2027,)), quiet_days("DE", years=(2027,))
    assert schedule.next_open(noon, zone="Europe/Paris", quiet_days=french) == at("Europe/Paris", "2027-11-02T10:00")
    assert schedule.next_open(noon, zone=BERLIN, quiet_days=german) == noon


@pytest.mark.parametrize("country", ["XX", ""], ids=["unknown", "none"])
def test_a_country_that_nobody_keeps_a_calendar_of_has_no_holidays(country: str) -> None:
    assert quiet_days(country, years=(2026,)) == frozenset()


@given(
    st.integers(0, 6 * 366 * 24 * 60),
    st.sampled_from([BERLIN, KIRITIMATI, PAGO, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_the_window_is_never_earlier_than_now_nor_at_night_nor_on_a_quiet_day(minutes: int, zone: str) -> None:
    now = utc("2024-01-01 00:00") + timedelta(minutes=minutes)
    opens = schedule.next_open(now, zone=zone, quiet_days=GERMAN)
    local = opens.astimezone(ZoneInfo(zone))
    assert opens >= now
    assert schedule.OPENS <= local.hour < schedule.CLOSES
    assert not schedule.is_quiet(local.date(), quiet_days=GERMAN)


@pytest.mark.parametrize(
    ("left", "days", "quiet", "expected"),
    [
        pytest.param("2026-11-02", 2, frozenset(), "2026-11-04", id="Monday and two working days"),
        pytest.param("2026-11-06", 2, frozenset(), "2026-11-10", id="over a weekend"),
        pytest.param("2026-11-07", 1, frozenset(), "2026-11-09", id="left on a Saturday"),
        pytest.param("2026-12-23", 2, GERMAN, "2026-12-28", id="Christmas Day is no working day, nor is the weekend"),
        pytest.param("2026-12-31", 1, GERMAN, "2027-01-04", id="over New Year"),
        pytest.param("2028-02-28", 1, frozenset(), "2028-02-29", id="to a leap day"),
        pytest.param("2026-11-02", 0, frozenset(), "2026-11-02", id="no days on the road"),
    ],
)
def test_working_days_are_counted_like_this(left: str, days: int, quiet: frozenset[date], expected: str) -> None:
    found = schedule.add_working_days(date.fromisoformat(left), days=days, quiet_days=quiet)
    assert found == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("order", "expected", "estimated"),
    [
        pytest.param(an_order(), "2026-11-04 11:00", True, id="estimated for noon where the person lives"),
        pytest.param(
            an_order(parcels=(a_parcel(arrived_at=utc("2026-11-03 15:00")),)),
            "2026-11-03 15:00",
            False,
            id="known",
        ),
        pytest.param(
            an_order(parcels=(a_parcel(shipped_at=utc("2026-11-04 09:00")), a_parcel())),
            "2026-11-06 11:00",
            True,
            id="of several parcels the last counts",
        ),
        pytest.param(
            an_order(parcels=(a_parcel(arrived_at=utc("2026-11-20 15:00")), a_parcel())),
            "2026-11-20 15:00",
            False,
            id="a known arrival later than another's estimate",
        ),
        pytest.param(
            an_order(parcels=(a_parcel(arrived_at=utc("2026-11-03 15:00")), a_parcel())),
            "2026-11-04 11:00",
            True,
            id="an estimate later than a known arrival",
        ),
        pytest.param(
            an_order(parcels=(a_parcel("cancelled", shipped_at=utc("2026-11-20 09:00")), a_parcel())),
            "2026-11-04 11:00",
            True,
            id="a cancelled parcel does not count",
        ),
        pytest.param(
            an_order(pickup=True, parcels=(a_parcel(arrived_at=utc("2026-11-03 15:00")),)),
            "2026-11-03 15:00",
            False,
            id="collected, and somebody noted when",
        ),
        pytest.param(an_order(road_days=9), "2026-11-13 11:00", True, id="across the world"),
        pytest.param(
            an_order(zone=KIRITIMATI, parcels=(a_parcel(shipped_at=utc("2026-11-01 11:00")),)),
            "2026-11-03 22:00",
            True,
            id="it is Monday already where the person lives",
        ),
    ],
)
def test_the_parcel_arrives_then(order: OrderFacts, expected: str, estimated: bool) -> None:
    assert schedule.arrival(order) == schedule.Arrival(at=utc(expected), estimated=estimated)


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(an_order(state="shipped_in_part"), id="something is still to come"),
        pytest.param(an_order(state="open", parcels=()), id="nothing has left"),
        pytest.param(an_order(pickup=True), id="collected, nobody knows when"),
        pytest.param(an_order(needs_shipping=False), id="nothing to ship"),
        pytest.param(an_order(parcels=(a_parcel("waiting"),)), id="the parcel waits for approval"),
        pytest.param(an_order(parcels=(a_parcel("returned"),)), id="it came back"),
    ],
)
def test_no_arrival_is_guessed(order: OrderFacts) -> None:
    assert schedule.arrival(order) is None


THURSDAY = date(2026, 11, 12)


def offer(days: int, *, asks: bool = False) -> Written:
    """An offer so many days from Thursday 12 November."""
    return Written(day=THURSDAY + timedelta(days=days), klass="offer", asks=asks)


def offers(*days: int) -> list[Written]:
    """Offers on these days from Thursday 12 November."""
    return [offer(day) for day in days]


SERVICE = Written(day=THURSDAY, klass="service", asks=False)
SERVICE_BEFORE = Written(day=THURSDAY - timedelta(days=5), klass="service", asks=False)


@pytest.mark.parametrize(
    ("written", "asks", "is_offer", "expected"),
    [
        pytest.param([], True, True, "", id="nothing written"),
        pytest.param([offer(0)], False, True, "cap_day", id="one a day"),
        pytest.param([SERVICE], False, True, "cap_day", id="a service mail fills the day too"),
        pytest.param([offer(0)], False, False, "cap_day", id="and keeps a second service mail away"),
        pytest.param([offer(-2)], False, True, "cap_offers", id="two days after an offer"),
        pytest.param([offer(-3)], False, True, "", id="three days after an offer"),
        pytest.param([offer(2)], False, True, "cap_offers", id="two days before a planned offer"),
        pytest.param([offer(-1)], False, False, "", id="a service mail the day after an offer"),
        pytest.param([offer(-13, asks=True)], True, True, "cap_asks", id="thirteen days after an ask"),
        pytest.param([offer(-14, asks=True)], True, True, "", id="fourteen days after an ask"),
        pytest.param([offer(13, asks=True)], True, True, "cap_asks", id="thirteen days before a planned ask"),
        pytest.param([offer(-13, asks=True)], False, True, "", id="no ask is not held up by an ask"),
        pytest.param([offer(-13)], True, True, "", id="an ask is not held up by a plain offer"),
        pytest.param([offer(-20), offer(-1)], False, True, "cap_offers", id="any of several"),
        pytest.param(offers(-29, -20, -12, -4), False, True, "cap_month", id="a fifth within thirty days"),
        pytest.param(offers(-30, -20, -12, -4), False, True, "", id="a fifth on the thirty-first day"),
        pytest.param(offers(-20, -10, 5, 9), False, True, "cap_month", id="a fifth among planned ones"),
        pytest.param(offers(-20, -10, 10, 20), False, True, "", id="never five within thirty days"),
        pytest.param(offers(4, 10, 16, 29), False, True, "cap_month", id="a fifth before four planned ones"),
        pytest.param(offers(-29, -20, -12, -4), False, False, "", id="a service mail is no offer"),
        pytest.param([*offers(-29, -20, -12), SERVICE_BEFORE], False, True, "", id="nor counted as one"),
        pytest.param(offers(-29, -28, -27, -26, -25), False, True, "cap_month", id="too many already"),
    ],
)
def test_the_caps_speak(written: list[Written], asks: bool, is_offer: bool, expected: str) -> None:
    assert schedule.cap_reason(THURSDAY, asks=asks, offer=is_offer, written=written) == expected


def the_free_day(
    first: date,
    *,
    last: date,
    weekdays: frozenset[int] = EVERY_DAY,
    asks: bool = False,
    written: tuple[Written, ...] = (),
) -> date | None:
    return schedule.free_day(
        first, last=last, quiet_days=GERMAN, weekdays=weekdays, asks=asks, offer=True, written=written
    )


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        pytest.param("2026-11-12", "2026-11-12", id="free at once"),
        pytest.param("2026-11-15", "2026-11-16", id="Sunday"),
        pytest.param("2026-12-25", "2026-12-28", id="Christmas 2026 ends in a Sunday"),
        pytest.param("2028-02-29", "2028-02-29", id="leap day"),
    ],
)
def test_the_first_free_day_is(first: str, expected: str) -> None:
    day = date.fromisoformat(first)
    assert the_free_day(day, last=day + timedelta(days=10)) == date.fromisoformat(expected)


def test_an_ask_waits_for_its_weekdays() -> None:
    friday = date(2026, 11, 13)
    tuesday_to_thursday = frozenset({1, 2, 3})
    assert the_free_day(friday, last=friday + timedelta(days=10), weekdays=tuesday_to_thursday) == date(2026, 11, 17)


def test_the_last_day_itself_is_still_free() -> None:
    monday = THURSDAY + timedelta(days=4)
    assert the_free_day(THURSDAY, last=monday, written=(offer(0), offer(1))) == monday


def test_there_is_no_free_day_after_the_last() -> None:
    assert the_free_day(THURSDAY, last=THURSDAY + timedelta(days=2), written=(offer(0),)) is None


def test_the_search_for_a_day_ends() -> None:
    never: frozenset[int] = frozenset()
    assert the_free_day(THURSDAY, last=date(9999, 1, 1), weekdays=never) is None
