"""A person's hand on a planned touch: hold it, let it go."""

from datetime import datetime

from delight import clock
from delight.models import Touch

APPROVAL = "approval"
"""The gate's hold on what needs a person's yes."""


def hold_touch(touch: Touch, *, reason: str, until: datetime | None = None) -> bool:
    """Let this touch wait for a person; False if it is no longer planned."""
    planned = Touch.objects.filter(pk=touch.pk, state=Touch.State.PLANNED)
    return planned.update(hold_reason=reason[:60], hold_until=until) == 1


def release_touch(touch: Touch) -> bool:
    """Take the hold away; the gate asks everything again. False if it was not held.

    What waited for a yes now has it.
    """
    waiting = Touch.objects.filter(pk=touch.pk, state=Touch.State.PLANNED, hold_reason=APPROVAL)
    if waiting.update(hold_reason="", hold_until=None, approved_at=clock.now()) == 1:
        return True
    held = Touch.objects.filter(pk=touch.pk, state=Touch.State.PLANNED).exclude(hold_reason="")
    return held.update(hold_reason="", hold_until=None) == 1
