"""The insert: a story, a guide or a bundle's line, in the language of the order, with a code of its own."""

from typing import Any

import pytest
from wagtail.models import Locale

from delight.errors import NothingToSay
from delight.kinds.base import kinds
from delight.models import Bundle, GuidePage, Insert, Order, StoryPage, Touch
from print_templates import Insert as InsertPiece
from tests.factories import a_moment, a_touch, an_order
from tests.kinds.contract import PrintContract, drawn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]


def a_bundle(**changes: Any) -> Bundle:
    values = {
        "title": "Two throws",
        "keep": "One for the sofa",
        "give": "One for a friend",
        "line": "One to keep, one to give.",
        "say": "You would like this.",
        "locale": Locale.objects.get(language_code="en"),
    }
    return Bundle.objects.create(**{**values, **changes})


def an_insert(form: str, **changes: Any) -> Insert:
    """A sheet of this form for the linen throw."""
    page = {"bundle": None, "guide": GuidePage}.get(form, StoryPage)
    content = {"page": page.objects.get(locale__language_code="en").page_ptr} if page else {"bundle": a_bundle()}
    return Insert.objects.create(**{"name": form, "form": form, "products": "linen-throw", **content, **changes})


class TestInsertKeepsTheContract(PrintContract):
    name = "insert"
    variants = ("story", "guide", "bundle", "share", "sample", "change")

    def order(self, variant: str, *, language: str) -> Order:
        slug = f"for-{variant}"
        if not Insert.objects.filter(products=slug).exists():
            an_insert(variant, products=slug)
        return an_order(language=language, line={"product_slug": slug})

    def touch(self, variant: str, *, language: str) -> Touch:
        form = variant if variant in {"share", "sample", "change"} else ""
        moment = a_moment(kind="insert", medium="insert", anchor="confirmed", variant=form)
        return a_touch(order=self.order(variant, language=language), moment=moment)


def a_sheet(order: Order) -> InsertPiece:
    piece = drawn(a_touch(order=order, kind="insert", medium="insert")).piece
    assert isinstance(piece, InsertPiece)
    return piece


def test_a_guide_shows_its_intro_and_steps() -> None:
    an_insert("guide")
    sheet = a_sheet(an_order())
    assert (sheet.form, sheet.heading) == ("guide", "Washing linen so that it softens")
    assert (sheet.paragraphs, sheet.steps) == (("Five minutes.",), ("Wash it alone the first time.",))


def test_a_story_shows_its_summary_and_its_first_paragraph() -> None:
    an_insert("story")
    sheet = a_sheet(an_order())
    assert (sheet.form, sheet.heading) == ("story", "It began with eleven towels")
    assert sheet.paragraphs == ("Four people in Leipzig.", "Hannah’s grandmother owned eleven linen towels.")


def test_a_bundle_shows_what_to_keep_what_to_give_and_its_own_line() -> None:
    an_insert("bundle")
    sheet = a_sheet(an_order())
    assert sheet.paragraphs == ("One for the sofa", "One for a friend")
    assert sheet.hand_line == "One to keep, one to give."


def test_content_is_printed_in_the_orders_language() -> None:
    an_insert("guide")
    assert a_sheet(an_order(language="de")).heading == "Leinen waschen, damit es weich wird"


def test_content_without_a_translation_is_printed_in_the_shops_language() -> None:
    an_insert("guide")
    sheet = a_sheet(an_order(language="fr"))
    assert (sheet.language, sheet.heading) == ("fr", "Washing linen so that it softens")


def test_the_code_leads_to_the_piece_and_tells_nothing_of_the_order() -> None:
    an_insert("guide")
    order = an_order(number="77001")
    sheet = a_sheet(order)
    assert sheet.qr.startswith("https://delight.example/q/")
    assert sheet.qr.endswith(sheet.reference)
    assert len(sheet.reference) >= 16, "at least 80 bits"
    assert order.number not in sheet.qr


@pytest.mark.parametrize(
    ("products", "categories", "prints"),
    [
        pytest.param("linen-throw", "", True, id="for the product"),
        pytest.param("", "textiles", True, id="for the category"),
        pytest.param("", "", True, id="for everything"),
        pytest.param("oak-bowl", "kitchen", False, id="for something else"),
    ],
)
def test_an_insert_is_printed_for_what_it_fits(products: str, categories: str, prints: bool) -> None:
    an_insert("guide", products=products, categories=categories)
    touch = a_touch(order=an_order(), kind="insert", medium="insert")
    assert touch.order is not None
    assert kinds()["insert"].reason_against(touch, touch.order) == ("" if prints else "no_content")


def test_the_insert_for_the_product_wins_over_the_one_for_everything() -> None:
    an_insert("story", products="", categories="")
    an_insert("guide")
    assert a_sheet(an_order()).form == "guide"


def test_an_unpublished_insert_is_not_printed() -> None:
    an_insert("guide", live=False)
    with pytest.raises(NothingToSay, match="no published insert"):
        a_sheet(an_order())


def test_an_insert_whose_page_is_a_draft_says_what_to_publish() -> None:
    an_insert("guide")
    GuidePage.objects.update(live=False)
    with pytest.raises(NothingToSay, match="publish the guide"):
        a_sheet(an_order())


def test_a_bundle_insert_without_a_bundle_says_what_to_choose() -> None:
    an_insert("bundle", bundle=None)
    with pytest.raises(NothingToSay, match="choose the bundle"):
        a_sheet(an_order())
