"""What the demo's sample orders have yet to tell, in the demo's own time."""

from collections.abc import Sequence
from datetime import UTC, datetime

from storefront_hooks import OrderSnapshot
from storefront_hooks.sample import due_steps, recordings

END = datetime.max.replace(tzinfo=UTC)


def steps_between(start: datetime, *, until: datetime) -> Sequence[OrderSnapshot]:
    """What the sample shop says after ``start`` and up to ``until``, in its order; each was issued when it is said."""
    return due_steps(start=start, until=until)


def next_step_after(moment: datetime) -> datetime | None:
    """When the sample shop speaks next; None when it has told everything."""
    steps = due_steps(start=moment, until=END)
    return steps[0].issued_at if steps else None


def recorded_from_to() -> tuple[datetime, datetime]:
    """When the first and the last recorded delivery came in."""
    return recordings()[0].received_at, recordings()[-1].received_at
