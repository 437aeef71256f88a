"""Where the person behind an order lives, as far as their orders tell: whose clock and holidays our mails keep.

The order's own address is the buyer's, unless the order is a present: then it is the receiver's, whom we never mail.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

from django.db.models import QuerySet

from delight import conf
from delight.calendars import quiet_days
from delight.content import once
from delight.models import Order
from delight.models.among import among
from delight.models.prepared import Given
from delight.rules.countries import zone_for
from delight.rules.values import value


@value
class Home:
    """A country and an area of it as the store keeps them; both "" where nobody knows."""

    country: str = ""
    area: str = ""


NOWHERE = Home()


@value
class Place:
    """Whose clock and holidays count: for the mails those of the person, for a parcel those of where it goes."""

    zone: str
    zone_source: str
    quiet_days: frozenset[date]
    parcel_zone: str
    parcel_quiet_days: frozenset[date]


class Sent(Protocol):
    """Where an order goes: a row of ours, or one about to be written."""

    @property
    def gift(self) -> bool: ...
    @property
    def country(self) -> str: ...
    @property
    def area(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...


def place_of(order: Sent, *, chosen: str, giver: Home, shop_zone: str, shop_country: str) -> Place:
    """A present goes to somebody else's place. Where nobody knows where its giver lives, the shop's stands for it."""
    years = (order.created_at.year, order.created_at.year + 1)
    there = Home(country=order.country, area=order.area)
    home = giver if order.gift else there
    zone, source = zone_for(chosen=chosen, country=home.country, area=home.area, shop_zone=shop_zone)
    return Place(
        zone=zone,
        zone_source=source,
        quiet_days=quiet_days(home.country or shop_country, years=years),
        parcel_zone=zone_at(there, chosen="", shop_zone=shop_zone) if order.gift else zone,
        parcel_quiet_days=quiet_days(order.country, years=years),
    )


def for_themselves(people: Iterable[str] | Given) -> QuerySet[Order]:
    """By their address keys, what these people had sent that was no present: the last of it tells where they live."""
    return Order.objects.filter(among("customer__address_key", people), gift=False).exclude(country="")


def home_of(order: Order) -> Home:
    """Where whoever placed this order lives."""
    if not order.gift:
        return Home(country=order.country, area=order.area)
    return once((Home, order.customer.address_key), lambda: _of_giver(order.customer.address_key))


def zone_of(order: Order) -> str:
    """The zone in which this order's person lives (A6.4)."""
    home = home_of(order) if not order.customer.time_zone else NOWHERE
    return zone_at(home, chosen=order.customer.time_zone, shop_zone=conf.TIME_ZONE())


def parcel_zone(order: Order) -> str:
    """The zone in which the parcel is opened: the person's own, a present's by its address alone."""
    chosen = "" if order.gift else order.customer.time_zone
    return zone_at(Home(country=order.country, area=order.area), chosen=chosen, shop_zone=conf.TIME_ZONE())


def zone_at(home: Home, *, chosen: str, shop_zone: str) -> str:
    """The person's own choice, else by the place, else the shop's."""
    zone, _ = zone_for(chosen=chosen, country=home.country, area=home.area, shop_zone=shop_zone)
    return zone


def _of_giver(key: str) -> Home:
    last = for_themselves([key]).order_by("created_at", "pk").values_list("country", "area").last() if key else None
    return Home(country=last[0], area=last[1]) if last else NOWHERE
