"""Noor scans a parcel, then what belongs in it; before the truck leaves she sees what is missing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from delight import clock
from delight.models import CardDesign, Order, Parcel, PrintLine, PrintRun, Touch
from tests.factories import a_touch, an_order

Card = Callable[..., Touch]
Parcels = Callable[..., Parcel]


def scan(client: Client, code: str, **data: Any) -> str:
    return client.post("/admin/delight/scan/", {"code": code, **data}).content.decode()


def press_print(client: Client) -> None:
    client.post("/admin/delight/today/print/", {"all": "1"})


def code(touch: Touch) -> str:
    return f"D{touch.pk:07d}"


@pytest.fixture
def printed(noor: Client, a_card: Card) -> Callable[..., Touch]:
    """A card that was printed today, of an order with this number."""

    def make(number: str, **changes: Any) -> Touch:
        card = a_card(an_order(number=number, **changes))
        press_print(noor)
        return card

    return make


def test_a_parcel_says_what_still_has_to_go_in(noor: Client, printed: Callable[..., Touch]) -> None:
    card = printed("9001")
    shown = scan(noor, "9001")
    assert "delight-scan--next" in shown
    assert "Still to go in: <strong>Card</strong>" in shown
    assert f'name="parcel" value="{card.order_id}"' in shown


def test_the_right_card_is_green_and_the_parcel_is_done(noor: Client, printed: Callable[..., Touch]) -> None:
    card = printed("9001")
    shown = scan(noor, code(card), parcel=card.order_id)
    assert "delight-scan--good" in shown
    assert "Nothing printed is missing." in shown
    assert 'name="parcel"' not in shown
    assert PrintLine.objects.get().enclosed_at is not None


def test_a_card_of_another_parcel_is_refused_loudly_and_marked_nowhere(
    noor: Client, printed: Callable[..., Touch]
) -> None:
    mine = printed("9001", recipient_first_name="Jonas", recipient_last_name="Berg")
    other = printed("9002")
    shown = scan(noor, code(other), parcel=mine.order_id)
    assert "delight-scan--bad" in shown
    assert "Wrong parcel!" in shown
    assert "Order 9001, Jonas Berg" in shown
    assert f'name="parcel" value="{mine.order_id}"' in shown
    assert not PrintLine.objects.exclude(enclosed_at=None).exists()


def test_a_parcel_is_known_by_its_tracking_number_and_its_card_may_still_go_in(
    noor: Client, printed: Callable[..., Touch], a_parcel: Parcels
) -> None:
    card = printed("9001")
    assert card.order is not None
    a_parcel(card.order, tracking="00340434161094042557")
    assert "Order 9001" in scan(noor, "00340434161094042557")
    assert "delight-scan--bad" in scan(noor, code(card))  # without the parcel in hand it has left
    assert "delight-scan--good" in scan(noor, code(card), parcel=card.order_id)


def test_a_label_on_two_orders_asks_for_the_order_number(noor: Client, a_parcel: Parcels) -> None:
    for _ in range(2):
        a_parcel(an_order(), tracking="TWICE-1")
    assert "belongs to several orders" in scan(noor, "TWICE-1")


def test_a_cancelled_parcel_is_stopped_before_its_card(noor: Client, db: None) -> None:
    an_order(number="9001", state=Order.State.CANCELLED)
    shown = scan(noor, "#9001")
    assert "Do not send, order 9001." in shown
    assert "The order was cancelled." in shown


def test_a_parcel_without_anything_of_ours_says_so(noor: Client, db: None) -> None:
    an_order(number="9001")
    assert "Nothing of ours has to go into this parcel." in scan(noor, "9001")


def test_what_nobody_knows_is_explained(noor: Client, db: None) -> None:
    assert "not a code of ours, nor an order or tracking number" in scan(noor, "4006381333931")


def test_the_line_for_a_pen_is_asked_for_and_who_wrote_it_is_kept(noor: Client, a_card: Card) -> None:
    CardDesign.objects.create(name="With a line", default=True, human_slot="what you like about it")
    card = a_card()
    press_print(noor)
    shown = scan(noor, code(card))
    assert "what you like about it" in shown
    assert PrintLine.objects.get().enclosed_at is None
    shown = scan(noor, code(card), asked=code(card))
    line = PrintLine.objects.get()
    assert "delight-scan--good" in shown
    assert line.written_by is not None
    assert line.written_by.username == "noor"
    assert line.written_at is not None
    assert "line by noor" in noor.get(f"/admin/delight/runs/{line.run_id}/").content.decode()


def test_another_card_does_not_count_as_the_line_being_written(noor: Client, a_card: Card) -> None:
    CardDesign.objects.create(name="With a line", default=True, human_slot="what you like about it")
    one, other = a_card(), a_card()
    press_print(noor)
    scan(noor, code(other), asked=code(one))
    assert not PrintLine.objects.exclude(written_at=None).exists()


def missing(client: Client) -> str:
    return client.get("/admin/delight/missing/").content.decode()


def test_the_truck_may_go_when_all_is_in(noor: Client, printed: Callable[..., Touch]) -> None:
    scan(noor, code(printed("9001")))
    assert "The truck may go." in missing(noor)


def test_a_printed_card_in_no_parcel_is_named(noor: Client, printed: Callable[..., Touch]) -> None:
    card = printed("9001")
    shown = missing(noor)
    assert "1 printed piece is in no parcel yet" in shown
    assert "#9001" in shown
    assert code(card) in shown


def test_a_parcel_that_left_without_its_card_is_named_louder(
    noor: Client, printed: Callable[..., Touch], a_parcel: Parcels
) -> None:
    card = printed("9001")
    assert card.order is not None
    a_parcel(card.order)
    assert "1 piece is missing from a parcel that is marked as sent" in missing(noor)


def test_a_card_that_was_never_printed_is_missing_too(noor: Client, db: None) -> None:
    now = clock.now()
    a_touch(medium="card", kind="note", state=Touch.State.MISSED, reason="parcel_left", due_at=now, done_at=now)
    assert "never printed" in missing(noor)


def test_neither_a_spoilt_card_nor_one_of_a_cancelled_order_is_missed(
    noor: Client, printed: Callable[..., Touch]
) -> None:
    spoilt, cancelled = printed("9001"), printed("9002")
    PrintLine.objects.filter(touch=spoilt).update(spoilt_at=clock.now())
    Order.objects.filter(pk=cancelled.order_id).update(state=Order.State.CANCELLED)
    assert "The truck may go." in missing(noor)


def test_only_the_newest_copy_of_a_card_counts(noor: Client, printed: Callable[..., Touch]) -> None:
    card = printed("9001")
    noor.post(f"/admin/delight/runs/{PrintRun.objects.get().pk}/again/", {"why": "jam"})
    scan(noor, code(card))
    assert "The truck may go." in missing(noor)


def test_an_editor_does_not_scan(edda: Client) -> None:
    assert edda.get("/admin/delight/missing/").status_code == 302
