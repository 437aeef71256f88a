"""The plan of one order: what is planned, when, and with which reason it is not."""

import random
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delight.calendars import quiet_days
from delight.rules import schedule
from delight.rules.facts import MomentFacts, OrderFacts, Written
from delight.rules.joy import KEPT_AGAIN, OPENED_TWICE
from delight.rules.planning import Planned, plan, silence
from tests.rules.facts import BERLIN, a_card, a_help, a_line, a_moment, a_parcel, a_share, an_open_order, an_order, utc

THE_FOUR = (a_card(), a_card(slug="insert", kind="insert", medium="insert", rank=1), a_moment(rank=2), a_share())


def the_one(order: OrderFacts, *, moment: MomentFacts | None = None, written: tuple[Written, ...] = ()) -> Planned:
    """The only touch that one moment calls for."""
    (planned,) = plan(order, moments=[moment or a_moment()], written=written)
    return planned


@pytest.mark.parametrize(
    ("order", "moment", "due", "not_after", "reason"),
    [
        pytest.param(
            an_order(),
            a_moment(),
            "2026-11-05 09:00",
            "2026-11-15 19:00",
            "arrival_estimated",
            id="the day after the estimated arrival, at ten",
        ),
        pytest.param(
            an_order(parcels=(a_parcel(arrived_at=utc("2026-11-03 22:30")),)),
            a_moment(),
            "2026-11-04 09:00",
            "2026-11-14 19:00",
            "arrival_known",
            id="it arrived shortly before midnight in Berlin",
        ),
        pytest.param(
            an_order(parcels=(a_parcel(arrived_at=utc("2026-11-03 23:30")),)),
            a_moment(),
            "2026-11-05 09:00",
            "2026-11-15 19:00",
            "arrival_known",
            id="it arrived shortly after midnight in Berlin",
        ),
        pytest.param(
            an_order(parcels=(a_parcel(arrived_at=utc("2026-11-06 12:00")),)),
            a_moment(days=2),
            "2026-11-09 09:00",
            "2026-11-18 19:00",
            "arrival_known",
            id="Sunday is left out, the end stays",
        ),
        pytest.param(
            an_order(parcels=(a_parcel(arrived_at=utc("2026-10-24 12:00")),)),
            a_moment(days=2),
            "2026-10-26 09:00",
            "2026-11-05 19:00",
            "arrival_known",
            id="the clock went back in between: still ten",
        ),
        pytest.param(
            an_order(),
            a_moment(anchor="shipped", days=3),
            "2026-11-05 09:00",
            "2026-11-15 19:00",
            "shipped",
            id="from the day the last parcel left",
        ),
        pytest.param(
            an_open_order(),
            a_moment(anchor="confirmed", days=1),
            "2026-11-02 09:00",
            "2026-11-12 19:00",
            "confirmed",
            id="from the confirmed order",
        ),
        pytest.param(
            an_open_order(),
            a_card(),
            "2026-11-01 08:00",
            "2026-12-01 08:00",
            "confirmed",
            id="a card is due at once, Sunday or not",
        ),
        pytest.param(
            an_order(visit_days=frozenset({date(2026, 11, 5), date(2026, 11, 7)})),
            a_share(),
            "2026-11-10 09:00",
            "2026-12-09 19:00",
            OPENED_TWICE,
            id="two days after joy falls on a Monday, so Tuesday",
        ),
        pytest.param(
            an_order(earlier_kept=True),
            a_share(),
            "2026-11-24 09:00",
            "2026-12-21 19:00",
            KEPT_AGAIN,
            id="a second order kept beyond its return window",
        ),
    ],
)
def test_a_touch_is_planned_for(order: OrderFacts, moment: MomentFacts, due: str, not_after: str, reason: str) -> None:
    planned = the_one(order, moment=moment)
    assert (planned.due_at, planned.not_after, planned.reason, planned.silent) == (utc(due), utc(not_after), reason, "")


def test_the_key_names_store_order_and_moment() -> None:
    assert the_one(an_order()).key == "saleor/order-1001/guide"


@pytest.mark.parametrize(
    ("order", "moment", "reason"),
    [
        pytest.param(an_order(), a_card(), "parcel_left", id="the parcel has left"),
        pytest.param(
            an_order(state="shipped_in_part"), a_card(), "parcel_left", id="the first of two parcels has left"
        ),
        pytest.param(an_open_order(needs_shipping=False), a_card(), "digital", id="there is no parcel"),
        pytest.param(an_open_order(stopped=frozenset({"print"})), a_card(), "stopped", id="no notes in parcels"),
        pytest.param(an_order(gift=True), a_moment(), "gift", id="the giver is not mailed"),
        pytest.param(an_order(stopped=frozenset({"all"})), a_moment(), "stopped", id="stopped all"),
        pytest.param(an_order(stopped=frozenset({"guide"})), a_moment(), "stopped", id="stopped this kind"),
        pytest.param(an_order(basis=""), a_moment(), "no_basis", id="no legal basis"),
        pytest.param(an_order(has_address=False), a_moment(), "no_address", id="no address"),
        pytest.param(an_order(refunded=True), a_moment(), "refunded", id="paid back"),
        pytest.param(an_open_order(state="cancelled"), a_card(), "cancelled", id="cancelled"),
        pytest.param(an_open_order(state="returned"), a_card(), "returned", id="returned"),
        pytest.param(an_open_order(state="returned_in_part"), a_card(), "returned", id="returned in part"),
        pytest.param(
            an_order(parcels=(a_parcel(), a_parcel("replaced"))), a_moment(), "replaced", id="a parcel was replaced"
        ),
        pytest.param(
            an_order(parcels=(a_parcel(), a_parcel("refunded"))), a_moment(), "refunded", id="a parcel was refunded"
        ),
        pytest.param(
            an_order(parcels=(a_parcel(), a_parcel("returned"))), a_moment(), "returned", id="a parcel came back"
        ),
        pytest.param(an_order(forgotten=True), a_moment(), "forgotten", id="forgotten"),
        pytest.param(an_order(used=True), a_help(), "in_use", id="no help where it is in use"),
        pytest.param(
            an_order(parcels=(a_parcel(arrived_at=utc("2026-11-06 12:00")),)),
            a_moment(days=2, expires_days=0),
            "no_free_day",
            id="the only kind day is a Sunday",
        ),
    ],
)
def test_a_touch_is_silent_because(order: OrderFacts, moment: MomentFacts, reason: str) -> None:
    assert the_one(order, moment=moment).silent == reason


@pytest.mark.parametrize(
    ("order", "moment"),
    [
        pytest.param(an_open_order(stopped=frozenset({"all"})), a_card(), id="a stop of mails is no stop of cards"),
        pytest.param(an_order(stopped=frozenset({"print"})), a_moment(), id="a stop of cards is no stop of mails"),
        pytest.param(an_order(stopped=frozenset({"share"})), a_moment(), id="a stop of another kind"),
        pytest.param(an_open_order(gift=True), a_card(), id="a gift gets its card"),
        pytest.param(an_order(), a_help(), id="help where nobody knows of any use"),
        pytest.param(an_order(used=True), a_moment(), id="a guide for what is in use"),
        pytest.param(an_open_order(basis=""), a_card(), id="paper needs no basis"),
        pytest.param(an_order(basis=""), a_moment(klass="service"), id="a service mail needs no basis"),
        pytest.param(an_open_order(parcels=(a_parcel("waiting"),)), a_card(), id="the parcel waits for approval"),
        pytest.param(an_open_order(has_address=False), a_card(), id="paper needs no address"),
    ],
)
def test_nothing_speaks_against_a_touch_where(order: OrderFacts, moment: MomentFacts) -> None:
    assert the_one(order, moment=moment).silent == ""


@pytest.mark.parametrize(
    ("order", "moment"),
    [
        pytest.param(an_open_order(paid=False), a_card(), id="unpaid"),
        pytest.param(an_open_order(state="unconfirmed"), a_card(), id="unconfirmed"),
        pytest.param(an_open_order(state="draft"), a_card(), id="draft"),
        pytest.param(an_open_order(state="expired"), a_card(), id="expired"),
        pytest.param(an_open_order(), a_moment(), id="nothing has arrived"),
        pytest.param(an_open_order(), a_moment(anchor="shipped"), id="nothing was shipped"),
        pytest.param(an_order(state="shipped_in_part"), a_moment(anchor="shipped"), id="the last parcel has not left"),
        pytest.param(an_order(), a_share(), id="no joy"),
        pytest.param(an_order(pickup=True), a_moment(), id="collected, nobody knows when"),
        pytest.param(an_order(), a_moment(active=False), id="switched off"),
        pytest.param(
            an_open_order(), a_card(active_since=utc("2026-11-01 08:01")), id="ordered before it was switched on"
        ),
        pytest.param(an_order(), a_moment(countries=("FR", "AT")), id="another country"),
        pytest.param(an_order(), a_moment(channels=("wholesale",)), id="another channel"),
        pytest.param(an_order(), a_moment(products=("oak-bowl",)), id="another product"),
        pytest.param(an_order(), a_moment(categories=("kitchen",)), id="another category"),
    ],
)
def test_a_moment_calls_for_nothing_where(order: OrderFacts, moment: MomentFacts) -> None:
    assert plan(order, moments=[moment]) == ()


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(a_moment(active_since=utc("2026-11-04 11:00")), id="the anchor is the moment's first second"),
        pytest.param(a_moment(countries=("FR", "DE")), id="one of its countries"),
        pytest.param(a_moment(channels=("web",)), id="its channel"),
        pytest.param(a_moment(products=("linen-throw",)), id="its product"),
        pytest.param(a_moment(categories=("textiles",)), id="a farther category of the product"),
        pytest.param(a_moment(products=("oak-bowl",), categories=("throws",)), id="its category if not its product"),
    ],
)
def test_a_moment_concerns_the_order_by(moment: MomentFacts) -> None:
    assert the_one(an_order(), moment=moment).silent == ""


def test_any_line_of_an_order_may_be_the_one_that_is_meant() -> None:
    order = an_order(lines=(a_line("oak-bowl", categories=("kitchen",)), a_line()))
    assert the_one(order, moment=a_moment(products=("linen-throw",))).silent == ""


def test_two_mails_of_one_plan_keep_their_distance_and_the_higher_kind_goes_first() -> None:
    tips = a_moment(slug="tips", kind="tips", rank=1)
    guide, second = plan(an_order(), moments=[tips, a_moment(rank=0)])
    assert (guide.kind, guide.due_at) == ("guide", utc("2026-11-05 09:00"))
    assert (second.kind, second.due_at) == ("tips", utc("2026-11-09 09:00")), "three days on is Sunday"


def test_a_mail_makes_room_for_what_this_person_gets_of_another_order() -> None:
    other = Written(day=date(2026, 11, 5), klass="offer", asks=False)
    assert the_one(an_order(), written=(other,)).due_at == utc("2026-11-09 09:00")


def test_a_touch_that_is_fixed_is_neither_placed_nor_counted() -> None:
    key = the_one(an_order()).key
    assert plan(an_order(), moments=[a_moment()], fixed=frozenset({key})) == ()


def test_a_silent_mail_takes_no_day_from_another() -> None:
    stopped = an_order(stopped=frozenset({"guide"}))
    _, tips = plan(stopped, moments=[a_moment(rank=0), a_moment(slug="tips", kind="tips", rank=1)])
    assert tips.due_at == utc("2026-11-05 09:00")


@pytest.mark.parametrize("state", ["open", "shipped_in_part", "shipped"])
def test_an_order_in_this_state_is_spoken_about(state: str) -> None:
    assert silence(an_order(state=state)) == ""


days = st.dates(min_value=date(2026, 1, 1), max_value=date(2028, 12, 31))
ZONES = [BERLIN, "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York", "Asia/Kathmandu"]
QUIET = quiet_days("DE", years=(2026, 2027, 2028, 2029))


def _later(moment: datetime, hours: int) -> datetime:
    return moment + timedelta(hours=hours)


@st.composite
def orders(draw: st.DrawFn) -> OrderFacts:
    """Any order: any state, up to three parcels, any zone."""
    created = utc("2026-01-01 00:00") + timedelta(minutes=draw(st.integers(0, 3 * 365 * 24 * 60)))
    parcels = []
    for _ in range(draw(st.integers(0, 3))):
        left = created + timedelta(hours=draw(st.integers(1, 400)))
        arrived = draw(st.none() | st.integers(1, 300).map(partial(_later, left)))
        state = draw(st.sampled_from(["shipped", "shipped", "shipped", "waiting", "cancelled", "returned"]))
        parcels.append(a_parcel(state, shipped_at=left, arrived_at=arrived))
    return an_order(
        state=draw(st.sampled_from(["open", "shipped_in_part", "shipped", "shipped", "shipped", "returned"])),
        paid=draw(st.booleans()),
        created_at=created,
        zone=draw(st.sampled_from(ZONES)),
        gift=draw(st.sampled_from([False, False, True])),
        quiet_days=QUIET,
        parcels=tuple(parcels),
        visit_days=draw(
            st.frozensets(st.sampled_from([created.date() + timedelta(days=n) for n in range(20)]), max_size=3)
        ),
        earlier_kept=draw(st.booleans()),
    )


@st.composite
def some_moments(draw: st.DrawFn) -> list[MomentFacts]:
    """The four of the demo and up to three more mails."""
    more = [
        a_moment(
            slug=f"more-{number}",
            kind=f"more-{number}",
            anchor=draw(st.sampled_from(["confirmed", "shipped", "arrived", "joy"])),
            days=draw(st.integers(0, 30)),
            expires_days=draw(st.integers(0, 40)),
            asks=draw(st.booleans()),
            klass=draw(st.sampled_from(["offer", "service"])),
            rank=draw(st.integers(0, 5)),
        )
        for number in range(draw(st.integers(0, 3)))
    ]
    return [*THE_FOUR, *more]


@st.composite
def other_mails(draw: st.DrawFn) -> list[Written]:
    """What the person gets of other orders."""
    count = draw(st.integers(0, 4))
    return [Written(day=draw(days), klass="offer", asks=draw(st.booleans())) for _ in range(count)]


@settings(max_examples=60)
@given(orders(), some_moments(), other_mails(), st.randoms(use_true_random=False))
def test_every_plan_is_kind(
    order: OrderFacts, moments: list[MomentFacts], written: list[Written], chance: random.Random
) -> None:
    planned = plan(order, moments=moments, written=written)
    shuffled = sorted(moments, key=lambda _: chance.random())
    assert plan(order, moments=shuffled, written=written) == planned, "the order of the moments says nothing"
    asks = {moment.slug for moment in moments if moment.asks}
    offers = {moment.slug for moment in moments if moment.klass == "offer"}
    spoken = [one for one in planned if one.medium == "mail" and not one.silent]
    seen = [(other.day, other.klass == "offer", other.asks) for other in written]
    for one in spoken:
        local = one.due_at.astimezone(ZoneInfo(order.zone))
        day, is_offer, is_ask = local.date(), one.moment in offers, one.moment in asks
        assert not schedule.is_quiet(day, quiet_days=QUIET)
        assert schedule.OPENS <= local.hour < schedule.CLOSES
        assert one.due_at <= one.not_after
        assert not order.gift
        for other_day, other_offers, other_asks in seen:
            apart = abs((day - other_day).days)
            assert apart > 0
            assert not (is_offer and other_offers) or apart >= 3
            assert not (is_ask and other_asks) or apart >= 14
        seen.append((day, is_offer, is_ask))
    if all(offers_within(day, seen=seen) <= 4 for day in (other.day for other in written)):
        assert all(offers_within(day, seen=seen) <= 4 for day, *_ in seen)


def offers_within(first: date, *, seen: list[tuple[date, bool, bool]]) -> int:
    """Offers in the thirty days that begin on this one."""
    return sum(is_offer and 0 <= (day - first).days < 30 for day, is_offer, _ in seen)


@settings(max_examples=60)
@given(orders(), some_moments())
def test_an_order_that_came_back_is_never_spoken_about(order: OrderFacts, moments: list[MomentFacts]) -> None:
    if silence(order):
        assert all(one.silent for one in plan(order, moments=moments))
