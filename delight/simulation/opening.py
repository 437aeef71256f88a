"""Opens the invented shop: the demo's content and words, every moment on, its own store and clock."""

from datetime import UTC, datetime, timedelta

from delight import conf
from delight.actions.demo.load_demo_content import load_shop
from delight.actions.load_moments import load_moments
from delight.actions.load_wordings import load_wordings
from delight.actions.orders.record_installation import record_installation
from delight.clock import real_now
from delight.demo.shop_files import read_shop
from delight.models import CardDesign, DemoClock
from delight.simulation.shop import NAME
from delight.simulation.world import World
from delight.store import current_store
from storefront_hooks import InstallationSnapshot

NEVER = datetime.max.replace(tzinfo=UTC)
"""The demo's own sample orders tell nothing here."""


def open_doors(world: World) -> None:
    """Once, in an empty database."""
    offset = int((world.now - real_now()).total_seconds())
    DemoClock.objects.create(pk=1, offset_seconds=offset, started_at=world.now, fed_until=NEVER)
    world.ledger.open()
    load_shop(read_shop(), name=conf.SHOP_NAME())
    load_wordings()
    load_moments(since=world.now - timedelta(days=7), off=frozenset())
    CardDesign.objects.get_or_create(default=True, defaults={"name": "Linden & Loom"})
    record_installation(InstallationSnapshot(store=NAME, api_url="", app_id="app", token="", key_set={}))
    current_store(fresh=True)
