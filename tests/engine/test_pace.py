"""A batch of events is as large as its time allows."""

import pytest

from delight.engine.pace import FIRST, LEAST, LONG, MOST, Pace


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
