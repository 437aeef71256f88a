"""Each planted fault is caught by the blow that aims at it, and without one the same blow does no harm."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.servers import environment

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]
ROOT = Path(__file__).resolve().parent.parent.parent
HARM = ("twice", "lost", "never_ended", "unsure_and_never_begun", "acknowledged_and_lost")
WORKER_DIES, WIRE_BREAKS, WEB_DIES, ORDERS_CHANGE = (
    "worker_dies_after_the_server_took_the_mail",
    "wire_breaks_within_the_mail",
    "web_dies_after_the_answer",
    "orders_change_after_their_mails",
)


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    """A database with a small shop in it, made once and copied for each blow."""
    folder = tmp_path_factory.mktemp("founded")
    run("tests.faults.world", "found", FAULTS_FOLDER=str(folder), DELIGHT_VAR=str(folder))
    return folder / "faults.sqlite3"


def run(*command, **env):
    done = subprocess.run(
        [sys.executable, "-m", *command], env=environment(**env), cwd=ROOT, capture_output=True, timeout=900
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    return done.stdout.decode().strip().splitlines()


def strike(blow, *, founded, mutant=""):
    told = json.loads(run("tests.faults.blows", blow, FAULTS_FOUNDED=str(founded), FAULTS_MUTANT=mutant)[-1])
    return {harm: told[harm] for harm in HARM if told[harm]}


@pytest.mark.parametrize("blow", [WORKER_DIES, WIRE_BREAKS, WEB_DIES, ORDERS_CHANGE])
def test_a_blow_does_no_harm(blow, founded):
    assert strike(blow, founded=founded) == {}


@pytest.mark.parametrize(
    ("mutant", "blow", "harm"),
    [
        ("no_mark", WORKER_DIES, "twice"),
        ("resend_expired_sending", WORKER_DIES, "twice"),
        ("done_before_sent", WIRE_BREAKS, "lost"),
        ("ack_before_store", WEB_DIES, "acknowledged_and_lost"),
        ("version_in_key", ORDERS_CHANGE, "twice"),
    ],
)
def test_a_planted_fault_is_caught(mutant, blow, harm, founded):
    assert harm in strike(blow, founded=founded, mutant=mutant)
