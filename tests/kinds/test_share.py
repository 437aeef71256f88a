"""Share: after joy, with words for each of its three sources."""

from datetime import timedelta

import pytest

from delight.kinds.base import kinds
from delight.models import Order, ProductTag, Reply, Sign
from tests.factories import NOW, a_shipped_order, a_touch
from tests.kinds.contract import MailContract, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]


def opened(order: Order, *, days: int) -> Order:
    """The code in the parcel was opened on so many days, twice on each."""
    for number in range(days):
        for _ in range(2):
            card = a_touch(order=order, kind="note", medium="card")
            day = NOW + timedelta(days=number)
            sign = {"customer": order.customer, "order": order, "touch": card, "day": day.date(), "at": day}
            Sign.objects.create(name=Sign.Name.CODE_OPENED, **sign)
    return order


def a_letter_about(order: Order, *, themes: list[str]) -> Order:
    """Mira wrote about this order, and Karl said what it was about."""
    Reply.objects.create(
        store=order.store, digest=str(order.pk), customer=order.customer, order=order, received_at=NOW, themes=themes
    )
    return order


class TestShareKeepsTheContract(MailContract):
    name = "share"
    variants = ("joy", "again", "told")

    def order(self, variant: str, *, language: str) -> Order:
        if variant == "told":
            return a_letter_about(a_shipped_order(language=language), themes=["kind_words"])
        return opened(a_shipped_order(language=language), days=2 if variant == "joy" else 0)


@pytest.mark.parametrize(("days", "variant"), [(0, "again"), (1, "again"), (2, "joy"), (3, "joy")])
def test_the_words_tell_which_joy_it_was(days: int, variant: str) -> None:
    order = opened(a_shipped_order(), days=days)
    assert written(a_touch(order=order, kind="share")).wording_version.split("/")[1] == variant


@pytest.mark.parametrize(
    ("themes", "variant"), [(["recommended"], "told"), (["question"], "joy"), (["kind_words", "damage"], "joy")]
)
def test_what_they_wrote_to_us_comes_first(themes: list[str], variant: str) -> None:
    order = a_letter_about(opened(a_shipped_order(), days=2), themes=themes)
    assert written(a_touch(order=order, kind="share")).wording_version.split("/")[1] == variant


def test_it_asks_on_a_weekday_in_the_middle_of_the_week_and_never_a_giver() -> None:
    share = kinds()["share"]
    assert (share.asks, share.for_gifts, share.klass, share.weekdays) == (True, False, "offer", {1, 2, 3})


def test_the_link_opens_the_share_page() -> None:
    assert written(a_touch(kind="share")).link.startswith("https://delight.example/d/share/")


@pytest.mark.parametrize(
    ("tag", "label", "fact"),
    [
        ("compliment", "When somebody asks where it is from:", "Linden & Loom, https://"),
        ("problem", "A tip worth passing on:", "It feels stiff. Shake it out while damp."),
        ("discovery", "What few people know about it:", "Four people in Leipzig."),
        ("seasonal", "", ""),
    ],
)
def test_a_products_tag_changes_what_is_worth_telling(tag: str, label: str, fact: str) -> None:
    ProductTag.objects.create(slug=tag, products="linen-throw")
    letter = written(a_touch(kind="share"))
    assert letter.highlight_label == label
    assert letter.highlight.startswith(fact)
    assert bool(letter.highlight) == bool(fact)


def test_a_collection_of_that_name_is_the_same_tag() -> None:
    order = a_shipped_order(line={"collections": ["discovery"]})
    assert written(a_touch(order=order, kind="share")).highlight == "Four people in Leipzig."


def test_a_tag_on_something_else_changes_nothing() -> None:
    ProductTag.objects.create(slug="discovery", products="wool-blanket")
    assert written(a_touch(kind="share")).highlight == ""


@pytest.mark.parametrize(
    ("language", "number"), [("en", "second"), ("fr", "deuxième"), ("de", "zweite"), ("ru", "второй")]
)
def test_whoever_has_kept_many_orders_is_not_told_that_it_is_the_second(language: str, number: str) -> None:
    assert number not in written(a_touch(order=a_shipped_order(language=language), kind="share")).reason
