"""A print run is killed before each of its statements: no card is ever done without its line, and none twice."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.packers import CARDS
from tests.faults.servers import environment

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """What is left when a packer has died at every place; after each death somebody has looked at cards and lines."""
    env = environment(DELIGHT_VAR=str(tmp_path_factory.mktemp("var")))
    command = [sys.executable, "-m", "tests.faults.packers"]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, timeout=600)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    return json.loads(done.stdout.decode().strip().splitlines()[-1])


def test_packers_died_before_many_statements(outcome):
    assert outcome["deaths"] >= 10 + 2 * CARDS


def test_in_the_end_each_card_is_done_and_has_one_line(outcome):
    assert outcome["states"] == ["done"] * CARDS
    assert [len(hashes) for hashes in outcome["hashes"]] == [1] * CARDS
    assert all(len(hashes[0]) == 64 for hashes in outcome["hashes"])
