"""What every printed piece carries for the packer: the slug outside the trim, and the hand of the chosen design."""

from typing import cast

from delight.kinds.base import Place
from delight.models import CardDesign, Order, Touch
from delight.rules.forms import tidy_name
from print_templates import FormatName, Hand, NameFallback, Preset, Slug


def slug_of(touch: Touch, order: Order, *, place: Place, remark: str = "") -> Slug:
    """Order number, scanner code ("D" and the touch's id) and position, as the packer reads them."""
    return Slug(
        order_number=order.number,
        code=f"D{touch.pk:07d}",
        position=place.position,
        total=place.total,
        recipient=tidy_name(order.recipient_name)[:60],
        note=" · ".join(word for word in ("gift" if order.gift else "", remark) if word),
    )


def hand_of(design: CardDesign) -> Hand:
    """The design's hand as the printer's value."""
    return Hand(
        name=design.hand,
        preset=cast(Preset, design.preset),
        name_fallback=cast(NameFallback, design.name_fallback),
    )


def format_of(design: CardDesign) -> FormatName:
    """The design's format as the printer's value."""
    return cast(FormatName, design.format)


def picture_of(design: CardDesign) -> str:
    """The path of the picture for the other side, "" for none."""
    return str(design.picture.file.path) if design.picture else ""
