"""What is fetched from the store of our own accord: when, and how soon again after a trouble."""

import pytest
from django.db import OperationalError

from delight.engine.errands import CATCH_UP_EVERY, LATEST, SOONEST, Errand, errands, hurry


def an_errand(do) -> Errand:
    return Errand(name="fetch", every=900.0, do=do, next_at=0.0)


def test_an_errand_is_done_at_the_start_and_then_when_its_time_has_come():
    done = []
    errand = an_errand(lambda: done.append(1) or "")
    for now in (0.0, 5.0, 899.0, 900.0, 905.0):
        errand.do_if_due(now=now)
    assert len(done) == 2


def test_while_the_store_is_away_it_is_tried_again_soon_and_then_less_often():
    errand, waits = an_errand(lambda: "away"), []
    for _ in range(8):
        now = errand.next_at
        errand.do_if_due(now=now)
        waits.append(errand.next_at - now)
    assert waits[:4] == [SOONEST, 2 * SOONEST, 4 * SOONEST, 8 * SOONEST]
    assert set(waits[4:]) == {LATEST}


def test_after_a_success_the_usual_time_is_back():
    troubles = iter(["away", ""])
    errand = an_errand(lambda: next(troubles))
    errand.do_if_due(now=0.0)
    errand.do_if_due(now=errand.next_at)
    assert (errand.failures, errand.next_at) == (0, SOONEST + 900.0)


@pytest.mark.parametrize("error", [OperationalError("gone"), RuntimeError("a bug")])
def test_what_breaks_is_logged_and_tried_again(error, caplog):
    def broken() -> str:
        raise error

    errand = an_errand(broken)
    errand.do_if_due(now=0.0)
    assert errand.next_at == SOONEST
    assert "fetch" in caplog.text


def test_catching_up_comes_first_and_comparing_later():
    catch_up, reconcile, *_ = errands(now=100.0)
    assert catch_up.next_at == 100.0
    assert reconcile.next_at > 100.0
    assert CATCH_UP_EVERY == 15 * 60


def test_a_machine_that_slept_catches_up_at_once():
    todo = errands(now=0.0)
    todo[0].next_at = todo[1].next_at = 500.0
    hurry(todo)
    assert todo[0].next_at < 0.0
    assert todo[1].next_at == 500.0
