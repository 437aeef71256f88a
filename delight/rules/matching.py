"""What: which story, guide, bundle or insert fits an order's lines. Product wins over category, near over far."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from delight.rules.facts import LineFacts

T = TypeVar("T")
FAR = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate(Generic[T]):
    """A piece of content, the slugs it is for, and whether it is told where nothing else fits."""

    item: T
    products: tuple[str, ...]
    categories: tuple[str, ...]
    default: bool = False
    narrow: int = 0
    """How many limits it has kept: of two that are equally near the narrower one is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The orders for which a piece of content is meant: placed in these months (both included, over the year's end
    where the last comes first), and going to these countries. 0 and nothing: all of them."""

    first_month: int = 0
    last_month: int = 0
    countries: tuple[str, ...] = ()

    @property
    def narrow(self) -> int:
        """How many limits there are."""
        return bool(self.first_month and self.last_month) + bool(self.countries)

    def allow(self, *, month: int, country: str) -> bool:
        """Whether an order of this month, to this country, is meant."""
        return self._in_season(month) and (not self.countries or country.upper() in self.countries)

    def _in_season(self, month: int) -> bool:
        if not (self.first_month and self.last_month):
            return True
        if self.first_month <= self.last_month:
            return self.first_month <= month <= self.last_month
        return month >= self.first_month or month <= self.last_month


TRIGGERS = ("compliment", "problem", "discovery")
"""Tags of products that people talk about: because others ask for it, because it solves something, or because of where
it comes from. The first that an order carries changes what is said."""


def trigger_of(tags: frozenset[str]) -> str:
    """The trigger among these tags; "" for none."""
    return next((trigger for trigger in TRIGGERS if trigger in tags), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A tag and the slugs of what carries it."""

    slug: str
    products: tuple[str, ...]
    categories: tuple[str, ...]


def tags_of(lines: Sequence[LineFacts], *, tags: Sequence[Tag]) -> frozenset[str]:
    """The tags of these lines; a collection counts as a tag of its slug."""
    said = {tag.slug for tag in tags if _carried(tag, lines=lines)}
    return frozenset(said.union(*(line.collections for line in lines)))


def _carried(tag: Tag, *, lines: Sequence[LineFacts]) -> bool:
    return any(distance(line, products=tag.products, categories=tag.categories) is not None for line in lines)


def may_hold(holds: Sequence[str], *, avoid: Sequence[str]) -> bool:
    """Whether what holds this may go to somebody who must avoid that; "*" avoids every sample."""
    unwelcome = {word.strip().casefold() for word in avoid}
    return "*" not in unwelcome and unwelcome.isdisjoint(word.strip().casefold() for word in holds)


def distance(line: LineFacts, *, products: Sequence[str], categories: Sequence[str]) -> int | None:
    """0 for the product itself, 1 for its own category, 2 for that one's parent …, None where nothing fits."""
    if line.product_slug and line.product_slug in products:
        return 0
    steps = [place for place, slug in enumerate(line.categories, start=1) if slug in categories]
    return min(steps, default=None)


def best(candidates: Iterable[Candidate[T]], *, lines: Sequence[LineFacts]) -> T | None:
    """The candidate nearest to any line (on a tie the earlier line, the narrower candidate, the earlier one), else a
    default, or None."""
    ranked = []
    for place, candidate in enumerate(candidates):
        steps = [
            (near, number)
            for number, line in enumerate(lines)
            if (near := distance(line, products=candidate.products, categories=candidate.categories)) is not None
        ]
        if steps:
            ranked.append((*min(steps), -candidate.narrow, place, candidate))
        elif candidate.default:
            ranked.append((FAR, 0, -candidate.narrow, place, candidate))
    return min(ranked, key=lambda row: row[:4])[4].item if ranked else None


def fits(
    lines: Sequence[LineFacts],
    *,
    products: Sequence[str],
    categories: Sequence[str],
    collections: Sequence[str] = (),
) -> bool:
    """Whether any line is meant by a moment's conditions; no condition means every line."""
    if not products and not categories and not collections:
        return True
    return any(
        distance(line, products=products, categories=categories) is not None
        or not set(collections).isdisjoint(line.collections)
        for line in lines
    )
