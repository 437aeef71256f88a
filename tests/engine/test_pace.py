"""A batch of events is as large as its time allows."""

from types import SimpleNamespace

import pytest

from delight.engine.pace import FIRST, LEAST, LONG, MOST, OTHERS, REST, Pace, Turns


@pytest.mark.parametrize(
    ("batches", "size"),
    [
        pytest.param([], FIRST, id="at first"),
        pytest.param([(FIRST, 2 * LONG)], FIRST // 2, id="too long: half"),
        pytest.param([(FIRST, LONG / 4)], FIRST * 2, id="quick and full: twice"),
        pytest.param([(FIRST - 1, LONG / 4)], FIRST, id="quick because few came"),
        pytest.param([(FIRST, LONG * 0.7)], FIRST, id="just right"),
        pytest.param([(MOST, 0.0)] * 9, MOST, id="never more than the most"),
        pytest.param([(MOST, 2 * LONG)] * 9, LEAST, id="never fewer than the least"),
    ],
)
def test_the_next_batch(batches, size):
    pace = Pace()
    for number, seconds in batches:
        pace.took(number, seconds=seconds)
    assert pace.size == size


@pytest.fixture
def clock_stands(monkeypatch):
    monkeypatch.setattr("delight.engine.pace.time", SimpleNamespace(monotonic=lambda: 100.0))


def test_turns_are_taken_and_followed_by_a_rest(tmp_path, clock_stands):
    ours, theirs = Turns(tmp_path / "turn"), Turns(tmp_path / "turn")
    with ours.ask() as turn:
        assert turn.wait == 0.0
        with theirs.ask() as other:
            assert other.wait == OTHERS
    with theirs.ask() as turn:
        assert turn.wait == 0.0, "a turn that wrote nothing needs no rest"
        turn.rest(LONG / 2)
    with ours.ask() as turn:
        assert turn.wait == pytest.approx(REST * LONG / 2)


@pytest.mark.parametrize("left", [b"", b"gibberish", b"99999999999.000", b"0.001"])
def test_a_turn_is_not_kept_back_by_what_a_dead_process_or_another_day_left(tmp_path, left):
    (tmp_path / "turn").write_bytes(left)
    with Turns(tmp_path / "turn").ask() as turn:
        assert turn.wait == 0.0


def test_a_long_turn_is_followed_by_a_rest_that_ends_soon(tmp_path, clock_stands):
    with Turns(tmp_path / "turn").ask() as turn:
        turn.rest(60.0)
    with Turns(tmp_path / "turn").ask() as turn:
        assert turn.wait == pytest.approx(REST * LONG)
