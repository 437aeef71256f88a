"""Who is believed about an arrival: a carrier, then staff, then the store's metadata; an estimate is none of them."""

from datetime import datetime, timedelta

TRUST = ("", "store", "staff", "carrier")
"""Sources as kept with a parcel, from "nobody has said" to the most trusted."""
AHEAD = timedelta(hours=14)
"""A carrier that tells a local time as if it were UTC may be ahead by so much; more is a mistake."""


def outranks(source: str, *, over: str) -> bool:
    """Whether what ``source`` says stands against what ``over`` said. Every source may correct itself."""
    return TRUST.index(source) >= TRUST.index(over)


def weaker_or_equal(source: str) -> tuple[str, ...]:
    """The sources against which ``source`` stands."""
    return TRUST[: TRUST.index(source) + 1]


def fault_of(at: datetime, *, shipped_at: datetime, now: datetime) -> str:
    """Why a parcel that left then cannot have arrived then; "" if it can. A bare day counts for the whole day."""
    if at.date() < shipped_at.date():
        return f"it left on {shipped_at:%Y-%m-%d}; it cannot have arrived on {at:%Y-%m-%d}"
    if at > now + AHEAD:
        return f"it is not yet {at:%Y-%m-%d %H:%M}"
    return ""
