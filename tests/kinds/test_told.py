"""What a product's tag has a card, a sheet and a guide say besides: true, in ink that fits, and never of a present."""

from typing import Any

import pytest

from delight.backoffice.writing.samples import sample_name, sample_values
from delight.models import GuidePage, Insert, Order, ProductTag, StoryPage, Wording
from delight.rules.forms import fill
from delight.rules.matching import TRIGGERS
from delight.words import frame_words
from print_templates import Hand, Slug, print_pieces
from print_templates import Insert as InsertPiece
from print_templates import Note as NotePiece
from tests.factories import a_line, a_moment, a_shipped_order, a_touch, an_order
from tests.kinds.contract import LANGUAGES, drawn, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]

LONG_NAME = "Wool blanket from the dikes of the Elbe, two metres long, fjord grey with a narrow border"
ON_A_CARD = ("first", "again", "second", "fifth", "anniversary")


def tagged(slug: str, *, products: str = "linen-throw") -> None:
    ProductTag.objects.create(slug=slug, products=products)


def of_the_throw() -> None:
    """The shop's one story is now told of the linen throw."""
    StoryPage.objects.update(products="linen-throw")


def card(order: Order) -> tuple[str, ...]:
    piece = drawn(a_touch(order=order, kind="note", medium="card")).piece
    assert isinstance(piece, NotePiece)
    return piece.paragraphs


def sheet(order: Order) -> str:
    """The line in ink on the order's sheet."""
    piece = drawn(a_touch(order=order, kind="insert", medium="insert")).piece
    assert isinstance(piece, InsertPiece)
    return piece.hand_line


def an_insert(form: str, **changes: Any) -> Insert:
    model = {"guide": GuidePage}.get(form, StoryPage)
    page = model.objects.get(locale__language_code="en").page_ptr
    return Insert.objects.create(**{"name": form, "form": form, "page": page, "products": "linen-throw", **changes})


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("compliment", "Then you know at least one name: mine."),
        ("problem", "one small nuisance disappear"),
        ("discovery", "There is a story behind it."),
    ],
)
def test_a_card_ends_with_what_is_worth_telling_of_its_product(tag: str, words: str) -> None:
    of_the_throw()
    plain = card(an_order())
    tagged(tag)
    told = card(an_order())
    assert told[:-1] == plain
    assert words in told[-1]


def test_another_tag_and_a_tag_on_something_else_add_nothing() -> None:
    tagged("seasonal")
    tagged("compliment", products="wool-blanket")
    assert len(card(an_order())) == 2


def test_the_tag_of_a_second_thing_is_not_told_of_the_one_that_the_card_names() -> None:
    tagged("compliment", products="wool-blanket")
    order = an_order()
    a_line(order=order, position=1, product_slug="wool-blanket", product_name="Wool blanket")
    assert len(card(order)) == 2


def test_where_only_the_shops_own_story_fits_no_story_is_promised() -> None:
    tagged("discovery")
    assert len(card(an_order())) == 2
    assert "few people know" not in written(a_touch()).text


@pytest.mark.parametrize("tag", TRIGGERS)
def test_of_a_present_the_card_says_nothing_more(tag: str) -> None:
    of_the_throw()
    plain = card(an_order(gift=True))
    tagged(tag)
    assert card(an_order(gift=True)) == plain


def test_a_card_that_says_sorry_says_nothing_else() -> None:
    tagged("compliment")
    moment = a_moment(kind="note", medium="card", anchor="confirmed", variant="sorry")
    piece = drawn(a_touch(order=an_order(), moment=moment)).piece
    assert "one name" not in " ".join(getattr(piece, "paragraphs", ()))


def the_longest(variant: str, *, language: str, hand: str) -> NotePiece:
    """The card with the longest name, the longest product and the longest of what a tag tells."""
    wording = Wording.objects.get(kind="note", variant=variant, language=language)
    name = sample_name(language, longest=True)
    told = max((frame_words(language)[f"told_note_{tag}"] for tag in TRIGGERS), key=len)
    values = {
        **sample_values(language, kind="note", longest=True),
        "product": LONG_NAME,
        "first_name": name,
        "signer": "Hannah",
    }
    assert values["worth_telling"] == told
    return NotePiece(
        reference=f"{variant}-{language}",
        language=language,
        greeting=fill(wording.greeting, values=values),
        name=name,
        plain_greeting=wording.plain_greeting,
        paragraphs=tuple(fill(paragraph, values=values) for paragraph in wording.paragraphs),
        closing=wording.closing,
        signature="Hannah",
        hand=Hand(name=hand),
        slug=Slug(order_number="1042", code="D0000001", position=1, total=1),
    )


@pytest.mark.parametrize("hand", ["caveat", "zeyada", "wren"])
@pytest.mark.parametrize("variant", ON_A_CARD)
def test_the_longest_words_of_every_language_still_fit_on_the_card(variant: str, hand: str) -> None:
    printed = print_pieces([the_longest(variant, language=language, hand=hand) for language in LANGUAGES])
    assert [refusal.reason for refusal in printed.refusals] == []


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("compliment", "And should somebody ask where it is from: from Linden & Loom."),
        ("problem", "And a tip for later: It creases. Hang it up wet."),
        ("discovery", "And something few people know about it: Four people in Leipzig."),
    ],
)
def test_a_guide_by_mail_tells_it_in_both_parts(tag: str, words: str) -> None:
    of_the_throw()
    second = ("pair", {"question": "It creases.", "answer": "Hang it up wet."})
    for guide in GuidePage.objects.all():
        guide.stuck = [*((block.block_type, block.value) for block in guide.stuck), second]
        guide.save()
    tagged(tag)
    letter = written(a_touch())
    assert letter.paragraphs[-2] == words
    assert f"\n\n{words}\n\n" in letter.text


def test_what_the_offer_of_help_will_say_is_not_told_before() -> None:
    tagged("problem")
    assert "stiff" not in written(a_touch()).text


def test_a_guide_without_a_tag_leaves_no_gap() -> None:
    letter = written(a_touch())
    assert "\n\n\n" not in letter.text
    assert all(letter.paragraphs)


def test_a_guides_tag_is_that_of_the_things_it_is_about() -> None:
    tagged("compliment", products="wool-blanket")
    order = a_shipped_order()
    a_line(order=order, position=1, product_slug="wool-blanket", product_name="Wool blanket")
    assert "should somebody ask" not in written(a_touch(order=order)).text


@pytest.mark.parametrize(
    ("form", "tag", "line"),
    [
        ("story", "compliment", "For the day somebody asks you where it is from."),
        ("story", "problem", "One small nuisance less: that is all it is for."),
        ("story", "discovery", "Few people know this. Now you are one of them."),
        ("guide", "compliment", "If somebody asks how you do it: like this."),
        ("guide", "problem", "It should take trouble off your hands. If not, write to us."),
        ("guide", "discovery", "Stuck? Just write to us. A person answers."),
        ("story", "seasonal", "Things are nicer when you know where they come from."),
    ],
)
def test_the_line_in_ink_on_a_sheet_follows_the_tag(form: str, tag: str, line: str) -> None:
    of_the_throw()
    an_insert(form)
    tagged(tag)
    assert sheet(an_order()) == line


def test_a_sheet_for_everybody_speaks_of_everything_in_the_parcel() -> None:
    an_insert("story", products="")
    tagged("compliment", products="wool-blanket")
    order = an_order()
    a_line(order=order, position=1, product_slug="wool-blanket", product_name="Wool blanket")
    assert sheet(order).startswith("For the day somebody asks")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_in_ink_is_one_line(language: str) -> None:
    lines = {key: text for key, text in frame_words(language).items() if "_sheet_" in key}
    assert len(lines) == 5
    assert [text for text in lines.values() if len(text) > 64] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_card_asks_for_anything(language: str) -> None:
    assert not [tag for tag in TRIGGERS if "?" in frame_words(language)[f"told_note_{tag}"]]
