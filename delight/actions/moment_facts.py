"""The editor's moments as the plain facts that the rules decide on."""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeAlias  # Any: columns of many types

from delight.kinds.base import Kind, kinds
from delight.models import Moment, ProductDays
from delight.models.content import slugs
from delight.models.prepared import Prepared
from delight.rules.facts import GoodsDays, MomentFacts

OwnDays: TypeAlias = tuple[int, str, str, str]
"""The days of one product kind at a moment, and its products, categories and collections as the editor wrote them."""
_COLUMNS = tuple(field.attname for field in Moment._meta.concrete_fields)
_KIND = _COLUMNS.index("kind")
_MOMENTS = Prepared[tuple[Any, ...]](lambda: Moment.objects.values_list(*_COLUMNS))
_OWN_DAYS = Prepared[tuple[Any, ...]](
    lambda: ProductDays.objects.values_list(
        "moment_id", "days", "product_kind__products", "product_kind__categories", "product_kind__collections"
    )
)


def moment_facts() -> tuple[MomentFacts, ...]:
    """Every moment whose kind is installed, with what the kind says of itself; the kinds' order is their rank."""
    return tuple(moments_by_id().values())


def moments_by_id() -> dict[int, MomentFacts]:
    """The same by their rows' ids."""
    known = kinds()
    names = tuple(known)
    own_days: dict[int, list[OwnDays]] = defaultdict(list)
    for moment_id, *days in _OWN_DAYS.ask():
        own_days[moment_id].append(tuple(days))
    found = {}
    for told in _MOMENTS.ask():
        pk, kind = told[0], known.get(told[_KIND])
        if kind is not None:
            rank = names.index(kind.name)
            found[pk] = _facts_told(told, tuple(own_days[pk]), kind, rank, len(names), not kind.missing())
    return found


@lru_cache(maxsize=256)
def _facts_told(
    told: tuple[Any, ...], own_days: tuple[OwnDays, ...], kind: Kind, rank: int, kinds_known: int, whole: bool
) -> MomentFacts:
    """What a moment's columns and its kind say; the same again as long as they say the same."""
    row = Moment(**dict(zip(_COLUMNS, told, strict=True)))
    return _moment_facts(row, own_days=own_days, kind=kind, rank=rank, kinds_known=kinds_known, whole=whole)


def facts_of_moment(row: Moment) -> MomentFacts:
    """A moment, saved or not, with what its kind says of itself. Raises KeyError for a kind that is not installed."""
    known = kinds()
    kind = known[row.kind]
    rank = list(known).index(row.kind)
    own_days = [
        (one.days, one.product_kind.products, one.product_kind.categories, one.product_kind.collections)
        for one in (row.product_days.select_related("product_kind") if row.pk else ())
    ]
    whole = not kind.missing()
    return _moment_facts(row, own_days=own_days, kind=kind, rank=rank, kinds_known=len(known), whole=whole)


def _moment_facts(
    row: Moment, *, own_days: Sequence[OwnDays], kind: Kind, rank: int, kinds_known: int, whole: bool
) -> MomentFacts:
    return MomentFacts(
        slug=row.slug,
        kind=row.kind,
        medium=row.medium,  # type: ignore[arg-type]  # the choices of the column are the literal
        anchor=row.anchor,  # type: ignore[arg-type]
        days=max(row.days, kind.first_day),
        expires_days=row.expires_days,
        active=row.active and whole,
        active_since=row.active_since,
        klass=kind.klass,
        asks=kind.asks or row.variant in kind.asking_words,
        for_gifts=kind.for_gifts,
        alike=kind.alike,
        use=kind.use,
        goods_days=_goods_days(own_days, first_day=kind.first_day),
        second_try=kind.second_try,
        plain=kind.plain,
        before_withdrawal=kind.before_withdrawal,
        weekdays=kind.weekdays,
        rank=rank + (kinds_known if row.variant in kind.perhaps_words else 0),
        products=slugs(row.products),
        categories=slugs(row.categories),
        collections=slugs(row.collections),
        countries=slugs(row.countries),
        channels=slugs(row.channels),
        languages=slugs(row.languages),
        nth_orders=tuple(int(number) for number in slugs(row.nth_orders)),
        tags=slugs(row.tags),
        anniversary_days=row.anniversary_days,
        incident=row.incident,  # type: ignore[arg-type]
        single=kind.single,
        gifts=row.gifts,  # type: ignore[arg-type]
        total_from=row.total_from,
        total_below=row.total_below,
        currency=row.currency,
        one_in=row.one_in,
        holdout_percent=row.holdout_percent,
    )


def _goods_days(own_days: Sequence[OwnDays], *, first_day: int) -> tuple[GoodsDays, ...]:
    found = (
        GoodsDays(
            days=max(days, first_day),
            products=slugs(products),
            categories=slugs(categories),
            collections=slugs(collections),
        )
        for days, products, categories, collections in own_days
    )
    return tuple(one for one in found if one.products or one.categories or one.collections)
