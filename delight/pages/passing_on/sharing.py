"""What a person may pass on: a link to the page for a friend, a few words and a card; nobody is named in it."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from django.urls import reverse
from django.utils.safestring import mark_safe

from delight import conf, links
from delight.content import content_for, language_of, signer_for, wording_for
from delight.kinds.slips import hand_of
from delight.models import CardDesign, GuidePage, Order, StoryPage, Touch
from delight.rules.forms import fill
from delight.words import page_words
from print_templates import CannotPrint, Insert, Slug, preview, print_pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """The link, as a code to scan, the words to go with it, and the same as a mail without a recipient."""

    link: str
    code: str
    text: str
    mail: str


def public_path(page: StoryPage | GuidePage) -> str:
    """The path of a published story or guide in its own language."""
    return reverse("delight_public", args=[page.locale.language_code, page.slug])


def shared_page(order: Order, *, language: str) -> StoryPage | GuidePage | None:
    """What is passed on: the story behind the thing, else its guide."""
    content = content_for(order, language=language)
    return content.story or content.guide


def to_share(order: Order, *, language: str) -> Shared:
    """What the share page offers."""
    link = links.friend(shared_page(order, language=language))
    text = fill(page_words(language)["share_text"], values={"link": link})
    mail = f"mailto:?subject={quote(conf.SHOP_NAME())}&body={quote(text)}"
    return Shared(link=link, code=_code(link), text=text, mail=mail)


@lru_cache(maxsize=256)
def _code(link: str) -> str:
    """The code as SVG to stand in the page: black on white in the dark too, with the quiet zone that readers need."""
    import segno  # a tenth of a second of start-up, which no other page needs

    code = segno.make_qr(link, error="m", boost_error=False)
    drawn: str = code.svg_inline(border=4, dark="#000", light="#fff", svgclass=None, lineclass=None, omitsize=True)
    return mark_safe(drawn)  # noqa: S308 - drawn from our own link; no text of it stands in the drawing


def card(touch: Touch, *, order: Order) -> Insert:
    """The card to give: a story's title and summary, a code that leads there. Raises NothingToSay."""
    language = language_of(order)
    wording = wording_for("insert", variant="share", language=language)
    page = shared_page(order, language=language)
    return Insert(
        reference=f"share-{touch.token}",
        form="share",
        language=wording.language,
        kicker=wording.kicker,
        heading=page.title if page else conf.SHOP_NAME(),
        paragraphs=(page.summary if isinstance(page, StoryPage) else page.intro,) if page else (),
        steps=(),
        hand_line=fill(wording.hand_line, values={"shop": conf.SHOP_NAME()}),
        signature=signer_for(language).name.split()[0],
        qr=links.friend(page),
        qr_caption=fill(wording.qr_caption, values={"shop": conf.SHOP_NAME()}),
        hand=hand_of(CardDesign.objects.filter(default=True).first() or CardDesign()),
        slug=Slug(order_number="", code="", position=1, total=1),
    )


@lru_cache(maxsize=32)
def card_picture(piece: Insert) -> bytes:
    """The card as a PNG for the screen. Raises CannotPrint."""
    return preview(piece, dpi=150)


def card_pdf(piece: Insert) -> bytes:
    """The card as one page to print, without marks. Raises CannotPrint."""
    printed = print_pieces([piece], marks=False)
    if printed.refusals:
        raise CannotPrint(printed.refusals[0].reason)
    return printed.pdf
