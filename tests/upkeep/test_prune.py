"""What is old goes, what is needed stays, and a person of whom nothing was heard for three years becomes nameless."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Model

from delight.actions.people.know_customers import identity_of
from delight.actions.upkeep.prune import prune
from delight.models import Attempt, Case, Customer, Order, PrintLine, PrintRun, ProviderEvent, Sign, StoreEvent
from storefront_hooks import PersonSnapshot
from tests.factories import NOW, a_customer, a_touch, an_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def ago(days: int) -> Any:
    return NOW - timedelta(days=days)


def an_event(days: int, *, state: str = StoreEvent.State.DONE, digest: str = "") -> StoreEvent:
    return StoreEvent.objects.create(
        store="saleor", digest=digest or f"{days}{state}", type="ORDER_UPDATED", subject="order",
        received_at=ago(days), body=b"mira@example.org", state=state,
    )  # fmt: skip


def kept(row: Model, field: str) -> bool:
    row.refresh_from_db()
    return bool(getattr(row, field))


@pytest.mark.parametrize(
    ("days", "state", "stays"),
    [
        (29, StoreEvent.State.DONE, True),
        (31, StoreEvent.State.DONE, False),
        (179, StoreEvent.State.UNREADABLE, True),
        (181, StoreEvent.State.UNREADABLE, False),
        (400, StoreEvent.State.NEW, True),
    ],
)
def test_a_raw_event_is_kept_until_it_is_understood_and_a_month_longer(days: int, state: str, stays: bool) -> None:
    event = an_event(days, state=state)
    prune(now=NOW)
    assert kept(event, "body") is stays
    assert event.digest


@pytest.mark.parametrize(("days", "stays"), [(729, True), (731, False)])
def test_the_texts_of_mails_cards_gifts_and_cases_are_kept_for_two_years(days: int, stays: bool) -> None:
    order = an_order(created_at=ago(days), gift_text="To Jonas, with love")
    touch = a_touch(order=order)
    attempt = Attempt.objects.create(
        touch=touch, number=1, claim="c", marked_at=ago(days), transport="smtp", message_id="<1@x>", text="Dear Mira"
    )
    line = PrintLine.objects.create(
        run=PrintRun.objects.create(made_at=ago(days), sheet="a6"), touch=touch, position=1, content={"name": "Mira"}
    )
    case = Case.objects.create(
        customer=order.customer, sort="damage", words="torn", opened_at=ago(days + 1), closed_at=ago(days)
    )
    an_order(customer=order.customer)
    prune(now=NOW)
    assert [kept(attempt, "text"), kept(line, "content"), kept(order, "gift_text"), kept(case, "words")] == [stays] * 4


def test_an_open_case_keeps_its_words() -> None:
    customer = a_customer()
    case = Case.objects.create(customer=customer, sort="damage", words="torn", opened_at=ago(900))
    prune(now=NOW)
    assert kept(case, "words")


def test_a_person_of_whom_nothing_was_heard_for_three_years_is_made_nameless_and_may_come_back() -> None:
    silent = a_customer(told_at=ago(1200), external_id="", email="mira@example.org")
    order = an_order(customer=silent, created_at=ago(1100))
    prune(now=NOW)
    silent.refresh_from_db()
    assert (silent.first_name, silent.email, silent.address_key, silent.identity) == ("", "", "", f"gone:{silent.pk}")
    assert Order.objects.get(pk=order.pk).recipient_last_name == ""
    person = PersonSnapshot(external_id="", email="mira@example.org", first_name="Mira", last_name="A", language="en")
    assert not Customer.objects.filter(identity=identity_of(person)).exists()


@pytest.mark.parametrize("deed", ["order", "sign", "case", "told"])
def test_any_deed_within_three_years_keeps_the_name(deed: str) -> None:
    person = a_customer(told_at=ago(1000 if deed == "told" else 1200))
    order = an_order(customer=person, created_at=ago(1000 if deed == "order" else 1150))
    if deed == "sign":
        touch = a_touch(order=order)
        Sign.objects.create(
            customer=person, order=order, touch=touch, name=Sign.Name.GUIDE_OPENED, day=ago(1000).date(), at=ago(1000)
        )
    if deed == "case":
        Case.objects.create(customer=person, sort="question", words="?", opened_at=ago(1000))
    prune(now=NOW)
    assert kept(person, "first_name")


def test_making_nameless_leaves_no_stop_that_nobody_said() -> None:
    from delight.models import Suppression

    a_customer(told_at=ago(1200))
    assert prune(now=NOW)["people"] == 1
    assert not Suppression.objects.exists()


def test_a_providers_events_go_after_a_year() -> None:
    for days in (300, 400):
        ProviderEvent.objects.create(
            provider="Resend", digest=str(days), sort="delivered", at=ago(days), received_at=ago(days)
        )
    assert prune(now=NOW)["provider events"] == 1


def test_pruning_twice_changes_nothing() -> None:
    an_event(31)
    a_customer(told_at=ago(1200))
    prune(now=NOW)
    assert sum(prune(now=NOW).values()) == 0
