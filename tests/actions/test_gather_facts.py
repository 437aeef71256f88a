"""What the rules are told of an order: whose country it is that decides about the law, whose clock about the hour."""

from datetime import UTC, date, datetime, timedelta

import pytest

from delight.actions.touches.gather_facts import order_facts
from delight.models import Order
from delight.people.grounds import ground_of
from delight.people.homes import parcel_zone, zone_of
from delight.rules.facts import OrderFacts
from delight.rules.schedule import arrival
from tests.factories import NOW, a_customer, a_shipped_order, an_order

BEFORE_ANY_STATEMENT = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.mark.parametrize(("gift", "basis"), [(False, "country:US"), (True, "")], ids=["for oneself", "a present"])
def test_a_present_to_a_country_says_nothing_of_the_givers_law(db: None, gift: bool, basis: str):
    order = an_order(country="US", gift=gift, channel="elsewhere", created_at=BEFORE_ANY_STATEMENT)
    assert order_facts([order])[order.pk].basis == basis


@pytest.mark.parametrize("gift", [False, True], ids=["for oneself", "a present"])
@pytest.mark.parametrize("country", ["US", "DE"])
def test_whoever_asks_for_the_ground_of_one_order_hears_the_same_as_the_plan(db: None, country: str, gift: bool):
    order = an_order(country=country, gift=gift, channel="elsewhere", created_at=BEFORE_ANY_STATEMENT)
    assert ground_of(order) == facts(order).basis


def facts(order: Order) -> OrderFacts:
    return order_facts([order])[order.pk]


def a_present_to_japan(**changes: object) -> Order:
    """Mira has a present sent to Jonas in Tokyo."""
    return a_shipped_order(**{"gift": True, "country": "JP", "left": NOW - timedelta(days=1), **changes})


def test_a_present_abroad_keeps_the_clock_and_the_holidays_of_its_giver(db: None):
    mira = a_customer()
    an_order(customer=mira, country="DE", created_at=NOW - timedelta(days=90))
    an_order(customer=mira, country="FR", created_at=NOW - timedelta(days=9))
    order = a_present_to_japan(customer=mira)
    assert (facts(order).zone, zone_of(order)) == ("Europe/Paris", "Europe/Paris")
    assert date(2026, 7, 14) in facts(order).quiet_days


def test_a_givers_own_choice_goes_before_where_they_ordered_to(db: None):
    mira = a_customer(time_zone="America/Halifax")
    an_order(customer=mira, country="DE", created_at=NOW - timedelta(days=90))
    order = a_present_to_japan(customer=mira)
    assert (facts(order).zone, zone_of(order)) == ("America/Halifax", "America/Halifax")


def test_a_giver_of_whom_nothing_else_is_known_is_written_to_by_the_shops_clock(db: None, settings: object):
    settings.DELIGHT_TIME_ZONE, settings.DELIGHT_SHOP_COUNTRY = "Europe/Vienna", "AT"
    mira = a_customer()
    a_present_to_japan(customer=mira, country="US")
    order = a_present_to_japan(customer=mira)
    assert (facts(order).zone, zone_of(order)) == ("Europe/Vienna", "Europe/Vienna")
    assert date(2026, 10, 26) in facts(order).quiet_days


def test_when_a_present_arrives_is_told_by_the_place_it_goes_to(db: None):
    mira = a_customer(time_zone="America/Halifax")
    order = a_present_to_japan(customer=mira)
    there = arrival(facts(order))
    assert parcel_zone(order) == "Asia/Tokyo"
    assert there is not None
    assert there.at.hour == 3, "noon in Tokyo"


def test_a_guests_present_looks_at_nobody_elses_orders(db: None):
    an_order(customer=a_customer(email="noor@example.org"), country="FR")
    mira = a_customer(email="")
    assert facts(a_present_to_japan(customer=mira)).zone == "Europe/Berlin"
