"""Gathers all that we keep of one person, as plain data that a machine and a person can read (GDPR art. 15 and 20)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any  # rows of every table

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet
from wagtail.log_actions import registry

from delight import clock, conf
from delight.actions.people.forget_customer import same_person, told_of
from delight.models import Customer, Order, PrintRun, StoreEvent, Touch

TO_CUSTOMER = {
    "customer": "customer",
    "order": "order__customer",
    "touch": "touch__customer",
    "attempt": "attempt__touch__customer",
}
"""Links by which a row belongs to a person; of several that may be empty one is enough."""
OURS_ALONE = frozenset({"claim", "claimed_until", "token", "digest", "content_hash", "answered_by"})
"""Columns that open doors, count our own tries or name our staff: they tell nothing of the person."""

Plain = dict[str, Any]


def everything_of(customer: Customer) -> Plain:
    """Every row of every table of ours that is this person's, by the table's name; also what the store told of them.

    One person is every account and guest order behind one address.
    """
    people = same_person(customer)
    told: Plain = {"shop": conf.SHOP_NAME(), "made_at": clock.now().isoformat()}
    for model in apps.get_app_config("delight").get_models():
        if rows := [_plain(row) for row in rows_of(model, people=people)]:
            told[model.__name__] = rows
    if refused := list(_refusals(people)):
        told["Refusal"] = refused
    if log := list(_log(people)):
        told["Log"] = log
    return told


def rows_of(model: type[models.Model], *, people: QuerySet[Customer]) -> Iterable[models.Model]:
    """The rows of this table that belong to these people, in order; none where the table knows no people."""
    if model is Customer:
        return people.order_by("pk")
    if model is StoreEvent:
        return [event for person in people for event in told_of(person)]
    wanted = belonging(model, people=people)
    return model._default_manager.filter(wanted).order_by("pk") if wanted else ()


def belonging(model: type[models.Model], *, people: QuerySet[Customer]) -> Q:
    """The condition by which rows of this table are these people's; empty where nothing links the two."""
    names = {field.name: field for field in model._meta.concrete_fields}
    found = Q()
    for name, path in TO_CUSTOMER.items():
        if name in names and names[name].is_relation:
            found |= Q(**{f"{path}__in": people})
    if "address_key" in names and (keys := [key for key in people.values_list("address_key", flat=True) if key]):
        found |= Q(address_key__in=keys)
    return found


def _plain(row: models.Model) -> Plain:
    fields = [field for field in row._meta.concrete_fields if field.name not in OURS_ALONE]
    said = {field.attname: _value(getattr(row, field.attname)) for field in fields}
    return {name: value for name, value in said.items() if value not in ("", None, [], {})}


def _value(value: Any) -> Any:  # Any: of any column
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else value


def _refusals(people: QuerySet[Customer]) -> Iterable[Mapping[str, Any]]:
    """What the printer could not write stands with the run, not with the person."""
    numbers = set(Order.objects.filter(customer__in=people).values_list("number", flat=True))
    for run in PrintRun.objects.exclude(refused=[]):
        yield from (one for one in run.refused if one.get("order") in numbers)


def _log(people: QuerySet[Customer]) -> Iterable[Plain]:
    """What people of the shop did for this person; who did it is their own affair."""
    orders, touches = Order.objects.filter(customer__in=people), Touch.objects.filter(customer__in=people)
    for rows in (people, orders, touches):
        log = registry.get_log_model_for_model(rows.model)
        ids = [str(pk) for pk in rows.values_list("pk", flat=True)]
        for entry in log.objects.filter(content_type__model=rows.model._meta.model_name, object_id__in=ids):
            yield {"at": entry.timestamp.isoformat(), "label": entry.label, **entry.data}
