"""The note: a first, a second order, and a gift with and without the giver's own words."""

import re
from datetime import timedelta
from typing import Any

import pytest

from delight.models import Order, Touch
from print_templates import Note
from tests.factories import NOW, a_customer, a_moment, a_touch, an_order
from tests.kinds.contract import MONEY, PrintContract, drawn, texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]


class TestNoteKeepsTheContract(PrintContract):
    name = "note"
    variants = ("first", "again", "gift", "gift_from", "second", "fifth", "anniversary", "sorry")

    def order(self, variant: str, *, language: str) -> Order:
        mira = a_customer(first_name="" if variant == "gift" else "Mira")
        if variant == "again":
            an_order(customer=mira, state="shipped", created_at=NOW - timedelta(days=60))
        return an_order(customer=mira, language=language, gift=variant.startswith("gift"))

    def touch(self, variant: str, *, language: str) -> Touch:
        chosen = variant if variant in {"second", "fifth", "anniversary", "sorry"} else ""
        moment = a_moment(kind="note", medium="card", anchor="confirmed", variant=chosen)
        return a_touch(order=self.order(variant, language=language), moment=moment)


def a_note(order: Order) -> Note:
    piece = drawn(a_touch(order=order, kind="note", medium="card")).piece
    assert isinstance(piece, Note)
    return piece


def variant_of(order: Order) -> str:
    return drawn(a_touch(order=order, kind="note", medium="card")).wording_version.split("/")[1]


@pytest.mark.parametrize(
    ("earlier", "variant"),
    [
        pytest.param({"state": "shipped"}, "again", id="kept"),
        pytest.param({"state": "returned"}, "first", id="came back"),
        pytest.param({"state": "cancelled"}, "first", id="cancelled"),
        pytest.param({"state": "shipped", "refunded": 5}, "first", id="paid back in part"),
        pytest.param({"state": "shipped", "created_at": NOW + timedelta(days=1)}, "first", id="in fact later"),
    ],
)
def test_an_earlier_order_makes_a_person_come_back_if_it_was(earlier: dict[str, Any], variant: str) -> None:
    mira = a_customer()
    an_order(**{"customer": mira, "created_at": NOW - timedelta(days=60), **earlier})
    assert variant_of(an_order(customer=mira)) == variant


def test_a_guest_is_known_again_by_the_address() -> None:
    an_order(customer=a_customer(email="mira@example.org"), state="shipped", created_at=NOW - timedelta(days=60))
    guest = a_customer(email="Mira@example.org", external_id="")
    assert variant_of(an_order(customer=guest)) == "again"


def test_two_people_without_an_address_are_not_one_person() -> None:
    an_order(customer=a_customer(email="", external_id="a"), state="shipped", created_at=NOW - timedelta(days=60))
    assert variant_of(an_order(customer=a_customer(email="", external_id="b"))) == "first"


def test_the_thanks_name_the_product_and_a_person_of_the_shop_signs() -> None:
    note = a_note(an_order())
    assert any("Linen throw" in text for text in note.paragraphs)
    assert (note.greeting, note.signature) == ("Dear Mira,", "Hannah")


def a_gift(**changes: Any) -> Order:
    """Mira orders, Jonas receives."""
    jonas = {"recipient_first_name": "Jonas", "recipient_last_name": "Kästner", "gift": True}
    return an_order(**{"gift_text": "Lieber Jonas,\n\nauf viele Sonntage!", **jonas, **changes})


def test_a_gift_carries_the_givers_words_alone() -> None:
    note = a_note(a_gift())
    assert (note.gift, note.greeting, note.signature, note.closing) == (True, "", "Mira", "")
    assert note.paragraphs == ("Lieber Jonas,", "auf viele Sonntage!")


@pytest.mark.parametrize(
    ("giver", "last_line", "signature"),
    [
        pytest.param("Mira", "Deine Mira", "", id="signed by the giver"),
        pytest.param("Mira", "deine MIRA!", "", id="signed loudly"),
        pytest.param("Mira", "Miranda wartet schon", "Mira", id="another name that begins alike"),
        pytest.param("Al", "Alles Gute", "Al", id="a word that begins with the name"),
        pytest.param("", "Alles Gute", "", id="nobody knows the giver's name"),
    ],
)
def test_the_giver_signs_once(giver: str, last_line: str, signature: str) -> None:
    order = a_gift(customer=a_customer(first_name=giver), gift_text=f"Lieber Jonas,\n{last_line}")
    assert a_note(order).signature == signature


@pytest.mark.parametrize(("gift_text", "remark"), [("Enjoy 🌸!", "emoji left out"), ("Enjoy!", "gift")])
def test_a_givers_emoji_is_left_out_and_the_packer_is_told(gift_text: str, remark: str) -> None:
    note = a_note(a_gift(gift_text=gift_text))
    assert "🌸" not in "".join(note.paragraphs)
    assert remark in note.slug.note


@pytest.mark.parametrize("gift_text", ["", "  \n ", "🌸"], ids=["none", "blank", "only a picture"])
def test_a_gift_without_words_is_announced_in_the_shops_own(gift_text: str) -> None:
    note = a_note(a_gift(gift_text=gift_text))
    assert note.signature == "Hannah"
    assert "Mira" in " ".join(note.paragraphs)


@pytest.mark.parametrize("gift_text", ["", "Enjoy it!"], ids=["the shop's words", "the giver's words"])
def test_a_gift_names_neither_product_nor_price(gift_text: str) -> None:
    words = " ".join(texts(a_note(a_gift(gift_text=gift_text))))
    assert "Linen throw" not in words
    assert not MONEY.search(words)
    assert not re.search(r"89[.,]\d\d", words)


def test_the_packer_sees_that_it_is_a_gift() -> None:
    assert a_note(a_gift()).slug.note == "gift"


def test_a_nameless_giver_is_not_named() -> None:
    nameless = a_gift(customer=a_customer(first_name=""), gift_text="")
    assert variant_of(nameless) == "gift"


@pytest.mark.parametrize("name", ["", "🌸", "M" * 200], ids=["none", "emoji", "very long"])
def test_a_recipient_without_a_name_to_greet_by_is_greeted_without(name: str) -> None:
    note = a_note(an_order(recipient_first_name=name))
    assert (note.greeting, note.name) == (note.plain_greeting, "")


def test_the_same_touch_is_the_same_piece() -> None:
    touch = a_touch(order=an_order(), kind="note", medium="card")
    assert drawn(touch) == drawn(Touch.objects.select_related("order__customer").get(pk=touch.pk))


def test_a_gifts_card_tells_nothing_of_the_givers_orders_whatever_the_moment_wants() -> None:
    moment = a_moment(kind="note", medium="card", anchor="confirmed", variant="fifth")
    touch = a_touch(order=an_order(gift=True), moment=moment)
    assert drawn(touch).wording_version.split("/")[1] == "gift_from"
