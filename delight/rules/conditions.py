"""For whom: the conditions under which a moment is meant for an order, and the share of people who go without it."""

from datetime import date
from hashlib import sha256
from zoneinfo import ZoneInfo

from delight.rules.facts import LineFacts, MomentFacts, OrderFacts
from delight.rules.matching import fits

EVERYBODY = 100
"""Per cent."""


def meant(order: OrderFacts, *, moment: MomentFacts) -> bool:
    """Whether every condition of this moment holds for this order."""
    if moment.alike and picks_people(moment):
        return False
    if moment.tags and order.tags.isdisjoint(moment.tags):
        return False
    return (
        _where(order, moment=moment)
        and _which(order, moment=moment)
        and _since(order, moment=moment)
        and _worth(order, moment=moment)
        and fits(order.lines, products=moment.products, categories=moment.categories, collections=moment.collections)
        and by_chance(order, moment=moment)
    )


def unmet(order: OrderFacts, *, moment: MomentFacts) -> str:
    """The first condition of this moment that does not hold for this order, by its field's name; "" where all do."""
    if moment.alike and picks_people(moment):
        return "alike"
    if not _where(order, moment=moment):
        return _unmet_place(order, moment=moment)
    if not _which(order, moment=moment):
        return "nth_orders" if moment.nth_orders and order.nth not in moment.nth_orders else "gifts"
    if not _worth(order, moment=moment):
        return "worth"
    if not fits(order.lines, products=moment.products, categories=moment.categories, collections=moment.collections):
        return "products"
    return "" if by_chance(order, moment=moment) else "one_in"


def _unmet_place(order: OrderFacts, *, moment: MomentFacts) -> str:
    if moment.countries and order.country not in moment.countries:
        return "countries"
    return "channels" if moment.channels and order.channel not in moment.channels else "languages"


def days_after(order: OrderFacts, *, moment: MomentFacts) -> int:
    """On which day after its anchor this moment comes for this order: what takes longest to know decides.

    A line of no kind of product with days of its own counts with the moment's own days.
    """
    if not moment.goods_days or not order.lines:
        return moment.days
    return max(_days_of(line, moment=moment) for line in order.lines)


def _days_of(line: LineFacts, *, moment: MomentFacts) -> int:
    own = [
        goods.days
        for goods in moment.goods_days
        if fits([line], products=goods.products, categories=goods.categories, collections=goods.collections)
    ]
    return max(own, default=moment.days)


def picks_people(moment: MomentFacts) -> bool:
    """Whether this moment chooses people by joy, by their orders' number, past or worth, or by chance: no way to ask
    everyone alike.
    """
    by_worth = moment.total_from is not None or moment.total_below is not None
    by_past = bool(moment.nth_orders) or moment.anniversary_days > 0 or moment.incident != "any"
    return moment.anchor == "joy" or by_past or by_worth or moment.one_in > 1


def narrowness(moment: MomentFacts) -> tuple[int, ...]:
    """How closely a moment's conditions look at one order: what happened before counts most, then the gift, then
    the day, then the number, then all other conditions together.
    """
    others = (moment.products, moment.categories, moment.collections, moment.tags, moment.countries, moment.channels)
    worth = moment.total_from is not None or moment.total_below is not None
    return (
        int(moment.incident == "after"),
        int(moment.gifts == "only"),
        int(moment.anniversary_days > 0),
        max(moment.nth_orders, default=0),
        sum(map(bool, (*others, moment.languages, worth, moment.one_in > 1))),
    )


def _where(order: OrderFacts, *, moment: MomentFacts) -> bool:
    """Country, sales channel and language."""
    if moment.countries and order.country not in moment.countries:
        return False
    if moment.channels and order.channel not in moment.channels:
        return False
    return not moment.languages or order.language in moment.languages


def _which(order: OrderFacts, *, moment: MomentFacts) -> bool:
    """Which order of this person it is, and whether it is a gift."""
    if moment.nth_orders and order.nth not in moment.nth_orders:
        return False
    return moment.gifts == "any" or order.gift is (moment.gifts == "only")


def _since(order: OrderFacts, *, moment: MomentFacts) -> bool:
    """What was before: something that went wrong, or a first order around this day of an earlier year."""
    if moment.incident == "after" and not order.incident:
        return False
    return not moment.anniversary_days or _is_anniversary(order, days=moment.anniversary_days)


def _is_anniversary(order: OrderFacts, *, days: int) -> bool:
    if order.first_order_at is None:
        return False
    zone = ZoneInfo(order.zone)
    first, today = order.first_order_at.astimezone(zone).date(), order.created_at.astimezone(zone).date()
    years = [year for year in (today.year - 1, today.year, today.year + 1) if year > first.year]
    return any(abs((today - _same_day(first, year=year)).days) <= days for year in years)


def _same_day(day: date, *, year: int) -> date:
    """That day in another year; 29 February is the 28th where there is none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def _worth(order: OrderFacts, *, moment: MomentFacts) -> bool:
    """The order's value. No rate of exchange is guessed: a limit in one currency is not met by another."""
    if moment.total_from is None and moment.total_below is None:
        return True
    if order.currency != moment.currency:
        return False
    if moment.total_from is not None and order.total < moment.total_from:
        return False
    return moment.total_below is None or order.total < moment.total_below


def by_chance(order: OrderFacts, *, moment: MomentFacts) -> bool:
    """Whether this order is one of the one in n that are surprised; the same answer however often it is asked."""
    if moment.one_in <= 1:
        return True
    return _number(f"chance:{moment.slug}:{order.store}/{order.external_id}") % moment.one_in == 0


def held_out(person: str, *, kind: str, percent: int) -> bool:
    """Whether this person goes without this kind, so that its effect can be measured (spec B6).

    By a stable hash of the person and the kind: every order of a person, and every moment of a kind, ends alike, and a
    larger share holds the smaller one within it. Somebody of whom we know no address is never held out.
    """
    return bool(person) and percent > 0 and _number(f"holdout:{kind}:{person}") % EVERYBODY < percent


def _number(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:8])
