"""Orders written in bulk: the same rows as one by one, and the same facts told as read back."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import chain
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from delight.actions.orders.snapshot_order import snapshot_order
from delight.actions.touches.plan_touches import plan_touches
from delight.models import Moment, Order, OrderLine, Touch
from delight.models.among import among
from delight.models.rows import insert_rows, reserve_ids, update_rows
from storefront_hooks.sample import sample_orders
from tests.factories import NOW, a_customer, a_moment, a_touch, an_order

pytestmark = pytest.mark.django_db
LINE = {
    "external_id": "line",
    "position": 1,
    "product_id": "",
    "product_slug": "linen-throw",
    "product_name": "Plaid aus Leinen, 130 × 170",
    "variant_id": "",
    "variant_name": "",
    "sku": "",
    "quantity": 2,
    "unit_price": Decimal("89.90"),
    "needs_shipping": True,
    "gift": False,
    "product_type": "",
    "categories": ["textiles", "ä"],
    "collections": [],
    "shelf": "",
}


def told_snapshots():
    """The last step of every invented order of the sample shop."""
    return [order.steps[-1][1] for order in sample_orders()]


def the_moments() -> None:
    """One moment for every anchor, and one for a category."""
    for anchor in Moment.Anchor.values:
        a_moment(slug=anchor, anchor=anchor, active_since=None)
    a_moment(slug="note", kind="note", medium="card", anchor=Moment.Anchor.CONFIRMED, active_since=None)
    slug = next(line.categories[-1] for one in told_snapshots() for line in one.lines if line.categories)
    a_moment(slug="root", anchor=Moment.Anchor.CONFIRMED, categories=slug, active_since=None)


def test_an_order_read_back_is_planned_as_it_was_when_it_was_told() -> None:
    the_moments()
    ids = snapshot_order(told_snapshots())
    as_told = list(Touch.objects.order_by("pk").values())
    assert {touch["key"].rpartition("/")[2] for touch in as_told} > {"note", "root", "arrived", "shipped", "confirmed"}
    plan_touches(ids)
    assert list(Touch.objects.order_by("pk").values()) == as_told


def test_rows_written_at_once_are_those_a_save_writes() -> None:
    order = an_order()
    OrderLine.objects.all().delete()
    saved = OrderLine.objects.create(order=order, **LINE)
    other = an_order()
    OrderLine.objects.filter(order=other).delete()
    insert_rows(OrderLine, [(other.pk, *LINE.values())], columns=["order_id", *LINE])
    names = [*LINE]
    assert OrderLine.objects.filter(order=other).values_list(*names).get() == tuple(
        OrderLine.objects.filter(pk=saved.pk).values_list(*names).get()
    )


def test_a_column_left_out_holds_its_default() -> None:
    touch = a_touch()
    told = ["key", "store", "customer_id", "order_id", "moment_id", "kind", "medium", "planned_for", "due_at"]
    told += ["not_after", "created_at"]
    values = [getattr(touch, name) for name in told]
    insert_rows(Touch, [["other", *values[1:], "token"]], columns=[*told, "token"])
    row = Touch.objects.get(key="other")
    assert (row.state, row.facts, row.hold_until, row.attempts_made, row.due_at) == ("planned", {}, None, 0, NOW)


def test_a_unique_column_may_not_be_left_out() -> None:
    with pytest.raises(ValueError, match=r"Touch\.token must be unique"):
        insert_rows(Touch, [["key"]], columns=["key"])


def test_a_row_that_is_known_already_is_passed_over() -> None:
    touch = a_touch()
    names = [field.attname for field in Touch._meta.concrete_fields if field.attname != "id"]
    insert_rows(Touch, [[getattr(touch, name) for name in names]], columns=names, skip_known=True)
    assert Touch.objects.count() == 1


def test_times_of_another_zone_are_kept_as_utc() -> None:
    touch = a_touch()
    names = [field.attname for field in Touch._meta.concrete_fields if field.attname != "id"]
    twice = [datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=fold) for fold in (0, 1)]
    rows = []
    for number, moment in enumerate(twice):
        values = {name: getattr(touch, name) for name in names}
        values |= {"key": f"key-{number}", "token": f"token-{number}", "due_at": moment}
        rows.append(list(values.values()))
    insert_rows(Touch, rows, columns=names)
    found = Touch.objects.exclude(pk=touch.pk).order_by("key").values_list("due_at", flat=True)
    assert list(found) == [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]


def test_rows_changed_at_once_are_those_a_save_writes() -> None:
    touch, bystander = a_touch(), a_touch()
    before = Touch.objects.filter(pk=bystander.pk).values().get()
    told = {
        "kind": "review",
        "due_at": datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=1),
        "facts": {"ä": [1, None]},
        "hold_until": None,
        "moved_by_person": True,
        "order_id": bystander.order_id,
    }
    update_rows(Touch, [[touch.pk, *told.values()]], columns=["id", *told])
    changed = Touch.objects.filter(pk=touch.pk).values(*told).get()
    Touch.objects.filter(pk=touch.pk).update(**told)
    assert changed == Touch.objects.filter(pk=touch.pk).values(*told).get()
    assert (changed["facts"], changed["due_at"].hour) == ({"ä": [1, None]}, 1)
    assert Touch.objects.filter(pk=bystander.pk).values().get() == before


def test_reserved_ids_are_nobody_elses() -> None:
    with transaction.atomic():
        first, second = reserve_ids(Order, count=3), reserve_ids(Order, count=2)
        later = an_order().pk
    assert len({*chain(first, second), later}) == 6
    assert later > max(second) > max(first)


def test_many_keys_are_asked_for_at_once() -> None:
    orders = [an_order(customer=a_customer(email=f"mira+{number}@example.org")) for number in range(3)]
    wanted = [orders[0].customer.address_key, orders[2].customer.address_key, 'no "key"']
    found = Order.objects.filter(among("customer__address_key", wanted)).order_by("pk")
    assert list(found) == [orders[0], orders[2]]
    assert not Order.objects.filter(among("external_id", [])).exists()
