"""Reads how Delight is from its tables: a few indexed questions, cheap enough for every scrape and every home page."""

from datetime import datetime, timedelta

from django.db.models import Max, Min

from delight import clock, conf
from delight.models import Attempt, Breaker, Duty, Heartbeat, Medium, ProviderEvent, Reading, StoreEvent, Touch
from delight.rules.bounces import BLOCKED_WITHIN, Meaning, meaning
from delight.rules.health import HealthFacts

BACKUP, INTEGRITY = "backup", "integrity"
"""The names of two duties."""


def health_facts() -> HealthFacts:
    """The figures as they are now. Raises django.db.OperationalError when the database is away."""
    now = clock.now()
    new = StoreEvent.objects.filter(state=StoreEvent.State.NEW)
    due = Touch.objects.filter(state=Touch.State.PLANNED, medium=Medium.MAIL, due_at__lte=now, hold_reason="")
    unsure = Touch.objects.filter(state=Touch.State.UNSURE)
    doubted = Attempt.objects.filter(touch__in=unsure, outcome=Attempt.Outcome.OPEN)
    away = Breaker.objects.filter(closes_at__gt=now).order_by("-failures").first()
    reading = Reading.objects.exclude(trouble="").order_by("ended_at").first()
    return HealthFacts(
        events=new.count(),
        oldest_event=_age(new.aggregate(first=Min("received_at"))["first"], now=now),
        due=due.count(),
        oldest_due=_age(due.aggregate(first=Min("due_at"))["first"], now=now),
        unsure=unsure.count(),
        oldest_unsure=_age(doubted.aggregate(first=Min("marked_at"))["first"], now=now),
        failures=away.failures if away else 0,
        transport_away=away.transport if away else "",
        worker_age=_age(Heartbeat.objects.aggregate(last=Max("beat_at"))["last"], now=clock.real_now()),
        last_event=_age(StoreEvent.objects.order_by("-pk").values_list("received_at", flat=True).first(), now=now),
        blocked=_blocked(now=now),
        store_trouble=reading.trouble if reading else "",
        store_away=_age(reading.ended_at, now=now) if reading else None,
        backup_age=_age(_duty(BACKUP).done_at, now=clock.real_now()),
        backs_up=bool(conf.BACKUPS()),
        damage=_duty(INTEGRITY).trouble,
    )


def _age(moment: datetime | None, *, now: datetime) -> timedelta | None:
    return None if moment is None else now - moment


def _duty(name: str) -> Duty:
    return Duty.objects.filter(name=name).first() or Duty(name=name)


def _blocked(*, now: datetime) -> int:
    told = ProviderEvent.objects.filter(received_at__gt=now - BLOCKED_WITHIN, sort__in=["bounced", "rejected"])
    return sum(meaning(sort, cause=cause) == Meaning.BLOCKED for sort, cause in told.values_list("sort", "cause"))
