"""From the inbox to orders: batches with a bad event in them, a store that is away, and merging snapshots."""

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from delight.actions.orders.receive_event import receive_event
from delight.actions.orders.snapshot_order import snapshot_order, version_of
from delight.actions.orders.understand_events import understand_events
from delight.models import Customer, Order, OrderLine, Parcel, StoreEvent, Suppression
from storefront_hooks import OrderEvent, OrderSnapshot, ParcelSnapshot
from tests.factories import NOW, a_shipped_order, an_order
from tests.fakes import AgreeableStore, as_snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def an_event(external_id: str, *, news: str = "order", **changes: Any) -> OrderEvent:
    """What the talking store of the fakes understands: its ``news`` says which kind of thing."""
    body = json.dumps({"news": news, "id": external_id}).encode()
    values = {
        "store": "saleor",
        "type": "order_updated",
        "subject": "order",
        "subject_id": external_id,
        "issued_at": NOW,
        "digest": hashlib.sha256(body).hexdigest(),
        "body": body,
    }
    return OrderEvent(**{**values, **changes})


@pytest.fixture(autouse=True)
def _talking(stores: Any) -> None:
    stores("TalkingStore")


def states() -> list[str]:
    return list(StoreEvent.objects.order_by("pk").values_list("state", flat=True))


def test_the_same_bytes_are_kept_once() -> None:
    event = an_event("order-1")
    assert (receive_event(event), receive_event(event)) == (True, False)
    assert StoreEvent.objects.get().received_at == NOW


def test_a_body_that_could_not_be_parsed_is_kept_with_its_reason() -> None:
    receive_event(an_event("order-1", unreadable="it is no JSON"))
    kept = StoreEvent.objects.get()
    assert (kept.state, kept.error) == ("unreadable", "it is no JSON")
    assert understand_events() == 0


def test_an_event_becomes_an_order() -> None:
    receive_event(an_event("order-1"))
    assert understand_events() == 1
    assert Order.objects.get().external_id == "order-1"
    assert (states(), understand_events()) == (["old"], 0)


def test_an_unreadable_event_is_parked_with_its_reason_and_the_rest_is_understood() -> None:
    for number, news in enumerate(("order", "unreadable", "order")):
        receive_event(an_event(f"order-{number}", news=news))
    assert understand_events() == 3
    assert states() == ["old", "unreadable", "old"]
    assert StoreEvent.objects.get(state="unreadable").error == "the talking store mumbles"
    assert Order.objects.count() == 2


def test_an_event_whose_values_fit_no_column_is_parked_and_the_rest_is_understood() -> None:
    for number, news in enumerate(("order", "no number", "order")):
        receive_event(an_event(f"order-{number}", news=news))
    understand_events()
    assert states() == ["old", "unreadable", "old"]
    assert StoreEvent.objects.get(state="unreadable").error
    assert Order.objects.count() == 2


def test_a_body_is_not_read_when_a_clearly_later_one_shows_the_order() -> None:
    receive_event(an_event("order-1", news="unreadable", issued_at=NOW - timedelta(seconds=1, microseconds=1)))
    receive_event(an_event("order-1"))
    assert understand_events() == 2
    assert states() == ["old", "old"]


@pytest.mark.parametrize(
    "changes",
    [{"issued_at": NOW - timedelta(seconds=1)}, {"issued_at": None}, {"subject_id": "order-2"}, {"subject": "app"}],
    ids=["of one moment", "without a time", "of another order", "of another subject"],
)
def test_every_other_body_is_read(changes: dict[str, Any]) -> None:
    receive_event(an_event("order-1", news="unreadable", **{"issued_at": NOW - timedelta(days=1), **changes}))
    receive_event(an_event("order-1"))
    assert understand_events() == 2
    assert states() == ["unreadable", "old"]


def test_a_body_is_read_when_the_later_one_does_not_show_the_order() -> None:
    receive_event(an_event("order-1", news="unreadable", issued_at=NOW - timedelta(days=1)))
    receive_event(an_event("order-1", news="reread"))
    understand_events()
    assert states()[0] == "unreadable"


def test_a_limit_leaves_the_rest_for_the_next_round() -> None:
    for number in range(3):
        receive_event(an_event(f"order-{number}"))
    assert [understand_events(limit=2), understand_events(limit=2), understand_events(limit=2)] == [2, 1, 0]


def test_an_event_that_does_not_show_its_order_makes_us_read_it() -> None:
    order = an_order()
    AgreeableStore.news[order.external_id] = {"state": "cancelled"}
    receive_event(an_event(order.external_id, news="reread"))
    understand_events()
    order.refresh_from_db()
    assert (order.state, states()) == ("cancelled", ["old"])


def test_events_stay_new_while_the_store_cannot_be_read_and_the_others_go_on() -> None:
    receive_event(an_event("order-1", news="reread away"))
    receive_event(an_event("order-2"))
    assert understand_events() == 1
    assert sorted(states()) == ["new", "old"]
    assert Order.objects.get().external_id == "order-2"


def test_an_event_that_means_nothing_to_us_is_done() -> None:
    receive_event(an_event("order-1", news="nothing"))
    assert (understand_events(), states(), Order.objects.count()) == (1, ["old"], 0)


def test_a_deleted_account_is_forgotten_and_its_events_are_emptied() -> None:
    receive_event(an_event("order-1"))
    understand_events()
    person = Customer.objects.get()
    receive_event(an_event(person.external_id, news="gone", subject="customer"))
    understand_events()
    person.refresh_from_db()
    assert (person.email, person.forgotten_at) == ("", NOW)
    assert {bytes(event.body) for event in StoreEvent.objects.all()} == {b""}
    assert set(Suppression.objects.values_list("scope", "reason")) == {("all", "forgotten"), ("print", "forgotten")}


def test_news_of_a_forgotten_persons_order_is_understood_and_emptied() -> None:
    receive_event(an_event("order-1"))
    understand_events()
    receive_event(an_event(Customer.objects.get().external_id, news="gone", subject="customer"))
    understand_events()
    receive_event(an_event("order-1", news="shipped"))
    understand_events()
    order = Order.objects.get()
    assert (order.state, order.recipient_first_name, order.customer.email) == ("shipped", "", "")
    assert bytes(StoreEvent.objects.latest("pk").body) == b""
    assert Customer.objects.count() == 1


def test_an_account_we_never_knew_leaves_a_stop_and_an_empty_row() -> None:
    receive_event(an_event("customer-order-9", news="gone", subject="customer"))
    understand_events()
    person = Customer.objects.get()
    assert (person.email, person.first_name, person.address_key) == ("", "", "")
    assert person.forgotten_at is not None
    assert set(Suppression.objects.values_list("scope", flat=True)) == {"all", "print"}


@pytest.fixture
def told() -> OrderSnapshot:
    """What the store said of an order of which we have heard."""
    snapshot = as_snapshot(a_shipped_order())
    Order.objects.update(version=version_of(snapshot))
    return snapshot


def later(told: OrderSnapshot, *, by: timedelta = timedelta(minutes=5), **changes: Any) -> OrderSnapshot:
    return replace(told, issued_at=told.issued_at + by, **changes)


def test_an_older_snapshot_never_overwrites_a_newer(told: OrderSnapshot) -> None:
    snapshot_order([later(told, state="returned")])
    assert snapshot_order([told]) == []
    assert Order.objects.get().state == "returned"


def test_the_same_snapshot_again_changes_nothing(told: OrderSnapshot) -> None:
    news = later(told, total=Decimal("12.50"))
    assert len(snapshot_order([news])) == 1
    assert snapshot_order([news]) == []


def test_of_several_snapshots_in_one_batch_the_newest_counts(told: OrderSnapshot) -> None:
    middle, last = later(told, state="returned"), later(told, by=timedelta(minutes=9), state="cancelled")
    snapshot_order([last, told, middle])
    assert Order.objects.get().state == "cancelled"


def test_of_two_snapshots_of_one_instant_the_digest_decides_in_any_order(told: OrderSnapshot) -> None:
    one, two = later(told, digest="1" * 64, language="fr"), later(told, digest="2" * 64, language="de")
    snapshot_order([two])
    snapshot_order([one])
    assert Order.objects.get().language == "de"


def test_lines_are_those_of_the_newest_snapshot(told: OrderSnapshot) -> None:
    (line,) = told.lines
    bowl = replace(line, external_id="line-bowl", product_name="Oak bowl", product_slug="oak-bowl")
    snapshot_order([later(told, lines=(bowl, replace(line, quantity=3)))])
    assert list(OrderLine.objects.values_list("product_name", "quantity", "position")) == [
        ("Oak bowl", 1, 0),
        ("Linen throw", 3, 1),
    ]


def test_lines_that_did_not_change_keep_their_rows(told: OrderSnapshot) -> None:
    before = list(OrderLine.objects.values())
    snapshot_order([later(told, state="returned")])
    assert list(OrderLine.objects.values()) == before


def a_second_parcel(told: OrderSnapshot) -> ParcelSnapshot:
    return replace(told.parcels[0], external_id="parcel-two", tracking="T2")


def test_a_new_parcel_is_added_and_the_first_stays(told: OrderSnapshot) -> None:
    snapshot_order([later(told, parcels=(*told.parcels, a_second_parcel(told)))])
    assert Parcel.objects.count() == 2


def test_a_parcel_that_a_later_snapshot_lacks_is_no_longer_shown(told: OrderSnapshot) -> None:
    snapshot_order([later(told, parcels=())])
    order, parcel = Order.objects.get(), Parcel.objects.get()
    assert not parcel.shown_at(order.issued_at)


def test_of_two_snapshots_of_nearly_one_moment_neither_hides_the_others_parcel(told: OrderSnapshot) -> None:
    second = a_second_parcel(told)
    snapshot_order([later(told), later(told, by=timedelta(minutes=5, milliseconds=400), parcels=(second,))])
    order = Order.objects.get()
    assert [parcel.shown_at(order.issued_at) for parcel in Parcel.objects.all()] == [True, True]


def test_an_order_of_a_guest_and_of_an_account_with_one_address_are_two_people(told: OrderSnapshot) -> None:
    guest = replace(told.buyer, external_id="")
    snapshot_order([later(told, external_id="order-guest", buyer=guest, lines=(), parcels=())])
    assert Customer.objects.count() == 2
    assert Customer.objects.values("address_key").distinct().count() == 1


def test_an_older_snapshot_does_not_rename_a_person(told: OrderSnapshot) -> None:
    snapshot_order([later(told, buyer=replace(told.buyer, first_name="Mirjam"))])
    other = later(told, by=-timedelta(minutes=5), external_id="order-other", lines=(), parcels=())
    snapshot_order([other])
    assert Customer.objects.get().first_name == "Mirjam"


def test_an_empty_batch_is_no_batch() -> None:
    assert snapshot_order([]) == []
