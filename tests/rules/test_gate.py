"""Whether: each step of the gate, and that the earlier step speaks where two would."""

from datetime import timedelta

import pytest

from delight.calendars import quiet_days
from delight.rules.facts import MomentFacts, OrderFacts, Written
from delight.rules.gate import STORE_PAUSE, GateFacts, Go, Hold, Missed, Skip, Verdict, Wait, gate
from tests.rules.facts import a_card, a_help, a_moment, a_parcel, an_open_order, an_order, utc

THURSDAY = utc("2026-11-12 09:00")
UNASKED = object()
GUIDE = a_moment()


def verdict(
    order: OrderFacts | None = None,
    *,
    fresh: object = UNASKED,
    moment: MomentFacts | None = GUIDE,
    **changes: object,
) -> Verdict:
    """The gate's word on a guide due on Thursday at ten; ``fresh`` is what the store says now, None when it is away."""
    known = order or an_order()
    facts = {
        "now": THURSDAY,
        "not_after": THURSDAY + timedelta(days=5),
        "moment": moment,
        "order": known if fresh is UNASKED else fresh,
        "known_order": known,
    }
    return gate(GateFacts(**{**facts, **changes}))  # type: ignore[arg-type]  # a table of any facts


def test_what_is_not_meant_any_more_is_left_out() -> None:
    second = a_moment(nth_orders=(2,))
    assert verdict(an_order(nth=2), fresh=an_order(nth=1), moment=second) == Skip("not_meant")
    assert verdict(an_order(nth=2), moment=second) == Go()


def test_nothing_speaks_against_a_guide_on_a_thursday_at_ten() -> None:
    assert verdict() == Go()


@pytest.mark.parametrize(
    ("moment", "order", "expected"),
    [
        pytest.param(None, an_order(), Skip("moment_off"), id="the moment is gone"),
        pytest.param(a_moment(active=False), an_order(), Skip("moment_off"), id="the moment is off"),
        pytest.param(a_moment(), an_order(forgotten=True), Skip("forgotten"), id="forgotten"),
        pytest.param(a_moment(), an_order(has_address=False), Skip("no_address"), id="no address"),
        pytest.param(a_moment(), an_order(stopped=frozenset({"all"})), Skip("stopped"), id="stopped all"),
        pytest.param(a_moment(), an_order(stopped=frozenset({"guide"})), Skip("stopped"), id="stopped the kind"),
        pytest.param(a_moment(), an_order(stopped=frozenset({"share", "print"})), Go(), id="stopped other things"),
        pytest.param(a_moment(), an_order(basis=""), Skip("no_basis"), id="no basis for an offer"),
        pytest.param(a_moment(klass="service"), an_order(basis=""), Go(), id="a service mail needs none"),
        pytest.param(a_card(), an_open_order(stopped=frozenset({"print"})), Skip("stopped"), id="no notes"),
        pytest.param(a_card(), an_open_order(stopped=frozenset({"all"}), basis=""), Go(), id="paper is no mail"),
    ],
)
def test_step_one_the_person_and_the_law(moment: MomentFacts | None, order: OrderFacts, expected: Verdict) -> None:
    assert verdict(order, moment=moment) == expected


@pytest.mark.parametrize(
    ("fresh", "expected"),
    [
        pytest.param(an_order(state="returned"), Skip("returned"), id="returned"),
        pytest.param(an_order(state="returned_in_part"), Skip("returned"), id="returned in part"),
        pytest.param(an_order(state="cancelled"), Skip("cancelled"), id="cancelled"),
        pytest.param(an_order(state="expired"), Skip("cancelled"), id="expired"),
        pytest.param(an_order(state="unconfirmed"), Skip("not_kept"), id="not confirmed"),
        pytest.param(an_order(refunded=True), Skip("refunded"), id="paid back"),
        pytest.param(an_order(parcels=(a_parcel("replaced"),)), Skip("replaced"), id="replaced"),
        pytest.param(an_order(paid=False), Wait(THURSDAY + STORE_PAUSE, "not_paid"), id="not paid just now"),
        pytest.param(None, Wait(THURSDAY + STORE_PAUSE, "store_unreachable"), id="the store is away"),
    ],
)
def test_step_two_what_the_store_says_now(fresh: OrderFacts | None, expected: Verdict) -> None:
    assert verdict(fresh=fresh) == expected


def test_a_return_we_know_of_needs_no_store_to_confirm_it() -> None:
    assert verdict(an_order(state="returned"), fresh=None) == Skip("returned")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"open_case": True}, Hold("open_case"), id="open case"),
        pytest.param({"hold_reason": "staff_hold"}, Hold("staff_hold"), id="held by a person"),
        pytest.param({"open_case": True, "hold_reason": "staff_hold"}, Hold("open_case"), id="the case counts more"),
    ],
)
def test_step_three_a_person_must_act(changes: dict[str, object], expected: Verdict) -> None:
    assert verdict(**changes) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("moment", "order", "kind_reason", "expected"),
    [
        pytest.param(a_moment(), an_order(), "already_open", Skip("already_open"), id="the kind says no"),
        pytest.param(a_card(), an_order(), "", Missed("parcel_left"), id="the parcel has left without the card"),
        pytest.param(a_card(), an_open_order(needs_shipping=False), "", Skip("digital"), id="no parcel at all"),
        pytest.param(a_card(), an_open_order(parcels=(a_parcel("waiting"),)), "", Go(), id="the parcel waits"),
        pytest.param(a_moment(), an_order(needs_shipping=False), "", Go(), id="a mail needs no parcel"),
    ],
)
def test_step_four_the_facts_of_the_kind(
    moment: MomentFacts, order: OrderFacts, kind_reason: str, expected: Verdict
) -> None:
    assert verdict(order, moment=moment, kind_reason=kind_reason) == expected


def test_step_four_help_is_not_offered_for_what_is_in_use() -> None:
    assert verdict(an_order(used=True), moment=a_help()) == Skip("in_use")
    assert verdict(an_order(used=True)) == Go()
    assert verdict(moment=a_help()) == Go()


def test_step_four_a_mail_waits_for_a_parcel_that_the_look_found() -> None:
    later = THURSDAY + timedelta(days=3)
    assert verdict(earliest=later) == Wait(later, "not_arrived")
    assert verdict(earliest=THURSDAY) == Go()


@pytest.mark.parametrize(
    ("moment", "order", "expected"),
    [
        pytest.param(a_moment(), an_order(gift=True), Skip("gift"), id="no mail to the giver"),
        pytest.param(a_moment(for_gifts=True), an_order(gift=True), Go(), id="a kind that is made for gifts"),
        pytest.param(a_card(for_gifts=False), an_open_order(gift=True), Go(), id="paper reaches the recipient"),
    ],
)
def test_step_five_gifts(moment: MomentFacts, order: OrderFacts, expected: Verdict) -> None:
    assert verdict(order, moment=moment) == expected


def test_a_gift_that_only_the_store_knows_of_is_a_gift() -> None:
    assert verdict(fresh=an_order(gift=True)) == Skip("gift")


def written(days_ago: int, *, asks: bool = False) -> list[Written]:
    """One offer so many days before Thursday."""
    return [Written(day=(THURSDAY - timedelta(days=days_ago)).date(), klass="offer", asks=asks)]


TOMORROW = utc("2026-11-13 09:00")


@pytest.mark.parametrize(
    ("moment", "already", "expected"),
    [
        pytest.param(a_moment(), written(0), Wait(TOMORROW, "cap_day"), id="one a day"),
        pytest.param(a_moment(), written(2), Wait(TOMORROW, "cap_offers"), id="three days between offers"),
        pytest.param(a_moment(), written(3), Go(), id="three days later"),
        pytest.param(
            a_moment(asks=True), written(13, asks=True), Wait(TOMORROW, "cap_asks"), id="a fortnight between asks"
        ),
        pytest.param(a_moment(asks=True), written(14, asks=True), Go(), id="a fortnight later"),
        pytest.param(a_moment(klass="service"), written(0), Wait(TOMORROW, "cap_day"), id="service mails wait too"),
        pytest.param(
            a_moment(),
            [one for days in (29, 20, 10, 5) for one in written(days)],
            Wait(TOMORROW, "cap_month"),
            id="four in thirty days",
        ),
    ],
)
def test_step_six_caps_wait_for_tomorrow_at_ten(moment: MomentFacts, already: list[Written], expected: Verdict) -> None:
    assert verdict(moment=moment, written=already) == expected


GERMAN = quiet_days("DE", years=(2026,))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param("2026-11-12 07:59", Wait(utc("2026-11-12 09:00"), "night"), id="8:59"),
        pytest.param("2026-11-12 08:00", Go(), id="9:00"),
        pytest.param("2026-11-12 18:59", Go(), id="19:59"),
        pytest.param("2026-11-12 19:00", Wait(utc("2026-11-13 09:00"), "night"), id="20:00"),
        pytest.param("2026-11-15 11:00", Wait(utc("2026-11-16 09:00"), "holiday"), id="Sunday noon"),
        pytest.param("2026-12-25 11:00", Wait(utc("2026-12-28 09:00"), "holiday"), id="Christmas Day"),
    ],
)
def test_step_seven_the_local_window(now: str, expected: Verdict) -> None:
    moment = utc(now)
    order = an_order(quiet_days=GERMAN)
    assert verdict(order, now=moment, not_after=moment + timedelta(days=9)) == expected


@pytest.mark.parametrize(
    ("late", "expected"),
    [
        pytest.param(timedelta(0), Go(), id="the last second is in time"),
        pytest.param(timedelta(microseconds=1), Missed("too_late"), id="then it is too late"),
    ],
)
def test_step_eight_too_late_to_be_kind(late: timedelta, expected: Verdict) -> None:
    assert verdict(not_after=THURSDAY - late) == expected


def test_paper_knows_neither_caps_nor_night() -> None:
    sunday_night = utc("2026-11-15 23:00")
    already = [Written(day=sunday_night.date(), klass="offer", asks=False)]
    assert verdict(an_open_order(), moment=a_card(), now=sunday_night, not_after=sunday_night, written=already) == Go()


EVERYTHING_AGAINST: list[tuple[str, dict[str, object], dict[str, object], Verdict]] = [
    ("the person", {"stopped": frozenset({"all"})}, {}, Skip("stopped")),
    ("the order", {"state": "returned"}, {}, Skip("returned")),
    ("a case", {}, {"open_case": True}, Hold("open_case")),
    ("the kind", {}, {"kind_reason": "no_content"}, Skip("no_content")),
    ("a gift", {"gift": True}, {}, Skip("gift")),
    ("a cap", {}, {"written": written(0)}, Wait(TOMORROW, "cap_day")),
    ("the night", {}, {"now": utc("2026-11-12 04:00")}, Wait(utc("2026-11-12 09:00"), "night")),
    ("the hour", {}, {"not_after": utc("2026-11-01 09:00")}, Missed("too_late")),
]
"""By step: what is known of the order, what else is the matter, and what the gate then says."""


@pytest.mark.parametrize("step", range(len(EVERYTHING_AGAINST)), ids=[name for name, *_ in EVERYTHING_AGAINST])
def test_of_all_reasons_that_hold_the_earliest_step_speaks(step: int) -> None:
    known: dict[str, object] = {}
    facts: dict[str, object] = {}
    for _, of_order, others, _ in EVERYTHING_AGAINST[step:]:
        known |= of_order
        facts |= others
    assert verdict(an_order(**known), **facts) == EVERYTHING_AGAINST[step][3]  # type: ignore[arg-type]
