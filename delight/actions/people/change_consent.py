"""The customer's say: stop, take it back, rest for a while, skip one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from delight import clock
from delight.actions.people.suppress import ASKED, PAUSED, plan_address, suppress
from delight.models import Suppression, Touch


def stop(touch: Touch, *, scope: str, source: str) -> None:
    """Stop for the address behind this touch: "all" mails, "print" (paper in parcels) or one kind. At once, also for
    what is already claimed: the mark looks here again (spec A2.5). Committed when this returns.
    """
    suppress(touch.customer.address_key, store=touch.store, scope=scope, reason=ASKED, source=source)


PAUSE = timedelta(days=30)
STILL_OURS = (Touch.State.PLANNED, Touch.State.CLAIMED)
"""States in which nobody was told anything yet."""


def pause(touch: Touch, *, source: str, until: datetime | None = None) -> None:
    """No mails to this person until then, or for a while, at once like a stop; what is too late then is never sent."""
    suppress(
        touch.customer.address_key,
        store=touch.store,
        scope=Suppression.ALL,
        reason=PAUSED,
        source=source,
        ends_at=until or clock.now() + PAUSE,
    )


def resume(touch: Touch) -> None:
    """The person's own rest is over."""
    lift_stop(touch.customer.address_key, store=touch.store, scope=Suppression.ALL, reason=PAUSED)


def hush(touch: Touch, *, source: str) -> None:
    """From now on only service mails to this person, and what they ask for; at once like a stop."""
    suppress(touch.customer.address_key, store=touch.store, scope=Suppression.QUIET, reason=ASKED, source=source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How this person stands to our mails: until when they rest, whether they chose the quiet mode, what they stopped.

    ``stopped`` are the scopes they may start again: what a complaint or a dead address stopped is not among them.
    """

    paused_until: datetime | None = None
    quiet: bool = False
    stopped: tuple[str, ...] = ()


def standing_of(touch: Touch) -> Standing:
    """The standing of the person behind this touch."""
    key = touch.customer.address_key
    rows = Suppression.objects.filter(store=touch.store, address_key=key).order_by("pk") if key else ()
    by_scope = {row.scope: row for row in rows}
    whole = by_scope.get(Suppression.ALL)
    return Standing(
        paused_until=whole.ends_at if whole and whole.reason == PAUSED else None,
        quiet=Suppression.QUIET in by_scope,
        stopped=tuple(scope for scope, row in by_scope.items() if row.reason == ASKED and scope != Suppression.QUIET),
    )


def undo_stop(touch: Touch, *, scope: str) -> None:
    """Take back the stop of the person behind this touch."""
    lift_stop(touch.customer.address_key, store=touch.store, scope=scope)


def lift_stop(address_key: str, *, store: str, scope: str, reason: str = ASKED) -> None:
    """Take back an address's own stop; one that a complaint or an erasure made stays."""
    with transaction.atomic():
        Suppression.objects.filter(store=store, address_key=address_key, scope=scope, reason=reason).delete()
        plan_address(address_key, store=store)


def skip_touch(touch: Touch, *, source: str) -> bool:
    """Leave this one out, also where a worker has claimed it: whose claim is gone sends nothing. False if too late."""
    still = Touch.objects.filter(pk=touch.pk, state__in=STILL_OURS)
    change = {"state": Touch.State.SKIPPED, "reason": f"skipped_by_{source}"[:60], "done_at": clock.now()}
    return still.update(**change, claim="", claimed_until=None) == 1
