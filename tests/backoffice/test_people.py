"""A person's page gathers what belongs to one address, and says stop for them when they ask."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from delight.actions.people.suppress import BOUNCED, suppress
from delight.models import Case, Customer, Reply, Suppression, Touch
from tests.factories import NOW, a_customer, a_touch, an_order

ADDRESS = "mira.albrecht@example.org"


@pytest.fixture
def mira(db: None) -> Customer:
    """An account, and a guest order by the same address."""
    return a_customer(email=ADDRESS)


def page(client: Client, customer: Customer) -> str:
    return client.get(f"/admin/delight/people/{customer.pk}/").content.decode()


def press(client: Client, customer: Customer, deed: str, **data: Any) -> str:
    return client.post(f"/admin/delight/people/{customer.pk}/{deed}/", data, follow=True).content.decode()


def test_account_and_guest_orders_of_one_address_are_one_person(karl: Client, mira: Customer) -> None:
    an_order(customer=mira, number="8001")
    an_order(customer=a_customer(email=ADDRESS.upper(), external_id=""), number="8002")
    an_order(customer=a_customer(), number="8003")
    shown = page(karl, mira)
    assert ("#8001" in shown, "#8002" in shown, "#8003" in shown) == (True, True, False)
    assert ADDRESS in shown


def test_what_comes_what_was_sent_and_what_they_told_us_stand_there(karl: Client, mira: Customer) -> None:
    order = an_order(customer=mira)
    a_touch(order=order)
    a_touch(order=order, state=Touch.State.DONE, done_at=NOW - timedelta(days=3))
    Case.objects.create(customer=mira, order=order, sort=Case.Sort.DAMAGE, words="It came torn", opened_at=NOW)
    Reply.objects.create(
        store=mira.store, digest="d", customer=mira, received_at=NOW, words="Where is it?", subject="Hm"
    )
    shown = page(karl, mira)
    assert [
        word for word in ("It came torn", "Where is it?", "waits for an answer", "9 Nov 2026") if word not in shown
    ] == []


def test_a_stop_that_they_told_us_holds_at_once_and_can_be_taken_back(karl: Client, mira: Customer) -> None:
    assert "Stopped for this person: all mails." in press(karl, mira, "stop", scope="all")
    assert [(row.address_key, row.scope) for row in Suppression.objects.all()] == [(mira.address_key, "all")]
    assert "by their own word" in page(karl, mira)
    press(karl, mira, "lift", scope="all")
    assert not Suppression.objects.exists()


def test_a_stop_is_told_on_the_orders_timeline_without_the_name(karl: Client, mira: Customer) -> None:
    order = an_order(customer=mira)
    press(karl, mira, "stop", scope="print")
    shown = karl.get(f"/admin/delight/orders/{order.pk}/").content.decode()
    assert "Stopped for this person: paper in parcels." in shown


def test_a_dead_address_is_not_revived_by_a_button(karl: Client, mira: Customer) -> None:
    suppress(mira.address_key, store=mira.store, scope="all", reason=BOUNCED, source="provider")
    assert "They want it again" not in page(karl, mira)
    press(karl, mira, "lift", scope="all")
    assert Suppression.objects.get().reason == BOUNCED


@pytest.mark.parametrize(("deed", "scope"), [("stop", "guide"), ("stop", ""), ("burn", "all")])
def test_what_no_button_says_is_not_done(karl: Client, mira: Customer, deed: str, scope: str) -> None:
    assert karl.post(f"/admin/delight/people/{mira.pk}/{deed}/", {"scope": scope}).status_code == 404
    assert not Suppression.objects.exists()


def test_editors_and_packers_do_not_open_it(edda: Client, noor: Client, mira: Customer) -> None:
    for client in (edda, noor):
        assert client.get(f"/admin/delight/people/{mira.pk}/").status_code == 302
        assert client.post(f"/admin/delight/people/{mira.pk}/stop/", {"scope": "all"}).status_code == 302
    assert not Suppression.objects.exists()


def test_a_forgotten_person_has_a_page_without_a_name(karl: Client) -> None:
    gone = a_customer(first_name="", last_name="", email="", address_key="", forgotten_at=NOW)
    shown = page(karl, gone)
    assert "A person who was forgotten" in shown
    assert "They want no more mails" not in shown


def queries(client: Client, customer: Customer) -> int:
    with CaptureQueriesContext(connection) as asked:
        page(client, customer)
    return len(asked)


def test_the_page_asks_the_database_as_often_for_many_orders_as_for_one(karl: Client, mira: Customer) -> None:
    a_touch(order=an_order(customer=mira))
    page(karl, mira)  # what is looked up once per process
    for_one = queries(karl, mira)
    for _ in range(20):
        a_touch(order=an_order(customer=mira))
    assert 0 < queries(karl, mira) == for_one
