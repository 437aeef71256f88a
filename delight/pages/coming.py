"""What is still to come for one person, told in their words: what, on which day, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from delight import conf
from delight.actions.people.change_consent import STILL_OURS
from delight.content import language_of
from delight.errors import NothingToSay
from delight.kinds.base import MailKind, kinds
from delight.models import Customer, Medium, Order, Touch
from delight.people.homes import zone_of
from delight.rules.forms import fill, long_date
from delight.rules.planning import ARRIVAL_ESTIMATED
from delight.rules.schedule import local_day
from delight.words import kept_words, page_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """One planned touch as its person reads it. ``day`` is "" for paper, which comes with the parcel."""

    id: int
    title: str
    mail: bool
    day: str
    estimated: bool
    why: str
    perhaps: str
    """On what it depends; "" for what comes for certain."""


def coming_to(customer: Customer, *, language: str) -> list[Coming]:
    """The person's planned touches in order of their days."""
    return [_told(touch, language=language) for touch in planned_for(customer)]


def planned_for(customer: Customer) -> list[Touch]:
    """The touches still to come to this customer alone, but for surprises, and for what still needs somebody's yes."""
    untold = [kind.name for kind in kinds().values() if not kind.told_before]
    planned = Touch.objects.filter(customer=customer, state__in=STILL_OURS).exclude(kind__in=untold)
    told = planned.exclude(moment__one_in__gt=1)
    rows = told.select_related("customer", "moment", "order__customer").prefetch_related(
        "order__lines", "order__parcels"
    )
    return list(rows.order_by("due_at", "pk"))


def _told(touch: Touch, *, language: str) -> Coming:
    mail = touch.medium == Medium.MAIL
    return Coming(
        id=touch.pk,
        title=_title(touch, language=language),
        mail=mail,
        day=_day(touch, language=language) if mail else "",
        estimated=mail and touch.reason == ARRIVAL_ESTIMATED,
        why=_why(touch, language=language),
        perhaps=page_words(language).get(f"perhaps_{_named(touch)}", ""),
    )


def title_of(touch: Touch, *, language: str) -> str:
    """The kind in the customer's words; a gift's product is never named."""
    return _title(touch, language=language)


def _title(touch: Touch, *, language: str) -> str:
    words = page_words(language)
    product = _product(touch.order)
    with_product = words.get(f"kind_{_named(touch)}_for", "")
    if with_product and product:
        return fill(with_product, values={"product": product})
    return words.get(f"kind_{_named(touch)}") or kinds()[touch.kind].label


def _named(touch: Touch) -> str:
    """Under which the page's words know it: its kind, and the variant of one that comes only perhaps."""
    variants = kinds()[touch.kind].perhaps_words
    variant = touch.moment.variant if variants and touch.moment else ""
    return f"{touch.kind}_{variant}" if variant in variants else touch.kind


def _product(order: Order | None) -> str:
    """The one product of an order that is no gift; with several none is singled out."""
    if order is None or order.gift:
        return ""
    names = {line.product_name for line in order.lines.all()}
    return names.pop() if len(names) == 1 else ""


def rest_told(touch: Touch, *, until: datetime | None, language: str) -> str:
    """Until when this person wants to hear nothing, as a sentence; "" where they take no rest."""
    if until is None:
        return ""
    return fill(page_words(language)["coming_paused"], values={"day": _local(until, touch=touch, language=language)})


def stops_told(scopes: Iterable[str], *, language: str) -> list[tuple[str, str]]:
    """Each scope with what it means to the person."""
    kept, words = kept_words(language), page_words(language)
    return [(one, kept.get(f"value_scope_{one}") or words.get(f"kind_{one}") or one) for one in scopes]


def _day(touch: Touch, *, language: str) -> str:
    day = _local(touch.due_at, touch=touch, language=language)
    return fill(page_words(language)["coming_on"], values={"day": day})


def _local(moment: datetime, *, touch: Touch, language: str) -> str:
    return long_date(local_day(moment, zone=zone_behind(touch)), language=language)


def zone_behind(touch: Touch) -> str:
    """By whose clock this person reads days."""
    return zone_of(touch.order) if touch.order else touch.customer.time_zone or conf.TIME_ZONE()


def _why(touch: Touch, *, language: str) -> str:
    """The very reason that will stand under the mail; for paper a sentence of its own."""
    kind = kinds().get(touch.kind)
    if isinstance(kind, MailKind) and touch.order and language_of(touch.order) == language:
        try:
            return kind.letter(touch, touch.order, message_id="<not.sent@here.invalid>").reason
        except NothingToSay:
            return ""
    return page_words(language).get(f"why_{touch.kind}", "")
