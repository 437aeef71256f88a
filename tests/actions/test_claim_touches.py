"""Claiming due mails, and what the sweep gives back, doubts, lets go and misses."""

from datetime import timedelta

import pytest

from delight.actions.touches.claim_touches import LEASE, claim_touches, sweep_leases
from delight.actions.touches.hold_touch import hold_touch, release_touch
from delight.mails.outbox import transport_name
from delight.models import Breaker, Touch
from tests.factories import NOW, a_touch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture(autouse=True)
def _transport(settings: object) -> None:
    settings.DELIGHT_MAIL = "smtp://127.0.0.1:25"  # type: ignore[attr-defined]


def claimed(limit: int = 10) -> list[int]:
    return claim_touches(limit, now=NOW)


def test_a_due_mail_is_claimed_until_its_lease_ends() -> None:
    touch = a_touch()
    assert claimed() == [touch.pk]
    touch.refresh_from_db()
    assert (touch.state, touch.claimed_until, len(touch.claim)) == ("claimed", NOW + LEASE, 32)


def test_two_claims_never_share_a_row() -> None:
    for _ in range(5):
        a_touch()
    first, second = claimed(3), claimed(3)
    assert (len(first), len(second)) == (3, 2)
    assert not set(first) & set(second)
    assert Touch.objects.values("claim").distinct().count() == 2


def test_the_longest_due_is_claimed_first() -> None:
    late, later, latest = (a_touch(due_at=NOW - timedelta(hours=hours)) for hours in (1, 3, 2))
    assert claimed(2) == [later.pk, latest.pk]
    assert late.pk in claimed()


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"due_at": NOW + timedelta(microseconds=1)}, id="not due yet"),
        pytest.param({"not_after": NOW - timedelta(microseconds=1)}, id="too late"),
        pytest.param({"hold_reason": "staff_hold"}, id="held"),
        pytest.param({"medium": "card", "kind": "note"}, id="paper"),
        *[
            pytest.param({"state": state}, id=state)
            for state in ("claimed", "sending", "done", "skipped", "missed", "withdrawn", "failed", "unsure")
        ],
    ],
)
def test_this_is_not_claimed(changes: dict[str, object]) -> None:
    a_touch(**changes)
    assert claimed() == []


def test_nothing_is_claimed_while_the_breaker_is_open() -> None:
    touch = a_touch()
    breaker = Breaker.objects.create(transport=transport_name(), failures=1, closes_at=NOW + timedelta(seconds=1))
    assert claimed() == []
    Breaker.objects.filter(pk=breaker.pk).update(closes_at=NOW)
    assert claimed() == [touch.pk]


def test_another_transports_breaker_stops_nobody() -> None:
    touch = a_touch()
    Breaker.objects.create(transport="smtp://elsewhere:25", failures=1, closes_at=NOW + timedelta(hours=1))
    assert claimed() == [touch.pk]


EXPIRED, RUNNING = NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("changes", "state", "reason"),
    [
        pytest.param({"state": "claimed", "claimed_until": EXPIRED}, "planned", "", id="a dead worker's claim"),
        pytest.param({"state": "claimed", "claimed_until": RUNNING}, "claimed", "", id="a living worker's claim"),
        pytest.param({"state": "sending", "claimed_until": EXPIRED}, "unsure", "worker_lost", id="begun, not ended"),
        pytest.param({"state": "sending", "claimed_until": RUNNING}, "sending", "", id="being sent"),
        pytest.param({"not_after": EXPIRED}, "missed", "too_late", id="too late to be kind"),
        pytest.param({"not_after": EXPIRED, "hold_reason": "reply"}, "missed", "too_late", id="held until too late"),
        pytest.param({"not_after": RUNNING}, "planned", "", id="in time"),
        pytest.param({"state": "done", "not_after": EXPIRED}, "done", "", id="done long ago"),
        pytest.param({"state": "withdrawn", "not_after": EXPIRED}, "withdrawn", "", id="withdrawn long ago"),
    ],
)
def test_the_sweep_leaves(changes: dict[str, object], state: str, reason: str) -> None:
    touch = a_touch(**{"claim": "c" * 32 if "claimed_until" in changes else "", **changes})
    sweep_leases(now=NOW)
    touch.refresh_from_db()
    assert (touch.state, touch.reason) == (state, reason)


def test_a_dead_workers_claim_can_be_claimed_again_and_keeps_nothing_of_the_first() -> None:
    touch = a_touch(state="claimed", claim="dead", claimed_until=EXPIRED)
    assert sweep_leases(now=NOW)["freed"] == 1
    assert claimed() == [touch.pk]
    touch.refresh_from_db()
    assert touch.claim != "dead"


def test_what_was_begun_keeps_its_claim_so_that_its_worker_may_still_conclude() -> None:
    touch = a_touch(state="sending", claim="slow", claimed_until=EXPIRED)
    sweep_leases(now=NOW)
    touch.refresh_from_db()
    assert touch.claim == "slow"


def test_a_second_sweep_finds_nothing_to_do() -> None:
    a_touch(state="claimed", claim="dead", claimed_until=EXPIRED)
    a_touch(state="sending", claim="slow", claimed_until=EXPIRED)
    a_touch(not_after=EXPIRED)
    assert sum(sweep_leases(now=NOW).values()) == 3
    assert sum(sweep_leases(now=NOW).values()) == 0


def test_a_hold_ends_on_its_day() -> None:
    touch = a_touch()
    assert hold_touch(touch, reason="staff_hold", until=NOW)
    assert claimed() == []
    assert sweep_leases(now=NOW)["released"] == 1
    assert claimed() == [touch.pk]


@pytest.mark.parametrize("until", [None, RUNNING], ids=["without a day", "its day has not come"])
def test_a_hold_lasts(until: object) -> None:
    hold_touch(a_touch(), reason="staff_hold", until=until)  # type: ignore[arg-type]
    assert sweep_leases(now=NOW)["released"] == 0
    assert claimed() == []


def test_a_released_touch_is_claimed() -> None:
    touch = a_touch(hold_reason="staff_hold")
    assert release_touch(touch)
    assert claimed() == [touch.pk]


def test_only_a_planned_touch_can_be_held_or_released() -> None:
    touch = a_touch(state="done")
    assert not hold_touch(touch, reason="staff_hold")
    assert not release_touch(touch)
