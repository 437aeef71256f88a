"""The home page says what there is to do, to whom it concerns."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from delight import clock
from delight.actions.orders.record_installation import record_installation
from delight.models import Breaker, Case, Parcel, Reading, StoreEvent, Touch
from tests.factories import NOW, a_touch, an_order
from tests.hooks.signing import Signer as KeyOwner


@pytest.fixture(scope="module")
def signer() -> KeyOwner:
    return KeyOwner()


def home(client: Client) -> str:
    return client.get("/admin/").content.decode()


def test_noor_sees_how_much_there_is_to_print(noor: Client, a_card: Callable[..., Touch]) -> None:
    a_card()
    shown = home(noor)
    assert "1 piece to print" in shown
    assert "/admin/delight/today/" in shown


def test_noor_is_told_of_parcels_that_left_without_their_card(
    noor: Client, a_card: Callable[..., Touch], a_parcel: Callable[..., Parcel]
) -> None:
    card = a_card()
    assert "marked as sent" not in home(noor)
    noor.post("/admin/delight/today/print/", {"all": "1"})
    assert "marked as sent" not in home(noor)
    a_parcel(card.order)
    shown = home(noor)
    assert "1 piece is missing from a parcel marked as sent" in shown
    assert "/admin/delight/missing/" in shown


def test_noor_is_not_bothered_with_the_editors_work(noor: Client) -> None:
    a_touch(state=Touch.State.UNSURE)
    assert "needs your word" not in home(noor)


def test_only_who_works_on_pages_is_offered_to_search_them(noor: Client, edda: Client) -> None:
    assert "delight-panel--alone" in home(noor)
    assert "delight-panel--alone" not in home(edda)


def test_lena_sees_what_needs_her_word(lena: Client) -> None:
    a_touch(state=Touch.State.UNSURE)
    assert "1 touch needs your word" in home(lena)


def test_lena_sees_events_that_cannot_be_read(lena: Client) -> None:
    StoreEvent.objects.create(
        store="s", digest="a", type="x", subject="order", received_at=NOW, body=b"", state=StoreEvent.State.UNREADABLE
    )
    assert "1 event we cannot read" in home(lena)


def test_an_open_case_leads_to_its_order(lena: Client) -> None:
    order = an_order()
    Case.objects.create(customer=order.customer, order=order, sort="damage", words="x", opened_at=NOW)
    shown = home(lena)
    assert "1 open case" in shown
    assert f"/admin/delight/orders/{order.pk}/" in shown


def test_the_next_touch_is_the_next_one_to_come_and_a_packer_does_not_see_it(lena: Client, noor: Client) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    a_touch(due_at=tomorrow, not_after=tomorrow)
    assert "Next: A guide by mail" in home(lena)
    assert "Next:" not in home(noor)


def test_a_mail_server_that_is_away_is_said(lena: Client) -> None:
    Breaker.objects.create(transport="smtp", closes_at=clock.now() + timedelta(hours=1), reason="421 busy")
    assert "Mail waits: the server is away" in home(lena)


def test_a_shop_without_a_store_is_told_to_connect_one(lena: Client) -> None:
    assert "No store is connected" in home(lena)


def test_the_store_is_connected_with_what_the_last_comparing_found(lena: Client, signer: KeyOwner) -> None:
    record_installation(signer.installation())
    assert "The store is connected" in home(lena)
    report = {"compared": 9, "missing": 2, "different": 1, "unlike": []}
    Reading.objects.create(store="saleor", subject="states", ended_at=NOW, report=report)
    assert "9 orders, 2 were missing here, 1 differed" in home(lena)


def test_a_store_that_does_not_answer_is_not_called_connected(lena: Client, signer: KeyOwner) -> None:
    record_installation(signer.installation())
    Reading.objects.create(store="saleor", subject="changes", trouble="the shop is in trouble: status 500")
    shown = home(lena)
    assert "The store does not answer us" in shown
    assert "The store is connected" not in shown


def test_an_editor_is_told_while_nobody_signs(lena: Client, noor: Client) -> None:
    shown = home(lena)
    assert "Nobody signs yet" in shown
    assert reverse("wagtailsnippets_delight_signer:list") in shown
    assert "Nobody signs yet" not in home(noor)


def test_with_somebody_who_signs_nothing_is_said(lena: Client, a_card: Callable[..., Touch]) -> None:
    a_card()
    assert "Nobody signs yet" not in home(lena)
