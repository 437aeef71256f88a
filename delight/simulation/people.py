"""The invented customers: who they are, where they live, and how often their addresses are bad."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from delight.simulation.places import PLACES, Place, names_of
from delight.simulation.post_office import GREYLISTED, HANGS_UP, NOWHERE

USUAL = "post.example"
DOMAINS: Sequence[tuple[str, int]] = ((USUAL, 92), (GREYLISTED, 4), (NOWHERE, 2), (HANGS_UP, 2))
"""Of a hundred addresses."""
CONSENTS, CHOOSES_ZONE, STATES_ID = 0.1, 0.05, 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Somebody who orders. ``zone`` is where they say they are, "" where nobody asked; ``number`` names them."""

    number: int
    first_name: str
    last_name: str
    email: str
    place: Place
    zone: str
    has_account: bool
    consents: bool


def invent_buyer(number: int, *, luck: Random) -> Buyer:
    """A new customer."""
    place = invent_place(luck)
    first_names, last_names = names_of(place.language)
    domains, shares = zip(*DOMAINS, strict=True)
    return Buyer(
        number=number,
        first_name=luck.choice(first_names),
        last_name=luck.choice(last_names),
        email=f"buyer{number}@{luck.choices(domains, shares)[0]}",
        place=place,
        zone="Asia/Tokyo" if luck.random() < CHOOSES_ZONE else "",
        has_account=luck.random() < STATES_ID,
        consents=luck.random() < CONSENTS,
    )


def invent_place(luck: Random) -> Place:
    """Where somebody lives."""
    return luck.choices(PLACES, [place.share for place in PLACES])[0]
