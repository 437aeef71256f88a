"""What a mail provider's event means for the person, the address and us (spec A4), in anymail's normalised words."""

from datetime import timedelta
from enum import StrEnum

COUNTED_WITHIN = timedelta(days=30)
MOST_COUNTED = 3
"""So many failures for a while, in so many days, and the address rests."""
RESTS = timedelta(days=90)

BLOCKED_WITHIN = timedelta(hours=24)
MOST_BLOCKED = 3
"""So many refusals of ours by receivers in a day, and offers are held: the sender is to blame, not the customer."""
BLOCKED_PAUSE = timedelta(hours=1)


class Meaning(StrEnum):
    """What to do about it."""

    TAKEN = "taken"
    """The provider has the mail."""
    DEAD = "dead"
    """The address takes no mail: stop it at once."""
    FOR_A_WHILE = "for_a_while"
    """It may pass: count it."""
    BLOCKED = "blocked"
    """The receiver does not want the shop's mail: a sender's trouble."""
    COMPLAINED = "complained"
    """The person called it spam: never again."""
    UNSUBSCRIBED = "unsubscribed"
    """The person said stop at the provider's."""
    NOTHING = "nothing"
    """Opens, clicks, automatic answers: not looked at, not kept (A4.3)."""


_BY_SORT = {
    "queued": Meaning.TAKEN,
    "sent": Meaning.TAKEN,
    "delivered": Meaning.TAKEN,
    "deferred": Meaning.FOR_A_WHILE,
    "failed": Meaning.FOR_A_WHILE,
    "complained": Meaning.COMPLAINED,
    "unsubscribed": Meaning.UNSUBSCRIBED,
}
_BY_CAUSE = {
    "invalid": Meaning.DEAD,
    "bounced": Meaning.DEAD,
    "blocked": Meaning.BLOCKED,
    "spam": Meaning.BLOCKED,
    "unsubscribed": Meaning.UNSUBSCRIBED,
}
ARRIVES_NOT = frozenset({"bounced", "rejected", "failed"})
"""After these words the mail is not with its reader, and will not be."""


def meaning(sort: str, *, cause: str = "") -> Meaning:
    """The meaning of an event's sort and, where it was turned away, of the cause; an unknown cause only counts."""
    if sort in ("bounced", "rejected"):
        return _BY_CAUSE.get(cause, Meaning.FOR_A_WHILE)
    return _BY_SORT.get(sort, Meaning.NOTHING)


def turned_away(sort: str) -> bool:
    """Whether the mail has come to nothing."""
    return sort in ARRIVES_NOT
