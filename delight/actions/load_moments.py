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
    "note-second": {
        "kind": "note",
        "variant": "second",
        "name": "A card with the second order",
        "medium": Medium.CARD,
        "anchor": Moment.Anchor.CONFIRMED,
        "nth_orders": "2",
        "gifts": Moment.Gifts.NEVER,
        "expires_days": 30,
        "gladness": "They came back, and somebody saw it.",
    },
    "note-fifth": {
        "kind": "note",
        "variant": "fifth",
        "name": "A card with the fifth order",
        "medium": Medium.CARD,
        "anchor": Moment.Anchor.CONFIRMED,
        "nth_orders": "5",
        "gifts": Moment.Gifts.NEVER,
        "expires_days": 30,
        "gladness": "Five times is no habit to be passed over in silence.",
    },
    "note-anniversary": {
        "kind": "note",
        "variant": "anniversary",
        "name": "A card around the day of the first order",
        "medium": Medium.CARD,
        "anchor": Moment.Anchor.CONFIRMED,
        "anniversary_days": 7,
        "gifts": Moment.Gifts.NEVER,
        "expires_days": 30,
        "gladness": "Somebody remembers when it began.",
    },
    "note-gift": {
        "kind": "note",
        "name": "A card for whoever opens a present",
        "medium": Medium.CARD,
        "anchor": Moment.Anchor.CONFIRMED,
        "gifts": Moment.Gifts.ONLY,
        "expires_days": 30,
        "gladness": "The words of whoever gave it, or ours, lie in the parcel in ink.",
    },
    "note-sorry": {
        "kind": "note",
        "variant": "sorry",
        "name": "A card after something went wrong",
        "medium": Medium.CARD,
        "anchor": Moment.Anchor.CONFIRMED,
        "incident": Moment.Incident.AFTER,
        "gifts": Moment.Gifts.NEVER,
        "expires_days": 30,
        "gladness": "What went wrong is not forgotten here, and nobody pretends.",
    },
    "insert": {
        "name": "A sheet that fits the product",
        "medium": Medium.INSERT,
        "anchor": Moment.Anchor.CONFIRMED,
        "days": 0,
        "expires_days": 30,
        "gladness": "It tells them something about this very thing that they would otherwise have had to find out.",
    },
    "insert-sample": {
        "kind": "insert",
        "variant": "sample",
        "name": "Something small to try, now and then",
        "medium": Medium.INSERT,
        "anchor": Moment.Anchor.CONFIRMED,
        "one_in": 5,
        "gifts": Moment.Gifts.NEVER,
        "expires_days": 30,
        "gladness": "A small surprise that nobody has to earn or to answer.",
    },
    "insert-share": {
        "kind": "insert",
        "variant": "share",
        "name": "A card to pass on",
        "medium": Medium.INSERT,
        "anchor": Moment.Anchor.CONFIRMED,
        "nth_orders": "2",
        "gifts": Moment.Gifts.NEVER,
        "expires_days": 30,
        "gladness": "Whoever is asked where it is from has something to give.",
    },
    "insert-change": {
        "kind": "insert",
        "variant": "change",
        "name": "What has changed about it",
        "medium": Medium.INSERT,
        "anchor": Moment.Anchor.CONFIRMED,
        "expires_days": 30,
        "gladness": "They hear it from us, before they find out by themselves.",
    },
    "guide": {
        "name": "Help with the first use",
        "medium": Medium.MAIL,
        "anchor": Moment.Anchor.ARRIVED,
        "days": 1,
        "expires_days": 10,
        "gladness": "The first try goes well, because the one step that people get wrong comes before it.",
    },
    "tips": {
        "kind": "guide",
        "variant": "tips",
        "name": "A tip for whoever has read the guide",
        "medium": Medium.MAIL,
        "anchor": Moment.Anchor.ARRIVED,
        "days": 8,
        "expires_days": 13,
        "gladness": "Whoever has begun hears the one thing more that makes it go better still.",
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
    "thanks": {
        "name": "Thanks for the second and the fifth order",
        "medium": Medium.MAIL,
        "anchor": Moment.Anchor.ARRIVED,
        "nth_orders": "2, 5",
        "gifts": Moment.Gifts.NEVER,
        "days": 2,
        "expires_days": 10,
        "gladness": "Somebody noticed that they came back, and wants nothing for saying so.",
    },
    "gift-thanks": {
        "kind": "gift_thanks",
        "name": "Thanks for a present, passed on",
        "medium": Medium.MAIL,
        "anchor": Moment.Anchor.THANKED,
        "days": 1,
        "expires_days": 10,
        "gifts": Moment.Gifts.ONLY,
        "gladness": "What they gave has been opened, and somebody was glad of it.",
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
"""The ready set by slug, which is its kind's name where nothing else is said."""

NEED_CONTENT = frozenset({"insert-sample", "insert-share", "insert-change"})
"""Off until an editor has written what they show."""
OFF_AT_FIRST = NEED_CONTENT | frozenset({"refund", "review", "question", "share"})
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
        moment = {"kind": slug, **MOMENTS[slug]}
        Moment.objects.create(slug=slug, active=active, active_since=since if active else None, **moment)
    return len(missing)
