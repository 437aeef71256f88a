"""How Delight is: which of the figures are a trouble that a person must hear of, and which are only life."""

from dataclasses import dataclass
from datetime import timedelta

WORKER_SILENT = timedelta(minutes=2)
"""The supervisor replaces a frozen cluster within 45 s; after this it has not managed to."""
EVENTS_LATE = timedelta(minutes=10)
MAILS_LATE = timedelta(minutes=30)
UNSURE_LATE = timedelta(minutes=30)
"""A provider's event or key ends most doubts sooner."""
DOWN_AFTER = 4
"""Failures in a row of a mail transport: about four minutes."""
BLOCKED_MANY = 3
STORE_AWAY = timedelta(hours=2)
BACKUP_LATE = timedelta(hours=50)
"""Two nights, and some hours for a machine that sleeps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthFacts:
    """The figures. An age is None where there is nothing that could be old; ``backup_age`` also before the first."""

    events: int = 0
    oldest_event: timedelta | None = None
    due: int = 0
    oldest_due: timedelta | None = None
    unsure: int = 0
    oldest_unsure: timedelta | None = None
    failures: int = 0
    transport_away: str = ""
    worker_age: timedelta | None = None
    last_event: timedelta | None = None
    blocked: int = 0
    store_trouble: str = ""
    store_away: timedelta | None = None
    backup_age: timedelta | None = None
    backs_up: bool = False
    damage: str = ""


def troubles(facts: HealthFacts) -> tuple[str, ...]:
    """The codes of what a person must hear of, the worst first."""
    found = {
        "damaged": bool(facts.damage),
        "no_worker": facts.worker_age is None or facts.worker_age > WORKER_SILENT,
        "mail_away": bool(facts.transport_away) and facts.failures >= DOWN_AFTER,
        "blocked": facts.blocked >= BLOCKED_MANY,
        "events_late": _older(facts.oldest_event, than=EVENTS_LATE),
        "mails_late": _older(facts.oldest_due, than=MAILS_LATE) and not facts.transport_away,
        "unsure": _older(facts.oldest_unsure, than=UNSURE_LATE),
        "store_away": bool(facts.store_trouble) and _older(facts.store_away, than=STORE_AWAY),
        "no_backup": facts.backs_up and (facts.backup_age is None or facts.backup_age > BACKUP_LATE),
    }
    return tuple(code for code, so in found.items() if so)


def _older(age: timedelta | None, *, than: timedelta) -> bool:
    return age is not None and age > than
