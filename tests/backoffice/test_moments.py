"""Lena changes moments: what could never happen is refused, and whom it concerns is said before it is saved."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from time_machine import Traveller

from delight.actions.touches.count_concerned import Concerned, count_concerned
from delight.backoffice.sentences import whole_sentence
from delight.models import Moment
from tests.factories import NOW, a_customer, a_moment, a_shipped_order, a_touch

FORM = {
    "name": "Guide, later",
    "slug": "guide-later",
    "kind": "guide",
    "medium": "mail",
    "anchor": "arrived",
    "days": "5",
    "expires_days": "12",
    "gladness": "It saves the first mistake.",
    "gifts": "any",
    "anniversary_days": "0",
    "incident": "any",
    "one_in": "1",
    "holdout_percent": "0",
}


def save(lena: Client, moment: Moment | None = None, **changes: Any) -> str:
    """What the page says after saving."""
    path = f"edit/{moment.pk}/" if moment else "add/"
    form = {**FORM, **({"slug": moment.slug} if moment else {}), **changes}
    return lena.post(f"/admin/delight/moments/{path}", form, follow=True).content.decode()


def test_a_moment_that_concerns_nobody_yet_is_saved_at_once(lena: Client) -> None:
    moment = a_moment()
    save(lena, moment, active="on")
    moment.refresh_from_db()
    assert (moment.name, moment.days, moment.expires_days) == ("Guide, later", 5, 12)


def test_a_moment_without_a_reason_to_be_glad_is_not_saved(lena: Client) -> None:
    save(lena, gladness="")
    assert not Moment.objects.exists()


def test_whom_a_change_concerns_is_said_before_it_is_saved(lena: Client, shop: None, clock: Traveller) -> None:
    moment = a_moment(days=2)
    a_touch(moment=moment)
    page = save(lena, moment, active="on")
    moment.refresh_from_db()
    assert moment.days == 2
    assert "1 person has something planned from it" in page
    assert "1 order would have been meant, of 1 people" in page or "1 order would have been meant" in page


def test_who_has_seen_the_number_saves(lena: Client, shop: None, clock: Traveller) -> None:
    moment = a_moment(days=2)
    a_touch(moment=moment)
    save(lena, moment, active="on", seen="on")
    moment.refresh_from_db()
    assert moment.days == 5


def test_a_new_name_concerns_nobody(lena: Client, shop: None, clock: Traveller) -> None:
    moment = a_moment(days=5, expires_days=12)
    a_touch(moment=moment)
    save(lena, moment, name="Another name", active="on")
    moment.refresh_from_db()
    assert moment.name == "Another name"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"nth_orders": "first"}, "is no number of an order", id="a word for a number"),
        pytest.param({"nth_orders": "0"}, "is no number of an order", id="there is no order 0"),
        pytest.param({"languages": "de, tlh"}, "Nobody is written to in “tlh”", id="a language we do not write"),
        pytest.param({"countries": "Germany"}, "is no country&#x27;s code", id="a country's name"),
        pytest.param({"total_from": "50"}, "Say in which currency", id="an amount of nothing"),
        pytest.param(
            {"total_from": "50", "total_below": "50", "currency": "EUR"}, "No order is worth", id="an empty band"
        ),
        pytest.param({"gifts": "only"}, "never sent for a gift", id="a mail that gives gifts away"),
        pytest.param(
            {"gifts": "only", "kind": "note", "medium": "card", "anchor": "joy"},
            "Joy is not counted",
            id="joy of gifts",
        ),
        pytest.param({"one_in": "0"}, "greater than or equal to 1", id="one in none"),
        pytest.param({"holdout_percent": "60"}, "less than or equal to 50", id="most go without"),
    ],
)
def test_what_could_never_happen_is_refused_with_the_reason(lena: Client, changes: dict[str, str], words: str) -> None:
    page = save(lena, **changes)
    assert words in page
    assert not Moment.objects.exists()


def test_lists_are_kept_in_one_spelling(lena: Client) -> None:
    save(lena, nth_orders="5,1, 2,2", languages="DE", countries="de, at")
    moment = Moment.objects.get()
    assert (moment.nth_orders, moment.languages, moment.countries) == ("1, 2, 5", "de", "DE, AT")


def test_a_copy_starts_switched_off_under_a_name_of_its_own(lena: Client) -> None:
    moment = a_moment(slug="guide", name="Guide")
    page = lena.get(f"/admin/delight/moments/copy/{moment.pk}/").content.decode()
    assert 'value="guide-2"' in page
    assert 'value="Guide 2"' in page
    assert Moment.objects.count() == 1


def test_people_are_counted_once_and_by_the_conditions(shop: None, clock: Traveller) -> None:
    mira = a_customer()
    for country in ("DE", "DE", "FR"):
        a_shipped_order(customer=mira, country=country, created_at=NOW - timedelta(days=3))
    a_shipped_order(country="DE", created_at=NOW - timedelta(days=60))
    moment = Moment(slug="x", kind="guide", medium="mail", anchor="arrived", days=1, countries="DE")
    assert count_concerned(moment) == Concerned(planned=0, looked_at=3, orders=2, people=1)


def test_conditions_are_read_as_words() -> None:
    moment = Moment(
        kind="guide",
        medium="mail",
        anchor="arrived",
        days=3,
        nth_orders="1, 2",
        languages="de",
        one_in=4,
        total_from=Decimal("50.0000"),
        currency="EUR",
        holdout_percent=10,
        gifts="never",
    )
    assert whole_sentence(moment) == (
        "3 days after the last parcel arrived, known or estimated: a guide by mail. Only: in the language de; "
        "a person's order number 1 or 2; never for gifts; worth at least 50 EUR; one in 4, by chance; "
        "10 % of people go without."
    )


REVIEW = {"name": "Review", "slug": "review", "kind": "review", "days": "13", "expires_days": "30"}


def test_a_review_that_asks_everyone_alike_is_saved(lena: Client) -> None:
    save(lena, **REVIEW, products="linen-throw", holdout_percent="10")
    assert Moment.objects.get().slug == "review"


@pytest.mark.parametrize(
    "changes",
    [
        {"anchor": "joy"},
        {"nth_orders": "2"},
        {"total_from": "50", "currency": "EUR"},
        {"total_below": "50", "currency": "EUR"},
        {"one_in": "3"},
    ],
    ids=str,
)
def test_a_review_that_chooses_people_is_refused(lena: Client, changes: dict[str, str]) -> None:
    assert "This asks everyone alike" in save(lena, **{**REVIEW, **changes})
    assert not Moment.objects.exists()


def test_a_review_before_day_thirteen_is_refused(lena: Client) -> None:
    assert "on day 13 at the earliest" in save(lena, **{**REVIEW, "days": "12"})
    assert not Moment.objects.exists()


@pytest.mark.parametrize(
    ("kind", "medium", "anchor", "why"),
    [
        ("note", "mail", "confirmed", "lies in the parcel"),
        ("insert", "mail", "confirmed", "lies in the parcel"),
        ("guide", "card", "arrived", "travels by mail"),
        ("note", "card", "arrived", "By then the parcel has left"),
        ("insert", "insert", "shipped", "By then the parcel has left"),
    ],
)
def test_a_kind_in_the_wrong_place_is_refused_with_the_reason(
    lena: Client, kind: str, medium: str, anchor: str, why: str
) -> None:
    assert why in save(lena, kind=kind, medium=medium, anchor=anchor)
    assert not Moment.objects.exists()


CARD = {"kind": "note", "medium": "card", "anchor": "confirmed", "days": "0"}


def test_a_card_may_have_words_of_its_own(lena: Client, shop: None) -> None:
    save(lena, **CARD, variant="fifth", nth_orders="5")
    assert Moment.objects.get().variant == "fifth"


def test_words_that_nobody_has_written_are_refused_with_those_that_are(lena: Client, shop: None) -> None:
    page = save(lena, **CARD, variant="tenth")
    assert "No published words are called “tenth”" in page
    assert "anniversary" in page
    assert not Moment.objects.exists()


def test_a_kind_that_chooses_its_words_itself_says_so(lena: Client, shop: None) -> None:
    assert "This kind chooses its words by the order" in save(lena, variant="known")


@pytest.mark.django_db
def test_conditions_on_the_past_read_as_a_sentence() -> None:
    moment = a_moment(anniversary_days=7, incident="after", tags="compliment")
    sentence = whole_sentence(moment)
    for part in ("tagged compliment", "within 7 days of the day", "the first order after something went wrong"):
        assert part in sentence
