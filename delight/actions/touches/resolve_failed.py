"""A person's decision on a failed touch: it is tried once more, or left at that."""

from django.contrib.auth.models import User

from delight import clock
from delight.doorbell import ring
from delight.models import Touch


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
