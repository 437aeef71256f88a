"""The tick, the watchdog and the checkpointer, each on its own."""

import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError

from delight.doorbell import waiting_rings
from delight.engine.chores import WAL_WORTH_IT, Checkpointer, Chore, Tick, Watchdog
from delight.engine.heartbeat import age, beat
from delight.models import Heartbeat
from tests.factories import a_touch

ONE_DAY = timedelta(days=1)


pytestmark = pytest.mark.usefixtures("rested_bell")


class Cluster:
    """A child that only counts: what the watchdog sees of a cluster."""

    def __init__(self):
        self.started_at = float("-inf")
        self.kills = self.starts = 0

    def kill(self):
        self.kills += 1

    def start(self):
        self.starts += 1


@pytest.mark.django_db
def test_the_tick_rings_when_a_mail_is_due(shop, clock, django_capture_on_commit_callbacks):
    a_touch()
    tick = Tick(rang_at=time.monotonic())
    with django_capture_on_commit_callbacks(execute=True):
        tick()
    assert waiting_rings() == 1


@pytest.mark.django_db
def test_the_tick_is_silent_while_nothing_is_due_and_the_heart_beats(shop, clock, django_capture_on_commit_callbacks):
    a_touch(due_at=datetime.now(tz=UTC) + ONE_DAY)
    tick = Tick(rang_at=time.monotonic())
    with django_capture_on_commit_callbacks(execute=True):
        tick()
    assert waiting_rings() == 0


@pytest.mark.django_db
def test_an_idle_cluster_is_rung_for_its_heartbeat(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        Tick()()
    assert waiting_rings() == 1


@pytest.mark.django_db
def test_a_cluster_without_a_heartbeat_is_replaced():
    cluster = Cluster()
    watchdog = Watchdog(cluster, frozen_after=0.0)
    time.sleep(0.01)
    watchdog()
    assert (cluster.kills, cluster.starts) == (1, 1)


@pytest.mark.django_db
def test_a_cluster_whose_heart_beats_is_left_alone():
    cluster = Cluster()
    watchdog = Watchdog(cluster, frozen_after=0.2)
    for _ in range(3):
        time.sleep(0.1)
        Heartbeat.objects.all().delete()
        beat()
        watchdog()
    assert cluster.kills == 0


@pytest.mark.django_db
def test_another_machines_heartbeat_does_not_hide_a_frozen_cluster(settings):
    cluster = Cluster()
    watchdog = Watchdog(cluster, frozen_after=0.0)
    settings.DELIGHT_CLUSTER, ours = "another", settings.DELIGHT_CLUSTER
    beat()
    settings.DELIGHT_CLUSTER = ours
    time.sleep(0.01)
    watchdog()
    assert cluster.kills == 1


@pytest.mark.django_db
def test_a_cluster_that_has_just_started_is_given_time():
    cluster = Cluster()
    watchdog = Watchdog(cluster, frozen_after=5.0)
    watchdog._seen_at = time.monotonic() - 3600
    cluster.started_at = time.monotonic()
    watchdog()
    assert cluster.kills == 0


@pytest.mark.django_db
def test_the_age_of_the_heartbeat_is_known():
    assert age() is None
    beat(detail="at work")
    assert timedelta(0) <= age() < timedelta(seconds=5)


def test_the_checkpointer_empties_a_grown_log(tmp_path):
    database = tmp_path / "delight.sqlite3"
    with closing(sqlite3.connect(database, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("PRAGMA wal_autocheckpoint=0")
        writer.execute("CREATE TABLE note (words)")
        writer.execute("INSERT INTO note VALUES (zeroblob(?))", [2 * WAL_WORTH_IT])
        wal = tmp_path / "delight.sqlite3-wal"
        assert wal.stat().st_size > WAL_WORTH_IT
        Checkpointer(database)()
        assert wal.stat().st_size == 0


def test_a_chore_is_done_when_its_time_has_come():
    done = []
    chore = Chore(name="sweeping", every=10.0, do=lambda: done.append(1))
    for now in (0.0, 5.0, 9.9, 10.0, 15.0):
        chore.do_if_due(now=now)
    assert len(done) == 2


@pytest.mark.django_db
def test_a_chore_whose_database_is_away_is_logged_once_and_tried_again(caplog):
    tries = []

    def sweep():
        tries.append(1)
        raise DatabaseError("away")

    chore = Chore(name="sweeping", every=1.0, do=sweep)
    for now in (0.0, 1.0, 2.0):
        chore.do_if_due(now=now)
    assert (len(tries), caplog.text.count("sweeping failed")) == (3, 1)
