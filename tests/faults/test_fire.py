"""Real supervisors under seeded faults on both set-ups: nothing lost, nothing twice, and every touch ends.

``make faults N=1000`` strikes so often over both set-ups; FAULTS_SEED chooses another course of events.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.fire import HEALS_EVERY
from tests.faults.servers import environment

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]
ROOT = Path(__file__).resolve().parent.parent.parent
FAULTS = int(os.environ.get("FAULTS_N", "100"))
SEED = int(os.environ.get("FAULTS_SEED", "20261121"))
SETUPS = ("sqlite", "servers")


def burn(setup, *, faults):
    command = [sys.executable, "-m", "tests.faults.fire", "fire", setup, str(faults), str(SEED)]
    done = subprocess.run(command, env=environment(), cwd=ROOT, capture_output=True, timeout=300 + 10 * faults)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    return json.loads(done.stdout.decode().strip().splitlines()[-1])


@pytest.fixture(scope="module", params=SETUPS)
def burnt(request):
    """What is left after the fire: half of the faults on each set-up."""
    return burn(request.param, faults=FAULTS // len(SETUPS))


def test_the_fire_was_hot(burnt):
    struck = sum(burnt["faults"].values())
    assert struck >= FAULTS // len(SETUPS)
    assert burnt["accepted"] >= struck // HEALS_EVERY


def test_no_mail_was_sent_twice(burnt):
    assert burnt["twice"] == []


def test_no_mail_was_lost(burnt):
    assert burnt["lost"] == []


def test_every_touch_came_to_an_end(burnt):
    assert burnt["never_ended"] == []


def test_every_doubt_is_about_a_mail_that_the_server_may_have_seen(burnt):
    assert burnt["unsure_and_never_begun"] == []


def test_every_event_that_the_door_acknowledged_is_kept(burnt):
    assert burnt["acknowledged"] > 0
    assert burnt["acknowledged_and_lost"] == 0


def test_a_stop_takes_less_than_half_a_minute_and_leaves_no_process(burnt):
    assert burnt["stopped_in"] <= 30
    assert burnt["left_running"] == 0
