"""Whatever happens, in whatever order: nothing leaves while what is known speaks against it.

The oracle keeps books of its own and shares no rule with the product. Planted mutants prove that it sees.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import hypothesis
import pytest
import time_machine
from django.db import transaction
from django.db.models import Min
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from delight import clock as delight_clock
from delight.actions.load_moments import load_moments
from delight.actions.orders.snapshot_order import snapshot_order
from delight.actions.people.cases import close_case, open_case
from delight.actions.people.forget_customer import forget_customer
from delight.actions.people.suppress import ASKED, COMPLAINED, PAUSED, lift_ended, suppress
from delight.actions.touches import mark_touch
from delight.actions.touches.claim_touches import claim_touches, new_claim, sweep_leases
from delight.actions.touches.deliver_touch import deliver_touch
from delight.actions.touches.follow_moment import follow_moment, replan_some
from delight.actions.touches.plan_touches import plan_touches
from delight.models import Attempt, Case, Customer, Moment, Order, Touch, Wording
from delight.rules import gate
from delight.store import current_store
from storefront_hooks import OrderSnapshot
from tests.factories import NOW, STORE, a_customer, a_shipped_order
from tests.fakes import AgreeableStore, InterruptedGuide, as_snapshot
from tests.fakes_smtp import SmtpPeer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]

BERLIN, AUCKLAND = "Europe/Berlin", "Pacific/Auckland"
HOLIDAYS = {(12, 25), (12, 26), (1, 1)}
"""In both countries, within the months of these courses."""
ASKS = {"question", "review", "share"}
NOT_OF_A_GIFT = {"guide", "help", "refund", "review", "share", "thanks"}
OVER = {"cancelled", "returned"}


class CourseStore(AgreeableStore):
    """A store whose orders stand on a shelf, whatever our database says."""

    shelf: ClassVar[dict[str, OrderSnapshot]] = {}

    def read_orders(self, external_ids: Sequence[str]) -> Mapping[str, OrderSnapshot]:
        return {one: self.shelf[one] for one in external_ids}


@dataclass
class Person:
    """What an address has said, and what it got: the local time of each offer, and whether it asked something."""

    row: Customer
    stops: set[str] = field(default_factory=set)
    rests_until: datetime | None = None
    cases: list[int] = field(default_factory=list)
    forgotten: bool = False
    offers: list[tuple[datetime, bool]] = field(default_factory=list)


@dataclass
class Bought:
    """One order: whose it is, where its buyer lives, and whether offers about it have a basis."""

    row: Order
    person: Person
    zone: str
    basis: bool


@dataclass
class Course:
    """One course of events, and the books about it."""

    clock: time_machine.Traveller
    peer: SmtpPeer
    orders: list[Bought]
    off: set[str] = field(default_factory=set)
    left: set[tuple[str, str]] = field(default_factory=set)
    cases: int = 0
    edition: int = 0
    """How often the editor has changed the guide's words."""

    def told(self, order: Bought, *, times: int, **change: object) -> None:
        """The store has it so from now on; we hear of it so many times."""
        known = CourseStore.shelf[order.row.external_id]
        at = max(delight_clock.now(), known.issued_at + timedelta(seconds=1))
        CourseStore.shelf[known.external_id] = replace(known, issued_at=at, **change)  # type: ignore[arg-type]
        for _ in range(times):
            snapshot_order([CourseStore.shelf[known.external_id]])

    def pass_time(self, hours: int) -> None:
        """So many hours, back too; none: until the next mail is due."""
        planned = Touch.objects.filter(state=Touch.State.PLANNED, medium="mail", due_at__gt=delight_clock.now())
        due = None if hours else planned.aggregate(due=Min("due_at"))["due"]
        self.clock.move_to(due or delight_clock.now() + timedelta(hours=hours))

    def due(self) -> Bought:
        """The order of the mail due next; the first one where none is planned."""
        planned = Touch.objects.filter(state=Touch.State.PLANNED, medium="mail").order_by("due_at", "pk").first()
        return next((one for one in self.orders if planned and one.row.pk == planned.order_id), self.orders[0])

    def work(self) -> None:
        """What a worker does: sweep, plan, claim, look, mark, hand over; and each mail that leaves is judged."""
        now = delight_clock.now()
        sweep_leases(now=now)
        lift_ended(now=now)
        replan_some()
        for _ in range(3):
            claim = new_claim()
            for touch_id in claim_touches(20, now=now, claim=claim):
                seen = len(self.peer.messages)
                deliver_touch(touch_id, claim=claim)
                for source in self.peer.messages[seen:]:
                    self.judge(source)

    def judge(self, source: bytes) -> None:
        """Raises AssertionError where this mail was not to leave now."""
        head = message_from_bytes(source)
        kind, _, klass = head["Feedback-ID"].split(":")[:3]
        touch = Attempt.objects.select_related("touch__moment").get(message_id=head["Message-ID"]).touch
        order = next(one for one in self.orders if one.row.pk == touch.order_id)
        slug, offer, person = touch.moment.slug, klass != "service", order.person
        at = delight_clock.now().astimezone(ZoneInfo(order.zone))
        told = CourseStore.shelf[order.row.external_id]
        reasons = {
            "over": told.state in OVER or told.refunded > 0 or not told.paid,
            "stopped": bool(person.stops & {"all", kind}),
            "rests": person.rests_until is not None and delight_clock.now() < person.rests_until,
            "unsettled": bool(person.cases),
            "forgotten": person.forgotten,
            "no basis": offer and not order.basis,
            "gift": told.gift and kind in NOT_OF_A_GIFT,
            "switched off": slug in self.off,
            "night": not 9 <= at.hour < 20,
            "quiet day": at.isoweekday() == 7 or (at.month, at.day) in HOLIDAYS,
            "old words": bool(kind == "guide" and self.edition and head["Subject"] != f"Edition {self.edition}"),
            "twice": (order.row.external_id, slug) in self.left,
            **self._too_often(person, at=at, offer=offer, asks=kind in ASKS),
        }
        assert not any(reasons.values()), [name for name, holds in reasons.items() if holds]
        self.left.add((order.row.external_id, slug))
        if offer:
            person.offers.append((at, kind in ASKS))

    def _too_often(self, person: Person, *, at: datetime, offer: bool, asks: bool) -> dict[str, bool]:
        days = [((at.date() - before.date()).days, asked) for before, asked in person.offers if offer]
        return {
            "within three days": any(since < 3 for since, _ in days),
            "five in thirty days": sum(since < 30 for since, _ in days) >= 4,
            "asked within two weeks": asks and any(since < 14 for since, asked in days if asked),
        }


Deed = Callable[[Course, Bought, int], None]


def _return(course: Course, order: Bought, times: int) -> None:
    course.told(order, times=times, state="returned")


def _cancel(course: Course, order: Bought, times: int) -> None:
    course.told(order, times=times, state="cancelled")


def _refund(course: Course, order: Bought, times: int) -> None:
    course.told(order, times=times, refunded=CourseStore.shelf[order.row.external_id].total)


def _unpaid(course: Course, order: Bought, times: int) -> None:
    course.told(order, times=times, paid=False)


def _is_a_gift(course: Course, order: Bought, times: int) -> None:
    course.told(order, times=times, gift=True)


def _arrives(course: Course, order: Bought, times: int) -> None:
    parcels = CourseStore.shelf[order.row.external_id].parcels
    at = max(delight_clock.now() - timedelta(hours=2), parcels[0].created_at)
    course.told(order, times=times, parcels=tuple(replace(one, arrived_at=at) for one in parcels))


def _stops(scope: str, *, reason: str = ASKED) -> Deed:
    def deed(course: Course, order: Bought, times: int) -> None:
        for _ in range(times + 1):
            suppress(order.person.row.address_key, store=STORE, scope=scope, reason=reason, source="a test")
        order.person.stops.add(scope)

    return deed


def _rests(course: Course, order: Bought, times: int) -> None:
    ends_at = delight_clock.now() + timedelta(days=9)
    suppress(order.person.row.address_key, store=STORE, scope="all", reason=PAUSED, source="a test", ends_at=ends_at)
    order.person.rests_until = max(ends_at, order.person.rests_until or ends_at)


def _complains(course: Course, order: Bought, times: int) -> None:
    course.cases += 1
    for _ in range(times + 1):
        case = open_case(order.person.row, order=order.row, sort=Case.Sort.DAMAGE, words=f"Torn, {course.cases}.")
    order.person.cases.append(case.pk)


def _is_settled(course: Course, order: Bought, times: int) -> None:
    if order.person.cases:
        close_case(Case.objects.get(pk=order.person.cases.pop()), closing="Settled.")


def _is_forgotten(course: Course, order: Bought, times: int) -> None:
    if not order.person.forgotten:
        forget_customer(order.person.row)
    order.person.forgotten = True


def _moment(course: Course, order: Bought, times: int) -> Moment:
    return Moment.objects.filter(medium="mail").order_by("slug")[times]


def _switched(course: Course, order: Bought, times: int) -> None:
    moment = _moment(course, order, times)
    moment.active = not moment.active
    moment.save()
    follow_moment(moment)
    (course.off.discard if moment.active else course.off.add)(moment.slug)


def _moved(course: Course, order: Bought, times: int) -> None:
    moment = _moment(course, order, times)
    moment.days = (moment.days + 2) % 12
    moment.save()
    follow_moment(moment)


def _reworded(course: Course, order: Bought, times: int) -> None:
    course.edition += 1
    Wording.objects.filter(kind="guide").update(subject=f"Edition {course.edition}")


def _nothing(course: Course, order: Bought, times: int) -> None:
    del course, order, times


EDITS: Sequence[Deed] = (_switched, _moved, _reworded)
"""An editor's: they hold from the next look on."""
DEEDS: Sequence[Deed] = (
    *(_nothing,) * 3,
    *(_return, _cancel, _refund, _unpaid, _is_a_gift, _is_a_gift, _is_a_gift, _arrives, _arrives),
    *(_stops("all"), _stops("guide"), _stops("all", reason=COMPLAINED), _rests),
    *(_complains, _complains, _is_settled, _is_forgotten, *EDITS),
)
HOURS = (0, 0, 0, 0, 3, 11, 26, 72, 400, -2)
"""The clock's jumps; none: until the next mail is due."""
DUE = -1
"""Instead of an order's number: that of the mail due next."""
Step = tuple[int, Deed, int, int, bool]
steps = st.tuples(
    st.sampled_from(HOURS),
    st.sampled_from(DEEDS),
    st.sampled_from((DUE, DUE, DUE, 0, 1, 2, 3)),
    st.sampled_from((0, 0, 1, 2)),
    st.sampled_from((False, False, True)),
)
courses = st.lists(steps, min_size=2, max_size=8)


@pytest.fixture
def follow(settings: Settings, peer: SmtpPeer, clock: time_machine.Traveller) -> Iterator[Callable[[list[Step]], None]]:
    """Lives through one course, in a database that forgets it afterwards."""
    settings.DELIGHT_STORE = f"{__name__}.CourseStore"
    settings.DELIGHT_STORE_OPTIONS = {}
    settings.DELIGHT_REVIEW_URL = "https://reviews.example/linden-loom"
    settings.DELIGHT_NOTICES = [{"text": "checkout", "valid_from": "2026-05-01", "channels": ["web"]}]
    settings.DELIGHT_KINDS = ("tests.fakes.InterruptedGuide", *(f"delight.kinds.{one}" for one in OTHER_KINDS))
    current_store(fresh=True)
    load_moments(since=NOW - timedelta(days=30), off=())
    mira = a_customer(email="mira@example.org", external_id="mira")
    noor = a_customer(email="noor@example.org", external_id="noor", first_name="Noor", time_zone=AUCKLAND)
    days = [NOW - timedelta(days=days) for days in range(7)]
    about = [
        (a_shipped_order(customer=mira, external_id="a"), BERLIN, True),
        (a_shipped_order(customer=mira, external_id="b", left=days[2], channel="market"), BERLIN, False),
        (a_shipped_order(customer=noor, external_id="c", left=days[3]), AUCKLAND, True),
        (a_shipped_order(customer=mira, external_id="d", left=days[6], arrived_at=days[3]), BERLIN, True),
    ]
    plan_touches([row.pk for row, _, _ in about])

    def through(course: list[Step]) -> None:
        clock.move_to(NOW)
        _uninterrupted()
        with transaction.atomic():
            live(Course(clock=clock, peer=peer, orders=_as_they_stand(about)), course)
            transaction.set_rollback(True)

    yield through
    _uninterrupted()
    CourseStore.shelf.clear()


def _as_they_stand(about: Sequence[tuple[Order, str, bool]]) -> list[Bought]:
    """The orders with rows of their own, read anew, and on the store's shelf as we know them."""
    rows = Order.objects.select_related("customer").in_bulk([row.pk for row, _, _ in about])
    CourseStore.shelf.clear()
    CourseStore.shelf.update({row.external_id: as_snapshot(row) for row in rows.values()})
    people = {row.customer_id: Person(row=row.customer) for row in rows.values()}
    return [
        Bought(row=rows[row.pk], person=people[row.customer_id], zone=zone, basis=basis) for row, zone, basis in about
    ]


OTHER_KINDS = (
    "note.Note",
    "insert.Insert",
    "help.Help",
    "refund.Refund",
    "review.Review",
    "question.Question",
    "share.Share",
)


def live(course: Course, steps: list[Step]) -> None:
    """Each step: time passes, something happens, at once or between a guide's look and its last look, and we work."""
    course.work()
    for hours, deed, number, times, between in steps:
        course.pass_time(hours)
        order = course.orders[number] if number != DUE else course.due()
        if between and deed not in EDITS:
            _once_between(lambda deed=deed, order=order, times=times: deed(course, order, max(times, 1)))
        else:
            deed(course, order, times)
        course.work()


def _once_between(deed: Callable[[], None]) -> None:
    def interruption() -> None:
        _uninterrupted()
        deed()

    InterruptedGuide.interruption = staticmethod(interruption)


def _uninterrupted() -> None:
    InterruptedGuide.interruption = staticmethod(lambda: None)


def many(follow: Callable[[list[Step]], None], *, examples: int, **more: Any) -> None:
    hypothesis.settings(max_examples=examples, **more)(hypothesis.given(courses)(follow))()


def test_nothing_leaves_that_was_not_to(follow: Callable[[list[Step]], None]) -> None:
    many(follow, examples=80)


def test_mails_do_leave(follow: Callable[[list[Step]], None], peer: SmtpPeer) -> None:
    follow([(11, _nothing, 0, 0, False)] * 30)
    assert len({message_from_bytes(source)["To"] for source in peer.messages}) == 2
    assert len(peer.messages) > 4


def without(name: str) -> Callable[[pytest.MonkeyPatch], None]:
    """The gate, one step of it left out."""
    steps = tuple(step for step in gate._STEPS if step.__name__ != name)
    return lambda patch: patch.setattr(gate, "_STEPS", steps)


def no_last_look(patch: pytest.MonkeyPatch) -> None:
    """The mark asks for its values and lets everything through."""
    asked = mark_touch._NOTHING_AGAINST
    for name in ("_SENDING", "_SENDING_AND_ATTEMPT"):
        careless = getattr(mark_touch, name).replace(asked, " AND %s IS NOT NULL" * asked.count("%s"))
        patch.setattr(mark_touch, name, careless)


@pytest.mark.parametrize(
    "spoil",
    [
        *(pytest.param(without(name), id=name) for name in ("_kept", "_gift", "_caps", "_window")),
        pytest.param(no_last_look, id="last look"),
    ],
)
def test_a_planted_fault_is_found(
    follow: Callable[[list[Step]], None], monkeypatch: pytest.MonkeyPatch, spoil: Callable[[pytest.MonkeyPatch], None]
) -> None:
    """Of the gate those steps that stand alone; what the others see, planning and the last look see as well."""
    spoil(monkeypatch)
    with pytest.raises(AssertionError):
        many(follow, examples=60, phases=[hypothesis.Phase.generate])
