"""Workers are killed while they deliver to a real mail server: nothing is sent twice, nothing is lost."""

import json
import os
import subprocess
import sys
from collections import Counter
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.fakes_smtp import SmtpPeer

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]
TOUCHES = 120
SEED = int(os.environ.get("FAULTS_SEED", "20261121"))
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """The world after the fire: every touch as the database has it, and every Message-ID that the server accepted."""
    with SmtpPeer() as peer:
        peer.delay = 0.002
        env = {**os.environ, "DELIGHT_VAR": str(tmp_path_factory.mktemp("var")), "FAULTS_MAIL": peer.url}
        run(env, "prepare", str(TOUCHES))
        kills = json.loads(run(env, "under_fire", str(SEED)))["kills"]
        touches = json.loads(run(env, "finish"))
        accepted = Counter(str(message_from_bytes(message)["Message-ID"]).strip() for message in peer.messages)
    return kills, touches, accepted


def run(env, *command):
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.world", *command], env=env, cwd=ROOT, capture_output=True, timeout=120
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    return done.stdout.decode().strip().splitlines()[-1] if done.stdout.strip() else ""


def letter(message_id):
    """The part of a Message-ID that names the touch; what follows is the attempt's number."""
    return message_id.split(".")[0]


def test_workers_were_killed_while_they_worked(outcome):
    kills, _, _ = outcome
    assert kills >= 10


def test_no_letter_reached_anybody_twice(outcome):
    _, _, accepted = outcome
    copies = Counter(letter(message_id) for message_id in accepted.elements())
    assert [one for one, number in copies.items() if number > 1] == []


def test_no_letter_was_lost(outcome):
    _, touches, accepted = outcome
    arrived = {letter(message_id) for message_id in accepted}
    lost = [
        touch
        for touch in touches
        if touch["state"] == "done" and not any(letter(attempt[0]) in arrived for attempt in touch["attempts"])
    ]
    assert (len(touches), lost) == (TOUCHES, [])


def test_every_touch_is_done_or_unsure_in_the_end(outcome):
    _, touches, _ = outcome
    assert {touch["state"] for touch in touches} <= {"done", "unsure"}


def test_what_is_unsure_was_marked_and_may_have_been_seen(outcome):
    _, touches, _ = outcome
    unsure = [touch for touch in touches if touch["state"] == "unsure"]
    assert all(touch["attempts"] and touch["attempts"][-1][1] == "open" for touch in unsure)


def test_a_kill_makes_at_most_one_letter_unsure(outcome):
    kills, touches, _ = outcome
    assert sum(touch["state"] == "unsure" for touch in touches) <= kills
