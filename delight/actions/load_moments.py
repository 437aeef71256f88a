"""Makes the ready set of moments; what an editor has made of them stays as it is."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from delight.models import Medium, Moment

MOMENTS: Mapping[str, Mapping[str, object]] = {
    "note": {
        "name": "A card with every order",
        "medium": Medium.CARD,
        "anchor": Moment.Anchor.CONFIRMED,
        "days": 0,
        "expires_days": 30,
        "gladness": "Somebody here saw their name and took a minute for them before the parcel was closed.",
    },
    "insert": {
        "name": "A sheet that fits the product",
        "medium": Medium.INSERT,
        "anchor": Moment.Anchor.CONFIRMED,
        "days": 0,
        "expires_days": 30,
        "gladness": "It tells them something about this very thing that they would otherwise have had to find out.",
    },
    "guide": {
        "name": "Help with the first use",
        "medium": Medium.MAIL,
        "anchor": Moment.Anchor.ARRIVED,
        "days": 1,
        "expires_days": 10,
        "gladness": "The first try goes well, because the one step that people get wrong comes before it.",
    },
    "help": {
        "name": "Help for whoever is stuck",
        "medium": Medium.MAIL,
        "anchor": Moment.Anchor.ARRIVED,
        "days": 4,
        "expires_days": 7,
        "gladness": "Nobody has to find out alone why it does not go well, or to ask for help first.",
    },
    "refund": {
        "name": "Back, while there is time",
        "medium": Medium.MAIL,
        "anchor": Moment.Anchor.ARRIVED,
        "days": 9,
        "expires_days": 2,
        "gladness": "Nobody is stuck with a thing that does not help them because a day went by unnoticed.",
    },
    "review": {
        "name": "A review, good or bad",
        "medium": Medium.MAIL,
        "anchor": Moment.Anchor.ARRIVED,
        "days": 13,
        "expires_days": 32,
        "gladness": "Somebody wants to know what they really think, and will read it.",
    },
    "question": {
        "name": "One question after some use",
        "medium": Medium.MAIL,
        "anchor": Moment.Anchor.ARRIVED,
        "days": 10,
        "expires_days": 30,
        "gladness": "One click says how we did, and whoever is unhappy hears from a person.",
    },
    "share": {
        "name": "Share it with somebody",
        "medium": Medium.MAIL,
        "anchor": Moment.Anchor.JOY,
        "days": 2,
        "expires_days": 30,
        "gladness": "They liked it, and here is a kind way to let somebody else have that too.",
    },
}
"""The ready set by slug, which is its kind's name too."""

OFF_AT_FIRST = frozenset({"refund", "review", "question", "share"})
"""What asks something of people, or promises something in the shop's name: off until the shop turns it on."""


@transaction.atomic
def load_moments(*, since: datetime, off: Collection[str] = OFF_AT_FIRST) -> int:
    """Make the moments that are missing; how many. Anchors before ``since`` are not followed up.

    In a shop that has moments already a new one starts switched off: what an editor threw away does not come back to
    life.
    """
    known = set(Moment.objects.values_list("slug", flat=True))
    missing = [slug for slug in MOMENTS if slug not in known]
    for slug in missing:
        active = not known and slug not in off
        Moment.objects.create(
            slug=slug, kind=slug, active=active, active_since=since if active else None, **MOMENTS[slug]
        )
    return len(missing)
