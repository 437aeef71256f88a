"""Who does a night's duty, and when it was last done well."""

from datetime import datetime, timedelta

from django.db.models import Q

from delight import clock
from delight.models import Duty

RESTORED = "restored"
"""A hold's reason, and the duty that remembers until when things may have gone out unseen."""
TRIED_AGAIN = timedelta(hours=1)


def take_duty(name: str, *, since: datetime) -> bool:
    """Whether this process shall do it: not done since then, and nobody has taken it up within the hour."""
    now = clock.real_now()
    Duty.objects.get_or_create(name=name)
    undone = Q(done_at=None) | Q(done_at__lt=since)
    free = Q(taken_at=None) | Q(taken_at__lt=now - TRIED_AGAIN)
    return Duty.objects.filter(undone, free, name=name).update(taken_at=now) == 1


def note_duty(name: str, *, trouble: str = "", report: dict[str, object] | None = None) -> None:
    """It was done, or what came in its way."""
    done = {} if trouble else {"done_at": clock.real_now()}
    Duty.objects.update_or_create(name=name, defaults={"trouble": trouble, "report": report or {}, **done})


def restored_until() -> datetime | None:
    """When a backup was put back; None if never."""
    report = Duty.objects.filter(name=RESTORED).values_list("report", flat=True).first()
    return datetime.fromisoformat(report["until"]) if report else None
