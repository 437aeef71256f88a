"""Brings a planned mail forward: somebody of the shop wants it written now."""

from delight import clock
from delight.doorbell import ring
from delight.kinds.base import kinds
from delight.models import Medium, Touch

NOW_BY_STAFF = "now_by_staff"


def can_be_written_now(touch: Touch) -> bool:
    """A planned mail of a moment whose kind has no first day of its own and does not go to everyone alike."""
    kind = kinds().get(touch.kind)
    free = kind is not None and not kind.alike and not kind.first_day
    is_mail = touch.medium == Medium.MAIL and touch.order_id is not None and touch.moment_id is not None
    return free and is_mail and touch.state == Touch.State.PLANNED and not touch.hold_reason


def write_now(touch: Touch) -> bool:
    """Let it come due now; the gate asks all but its day once more. False if it cannot be, or is no longer planned.

    Night, holidays, caps, stops and open cases hold as ever, and nothing comes before its anchor.
    """
    if not can_be_written_now(touch):
        return False
    waiting = Touch.objects.filter(pk=touch.pk, state=Touch.State.PLANNED, hold_reason="")
    due = waiting.update(due_at=clock.now(), reason=NOW_BY_STAFF) == 1
    if due:
        ring()
    return due


def is_brought_forward(touch: Touch) -> bool:
    """Whether it is due before the day that planning wants: only a person does that; planning anew takes it back."""
    return touch.due_at < touch.planned_for
