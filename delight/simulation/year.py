"""Moves the invented world forward, slot by slot, with the real engine at work in each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any  # what a queryset's values are typed by

from django.conf import settings
from django.db.models import QuerySet

from delight.actions.demo.move_demo_clock import move_demo_clock
from delight.actions.orders.receive_event import receive_events
from delight.actions.orders.understand_events import understand_events
from delight.engine.drain import drain
from delight.keys import address_key
from delight.mails.outbox import close
from delight.models import Breaker, Consent, Medium, Touch
from delight.models.prepared import Given, Prepared
from delight.models.rows import moment
from delight.simulation.customers import read_mail
from delight.simulation.opening import open_doors
from delight.simulation.orders import place_order
from delight.simulation.post_office import Received
from delight.simulation.shop import NAME, clear_shelf
from delight.simulation.staff import forget, open_shop
from delight.simulation.world import World

BEGINS = datetime(2027, 3, 1, tzinfo=UTC)
"""A year from here has both changes of the clock and a leap day."""
SLOT = timedelta(hours=3)
AFTER_THE_HOUR = timedelta(seconds=30)
"""A slot is looked at when its last hour has surely struck."""
LAST_ORDER_BEFORE_END = 0.9
"""The last part of the time is for what follows from the orders."""
FORGOTTEN = 0.01
AT_ONCE = 200
"""Events that are understood together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """A course of the world that has come to its end."""

    world: World
    mails: tuple[Received, ...]
    slots: int


def live(
    *, orders: int, days: int, seed: int, shop: int = 0, told: Callable[[datetime], None] = lambda _: None
) -> Lived:
    """Let so many orders and their people live for so many days. ``told`` hears of each slot.

    Each ``shop`` of one seed has customers, days and luck of its own.

    The database is this one's alone: empty but for its tables.
    """
    world = World(seed=seed, shop=shop, now=BEGINS, days=days, shelf=clear_shelf())
    open_doors(world)
    _enter_orders(world, number=orders)
    open_shop(world)
    with world.office:
        settings.DELIGHT_MAIL = world.office.url
        slots = _pass_time(world, told=told)
        close()
    return Lived(world=world, mails=tuple(world.office.mails), slots=slots)


def _enter_orders(world: World, *, number: int) -> None:
    luck = world.dice("days")
    seconds = (world.ends_at - world.now).total_seconds() * LAST_ORDER_BEFORE_END
    for order in range(1, number + 1):
        at = world.now + timedelta(seconds=luck.uniform(0, seconds))
        world.agenda.enter(at, lambda moment, order=order: _order(world, order, moment))  # type: ignore[misc]


def _order(world: World, number: int, at: datetime) -> None:
    known = len(world.buyers)
    place_order(world, number=number, at=at)
    for buyer in world.buyers[known:]:
        if buyer.consents:
            key = address_key(buyer.email)
            Consent.objects.create(address_key=key, store=NAME, given_at=at, source="check-out box")
        if world.dice("forgets", buyer.number).random() < FORGOTTEN:
            world.agenda.enter(at + timedelta(days=33), lambda moment, email=buyer.email: forget(world, email, moment))  # type: ignore[misc]


def _pass_time(world: World, *, told: Callable[[datetime], None]) -> int:
    """Slot after slot in which something is to happen; how many there were."""
    slots = read = 0
    while (slot := _next_slot(world)) <= world.ends_at:
        world.now = slot
        move_demo_clock(to=slot)
        for at, deed in world.agenda.due(until=slot):
            deed(at)
        world.ledger.keep()
        work(world)
        for number, mail in enumerate(world.office.mails[read:], start=read + 1):
            read_mail(world, mail, number=number)
        read, slots = len(world.office.mails), slots + 1
        told(slot)
    return slots


def _mails_to_come() -> QuerySet[Any, Any]:
    planned = Touch.objects.filter(state=Touch.State.PLANNED, medium=Medium.MAIL, due_at__gt=Given("now"))
    return planned.order_by("due_at").values_list("due_at")[:1]


def _breakers_to_close() -> QuerySet[Any, Any]:
    return Breaker.objects.filter(closes_at__gt=Given("now")).order_by("closes_at").values_list("closes_at")[:1]


_WAITS, _CLOSES = Prepared[tuple[datetime]](_mails_to_come), Prepared[tuple[datetime]](_breakers_to_close)


def _next_slot(world: World) -> datetime:
    """The end of the slot in which the next thing happens, in the world or by our own plan."""
    (waits,), (closes,) = (one.first(now=moment(world.now)) or (None,) for one in (_WAITS, _CLOSES))
    events = min((at for at, _ in world.shelf.outgoing), default=None) if not world.shelf.away else None
    soonest = min(filter(None, (world.agenda.next_at(), waits, closes, events)), default=world.ends_at + SLOT)
    hours = (max(soonest, world.now) - BEGINS) // SLOT
    slot = BEGINS + hours * SLOT + AFTER_THE_HOUR
    return slot if slot > world.now and slot >= soonest else slot + SLOT


def work(world: World) -> None:
    """What a worker does in this slot; a step that breaks is a fault of ours."""
    receive_events(world.shelf.take_outgoing(until=world.now))
    while understand_events(AT_ONCE) == AT_ONCE:  # a drain rests between its batches, by the machine's clock
        pass
    done = drain(budget=600.0)
    if +done.broken:
        raise RuntimeError(f"At {world.now} steps of the drain broke: {dict(done.broken)}.")
