"""The note: a card in a human hand in the first parcel; for a gift, the giver's words for the recipient."""

import re
from typing import TypedDict

from delight.content import language_of, line_facts, wording_for
from delight.kinds.base import Drawing, Place, PrintKind
from delight.kinds.phrases import greeted, said, signed_values, told_of
from delight.kinds.slips import format_of, hand_of, picture_of, slug_of
from delight.models import Order, Touch, Wording
from delight.rules.forms import greeted_name, is_picture, tidy_name, without_pictures
from print_templates import Note as NotePiece


class _Words(TypedDict):
    """What stands on the card, from greeting to signature."""

    greeting: str
    name: str
    plain_greeting: str
    paragraphs: tuple[str, ...]
    closing: str
    signature: str


class Note(PrintKind):
    """One per order, printed before the first parcel leaves."""

    name = "note"
    label = "thank-you card"
    for_gifts = True
    single = True
    own_words = True

    def drawing(self, touch: Touch, order: Order, *, place: Place) -> Drawing:
        """The card: the giver's own words where the order is a gift and has some, else the shop's thanks."""
        language = language_of(order)
        wording = wording_for(self.name, variant=_variant(touch, order), language=language)
        _, values = signed_values(order, language=wording.language)
        given = order.gift and bool(without_pictures(order.gift_text))
        if not given:
            values["worth_telling"] = _worth_telling(order, language=wording.language)
        words = _given(order) if given else _thanks(order, wording=wording, values=values)
        piece = NotePiece(
            reference=touch.token,
            language=language if given else wording.language,
            hand=hand_of(place.design),
            slug=slug_of(touch, order, place=place, remark=_remark(order)),
            gift=order.gift,
            human_slot="" if given else place.design.human_slot,
            format=format_of(place.design),
            picture=picture_of(place.design),
            **words,
        )
        return Drawing(piece=piece, wording_version="the giver's own words" if given else wording.version)


def _worth_telling(order: Order, *, language: str) -> str:
    """What is told of the product that the card names; "" where its tag says nothing."""
    lines = line_facts(order)
    named = [line for line in lines if line.product_name == lines[0].product_name]
    return told_of(order, lines=named, where="note", language=language)


def _variant(touch: Touch, order: Order) -> str:
    """A gift's words never tell of the giver's orders, whatever the moment wants."""
    if order.gift:
        return "gift_from" if greeted_name(order.customer.first_name) else "gift"
    if touch.moment and touch.moment.variant:
        return touch.moment.variant
    earlier = Order.objects.filter(
        customer__address_key=order.customer.address_key,
        created_at__lt=order.created_at,
        refunded=0,
        state=Order.State.SHIPPED,
    )
    return "again" if order.customer.address_key and earlier.exists() else "first"


def _remark(order: Order) -> str:
    """What the packer should know of the card: a giver's emoji cannot be written by a pen."""
    return "emoji left out" if order.gift and any(map(is_picture, order.gift_text)) else ""


def _given(order: Order) -> _Words:
    """The giver's words and name, with nothing of ours around them: their greeting is part of what they wrote."""
    lines = tuple(line for text in order.gift_text.splitlines() if (line := without_pictures(text)))
    giver = tidy_name(order.customer.first_name)
    signed = _names(lines[-1], giver)
    return {
        "greeting": "",
        "name": "",
        "plain_greeting": "",
        "paragraphs": lines,
        "closing": "",
        "signature": "" if signed else giver,
    }


def _names(line: str, giver: str) -> bool:
    """Whether the line has that name as words of their own: "Alles Gute" does not name Al."""
    return re.search(rf"(?<!\w){re.escape(giver.casefold())}(?!\w)", line.casefold()) is not None


def _thanks(order: Order, *, wording: Wording, values: dict[str, str]) -> _Words:
    first_name = greeted_name(order.recipient_first_name)
    paragraphs = (said(paragraph, wording=wording, values=values) for paragraph in wording.paragraphs)
    return {
        "greeting": greeted(wording, first_name=first_name, values=values),
        "name": first_name,
        "plain_greeting": said(wording.plain_greeting, wording=wording, values=values),
        "paragraphs": tuple(filter(None, paragraphs)),
        "closing": said(wording.closing, wording=wording, values=values),
        "signature": values["signer"],
    }
