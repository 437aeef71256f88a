"""The worker's heartbeat: a row that only a worker writes, so that a cluster that runs nothing is seen."""

from datetime import datetime, timedelta

from delight import clock, conf
from delight.models import Heartbeat
from delight.models.rows import execute, moment

_BEAT = """INSERT INTO delight_heartbeat (name, beat_at, detail) VALUES (%s, %s, %s)
    ON CONFLICT (name) DO UPDATE SET beat_at = excluded.beat_at, detail = excluded.detail"""


def name() -> str:
    """The row of this supervisor's own cluster: on several machines no cluster hides behind another's heartbeat."""
    return f"worker {conf.CLUSTER()}"[:50]


def beat(*, detail: str = "") -> None:
    """Say that this worker is at work, in real time."""
    execute(_BEAT, (name(), moment(clock.real_now()), detail[:200]))


def last_beat() -> datetime | None:
    """When a worker of our own cluster last said so, in real time; None if none ever did."""
    return Heartbeat.objects.filter(name=name()).values_list("beat_at", flat=True).first()


def age() -> timedelta | None:
    """How long ago that was."""
    beat_at = last_beat()
    return None if beat_at is None else clock.real_now() - beat_at
