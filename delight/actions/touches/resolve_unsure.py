"""A person's decision on an unsure touch (it arrived, or it is sent again) and on a failed one."""

from django.contrib.auth.models import User
from django.db import transaction

from delight import clock
from delight.doorbell import ring
from delight.models import Attempt, Touch


def resolve_unsure(touch: Touch, *, arrived: bool, by: User | None) -> bool:
    """A person's decision on an unsure touch: it arrived, or send it again. False if it was decided meanwhile."""
    facts = {"decided_by": str(by) if by else "", "decided": "arrived" if arrived else "again"}
    unsure = Touch.objects.filter(pk=touch.pk, state=Touch.State.UNSURE)
    with transaction.atomic():
        if arrived:
            Attempt.objects.filter(touch=touch, outcome=Attempt.Outcome.OPEN).update(outcome=Attempt.Outcome.ACCEPTED)
            return (
                unsure.update(state=Touch.State.DONE, reason="arrived_by_staff", facts=facts, done_at=clock.now()) == 1
            )
        change = {"state": Touch.State.PLANNED, "reason": "again_by_staff", "claim": "", "due_at": clock.now()}
        return unsure.update(claimed_until=None, facts=facts, **change) == 1


def resolve_failed(touch: Touch, *, again: bool, by: User | None) -> bool:
    """Try it once more, as what stood in its way is mended, or leave it. False if it was decided meanwhile."""
    failed = Touch.objects.filter(pk=touch.pk, state=Touch.State.FAILED)
    facts = {"decided_by": str(by) if by else "", "decided": "again" if again else "left"}
    if not again:
        change = {"state": Touch.State.SKIPPED, "reason": "left_by_staff", "done_at": clock.now()}
        return failed.update(facts=facts, **change) == 1
    change = {"state": Touch.State.PLANNED, "reason": "again_by_staff", "due_at": clock.now(), "done_at": None}
    planned = failed.update(facts=facts, claim="", claimed_until=None, **change) == 1
    if planned:
        ring()
    return planned
