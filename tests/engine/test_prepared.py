"""Queries that are compiled once: they give what the query itself gives, each time with the values of this time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from delight.models import Order, OrderLine, Touch
from delight.models.among import among
from delight.models.prepared import Given, Prepared, attach, listed
from delight.models.rows import moment
from tests.factories import NOW, a_customer, a_line, a_shipped_order, a_touch

pytestmark = pytest.mark.django_db


def due() -> QuerySet[Touch]:
    return Touch.objects.filter(due_at__lte=Given("now"), kind=Given("kind")).select_related("order__customer")


def lines() -> QuerySet[Any, Any]:
    return OrderLine.objects.filter(among("order__id", Given("orders"))).values_list("order_id", "sku", "unit_price")


def test_instances_come_back_as_from_the_query_itself() -> None:
    touch, _ = a_touch(), a_touch(due_at=NOW + timedelta(days=1))
    prepared = Prepared[Touch](due)
    (found,) = prepared.ask(now=moment(NOW), kind="guide")
    (plain,) = Touch.objects.filter(due_at__lte=NOW)
    assert found == touch
    assert {name: getattr(found, name) for name in COLUMNS} == {name: getattr(plain, name) for name in COLUMNS}
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert found.order is not None
        assert found.order.customer.first_name == touch.customer.first_name
    assert len(asked) == 0
    found.reason = "kept"
    found.save()
    touch.refresh_from_db()
    assert touch.reason == "kept"


COLUMNS = tuple(field.attname for field in Touch._meta.concrete_fields)


def test_other_values_give_other_rows_and_none_give_none() -> None:
    first, second = a_touch(), a_touch(due_at=NOW + timedelta(days=1))
    prepared = Prepared[Touch](due)
    assert prepared.ask(now=moment(NOW), kind="guide") == [first]
    assert set(prepared.ask(now=moment(NOW + timedelta(days=2)), kind="guide")) == {first, second}
    assert prepared.ask(now=moment(NOW), kind="share") == []
    assert prepared.first(now=moment(NOW), kind="share") is None


def test_tuples_hold_values_of_their_fields_own_types() -> None:
    orders = [a_shipped_order(), a_shipped_order()]
    for order in orders:
        a_line(order=order)
    prepared = Prepared[tuple[Any, ...]](lines)
    asked = [order.pk for order in orders]
    assert sorted(prepared.ask(orders=listed(asked))) == sorted(
        OrderLine.objects.filter(order__in=orders).values_list("order_id", "sku", "unit_price")
    )
    assert prepared.ask(orders=listed([])) == []


def test_a_value_that_is_left_out_is_named() -> None:
    with pytest.raises(KeyError, match="kind"):
        Prepared[Touch](due).ask(now=moment(NOW))


def test_who_watches_djangos_statements_sees_these_too() -> None:
    prepared = Prepared[Touch](due)
    prepared.ask(now=moment(NOW), kind="guide")
    with CaptureQueriesContext(connection) as asked:
        prepared.ask(now=moment(NOW), kind="guide")
    assert ["delight_touch" in one["sql"] for one in asked.captured_queries] == [True]


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_by_its_own_connection() -> None:
    a_touch()
    prepared = Prepared[Touch](due)
    prepared.ask(now=moment(NOW), kind="guide")

    def ask(_: int) -> int:
        try:
            return len(prepared.ask(now=moment(NOW), kind="guide"))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(ask, range(8))) == [1] * 8


def test_what_hangs_on_an_order_is_attached_as_a_prefetch_would() -> None:
    orders = [a_shipped_order(), a_shipped_order(customer=a_customer())]
    own = [a_line(order=orders[0]), *orders[0].lines.all()]
    plain = {order.pk: list(order.lines.all()) for order in Order.objects.prefetch_related("lines")}
    attach(orders, "lines", rows=OrderLine.objects.filter(order__in=orders), by="order")
    with CaptureQueriesContext(connection) as asked:
        assert {order.pk: list(order.lines.all()) for order in orders} == plain
        assert all(line.order is order for order in orders for line in order.lines.all())
    assert len(asked) == 0
    assert set(orders[0].lines.filter(pk=own[0].pk)) == {own[0]}
    assert list(orders[1].lines.filter(pk=own[0].pk)) == []
