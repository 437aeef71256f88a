"""Edda tries her moments on an order: what this customer would get, when, and why not; looking writes nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import Traveller

from delight.actions.touches.plan_touches import plan_touches
from delight.actions.touches.try_moments import try_moments
from delight.models import Case, Moment, Order, Touch
from delight.rules.gate import Go, Hold
from tests.factories import NOW, a_moment, a_shipped_order, a_touch, an_order

Card = Callable[..., Touch]


@pytest.fixture(autouse=True)
def _shop(shop: None, clock: Traveller) -> None:
    """Words, content and a signer; it is NOW."""


def page(client: Client, **query: Any) -> str:
    return client.get("/admin/delight/try/", query).content.decode()


def test_what_is_tried_is_what_planning_then_does() -> None:
    moment = a_moment(days=2)
    order = a_shipped_order()
    (one,) = try_moments(order)
    plan_touches([order.pk])
    assert one.due_at == Touch.objects.get(moment=moment).due_at
    assert isinstance(one.verdict, Go)


def test_trying_writes_nothing(edda: Client) -> None:
    a_moment()
    order = a_shipped_order()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        try_moments(order, moments=[a_moment_unsaved()])
    assert all(query["sql"].lstrip().upper().startswith("SELECT") for query in queries)
    page(edda, order=order.number)
    assert not Touch.objects.exists()


def a_moment_unsaved() -> Moment:
    return Moment(slug="new", name="New", kind="guide", medium="mail", anchor="arrived", days=4, gladness="x")


def test_a_moment_that_is_off_is_tried_as_if_it_were_on() -> None:
    (one,) = try_moments(a_shipped_order(), moments=[a_moment_unsaved()])
    assert one.due_at is not None
    assert isinstance(one.verdict, Go)


@pytest.mark.parametrize(
    ("moment", "why"),
    [
        pytest.param({"countries": "FR"}, "It is meant for other countries.", id="the country"),
        pytest.param({"languages": "ru"}, "It is meant for other languages.", id="the language"),
        pytest.param({"channels": "shop"}, "It is meant for other sales channels.", id="the channel"),
        pytest.param({"nth_orders": "2"}, "another of a person&#x27;s orders", id="the second order"),
        pytest.param({"gifts": "only"}, "It is meant for gifts", id="a gift"),
        pytest.param({"total_from": "500", "currency": "EUR"}, "another value", id="its worth"),
        pytest.param({"products": "mug"}, "other products", id="the product"),
        pytest.param({"active_since": NOW}, "nothing is said for the past", id="before it was switched on"),
        pytest.param({"anchor": "joy"}, "has shown no joy yet", id="no joy yet"),
        pytest.param({"active": False}, "The moment was switched off", id="switched off"),
    ],
)
def test_why_not_is_a_sentence(edda: Client, moment: dict[str, Any], why: str) -> None:
    a_moment(**moment)
    order = a_shipped_order()
    assert why in page(edda, order=order.number)


def test_an_order_that_has_not_left_says_what_the_day_counts_from(edda: Client) -> None:
    a_moment()
    assert "Not everything has arrived yet" in page(edda, order=an_order().number)


def test_an_open_case_makes_it_wait(edda: Client) -> None:
    a_moment()
    order = a_shipped_order()
    Case.objects.create(customer=order.customer, order=order, sort="damage", words="Broken", opened_at=NOW)
    (one,) = try_moments(order)
    assert one.verdict == Hold("open_case")
    assert "is still open" in page(edda, order=order.number)


def test_a_returned_order_gets_nothing(edda: Client) -> None:
    a_moment()
    order = a_shipped_order(state=Order.State.RETURNED)
    assert "The order came back." in page(edda, order=order.number)


def test_what_has_been_done_is_said_as_done(edda: Client) -> None:
    touch = a_touch(state=Touch.State.DONE, done_at=NOW - timedelta(days=1))
    assert "Done, Wed 11 Nov 2026" in page(edda, order=touch.order.number if touch.order else "")


def test_one_moment_is_tried_on_the_newest_order_when_no_number_is_given(edda: Client) -> None:
    one, other = a_moment(name="This one"), a_moment(name="Another")
    order = a_shipped_order()
    shown = page(edda, moment=one.pk)
    assert f"#{order.number}" in shown
    assert shown.count('class="delight-tried__moment"') == 1
    assert other.name in shown  # in the list to choose from


def test_an_unknown_number_says_so(edda: Client) -> None:
    assert "We know no order with this number." in page(edda, order="0815")


def test_what_they_would_get_is_shown_and_kept_nowhere(edda: Client) -> None:
    moment = a_moment(kind="note", medium="card", anchor="confirmed", days=0)
    order = an_order(recipient_first_name="Jonas")
    shown = edda.get(f"/admin/delight/try/{order.pk}/{moment.pk}/").content.decode()
    assert "data:image/png;base64," in shown
    assert "Jonas" in shown
    assert not Touch.objects.exists()


def test_a_packer_does_not_try_moments(noor: Client) -> None:
    moment, order = a_moment(), a_shipped_order()
    assert noor.get("/admin/delight/try/").status_code == 302
    assert noor.get(f"/admin/delight/try/{order.pk}/{moment.pk}/").status_code == 302
