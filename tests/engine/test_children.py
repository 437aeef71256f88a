"""Children on a leash: started, restarted, stopped with all they started; and what is said when nothing can start."""

import os
import signal
import socket
import time

import psutil
import pytest

from delight.engine.apart import run_apart
from delight.engine.children import Child, copy_of_us, stop_all
from delight.engine.folders import AlreadyRunning, say_stopping, stopping, the_only_supervisor
from delight.engine.preflight import CannotStart, require_free_port
from delight.errors import PermanentError


def sleep():
    time.sleep(60)


def sleep_with_a_child():
    os.fork()
    time.sleep(60)


def end_at_once():
    pass


def a_child(run):
    return Child("sleeper", start=copy_of_us(run, before=lambda: None))


def family_of(child, *, members):
    """The leash and what it holds, once all of them are there."""
    leash = psutil.Process(child._pid)
    ends_at = time.monotonic() + 20
    while len(found := [leash, *leash.children(recursive=True)]) < members and time.monotonic() < ends_at:
        time.sleep(0.02)
    return found


def gone(processes):
    return not psutil.wait_procs(processes, timeout=15)[1]


@pytest.fixture
def child():
    child = a_child(sleep_with_a_child)
    child.start()
    yield child
    child.kill()


def test_a_stop_ends_the_child_and_its_children(child):
    family = family_of(child, members=3)
    stop_all([child], patience=10.0)
    assert (len(family), gone(family), child.alive()) == (3, True, False)


@pytest.fixture
def deaf_to_stops():
    """As a supervisor is: it notes a stop and goes on, and so would a copy of it."""
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.usefixtures("deaf_to_stops")
def test_a_stop_in_the_moment_of_the_start_is_heard():
    children = [a_child(sleep) for _ in range(20)]
    leashes = []
    for child in children:
        child.start()
        child.ask_to_stop()
        leashes.append(psutil.Process(child._pid))
    all_gone = gone(leashes)
    for child in children:
        child.kill()
    assert all_gone


def test_the_end_of_the_lifeline_ends_the_child_and_its_children(child):
    family = family_of(child, members=3)
    os.close(child._lifeline)
    child._lifeline = os.dup(0)
    assert gone(family)


def test_a_killed_leash_takes_its_group_along_when_it_is_found(child):
    family = family_of(child, members=3)
    family[0].kill()
    family[0].wait(timeout=10)
    assert not child.alive()
    assert gone(family)


def test_a_child_that_ends_is_started_again():
    child = a_child(end_at_once)
    child.start()
    ends_at = time.monotonic() + 20
    while child.alive() and time.monotonic() < ends_at:
        time.sleep(0.02)
    assert child.tend(now=time.monotonic() + 1)
    child.kill()


def test_a_child_that_keeps_ending_is_started_more_and_more_seldom():
    child = a_child(end_at_once)
    child._failures = 4
    child.started_at = time.monotonic()
    assert not child.tend(now=child.started_at + 14.0)
    assert child.tend(now=child.started_at + 15.1)
    child.kill()


def test_a_copy_of_us_runs_and_ends_with_its_leash(tmp_path):
    sign = tmp_path / "sign"

    def run():
        sign.touch()
        sleep()

    child = a_child(run)
    child.start()
    family = family_of(child, members=2)
    ends_at = time.monotonic() + 20
    while not sign.exists() and time.monotonic() < ends_at:
        time.sleep(0.02)
    stop_all([child], patience=10.0)
    assert sign.exists()
    assert gone(family)


def test_a_taken_port_is_named_with_a_way_out():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match=f"Port {port} .* is taken: choose another, `make run PORT="):
            require_free_port("127.0.0.1", port=port)


def test_a_free_port_is_fine():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    require_free_port("127.0.0.1", port=port)
    with socket.socket() as still_free:
        still_free.bind(("127.0.0.1", port))
        assert still_free.getsockname()[1] == port


def test_two_supervisors_do_not_work_in_one_folder(settings, tmp_path):
    settings.DELIGHT_VAR = str(tmp_path)
    with the_only_supervisor(), pytest.raises(AlreadyRunning, match=f"process {os.getpid()}"), the_only_supervisor():
        pass


def test_a_stop_sign_left_by_a_killed_supervisor_is_taken_down(settings, tmp_path):
    settings.DELIGHT_VAR = str(tmp_path)
    say_stopping(True)
    with the_only_supervisor():
        assert not stopping()


@pytest.mark.django_db
def test_what_breaks_in_the_copy_is_one_sentence_here():
    def work():
        raise PermanentError("the demo shop's file en.toml is missing")

    with pytest.raises(CannotStart, match=r"en\.toml is missing"):
        run_apart(work)
