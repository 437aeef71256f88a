"""A deploy with waiting work: the old supervisor stops with mails on the wire, the new one does the rest."""

import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing, contextmanager
from email import message_from_bytes
from pathlib import Path

import psutil
import pytest

from tests.fakes_smtp import SmtpPeer
from tests.faults.servers import environment, free_port

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]
ROOT = Path(__file__).resolve().parent.parent.parent
TOUCHES = 40
ON_THE_WIRE = 4
"""Two workers with two connections each."""
LONGEST = 180.0
STOPS_WITHIN = 30


@pytest.fixture(scope="module")
def deploy(tmp_path_factory):
    """Mails are on the wire when the old supervisor is told to stop; they are taken once it has said that it stops."""
    folder = tmp_path_factory.mktemp("var")
    with SmtpPeer() as peer:
        peer.may_accept.clear()
        url = f"smtp://127.0.0.1:{peer.port}?timeout={int(LONGEST)}"
        env = environment(DELIGHT_VAR=str(folder), FAULTS_MAIL=url, FAULTS_FOLDER=str(folder), DELIGHT_CHECKPOINTER="1")
        prepare = [sys.executable, "-m", "tests.faults.world", "prepare", str(TOUCHES)]
        subprocess.run(prepare, env=env, cwd=ROOT, check=True, timeout=300)
        with supervisor(env) as old:
            until(lambda: len(peer.begun) == ON_THE_WIRE)
            family = old.children(recursive=True)
            old.send_signal(signal.SIGTERM)
            until((folder / "stopping").exists)
            peer.may_accept.set()
            _, left = psutil.wait_procs([old, *family], timeout=STOPS_WITHIN)
        between = states(folder), len(peer.messages)
        with supervisor(env):
            until(lambda: states(folder)["done"] == TOUCHES)
        yield {"left": left, "between": between, "after": states(folder), "accepted": accepted(peer)}


@contextmanager
def supervisor(env):
    """A real one; whatever a test has done to it, nothing of it stays."""
    command = [sys.executable, "-m", "tests.faults.fire", "supervise", str(free_port())]
    process = subprocess.Popen(command, env=env, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=60)


def until(whether):
    ends_at = time.monotonic() + LONGEST
    while not whether():
        assert time.monotonic() < ends_at, "it never came to that"
        time.sleep(0.05)


def states(folder):
    with closing(sqlite3.connect(f"file:{folder}/faults.sqlite3?mode=ro", uri=True)) as database:
        return Counter(dict(database.execute("SELECT state, count(*) FROM delight_touch GROUP BY state").fetchall()))


def accepted(peer):
    """How often each letter was taken, whichever attempt it came by."""
    return Counter(str(message_from_bytes(one)["Message-ID"]).strip().split(".")[0] for one in peer.messages)


def test_the_old_one_ends_and_leaves_no_process(deploy):
    assert deploy["left"] == []


def test_what_was_on_the_wire_is_done_and_what_waited_waits_for_whoever_comes_next(deploy):
    found, taken = deploy["between"]
    assert ON_THE_WIRE <= found["done"] == taken < TOUCHES
    assert found == {"done": taken, "planned": TOUCHES - taken}


def test_the_new_one_does_the_rest_and_nothing_is_lost_or_sent_twice(deploy):
    assert deploy["after"] == {"done": TOUCHES}
    assert sorted(deploy["accepted"].values()) == [1] * TOUCHES
