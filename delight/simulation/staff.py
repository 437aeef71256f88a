"""What the people of the invented shop do each day: print, answer, settle, decide; and what their machines do."""

from collections.abc import Callable
from datetime import datetime, timedelta

from delight.actions.care.answer_reply import answer_reply, note_answer
from delight.actions.orders.catch_up import catch_up
from delight.actions.people.cases import close_case
from delight.actions.people.forget_customer import forget_customer
from delight.actions.prints.print_cards import print_cards
from delight.actions.touches.follow_moment import follow_moment
from delight.actions.touches.hold_touch import release_touch
from delight.actions.touches.resolve_unsure import resolve_unsure
from delight.actions.upkeep.prune import prune
from delight.errors import DelightError
from delight.models import Case, Moment, Reply, Touch
from delight.simulation.customers import people_with
from delight.simulation.world import World

PRINTS_AT, ANSWERS_AT, ASKS_STORE_EVERY, PRUNES_AT = 11, 13, 6, 2
"""Hours, by UTC; the store is asked every so many."""
ANSWERS = 0.4
"""Of what waits how much is settled in a day."""


SWITCHED = ("note", "guide", "help", "question", "review", "share")
"""Kinds whose moments an editor switches off for a while."""
Routine = Callable[[World, datetime], None]


def open_shop(world: World) -> None:
    """From the first day on."""
    world.agenda.enter(world.now + timedelta(hours=PRUNES_AT), lambda at: _daily(world, at, _night))
    world.agenda.enter(world.now + timedelta(hours=PRINTS_AT), lambda at: _daily(world, at, _print))
    world.agenda.enter(world.now + timedelta(hours=ANSWERS_AT), lambda at: _daily(world, at, _answer))
    world.agenda.enter(world.now + timedelta(hours=ASKS_STORE_EVERY), lambda at: _ask_store(world, at))
    _break_down(world)
    _change_minds(world)


def _daily(world: World, at: datetime, deed: Routine) -> None:
    deed(world, at)
    world.agenda.enter(at + timedelta(days=1), lambda tomorrow: _daily(world, tomorrow, deed))


def _night(_: World, at: datetime) -> None:
    prune(now=at)


def _print(world: World, at: datetime) -> None:
    """On working days, everything that waits."""
    if at.weekday() < 5:
        run, _ = print_cards(None, by=None)
        world.ledger.note(at, "printed", detail=str(run.pk))


def _ask_store(world: World, at: datetime) -> None:
    catch_up()
    world.agenda.enter(at + timedelta(hours=ASKS_STORE_EVERY), lambda later: _ask_store(world, later))


def _answer(world: World, at: datetime) -> None:
    """Some of what waits for a person."""
    luck, waiting = world.dice("staff", at.date()), _open_cases()
    for reply in Reply.objects.filter(answered_at=None, automatic=False).select_related("case").order_by("pk"):
        if luck.random() < ANSWERS:
            _answer_one(reply, by_mail=luck.random() < 0.6)
    for case in Case.objects.filter(closed_at=None).select_related("customer").order_by("pk"):
        if luck.random() < ANSWERS:
            close_case(case, closing="Settled.")
    for case_id in sorted(waiting - _open_cases()):
        world.ledger.note(at, "case_closed", detail=str(case_id))
    for touch in Touch.objects.filter(state=Touch.State.PLANNED).exclude(hold_reason__in=["", "open_case"]):
        if luck.random() < ANSWERS:
            release_touch(touch)
    for touch in Touch.objects.filter(state=Touch.State.UNSURE):
        resolve_unsure(touch, arrived=True, by=None)


def _open_cases() -> set[int]:
    return set(Case.objects.filter(closed_at=None).values_list("pk", flat=True))


def _answer_one(reply: Reply, *, by_mail: bool) -> None:
    if not by_mail:
        note_answer(reply, words="We talked about it.", by="Hannah")
        return
    try:
        answer_reply(reply, words="Thank you for asking; this is how it is done.", by="Hannah")
    except DelightError:
        return  # the mail server is away: tomorrow


def _break_down(world: World) -> None:
    """Days on which the store or the mail server is away, and people who want to be forgotten."""
    luck = world.dice("outages")
    for number in range(int((world.ends_at - world.now).days / 16)):
        begins = world.now + timedelta(days=16 * number + luck.uniform(0, 10))
        ends = begins + timedelta(hours=luck.uniform(3, 45))
        away = _store_away if number % 2 else _mail_away
        world.agenda.enter(begins, lambda at, away=away: away(world, True, at))  # type: ignore[misc]
        world.agenda.enter(ends, lambda at, away=away: away(world, False, at))  # type: ignore[misc]


def _store_away(world: World, is_away: bool, at: datetime) -> None:
    world.shelf.away = is_away
    world.ledger.note(at, "store_away" if is_away else "store_back")


def _mail_away(world: World, is_away: bool, _: datetime) -> None:
    world.office.away = is_away


def _change_minds(world: World) -> None:
    """An editor switches all moments of a kind off, and on again after some weeks."""
    luck = world.dice("editor")
    for number in range(int((world.ends_at - world.now).days / 40)):
        off = world.now + timedelta(days=40 * number + luck.uniform(10, 20))
        kind = luck.choice(SWITCHED)
        world.agenda.enter(off, lambda at, kind=kind: _switch(world, kind, False, at))  # type: ignore[misc]
        on = off + timedelta(days=luck.uniform(2, 18))
        world.agenda.enter(on, lambda at, kind=kind: _switch(world, kind, True, at))  # type: ignore[misc]


def _switch(world: World, kind: str, is_on: bool, at: datetime) -> None:
    world.ledger.note(at, "switched_on" if is_on else "switched_off", detail=kind)
    for moment in Moment.objects.filter(kind=kind).order_by("pk"):
        moment.active = is_on
        moment.save(update_fields=["active"])
        follow_moment(moment)


def forget(world: World, email: str, at: datetime) -> None:
    """Somebody asks to be forgotten, and is."""
    for customer in people_with(email):
        forget_customer(customer)
    world.ledger.note(at, "forgotten", address=email)
