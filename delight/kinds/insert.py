"""The insert: a story, a guide, a bundle's line, a sample's sheet, a card to pass on, or the notice of a change."""

from collections.abc import Mapping

from delight import links
from delight.content import (
    form_of,
    insert_for,
    language_of,
    lines_about,
    translated_bundle,
    translated_page,
    wording_for,
)
from delight.errors import NothingToSay
from delight.kinds.base import Drawing, Place, PrintKind
from delight.kinds.phrases import said, signed_values, told_of
from delight.kinds.slips import format_of, hand_of, picture_of, slug_of
from delight.models import Bundle, GuidePage, Order, StoryPage, Touch
from delight.models import Insert as InsertRow
from delight.models.content import slugs
from delight.words import frame_words, held_as
from print_templates import FormName
from print_templates import Insert as InsertPiece


class Insert(PrintKind):
    """One sheet that fits the products, printed with the note; a moment that names a form adds one of that form."""

    name = "insert"
    label = "insert"
    for_gifts = True
    own_words = True
    asking_words = frozenset({InsertRow.Form.SHARE.value})

    def reason_against(self, touch: Touch, order: Order) -> str:
        """ "no_content" where no published insert fits this order; "no_sample" where none is left for them."""
        if insert_for(order, form=form_of(touch)):
            return ""
        return "no_sample" if form_of(touch) == InsertRow.Form.SAMPLE else "no_content"

    def drawing(self, touch: Touch, order: Order, *, place: Place) -> Drawing:
        """The sheet in the order's language. Raises NothingToSay where what it points to is not published."""
        language = language_of(order)
        row = insert_for(order, form=form_of(touch))
        if row is None:
            raise NothingToSay(f"Order {order.number}: no published insert fits its products.")
        wording = wording_for(self.name, variant=row.form, language=language)
        _, values = signed_values(order, language=wording.language)
        heading, paragraphs, steps, say = content_of(row, language=language)
        by_wording = said(wording.hand_line, wording=wording, values=values)
        piece = InsertPiece(
            reference=touch.token,
            form=FORMS[row.form],
            language=wording.language,
            kicker=said(wording.kicker, wording=wording, values=values),
            heading=heading,
            paragraphs=paragraphs,
            steps=steps,
            hand_line=say or _told(row, order, language=wording.language) or by_wording,
            signature=values["signer"],
            qr=_for_a_friend(row, language=language) if row.form == InsertRow.Form.SHARE else links.code(touch.token),
            qr_caption=said(wording.qr_caption, wording=wording, values=values),
            hand=hand_of(place.design),
            slug=slug_of(touch, order, place=place),
            format=format_of(place.design),
            picture=picture_of(place.design),
            notice=notice_of(row, language=wording.language),
        )
        takes = row.pk if row.form == InsertRow.Form.SAMPLE else None
        return Drawing(piece=piece, wording_version=wording.version, takes=takes)


def _told(row: InsertRow, order: Order, *, language: str) -> str:
    """The line in ink that the tag of its goods calls for, on the sheet of a story or a guide; else ""."""
    if row.form not in (InsertRow.Form.STORY, InsertRow.Form.GUIDE):
        return ""
    return told_of(order, lines=lines_about(order, row), where=f"{row.form}_sheet", language=language)


def notice_of(row: InsertRow, *, language: str) -> str:
    """What a sample holds that some people must avoid, in their language; "" where the shop has named nothing.

    A word that we do not know is printed as the shop wrote it: none is ever left out.
    """
    held = slugs(row.holds) if row.form == InsertRow.Form.SAMPLE else ()
    if not held:
        return ""
    named = dict.fromkeys(held_as(word, language=language) for word in held)
    return f"{frame_words(language)['holds']} {', '.join(named)}"


STEPS_ON_PAPER = 4
"""Steps that A6 holds in a size people read; the code beside them opens all of them."""
STEPS_WITH_A_SAMPLE = 2
"""What a sample holds must find room beside them."""

FORMS: Mapping[str, FormName] = {
    "story": "story",
    "guide": "guide",
    "bundle": "bundle",
    "share": "share",
    "sample": "sample",
    "change": "story",
}
"""How each form is drawn: the notice of a change as a story is."""


def _for_a_friend(row: InsertRow, *, language: str) -> str:
    """The page for a friend: what they open there is nobody's sign of use."""
    return links.friend(translated_page(row.page, language=language) if row.page else None)


def content_of(row: InsertRow, *, language: str) -> tuple[str, tuple[str, ...], tuple[str, ...], str]:
    """Heading, paragraphs, steps, and a handwritten line where the content has its own."""
    if row.form == InsertRow.Form.BUNDLE:
        if row.bundle is None:
            raise NothingToSay(f"Insert {row.name}: choose the bundle it shows.")
        return _of_bundle(translated_bundle(row.bundle, language=language))
    page = translated_page(row.page, language=language) if row.page else None
    if row.form == InsertRow.Form.SHARE and page is not None:
        return page.title, (page.intro if isinstance(page, GuidePage) else page.summary,), (), ""
    if isinstance(page, GuidePage):
        shown = STEPS_WITH_A_SAMPLE if row.form == InsertRow.Form.SAMPLE else STEPS_ON_PAPER
        return page.title, (page.intro,), page.step_texts[:shown], ""
    if isinstance(page, StoryPage):
        return page.title, (page.summary, *_first_paragraph(page)), (), ""
    raise NothingToSay(f"Insert {row.name}: publish the {row.form} it shows.")


def _of_bundle(bundle: Bundle) -> tuple[str, tuple[str, ...], tuple[str, ...], str]:
    return bundle.title, bundle_paragraphs(bundle), (), bundle.line


def bundle_paragraphs(bundle: Bundle) -> tuple[str, ...]:
    """The one to keep, the one to give, and the words that go with it where there are any."""
    return tuple(filter(None, (bundle.keep, bundle.give, bundle.gift_note)))


def _first_paragraph(page: StoryPage) -> tuple[str, ...]:
    texts = [str(block.value) for block in page.body if block.block_type == "paragraph"]
    return tuple(texts[:1])
