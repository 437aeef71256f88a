"""A person's say: stop and its end, skipping, cases, arrivals, signs, and being forgotten."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import models

from delight.actions.orders.note_arrival import note_arrival
from delight.actions.orders.snapshot_order import snapshot_order
from delight.actions.people.cases import close_case, open_case
from delight.actions.people.change_consent import skip_touch, stop, undo_stop
from delight.actions.people.forget_customer import forget_customer, forget_people
from delight.actions.people.record_sign import record_sign
from delight.actions.prints.print_cards import print_cards
from delight.actions.touches.plan_touches import plan_touches
from delight.errors import PermanentError
from delight.keys import address_key
from delight.models import (
    Attempt,
    Case,
    Consent,
    Customer,
    Medium,
    Moment,
    Order,
    Parcel,
    Sign,
    StoreEvent,
    Suppression,
    Touch,
)
from storefront_hooks import CustomerSnapshot, PersonSnapshot
from tests.factories import NOW, STORE, a_customer, a_moment, a_shipped_order, a_touch, an_order
from tests.fakes import as_snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def guide() -> Moment:
    return a_moment(slug="guide")


@pytest.fixture
def note() -> Moment:
    return a_moment(slug="note", kind="note", medium="card", anchor=Moment.Anchor.CONFIRMED, days=0)


def planned(order: Order, moment: Moment) -> Touch:
    plan_touches([order.pk])
    return Touch.objects.get(order=order, moment=moment)


def state_of(touch: Touch) -> tuple[str, str]:
    touch.refresh_from_db()
    return touch.state, touch.reason


def test_a_stop_holds_for_every_order_of_the_address(guide: Moment) -> None:
    accounts = [a_customer(email="mira@example.org"), a_customer(email="MIRA@example.org")]
    touches = [planned(a_shipped_order(customer=account), guide) for account in accounts]
    stop(touches[0], scope="all", source="mail link")
    assert [state_of(touch) for touch in touches] == [("withdrawn", "stopped")] * 2


def test_a_stop_of_mails_is_kept_with_its_source(guide: Moment) -> None:
    touch = planned(a_shipped_order(), guide)
    stop(touch, scope="all", source="one click")
    stop(touch, scope="all", source="page")
    kept = Suppression.objects.get()
    assert (kept.address_key, kept.scope, kept.source, kept.at) == (touch.customer.address_key, "all", "one click", NOW)


def test_a_stop_of_paper_leaves_mails_alone(guide: Moment, note: Moment) -> None:
    mira = a_customer()
    mail = planned(a_shipped_order(customer=mira), guide)
    card = planned(an_order(customer=mira), note)
    stop(card, scope="print", source="page")
    assert (state_of(mail)[0], state_of(card)) == ("planned", ("withdrawn", "stopped"))


def test_a_stop_of_one_kind_leaves_the_others_alone(guide: Moment) -> None:
    share = a_moment(slug="share", kind="share", days=8)
    order = a_shipped_order()
    first, second = planned(order, guide), planned(order, share)
    stop(second, scope="share", source="page")
    assert (state_of(first)[0], state_of(second)) == ("planned", ("withdrawn", "stopped"))


def test_a_stop_that_is_taken_back_lets_the_mails_come(guide: Moment) -> None:
    touch = planned(a_shipped_order(), guide)
    stop(touch, scope="all", source="page")
    undo_stop(touch, scope="all")
    assert state_of(touch) == ("planned", "arrival_estimated")


@pytest.mark.parametrize("reason", ["complaint", "forgotten"])
def test_a_stop_that_the_person_did_not_ask_for_cannot_be_taken_back(guide: Moment, reason: str) -> None:
    touch = planned(a_shipped_order(), guide)
    key = touch.customer.address_key
    Suppression.objects.create(store=touch.store, address_key=key, scope="all", reason=reason, at=NOW)
    undo_stop(touch, scope="all")
    assert Suppression.objects.exists()


def test_a_person_without_an_address_has_nothing_to_stop(guide: Moment) -> None:
    stop(a_touch(order=a_shipped_order(customer=a_customer(email=""))), scope="all", source="page")
    assert not Suppression.objects.exists()


def test_one_touch_is_left_out_and_stays_out(guide: Moment) -> None:
    touch = planned(a_shipped_order(), guide)
    assert skip_touch(touch, source="customer")
    plan_touches([touch.order_id])
    assert state_of(touch) == ("skipped", "skipped_by_customer")
    assert not skip_touch(touch, source="customer"), "left out once"


def test_what_is_under_way_cannot_be_left_out() -> None:
    assert not skip_touch(a_touch(state="sending"), source="customer")


def test_a_closed_case_lets_go_only_what_a_case_held() -> None:
    mira = a_customer()
    by_case = a_touch(order=a_shipped_order(customer=mira), hold_reason="open_case")
    by_staff = a_touch(order=a_shipped_order(customer=mira), hold_reason="staff_hold")
    first = open_case(mira, order=None, sort=Case.Sort.DAMAGE, words="Torn.")
    second = open_case(mira, order=None, sort=Case.Sort.QUESTION, words="When?")
    close_case(first, closing="Sent a new one.")
    by_case.refresh_from_db()
    assert by_case.hold_reason == "open_case", "another case is open"
    assert close_case(second, closing="Tomorrow.")
    by_case.refresh_from_db()
    by_staff.refresh_from_db()
    assert (by_case.hold_reason, by_staff.hold_reason) == ("", "staff_hold")


def test_a_case_is_closed_once_with_its_first_words() -> None:
    case = open_case(a_customer(), order=None, sort=Case.Sort.QUESTION, words="When?")
    assert close_case(case, closing="Tomorrow.")
    assert not close_case(case, closing="Never.")
    case.refresh_from_db()
    assert (case.closing, case.opened_at, case.closed_at) == ("Tomorrow.", NOW, NOW)


def test_an_arrival_that_staff_note_moves_the_guide(guide: Moment, clock: time_machine.Traveller) -> None:
    touch = planned(a_shipped_order(), guide)
    clock.shift(timedelta(days=1))
    parcel = Parcel.objects.get()
    note_arrival(parcel, at=NOW + timedelta(days=1))
    parcel.refresh_from_db()
    touch.refresh_from_db()
    assert (parcel.arrived_at, parcel.arrival_source) == (NOW + timedelta(days=1), "staff")
    assert (touch.due_at, touch.reason) == (NOW + timedelta(days=4), "arrival_known"), "Saturday and Sunday later"


def test_a_parcel_cannot_arrive_before_it_left() -> None:
    a_shipped_order()
    parcel = Parcel.objects.get()
    with pytest.raises(PermanentError, match="cannot have arrived"):
        note_arrival(parcel, at=parcel.shipped_at - timedelta(days=1))


def test_a_later_snapshot_keeps_the_arrival_that_staff_noted() -> None:
    order = a_shipped_order()
    note_arrival(Parcel.objects.get(), at=NOW - timedelta(days=1))
    told = as_snapshot(order)
    snapshot_order([_later(told, parcels=tuple(_later_parcel(one) for one in told.parcels))])
    assert Parcel.objects.get().arrived_at == NOW - timedelta(days=1)


def _later(told: Any, **changes: Any) -> Any:
    return replace(told, issued_at=told.issued_at + timedelta(hours=1), **changes)


def _later_parcel(told: Any) -> Any:
    return replace(told, tracking="new", arrived_at=NOW)


def test_a_code_opened_on_two_days_is_joy(note: Moment, clock: Any) -> None:
    share = a_moment(slug="share", kind="share", anchor=Moment.Anchor.JOY, days=2, expires_days=30)
    card = planned(a_shipped_order(parcel="waiting", state="open"), note)
    record_sign(card, name=Sign.Name.CODE_OPENED)
    record_sign(card, name=Sign.Name.CODE_OPENED)
    assert Sign.objects.count() == 1, "one per piece and local day"
    assert not Touch.objects.filter(moment=share).exists()
    clock.shift(timedelta(days=1))
    record_sign(card, name=Sign.Name.CODE_OPENED)
    asked = Touch.objects.get(moment=share)
    assert (asked.state, asked.reason) == ("planned", "opened_twice")
    assert asked.due_at == NOW + timedelta(days=5), "Friday and two days, then Tuesday at ten"


def test_a_sign_counts_for_the_day_where_the_person_lives(note: Moment, clock: Any) -> None:
    card = planned(an_order(country="NZ"), note)
    clock.move_to(NOW.replace(hour=23))
    record_sign(card, name=Sign.Name.CODE_OPENED)
    assert Sign.objects.get().day == (NOW + timedelta(days=1)).date()


SECRETS = ("Zwetlana", "Grünfeld", "zwetlana@example.org", "Jonas", "Kästner", "Kuchenfabrik", "Alles Gute", "Torn!")
"""Words that occur in nothing but this person's rows."""


@pytest.fixture
def zwetlana(store: Any, shop: Any) -> Customer:
    """A customer with everything a person can leave behind."""
    person = a_customer(
        first_name="Zwetlana", last_name="Grünfeld", email="zwetlana@example.org", time_zone="Asia/Yerevan"
    )
    order = an_order(
        customer=person,
        number="7001",
        gift=True,
        gift_text="Alles Gute",
        recipient_first_name="Jonas",
        recipient_last_name="Kästner",
        recipient_company="Kuchenfabrik",
        area="Wien",
    )
    a_touch(order=order, kind="note", medium="card")
    print_cards(None, by=None)
    bad = a_touch(
        order=an_order(customer=person, number="7002", gift=True, gift_text="Alles Gute 美咲"),
        kind="note",
        medium="card",
    )
    print_cards([bad.pk], by=None)
    mail = a_touch(order=a_shipped_order(customer=person), state="done", done_at=NOW)
    Attempt.objects.create(
        touch=mail,
        number=1,
        claim="c",
        marked_at=NOW,
        transport="smtp://localhost:25",
        message_id="<1@lindenloom.example>",
        subject="Zwetlana, your throw",
        text="Dear Zwetlana",
        reply="550 <zwetlana@example.org> unknown",
    )
    Sign.objects.create(customer=person, order=order, touch=mail, name="guide_opened", day=NOW, at=NOW)
    Consent.objects.create(address_key=person.address_key, store="saleor", given_at=NOW, source="letter of Zwetlana")
    Case.objects.create(customer=person, order=order, sort="damage", words="Torn!", opened_at=NOW, closing="Torn!")
    body = json.dumps({"order": order.external_id, "email": "zwetlana@example.org"}).encode()
    for number, subject in enumerate((order.external_id, "", person.external_id)):
        StoreEvent.objects.create(
            store="saleor",
            digest=f"d{number}",
            type="order_updated",
            subject="order",
            subject_id=subject,
            received_at=NOW,
            body=body,
            state=StoreEvent.State.DONE,
        )
    return person


def what_is_left() -> list[str]:
    """Every column of every table of ours in which one of the person's own words still stands."""
    found = []
    for model in apps.get_app_config("delight").get_models():
        for field in model._meta.concrete_fields:
            for value in model._default_manager.values_list(field.attname, flat=True):
                text = bytes(value).decode() if isinstance(field, models.BinaryField) else str(value)
                if any(secret in text or json.dumps(secret)[1:-1] in text for secret in SECRETS):
                    found.append(f"{model.__name__}.{field.name}: {text[:60]}")
    return found


def test_a_person_leaves_words_in_many_columns(zwetlana: Customer) -> None:
    columns = {line.split(":")[0] for line in what_is_left()}
    assert {
        "Attempt.reply",
        "Attempt.subject",
        "Attempt.text",
        "Case.words",
        "Consent.source",
        "Customer.email",
        "Order.gift_text",
        "PrintLine.content",
        "StoreEvent.body",
    } <= columns


def test_of_a_forgotten_person_nothing_personal_is_left_in_any_column(zwetlana: Customer) -> None:
    forget_customer(zwetlana)
    assert what_is_left() == []


def test_a_forgotten_persons_stop_outlives_the_person(zwetlana: Customer) -> None:
    rest = {"scope": "all", "reason": "paused", "ends_at": NOW + timedelta(days=30)}
    Suppression.objects.create(address_key=zwetlana.address_key, store=zwetlana.store, at=NOW, **rest)
    forget_customer(zwetlana)
    kept = Suppression.objects.values_list("address_key", "scope", "reason", "ends_at")
    key = address_key("zwetlana@example.org")
    assert set(kept) == {(key, "all", "forgotten", None), (key, "print", "forgotten", None)}


def test_whoever_was_forgotten_and_orders_without_an_account_gets_neither_mail_nor_card(
    zwetlana: Customer, guide: Moment
) -> None:
    forget_customer(zwetlana)
    back = a_customer(email="zwetlana@example.org", external_id="")
    card = a_moment(slug="card", kind="note", medium=Medium.CARD, anchor="confirmed", days=0)
    order = an_order(customer=back, state="open", created_at=NOW)
    plan_touches([order.pk])
    told = list(order.touches.values_list("moment__slug", "state", "reason"))
    assert told == [(card.slug, Touch.State.WITHDRAWN, "stopped")]
    shipped = planned(a_shipped_order(customer=back), guide)
    assert (shipped.state, shipped.reason) == (Touch.State.WITHDRAWN, "stopped")


def test_what_was_planned_for_a_forgotten_person_is_withdrawn(guide: Moment) -> None:
    touch = planned(a_shipped_order(), guide)
    forget_customer(touch.customer)
    assert state_of(touch) == ("withdrawn", "forgotten")
    plan_touches([touch.order_id])
    assert state_of(touch) == ("withdrawn", "forgotten")


def test_forgetting_one_person_leaves_another_as_they_are(zwetlana: Customer) -> None:
    noor = a_customer(first_name="Noor", email="noor@example.org")
    a_touch(order=a_shipped_order(customer=noor), kind="guide")
    before = list(Customer.objects.filter(pk=noor.pk).values())
    forget_customer(zwetlana)
    assert list(Customer.objects.filter(pk=noor.pk).values()) == before
    assert Touch.objects.get(customer=noor).state == "planned"


def test_later_news_of_the_order_does_not_bring_the_person_back(zwetlana: Customer) -> None:
    order = Order.objects.get(number="7001")
    told = _later(as_snapshot(order))
    forget_customer(zwetlana)
    snapshot_order([told])
    assert what_is_left() == []
    order.refresh_from_db()
    assert (order.version[:13], order.area, order.customer) == (f"{told.issued_at:%Y-%m-%dT%H}", "", zwetlana)


def test_later_news_that_names_the_person_as_a_guest_does_not_bring_them_back_either(zwetlana: Customer) -> None:
    told = as_snapshot(Order.objects.get(number="7001"))
    forget_customer(zwetlana)
    snapshot_order([_later(told, buyer=replace(told.buyer, external_id=""))])
    assert what_is_left() == []


def test_a_code_in_a_forgotten_persons_parcel_leaves_no_sign(zwetlana: Customer) -> None:
    forget_customer(zwetlana)
    touch = Touch.objects.filter(medium="card").first()
    assert touch is not None
    record_sign(touch, name=Sign.Name.CODE_OPENED)
    assert not Sign.objects.exists()


def test_who_bought_as_a_guest_before_is_forgotten_with_the_account() -> None:
    guest = a_customer(identity="mail:mira", email="mira@example.org")
    person = PersonSnapshot(external_id="user-1", email="mira@example.org", first_name="Mira", last_name="Albrecht")
    forget_people([CustomerSnapshot(store=STORE, person=person, issued_at=NOW + timedelta(days=1), gone=True)])
    guest.refresh_from_db()
    assert (guest.email, guest.first_name) == ("", "")
    assert guest.forgotten_at is not None


def test_the_same_words_are_one_case_even_where_two_stand_there_already() -> None:
    customer = a_customer()
    told = {"customer": customer, "order": None, "sort": Case.Sort.QUESTION, "words": "It frays."}
    rows = [Case.objects.create(**told, opened_at=NOW) for _ in range(2)]
    assert open_case(customer, order=None, sort=Case.Sort.QUESTION, words="It frays.") in rows
    assert Case.objects.count() == 2
