"""The only ``now()``. In the demo an offset, one database row, moves every process's time alike."""

from datetime import UTC, datetime, timedelta

from delight import conf
from delight.models import DemoClock


def now() -> datetime:
    """The aware UTC time that Delight believes."""
    real = real_now()
    return real + demo_offset() if conf.DEMO() else real


def real_now() -> datetime:
    """The machine's time, for heartbeats and leases of the engine's own; never for what a customer is told."""
    return datetime.now(tz=UTC)


def demo_offset() -> timedelta:
    """How far the demo's clock is from the machine's; zero before the demo is loaded."""
    seconds = DemoClock.objects.filter(pk=1).values_list("offset_seconds", flat=True).first()
    return timedelta(seconds=seconds or 0)
