"""The gate as law: whatever comes together, nothing leaves while something known speaks against it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from delight.rules import schedule
from delight.rules.facts import MomentFacts, OrderFacts, Written
from delight.rules.gate import GateFacts, Go, Hold, Missed, Skip, Wait, gate
from tests.rules.facts import a_card, a_help, a_moment, a_parcel, a_share, an_order

ZONES = ["Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Asia/Kolkata", "Australia/Lord_Howe"]
START = datetime(2027, 3, 1, tzinfo=UTC)
QUIET = frozenset({(START + timedelta(days=days)).date() for days in (5, 25, 26, 29)})
STATES = ["shipped"] * 20 + ["open", "shipped_in_part", "returned", "returned_in_part", "cancelled", "expired", "draft"]
PARCELS = ["shipped"] * 15 + ["returned", "refunded", "replaced", "waiting", "cancelled"]
GONE = {"returned", "returned_in_part", "cancelled", "expired", "draft", "unconfirmed"}

NO_STOP: frozenset[str] = frozenset()

seldom = st.sampled_from([False] * 7 + [True])
mostly = st.sampled_from([True] * 7 + [False])
times = st.integers(0, 60 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))


@st.composite
def orders(draw: st.DrawFn) -> OrderFacts:
    """An order as it may stand, most often kept."""
    return an_order(
        state=draw(st.sampled_from(STATES)),
        paid=draw(mostly),
        refunded=draw(seldom),
        forgotten=draw(seldom),
        has_address=draw(mostly),
        basis=draw(st.sampled_from(["notice:v3"] * 7 + [""])),
        gift=draw(seldom),
        used=draw(seldom),
        zone=draw(st.sampled_from(ZONES)),
        quiet_days=QUIET,
        parcels=tuple(a_parcel(draw(st.sampled_from(PARCELS))) for _ in range(draw(st.integers(0, 2)))),
        stopped=draw(st.sampled_from([NO_STOP] * 5 + [frozenset({one}) for one in ("all", "print", "guide", "share")])),
    )


@st.composite
def moments(draw: st.DrawFn) -> MomentFacts | None:
    """One of the kinds, sometimes switched off or thrown away."""
    some = [a_moment(), a_moment(klass="service"), a_card(), a_help(), a_share(), None]
    moment = draw(st.sampled_from(some))
    return replace(moment, active=draw(mostly)) if moment else None


@st.composite
def looks(draw: st.DrawFn) -> GateFacts:
    """All that may come together at a look."""
    known, now = draw(orders()), draw(times)
    return GateFacts(
        now=now,
        not_after=now + timedelta(hours=draw(st.integers(-10, 200))),
        moment=draw(moments()),
        order=draw(st.sampled_from([known, known, known, None])) if draw(mostly) else draw(orders()),
        known_order=known,
        open_case=draw(seldom),
        hold_reason=draw(st.sampled_from([""] * 7 + ["staff_hold"])),
        kind_reason=draw(st.sampled_from([""] * 7 + ["no_content"])),
        earliest=draw(st.sampled_from([None, None, None, now + timedelta(hours=5), now])),
        written=[
            Written(
                day=schedule.local_day(now, zone=known.zone) - timedelta(days=draw(st.integers(0, 31))),
                klass=draw(st.sampled_from(["offer", "service"])),
                asks=draw(st.booleans()),
            )
            for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2, 4])))
        ],
    )


@settings(max_examples=600)
@given(looks())
def test_nothing_leaves_while_anything_known_speaks_against_it(facts: GateFacts) -> None:
    if not isinstance(gate(facts), Go):
        return
    moment, order, known = facts.moment, facts.order, facts.known_order
    assert moment is not None, "the moment is gone"
    assert moment.active
    assert order is not None, "the store was not asked"
    assert order.paid
    assert not order.refunded
    assert order.state not in GONE
    assert not {parcel.state for parcel in order.parcels} & {"returned", "refunded", "replaced"}
    assert not known.forgotten
    assert not facts.open_case
    assert not facts.hold_reason
    assert not facts.kind_reason
    assert facts.now <= facts.not_after
    if moment.medium == "mail":
        assert_kind_mail(facts, moment=moment, order=order)
    else:
        assert "print" not in known.stopped
        assert not any(parcel.state == "shipped" for parcel in order.parcels)


def assert_kind_mail(facts: GateFacts, *, moment: MomentFacts, order: OrderFacts) -> None:
    """What a mail must keep besides: address, stop, basis, gift, hours, holidays, caps; counted here by hand."""
    known = facts.known_order
    local = facts.now.astimezone(ZoneInfo(known.zone))
    assert known.has_address
    assert not (moment.use == "none" and known.used)
    assert not known.stopped & {"all", moment.kind}
    assert known.basis or moment.klass == "service"
    assert not order.gift
    assert 9 <= local.hour < 20
    assert local.weekday() != 6
    assert local.date() not in QUIET
    assert facts.earliest is None or facts.earliest <= facts.now
    ages = [((local.date() - one.day).days, one) for one in facts.written]
    assert all(age >= 1 for age, _ in ages)
    if moment.klass == "offer":
        offers = [age for age, one in ages if one.klass == "offer"]
        assert all(age >= 3 for age in offers)
        assert sum(age < 30 for age in offers) < 4
    assert not moment.asks or all(age >= 14 for age, one in ages if one.asks)


@settings(max_examples=300)
@given(looks())
def test_every_no_says_why_and_a_wait_ends_later(facts: GateFacts) -> None:
    verdict = gate(facts)
    if isinstance(verdict, Skip | Hold | Missed | Wait):
        assert verdict.reason
    if isinstance(verdict, Wait):
        assert verdict.until > facts.now


@settings(max_examples=300)
@given(looks(), st.sampled_from(["returned", "cancelled", "returned_in_part"]))
def test_what_the_store_says_now_outweighs_what_we_knew(facts: GateFacts, state: str) -> None:
    told = replace(facts, order=replace(facts.known_order, state=state))
    assert not isinstance(gate(told), Go | Wait)


def test_the_examples_reach_what_may_leave_and_each_of_the_five_answers() -> None:
    seen: set[str] = set()

    @settings(max_examples=600)
    @given(looks())
    def look(facts: GateFacts) -> None:
        seen.add(type(gate(facts)).__name__)

    look()
    assert seen == {"Go", "Skip", "Wait", "Hold", "Missed"}
