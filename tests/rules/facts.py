"""Facts with readable defaults: Mira's paid order of one linen throw, shipped within Germany on a Monday."""

from datetime import UTC, datetime
from typing import Any

from delight.rules.facts import LineFacts, MomentFacts, OrderFacts, ParcelFacts

BERLIN = "Europe/Berlin"


def utc(text: str) -> datetime:
    """The UTC time written as "2026-11-02 09:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


LEFT = utc("2026-11-02 09:00")


def a_parcel(state: str = "shipped", *, shipped_at: datetime = LEFT, arrived_at: datetime | None = None) -> ParcelFacts:
    """A parcel that left on Monday 2 November 2026, of which nobody knows when it arrived."""
    return ParcelFacts(state=state, shipped_at=shipped_at, arrived_at=arrived_at)


def a_line(slug: str = "linen-throw", *, categories: tuple[str, ...] = ("throws", "textiles")) -> LineFacts:
    """One linen throw, in throws, in textiles."""
    return LineFacts(product_slug=slug, product_name=slug.replace("-", " ").capitalize(), categories=categories)


def an_order(**changes: Any) -> OrderFacts:
    """Ordered on Sunday 1 November 2026, shipped on Monday; arrival is estimated for Wednesday noon."""
    values = {
        "store": "saleor",
        "external_id": "order-1001",
        "state": "shipped",
        "paid": True,
        "refunded": False,
        "created_at": utc("2026-11-01 08:00"),
        "country": "DE",
        "channel": "web",
        "zone": BERLIN,
        "gift": False,
        "needs_shipping": True,
        "pickup": False,
        "road_days": 2,
        "quiet_days": frozenset(),
        "lines": (a_line(),),
        "parcels": (a_parcel(),),
        "basis": "notice:v3",
    }
    return OrderFacts(**{**values, **changes})


def an_open_order(**changes: Any) -> OrderFacts:
    """The same order before anything was shipped."""
    return an_order(**{"state": "open", "parcels": (), **changes})


def a_moment(**changes: Any) -> MomentFacts:
    """The guide by mail, one day after arrival, kind for ten days."""
    values = {
        "slug": "guide",
        "kind": "guide",
        "medium": "mail",
        "anchor": "arrived",
        "days": 1,
        "expires_days": 10,
        "active": True,
    }
    return MomentFacts(**{**values, **changes})


def a_card(**changes: Any) -> MomentFacts:
    """The note in the first parcel, from the confirmation on."""
    paper = {"slug": "note", "kind": "note", "medium": "card", "anchor": "confirmed", "days": 0, "expires_days": 30}
    return a_moment(**{**paper, "for_gifts": True, **changes})


def a_help(**changes: Any) -> MomentFacts:
    """The offer of help, four days after arrival, to whoever has not got going."""
    return a_moment(**{"slug": "help", "kind": "help", "days": 4, "expires_days": 7, "use": "none", **changes})


def a_share(**changes: Any) -> MomentFacts:
    """The ask to share, two days after joy, Tuesday to Thursday."""
    ask = {"slug": "share", "kind": "share", "anchor": "joy", "days": 2, "expires_days": 30, "asks": True, "rank": 3}
    return a_moment(**{**ask, "weekdays": frozenset({1, 2, 3}), **changes})
