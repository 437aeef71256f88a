"""What was between a person and the shop: orders they kept, incidents that are settled, and where givers live."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any  # what a queryset's values are typed by

from django.db.models import CharField, QuerySet, Value

from delight.models import Case, Order
from delight.models.among import among
from delight.models.prepared import Given, Prepared, listed
from delight.people.homes import Home, for_themselves
from delight.rules.values import value

HOME = "home"
_NO_TEXT, _HOME = Value("", output_field=CharField()), Value(HOME, output_field=CharField())

Kept = dict[str, list[tuple[datetime, str]]]
Incidents = dict[str, list[datetime]]


@value
class Past:
    """What was between this person and the shop before an order."""

    nth: int
    kept: bool
    first_order_at: datetime | None
    incident: bool


def _past() -> QuerySet[Any, Any]:
    theirs = among("customer__address_key", Given("people"))
    orders = Order.objects.filter(theirs, state__in=Order.KEPT, refunded=0)
    wrong = Case.objects.filter(theirs, sort__in=(Case.Sort.COMPLAINT, Case.Sort.DAMAGE), closed_at__isnull=False)
    told = orders.values_list("customer__address_key", "created_at", "state", _NO_TEXT, _NO_TEXT)
    return told.union(wrong.values_list("customer__address_key", "opened_at", _NO_TEXT, _NO_TEXT, _NO_TEXT), all=True)


def _past_and_homes() -> QuerySet[Any, Any]:
    own = for_themselves(Given("givers")).values_list("customer__address_key", "created_at", _HOME, "country", "area")
    return _past().union(own, all=True)


_PAST = Prepared[tuple[str, datetime, str, str, str]](_past)
_PAST_AND_HOMES = Prepared[tuple[str, datetime, str, str, str]](_past_and_homes)


def earlier(people: Iterable[str], *, givers: Collection[str]) -> tuple[Kept, Incidents, dict[str, Home]]:
    """When each placed what was neither refunded nor sent back, with its state; when what is settled went wrong; and
    where givers live.
    """
    kept: Kept = defaultdict(list)
    settled: Incidents = defaultdict(list)
    homes: dict[str, Home] = {}
    asked = {"people": listed(filter(None, people))}
    keys = listed(filter(None, givers)) if any(givers) else None
    told = _PAST.ask(**asked) if keys is None else _PAST_AND_HOMES.ask(givers=keys, **asked)
    for key, day, state, country, area in sorted(told):
        if state == HOME:
            homes[key] = Home(country=country, area=area)
        elif state:
            kept[key].append((day, state))
        else:
            settled[key].append(day)
    return kept, settled, homes


def past_of(order_at: datetime, *, kept: Sequence[tuple[datetime, str]], incidents: Sequence[datetime]) -> Past:
    """An incident counts for the first order after it: no kept one lies between."""
    before = [(day, state) for day, state in kept if day < order_at]
    last = max((day for day in incidents if day < order_at), default=None)
    return Past(
        nth=len(before) + 1,
        kept=any(state == Order.State.SHIPPED for _, state in before),
        first_order_at=min((day for day, _ in before), default=None),
        incident=last is not None and not any(last < day for day, _ in before),
    )
