"""A small year through the real code: the same seed tells the same story, and no promise is broken."""

import pytest
from django.db import transaction

from delight.simulation.report import audited
from tests.simulation.shops import a_small_year, told

pytestmark = pytest.mark.xdist_group("simulation")


def in_a_database_of_its_own(*, seed: int) -> tuple[str, dict[str, list[str]]]:
    with transaction.atomic():
        lived = a_small_year(seed=seed, orders=4, days=14)
        report, found = told(lived), {name: list(broken) for name, broken in audited(lived).items() if broken}
        transaction.set_rollback(True)
    return report, found


def test_the_same_seed_tells_the_same_story_and_another_tells_another(db: None):
    first, found = in_a_database_of_its_own(seed=7)
    again, _ = in_a_database_of_its_own(seed=7)
    other, found_there = in_a_database_of_its_own(seed=8)
    assert first == again
    assert first != other
    assert (found, found_there) == ({}, {})
