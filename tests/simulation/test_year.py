"""A small year through the real code: the same seed tells the same story, and no promise is broken."""

import json
import subprocess
import sys

import pytest
from django.db import transaction

from delight.simulation.report import Outcome, audited, report, together
from tests.simulation.shops import a_small_year, told

pytestmark = pytest.mark.xdist_group("simulation")


def in_a_database_of_its_own(*, seed: int, shop: int = 0) -> tuple[str, dict[str, list[str]]]:
    with transaction.atomic():
        lived = a_small_year(seed=seed, orders=4, days=14, shop=shop)
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


def test_two_shops_of_one_seed_live_differently(db: None):
    here, found = in_a_database_of_its_own(seed=7)
    there, found_there = in_a_database_of_its_own(seed=7, shop=1)
    assert here != there
    assert (found, found_there) == ({}, {})


A_SHOP = Outcome(
    orders=3,
    people=2,
    mails=4,
    pieces=1,
    ends={"guide": {"done": 4, "skipped": 1}},
    reasons={"guide": {"stopped": 1}},
    mailed=[1, 3],
    printed=[0, 1],
    found={"said twice": [], "said at night": ["guide of order 1: at night"]},
)
ANOTHER = Outcome(
    orders=2,
    people=1,
    mails=2,
    pieces=0,
    ends={"guide": {"done": 1}, "share": {"done": 1}},
    reasons={},
    mailed=[2],
    printed=[0],
    found={"said twice": ["2 mails of one touch"], "said at night": []},
)


def test_what_two_shops_tell_is_added_up_and_no_finding_is_lost_on_the_way():
    carried = [Outcome(**json.loads(json.dumps(one.told()))) for one in (A_SHOP, ANOTHER)]
    assert report(together(carried), days=30, seed=7, shops=2).split("\n") == [
        "5 orders of 3 people in 2 shops in 30 days (seed 7)",
        "6 mails and 1 printed pieces",
        "",
        "guide: done 5, skipped 1",
        "    because of stopped 1",
        "share: done 1",
        "",
        "mails a person: median 2, most 3",
        "pieces of paper a person: median 0, most 1",
        "",
        "2 broken promises of 2 kinds that were looked for",
        "  said twice: 1",
        "    2 mails of one touch",
        "  said at night: 1",
        "    guide of order 1: at night",
    ]


def test_no_more_shops_than_orders():
    command = [sys.executable, "-m", "delight", "simulate", "--orders=2", "--days=3", "--shops=3"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "2 orders are made in 1 to 2 shops, not in 3" in done.stderr) == (1, True)
