"""What every kind fills its words with: values for the placeholders, in one language, safe for customers to read."""

from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from delight import clock, conf
from delight.calendars import quiet_days
from delight.content import content_for, known_tags, signer_for
from delight.errors import NothingToSay
from delight.models import Order, Signer, Wording
from delight.people.homes import parcel_zone, zone_of
from delight.rules.basis import last_withdrawal_day
from delight.rules.facts import LineFacts
from delight.rules.forms import fill, greeting, long_date, tidy_name
from delight.rules.matching import tags_of, trigger_of
from delight.words import frame_words


def known_arrival(order: Order) -> date | None:
    """The local day on which the last parcel arrived, if somebody knows it of every parcel."""
    shown = [parcel for parcel in order.parcels.all() if parcel.shown_at(order.issued_at)]
    parcels = [parcel for parcel in shown if parcel.state == parcel.State.SHIPPED]
    days = [parcel.arrived_at for parcel in parcels if parcel.arrived_at]
    if not days or len(days) < len(parcels):
        return None
    return max(days).astimezone(ZoneInfo(parcel_zone(order))).date()


def last_day(order: Order) -> date | None:
    """Until when this order's person may withdraw; None without the right, or where nobody knows when it all came."""
    arrived = known_arrival(order)
    if arrived is None:
        return None
    quiet = quiet_days(order.country, years=(arrived.year, arrived.year + 1))
    return last_withdrawal_day(arrived, country=order.country, quiet_days=quiet)


def withdrawal_told(order: Order, *, language: str) -> str:
    """Until when it may come back, and how; "" without the right, once the day is over, and to a present's giver."""
    last = None if order.gift else last_day(order)
    if last is None or last < clock.now().astimezone(ZoneInfo(parcel_zone(order))).date():
        return ""
    return withdrawal_words(last, language=language)


def withdrawal_words(last: date, *, language: str) -> str:
    """The date and the right. To answer is enough (Directive 2011/83/EU, art. 11): a guide leads to one place alone."""
    return fill(frame_words(language)["withdrawal"], values={"day": long_date(last, language=language)})


def values(order: Order, *, language: str, signer: Signer) -> dict[str, str]:
    """Values for the placeholders that do not depend on the kind. A gift's product is not among them."""
    local_order_day = order.created_at.astimezone(ZoneInfo(zone_of(order))).date()
    names = list(dict.fromkeys(line.product_name for line in order.lines.all()))
    return {
        "shop": conf.SHOP_NAME(),
        "signer": signer.name.split()[0] if signer.name else conf.SHOP_NAME(),
        "signer_role": signer.role,
        "order_number": order.number,
        "ordered_on": long_date(local_order_day, language=language),
        "product": "" if order.gift else (names[0] if names else ""),
        "products": "" if order.gift else ", ".join(names),
        "giver": tidy_name(order.customer.first_name),
        "first_name": "",
        "guide_title": "",
        "arrived_on": "",
        "last_day": "",
        "link": "",
        "worth_telling": "",
        "withdrawal": "",
    }


A_SECOND = slice(1, 2)
"""Of the places where people get stuck the second is told: the first is the offer of help's."""


def told_of(order: Order, *, lines: Sequence[LineFacts], where: str, language: str) -> str:
    """What is told of these lines' goods, by their tag, on a card, a sheet or in a guide; "" where nothing is.

    Of a present nothing is: the giver's mail could give it away, and on the receiver's card the giver speaks.
    """
    trigger = "" if order.gift else trigger_of(tags_of(lines, tags=known_tags()))
    words = frame_words(language).get(f"told_{where}_{trigger}", "")
    if not words:
        return ""
    fact = ""
    if trigger == "discovery" or "{fact}" in words:
        fact = _fact(order, trigger=trigger, language=language)
        if not fact:
            return ""
    return fill(words, values={"shop": conf.SHOP_NAME(), "fact": fact})


def _fact(order: Order, *, trigger: str, language: str) -> str:
    """What is so of these goods: of the shop's own story nothing is, as it is not theirs."""
    content = content_for(order, language=language)
    if trigger == "discovery":
        story = content.story
        return story.summary if story and (story.products or story.categories) else ""
    pairs = content.guide.stuck_pairs[A_SECOND] if content.guide else ()
    return " ".join(pairs[0]) if pairs else ""


def signed_values(order: Order, *, language: str) -> tuple[Signer, dict[str, str]]:
    """Who signs, and the values of the placeholders. Raises NothingToSay where nobody signs."""
    signer = signer_for(language)
    return signer, values(order, language=language, signer=signer)


def said(words: str, *, wording: Wording, values: Mapping[str, str]) -> str:
    """The editor's words with their placeholders filled. Raises NothingToSay naming wording and placeholder."""
    try:
        return fill(words, values=values)
    except KeyError as unknown:
        raise NothingToSay(f"Wording {wording}: nothing can fill {{{unknown.args[0]}}}; change the words.") from unknown


def greeted(wording: Wording, *, first_name: str, values: Mapping[str, str]) -> str:
    """The greeting line of these words. Raises NothingToSay naming wording and placeholder."""
    try:
        return greeting(wording.greeting, plain=wording.plain_greeting, first_name=first_name, values=values)
    except KeyError as unknown:
        raise NothingToSay(f"Wording {wording}: nothing can fill {{{unknown.args[0]}}}; change the words.") from unknown
