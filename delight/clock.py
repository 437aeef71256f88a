"""The only ``now()``. In the demo an offset, one database row, moves every process's time alike."""

from datetime import UTC, datetime, timedelta

from django.db import connection

from delight import conf


def now() -> datetime:
    """The aware UTC time that Delight believes."""
    real = real_now()
    return real + demo_offset() if conf.DEMO() else real


def real_now() -> datetime:
    """The machine's time, for heartbeats and leases of the engine's own; never for what a customer is told."""
    return datetime.now(tz=UTC)


def demo_offset() -> timedelta:
    """How far the demo's clock is from the machine's; zero before the demo is loaded."""
    with connection.cursor() as cursor:  # by hand: the demo asks for the time at every step
        cursor.execute("SELECT offset_seconds FROM delight_democlock WHERE id = 1")
        row = cursor.fetchone()
    return timedelta(seconds=row[0] if row else 0)
