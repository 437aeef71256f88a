"""The people, things and dates that stand in a preview where a customer's will: Mira's, or a real order's."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import islice

from delight import clock, conf, links
from delight.content import language_of, reading_these, signer_for
from delight.errors import NothingToSay
from delight.kinds.base import Kind, MailKind, Place, PrintKind
from delight.kinds.phrases import withdrawal_words
from delight.mails.compose import Composed, compose
from delight.models import CardDesign, GuidePage, Order, OrderLine, StoryPage, Touch, Wording
from delight.rules.forms import PLACEHOLDERS, fill, long_date
from delight.rules.matching import TRIGGERS
from delight.words import frame_words
from print_templates import Piece, Slug

SLUG = Slug(order_number="1042", code="D0000000", position=1, total=1, recipient="Mira Albrecht")
TOKEN = "preview"  # noqa: S105  # names no touch: a link in a preview opens the page that says so
LONGEST = {"ru": "Александра-Екатерина Константиновна"}
LONGEST_LATIN = "Anna-Magdalena Konstantina-Theodora"
NEWEST = 30
"""Orders among which one is sought that gets these words, and lines among which the longest name is."""

Made = Composed | Piece


def sample_name(language: str, *, longest: bool = False) -> str:
    """The first name that a preview greets."""
    return LONGEST.get(language, LONGEST_LATIN) if longest else "Mira"


def sample_values(language: str, *, kind: str = "", longest: bool = False) -> dict[str, str]:
    """A value for every placeholder, from the shop's own newest order and guide where it has them.

    What a product's tag has a ``kind`` say stands in the longest preview alone, as most products have none.
    """
    today = clock.now().date()
    names = _products(longest=longest)
    guide = GuidePage.objects.live().filter(locale__language_code=language).first()
    signer = signer_for(language)
    known = {
        "first_name": sample_name(language, longest=longest),
        "giver": "Jonas",
        "shop": conf.SHOP_NAME(),
        "signer": signer.name.split()[0],
        "signer_role": signer.role,
        "product": names[0],
        "products": ", ".join(names),
        "order_number": SLUG.order_number,
        "ordered_on": long_date(today - timedelta(days=8), language=language),
        "arrived_on": long_date(today - timedelta(days=2), language=language),
        "last_day": long_date(today + timedelta(days=12), language=language),
        "guide_title": guide.title if guide else "Linen",
        "link": links.page(TOKEN, purpose="guide"),
        "withdrawal": withdrawal_words(today + timedelta(days=12), language=language),
        "worth_telling": _longest_told(kind, language=language) if longest else "",
    }
    return {name: known.get(name, "") for name in PLACEHOLDERS} | known


def _longest_told(kind: str, *, language: str) -> str:
    """The longest of what this kind tells by a product's tag, with the shop's own first story as its fact."""
    words = frame_words(language)
    story = StoryPage.objects.live().filter(locale__language_code=language).order_by("pk").first()
    values = {"shop": conf.SHOP_NAME(), "fact": story.summary if story else ""}
    return max((fill(words.get(f"told_{kind}_{one}", ""), values=values) for one in TRIGGERS), key=len)


def _products(*, longest: bool) -> list[str]:
    if longest:
        newest = OrderLine.objects.order_by("-pk").values_list("product_name", flat=True)[:NEWEST]
        return [max(newest, key=len, default="Linen throw")]
    order = Order.objects.filter(gift=False).prefetch_related("lines").order_by("-created_at").first()
    return [line.product_name for line in order.lines.all()] if order and order.lines.all() else ["Linen throw"]


def made_for(order: Order, *, kind: Kind, design: CardDesign) -> tuple[Made, str]:
    """What this kind would say to this order's person now, and the version of its words. Nothing is written.

    Raises NothingToSay where it cannot be said.
    """
    touch = Touch(pk=0, token=TOKEN, order=order, customer=order.customer, kind=kind.name)
    if isinstance(kind, MailKind):
        letter = kind.letter(touch, order, message_id=f"<{TOKEN}@example.org>")
        return compose(letter), letter.wording_version
    if isinstance(kind, PrintKind):
        drawing = kind.drawing(touch, order, place=Place(position=1, total=1, design=design))
        return drawing.piece, drawing.wording_version
    raise NothingToSay(f"Kind {kind.name} is neither written nor printed.")


def made_with(wording: Wording, *, kind: Kind, design: CardDesign) -> tuple[Made, Order] | None:
    """The newest order whose person would read these words, and what they would read; None where there is none."""
    with reading_these(wording):
        for order in _newest(wording.language):
            try:
                made, version = made_for(order, kind=kind, design=design)
            except NothingToSay:
                continue
            if version == wording.version:
                return made, order
    return None


def _newest(language: str) -> Iterable[Order]:
    rows = Order.objects.filter(customer__forgotten_at=None).order_by("-created_at", "-pk")
    newest = rows.select_related("customer").prefetch_related("lines", "parcels")[: NEWEST * 10]
    return islice((order for order in newest if language_of(order) == language), NEWEST)
