"""An order's page tells its whole course, and its buttons do one thing each."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from delight import clock
from delight.backoffice import reasons
from delight.backoffice.orders.timeline import text_part, timeline
from delight.models import Attempt, Case, Order, Parcel, PrintLine, PrintRun, Sign, StoreEvent, Suppression, Touch
from tests.factories import NOW, a_customer, a_touch, an_order

DAY = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
MAIL = """From: Hannah <hannah@lindenloom.example>
To: Mira <mira@example.org>
Subject: A short guide
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b"

--b
Content-Type: text/plain; charset="utf-8"

Wash it cold the first time.
--b
Content-Type: text/html; charset="utf-8"

<p>Wash it cold the first time.</p>
--b--
"""


def page(client: Client, order: Order) -> str:
    return client.get(f"/admin/delight/orders/{order.pk}/").content.decode()


def press(client: Client, order: Order, deed: str, **data: Any) -> str:
    return client.post(f"/admin/delight/orders/{order.pk}/{deed}/", data, follow=True).content.decode()


def test_orders_are_found_by_number_and_by_either_name(lena: Client) -> None:
    an_order(number="7001", recipient_first_name="Jonas")
    an_order(number="7002", customer=a_customer(first_name="Zoë"))
    for asked, found, other in [("7001", "#7001", "#7002"), ("jonas", "#7001", "#7002"), ("zoë", "#7002", "#7001")]:
        shown = lena.get("/admin/delight/orders/", {"q": asked}).content.decode()
        assert found in shown
        assert other not in shown


def test_orders_are_filtered_by_state(lena: Client) -> None:
    an_order(number="7001", state=Order.State.SHIPPED)
    an_order(number="7002")
    shown = lena.get("/admin/delight/orders/", {"state": "shipped"}).content.decode()
    assert "#7001" in shown
    assert "#7002" not in shown


def test_an_order_of_the_sample_store_is_labelled(lena: Client) -> None:
    order = an_order(sample=True)
    assert "delight-sample" in lena.get("/admin/delight/orders/").content.decode()
    assert "delight-sample" in page(lena, order)


def test_the_timeline_runs_from_the_order_to_the_last_sign(db: None) -> None:
    order = an_order(created_at=DAY)
    StoreEvent.objects.create(
        store=order.store,
        digest="a",
        type="ORDER_FULFILLED",
        subject="order",
        subject_id=order.external_id,
        received_at=DAY + timedelta(hours=3),
        body=b"{}",
        state=StoreEvent.State.DONE,
    )
    touch = a_touch(order=order, state=Touch.State.DONE, created_at=DAY + timedelta(hours=1), due_at=DAY)
    run = PrintRun.objects.create(made_at=DAY + timedelta(hours=2), sheet="single")
    PrintLine.objects.create(
        run=run, touch=touch, position=4, content={}, content_hash="x", enclosed_at=DAY + timedelta(hours=4)
    )
    Attempt.objects.create(
        touch=touch,
        number=1,
        claim="c",
        marked_at=DAY + timedelta(days=3),
        transport="smtp",
        message_id="<1@x>",
        subject="A short guide",
        text=MAIL,
        outcome=Attempt.Outcome.ACCEPTED,
        reply="250 ok",
    )
    Sign.objects.create(
        customer=order.customer,
        order=order,
        touch=touch,
        name="guide_opened",
        day=DAY.date(),
        at=DAY + timedelta(days=4),
    )
    Case.objects.create(
        customer=order.customer, order=order, sort="damage", words="One is torn.", opened_at=DAY + timedelta(days=5)
    )
    told = [entry.title for entry in timeline(order)]
    assert [title.split(":")[0] for title in told] == [
        "Ordered",
        "Planned",
        "Printed",
        "The store said",
        "In the parcel",
        "Mail handed over",
        "The person opened the guide from the mail",
        "Case opened",
    ]


def test_the_exact_text_of_a_mail_can_be_read(lena: Client) -> None:
    touch = a_touch(state=Touch.State.DONE)
    Attempt.objects.create(
        touch=touch,
        number=1,
        claim="c",
        marked_at=DAY,
        transport="smtp",
        message_id="<1@x>",
        subject="A short guide",
        text=MAIL,
        zone="Asia/Tokyo",
        zone_source="area",
        outcome=Attempt.Outcome.ACCEPTED,
    )
    shown = page(lena, touch.order)
    assert f"{DAY.astimezone(ZoneInfo('Asia/Tokyo')):%H:%M} by their clock (Asia/Tokyo, by the area)" in shown
    assert "Wash it cold the first time." in shown
    assert "The exact text" in shown


def test_a_mail_without_parts_is_shown_as_it_is() -> None:
    assert text_part("Subject: x\n\nHello") == "Hello"


def test_a_skipped_touch_says_why_in_a_sentence(lena: Client) -> None:
    touch = a_touch(state=Touch.State.SKIPPED, reason="no_basis", done_at=DAY)
    assert "There is no legal basis to write" in page(lena, touch.order)


def test_a_withdrawn_touch_says_that_the_order_came_back(lena: Client) -> None:
    touch = a_touch(state=Touch.State.WITHDRAWN, reason="returned")
    shown = page(lena, touch.order)
    assert "A guide by mail: withdrawn" in shown
    assert "The order came back." in shown


def test_what_an_order_spoke_against_from_the_start_is_told_once(db: None) -> None:
    order = an_order()
    a_touch(order=order, state=Touch.State.WITHDRAWN, reason="digital", created_at=order.issued_at)
    told = [(entry.title, entry.detail) for entry in timeline(order)][1:]
    assert told == [("Not planned: A guide by mail", "Nothing was shipped, so there is no parcel for a card.")]


def test_a_stop_is_told_on_the_day_it_was_said(db: None) -> None:
    touch = a_touch(state=Touch.State.WITHDRAWN, reason="stopped", created_at=DAY)
    said = DAY + timedelta(days=6)
    Suppression.objects.create(
        store=touch.store, address_key=touch.customer.address_key, scope="all", reason="asked", at=said
    )
    last = timeline(touch.order)[-1]
    assert (last.at, last.detail) == (said, str(reasons.SENTENCES["stopped"]))


def test_an_unreadable_event_shows_its_error(lena: Client) -> None:
    order = an_order()
    StoreEvent.objects.create(
        store=order.store,
        digest="a",
        type="ORDER_UPDATED",
        subject="order",
        subject_id=order.external_id,
        received_at=DAY,
        body=b"\xff{",
        state=StoreEvent.State.UNREADABLE,
        error="line 1 has no number",
    )
    assert "line 1 has no number" in page(lena, order)


def test_an_event_is_read_with_its_body(lena: Client) -> None:
    event = StoreEvent.objects.create(
        store="s", digest="a", type="ORDER_UPDATED", subject="order", received_at=DAY, body=b'{"number": "\xff"}'
    )
    assert "{&quot;number&quot;" in lena.get(f"/admin/delight/events/inspect/{event.pk}/").content.decode()


def test_a_touch_is_read_with_its_reason_as_a_sentence(lena: Client) -> None:
    touch = a_touch(state=Touch.State.SKIPPED, reason="already_open")
    shown = lena.get(f"/admin/delight/touches/inspect/{touch.pk}/").content.decode()
    assert "The guide was already opened" in shown


def test_lena_holds_a_touch_and_lets_it_go(lena: Client) -> None:
    touch = a_touch()
    assert "Held: A guide by mail." in press(lena, touch.order, "hold", touch=touch.pk)
    touch.refresh_from_db()
    assert touch.hold_reason == "staff_hold"
    press(lena, touch.order, "release", touch=touch.pk)
    touch.refresh_from_db()
    assert touch.hold_reason == ""


def test_a_touch_is_held_until_the_day_that_lena_says(lena: Client) -> None:
    touch = a_touch()
    press(lena, touch.order, "hold", touch=touch.pk, until="2026-12-24")
    touch.refresh_from_db()
    assert touch.hold_until == datetime(2026, 12, 24, 11, 0, tzinfo=UTC)  # noon in Berlin


def test_lena_leaves_a_touch_out(lena: Client) -> None:
    touch = a_touch()
    press(lena, touch.order, "skip", touch=touch.pk)
    touch.refresh_from_db()
    assert touch.state == Touch.State.SKIPPED
    assert "Somebody of the shop left it out." in page(lena, touch.order)


@pytest.mark.parametrize("deed", ["hold", "release", "skip", "now"])
def test_what_is_done_cannot_be_changed_any_more(lena: Client, deed: str) -> None:
    touch = a_touch(state=Touch.State.DONE)
    press(lena, touch.order, deed, touch=touch.pk)
    touch.refresh_from_db()
    assert (touch.state, touch.hold_reason) == (Touch.State.DONE, "")


def test_a_mail_is_written_now_where_nothing_but_its_day_speaks_against_it(lena: Client) -> None:
    touch = a_touch(due_at=clock.now() + timedelta(days=3))
    assert "Write now" in page(lena, touch.order)
    assert "Written as soon as nothing speaks against it" in press(lena, touch.order, "now", touch=touch.pk)
    touch.refresh_from_db()
    assert touch.due_at <= clock.now()
    assert "Somebody of the shop wants it written now." in page(lena, touch.order)


@pytest.mark.parametrize(
    "changes", [{"kind": "review"}, {"kind": "note", "medium": "card"}, {"hold_reason": "open_case"}]
)
def test_what_goes_to_everyone_alike_and_paper_and_what_is_held_is_not_written_now(
    lena: Client, changes: dict[str, Any]
) -> None:
    touch = a_touch(due_at=clock.now() + timedelta(days=3), **changes)
    assert "Write now" not in page(lena, touch.order)
    assert "it cannot be written now" in press(lena, touch.order, "now", touch=touch.pk)


def test_closed_in_peace_is_taken_back_by_nobody_but_the_person(lena: Client) -> None:
    order = an_order(customer=a_customer(email="mira.albrecht@example.org"))
    press(lena, order, "open_case", sort="complaint", words="Never again.")
    assert "Close in peace" in page(lena, order)
    said = press(lena, order, "peace", case=Case.objects.get().pk, closing="Nothing helped.")
    assert "nothing but what serves an order goes to this person" in said
    assert Case.objects.get().closed_at is not None
    assert Suppression.objects.get().scope == Suppression.QUIET
    person = f"/admin/delight/people/{order.customer.pk}/"
    assert "only they take it back" in lena.get(person).content.decode()
    assert "They want it again" not in lena.get(person).content.decode()
    refused = lena.post(f"{person}lift/", {"scope": "quiet"}, follow=True).content.decode()
    assert "only they take that back" in refused
    assert Suppression.objects.exists()


def test_from_the_order_it_is_one_click_to_print_a_card_again(ada: Client, noor: Client, karl: Client) -> None:
    touch = a_touch(kind="note", medium="card", state=Touch.State.DONE)
    run = PrintRun.objects.create(made_at=NOW, sheet="single")
    PrintLine.objects.create(run=run, touch=touch, position=1, content={}, content_hash="x")
    link = f'<a href="/admin/delight/runs/{run.pk}/">print it again</a>'
    assert [link in page(who, touch.order) for who in (ada, noor, karl)] == [True, True, False]


def test_noor_sees_what_is_printed_and_no_mail_that_is_planned(noor: Client, lena: Client) -> None:
    touch = a_touch()
    assert "A guide by mail" not in page(noor, touch.order)
    assert "A guide by mail" in page(lena, touch.order)
    card = a_touch(kind="note", medium="card")
    assert "A card in the parcel" in page(noor, card.order)


def test_a_noted_arrival_is_kept_with_its_source(lena: Client, a_parcel: Callable[..., Parcel]) -> None:
    order = an_order(state=Order.State.SHIPPED)
    parcel = a_parcel(order)
    press(lena, order, "arrived", parcel=parcel.pk, day=f"{clock.now():%Y-%m-%d}")
    parcel.refresh_from_db()
    assert parcel.arrived_at is not None
    assert parcel.arrival_source == Parcel.ArrivalSource.STAFF


def test_a_parcel_that_the_store_no_longer_shows_cannot_arrive(lena: Client, a_parcel: Callable[..., Parcel]) -> None:
    order = an_order(state=Order.State.RETURNED)
    a_parcel(order, issued_at=order.issued_at - timedelta(minutes=1))
    assert "It arrived" not in page(lena, order)


def test_a_parcel_cannot_arrive_before_it_left(lena: Client, a_parcel: Callable[..., Parcel]) -> None:
    order = an_order(state=Order.State.SHIPPED)
    parcel = a_parcel(order)
    assert "it cannot have arrived" in press(lena, order, "arrived", parcel=parcel.pk, day="2020-01-01")
    parcel.refresh_from_db()
    assert parcel.arrived_at is None


def test_a_case_is_opened_and_closed(lena: Client) -> None:
    order = an_order()
    press(lena, order, "open_case", sort="damage", words="One mug is broken.")
    case = Case.objects.get()
    assert "One mug is broken." in page(lena, order)
    press(lena, order, "close_case", case=case.pk, closing="Sent a new one.")
    case.refresh_from_db()
    assert case.closed_at is not None
    assert case.closing == "Sent a new one."


def test_a_case_is_not_closed_without_saying_how(lena: Client) -> None:
    order = an_order()
    press(lena, order, "open_case", sort="question", words="How?")
    shown = press(lena, order, "close_case", case=Case.objects.get().pk, closing="")
    assert "How was it settled?" in shown
    assert Case.objects.get().closed_at is None


def test_the_timeline_says_who_did_it(lena: Client) -> None:
    touch = a_touch()
    press(lena, touch.order, "skip", touch=touch.pk)
    entry = next(entry for entry in timeline(touch.order) if entry.title.startswith("Left out"))
    assert entry.detail == "lena"


def test_noor_sees_an_order_without_its_buttons(noor: Client) -> None:
    touch = a_touch()
    assert "Leave out" not in page(noor, touch.order)


def test_noor_cannot_press_what_she_does_not_see(noor: Client) -> None:
    touch = a_touch()
    press(noor, touch.order, "skip", touch=touch.pk)
    touch.refresh_from_db()
    assert touch.state == Touch.State.PLANNED


@pytest.mark.parametrize("deed", ["hold", "release", "skip", "now", "arrived", "open_case", "close_case", "peace"])
def test_looking_at_a_button_does_nothing(lena: Client, deed: str) -> None:
    order = an_order()
    assert lena.get(f"/admin/delight/orders/{order.pk}/{deed}/").status_code == 405


def test_a_button_that_does_not_exist_is_not_found(lena: Client) -> None:
    assert lena.post(f"/admin/delight/orders/{an_order().pk}/refund/").status_code == 404


def test_another_orders_touch_cannot_be_reached_through_this_one(lena: Client) -> None:
    touch, other = a_touch(), an_order()
    assert lena.post(f"/admin/delight/orders/{other.pk}/skip/", {"touch": touch.pk}).status_code == 404


def test_words_of_a_customer_are_shown_and_not_run(lena: Client) -> None:
    order = an_order(gift=True, gift_text="<script>alert(1)</script>", recipient_first_name="<b>Jonas</b>")
    shown = page(lena, order)
    assert "<script>alert(1)" not in shown
    assert "<b>Jonas" not in shown


def test_a_person_is_forgotten_by_somebody_who_may_and_is_sure(ada: Client) -> None:
    touch = a_touch(order=an_order(recipient_first_name="Jonas"))
    answer = ada.post(f"/admin/delight/orders/{touch.order_id}/forget/", {"sure": "on"}, follow=True)
    shown = answer.content.decode()
    assert "a person who asked to be forgotten" in shown
    assert "Jonas" not in shown
    touch.customer.refresh_from_db()
    assert touch.customer.email == ""


def test_the_button_to_forget_leads_to_the_desks_own_address(ada: Client) -> None:
    order = an_order()
    assert f'action="/admin/delight/orders/{order.pk}/forget/"' in page(ada, order)


def test_nobody_is_forgotten_by_a_slip(ada: Client) -> None:
    order = an_order()
    ada.post(f"/admin/delight/orders/{order.pk}/forget/", {})
    order.customer.refresh_from_db()
    assert order.customer.forgotten_at is None


def test_lena_may_not_erase_people(lena: Client) -> None:
    order = an_order()
    lena.post(f"/admin/delight/orders/{order.pk}/forget/", {"sure": "on"})
    order.customer.refresh_from_db()
    assert order.customer.forgotten_at is None
