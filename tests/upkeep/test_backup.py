"""A copy is whole and sound or it is refused; a restored house sends and prints nothing twice."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from delight.actions.touches.claim_touches import claim_touches
from delight.actions.touches.hold_touch import release_touch
from delight.actions.touches.plan_touches import plan_touches
from delight.actions.upkeep.back_up import _forget_old, backups
from delight.actions.upkeep.databases import BackupError, _put_file, copy_sqlite, sqlite_damage
from delight.actions.upkeep.duties import note_duty, take_duty
from delight.actions.upkeep.night import last_begin
from delight.actions.upkeep.restore import _unpack, hold_what_may_have_gone_out
from delight.models import Touch
from tests.factories import NOW, a_moment, a_shipped_order, a_touch


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A small file with a write-ahead log, a writer that is still there, and a reference between its rows."""
    path = tmp_path / "live.sqlite3"
    with closing(sqlite3.connect(path)) as own:
        own.executescript(
            "PRAGMA journal_mode=WAL; CREATE TABLE shop (id INTEGER PRIMARY KEY, name TEXT);"
            "CREATE TABLE sale (id INTEGER PRIMARY KEY, shop_id INTEGER REFERENCES shop(id));"
            "CREATE INDEX by_name ON shop (name);"
        )
        own.executemany("INSERT INTO shop (name) VALUES (?)", [(f"name {number}",) for number in range(5000)])
        own.commit()
    return path


def test_a_copy_of_a_database_in_use_is_whole_and_sound(database: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(database)) as writer:
        writer.execute("INSERT INTO shop (name) VALUES ('seen')")
        writer.commit()
        writer.execute("INSERT INTO shop (name) VALUES ('not committed')")
        copy_sqlite(database, to=tmp_path / "copy")
    with closing(sqlite3.connect(tmp_path / "copy")) as copy:
        names = {row[0] for row in copy.execute("SELECT name FROM shop")}
    assert ("seen" in names, "not committed" in names, len(names)) == (True, False, 5001)
    assert sqlite_damage(tmp_path / "copy") == ""


def test_a_broken_page_is_found(database: Path, tmp_path: Path) -> None:
    copy_sqlite(database, to=tmp_path / "copy")
    raw = bytearray((tmp_path / "copy").read_bytes())
    raw[5 * 4096 : 6 * 4096] = b"\x07" * 4096
    (tmp_path / "copy").write_bytes(raw)
    assert sqlite_damage(tmp_path / "copy") != ""


def test_a_reference_that_points_nowhere_is_found(database: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(database)) as own:
        own.execute("INSERT INTO sale (shop_id) VALUES (999999)")
        own.commit()
    copy_sqlite(database, to=tmp_path / "copy")
    assert sqlite_damage(tmp_path / "copy") == "sale row 1 points nowhere"


def test_a_database_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="There is no database file"):
        copy_sqlite(tmp_path / "nothing", to=tmp_path / "copy")


def test_the_old_file_is_kept_beside_the_one_put_back(database: Path, tmp_path: Path) -> None:
    copy_sqlite(database, to=tmp_path / "copy")
    Path(f"{database}-wal").write_bytes(b"old log")
    _put_file(tmp_path / "copy", place=database, aside="before-now")
    assert database.read_bytes() == (tmp_path / "copy").read_bytes()
    assert not Path(f"{database}-wal").exists()
    assert Path(f"{database}.before-now").exists()


def test_the_oldest_backups_go_first_and_one_always_stays(tmp_path: Path) -> None:
    for day in range(1, 6):
        (tmp_path / f"delight-2026110{day}T030000Z.tar").touch()
    (tmp_path / "holiday.jpg").touch()
    _forget_old(tmp_path, keep=2)
    assert [path.name[8:16] for path in backups(tmp_path)] == ["20261105", "20261104"]
    _forget_old(tmp_path, keep=0)
    assert len(backups(tmp_path)) == 1
    assert (tmp_path / "holiday.jpg").exists()


@pytest.mark.parametrize("content", [b"", b"no archive at all"])
def test_what_is_no_backup_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.tar").write_bytes(content)
    with pytest.raises(BackupError, match=r"x\.tar is no backup of Delight's, or is damaged"):
        _unpack(tmp_path / "x.tar", to=tmp_path / "out")


@pytest.mark.django_db
@pytest.mark.usefixtures("clock", "store", "shop")
class TestAfterRestoring:
    """Between the backup and now mails left and cards were printed, of which the restored tables know nothing."""

    def test_what_was_due_by_now_waits_for_a_person(self) -> None:
        due, claimed = (
            a_touch(),
            a_touch(state=Touch.State.CLAIMED, claim="c", claimed_until=NOW + timedelta(minutes=5)),
        )
        coming = a_touch(due_at=NOW + timedelta(days=1))
        assert hold_what_may_have_gone_out() == 2
        assert claim_touches(10, now=NOW) == []
        found = {touch.pk: touch.hold_reason for touch in Touch.objects.all()}
        assert found == {due.pk: "restored", claimed.pk: "restored", coming.pk: ""}

    def test_what_is_planned_anew_for_a_day_that_has_passed_waits_too(self, clock: time_machine.Traveller) -> None:
        hold_what_may_have_gone_out()
        a_moment()
        order = a_shipped_order()
        clock.shift(timedelta(minutes=20))
        plan_touches([order.pk])
        touch = Touch.objects.get()
        assert (touch.due_at <= NOW, touch.hold_reason) == (True, "restored")

    def test_what_a_person_lets_go_goes(self, clock: time_machine.Traveller) -> None:
        touch = a_touch()
        hold_what_may_have_gone_out()
        release_touch(touch)
        assert touch.order_id
        plan_touches([touch.order_id])
        touch.refresh_from_db()
        assert touch.hold_reason == ""

    def test_what_comes_later_is_planned_as_ever(self, clock: time_machine.Traveller) -> None:
        hold_what_may_have_gone_out()
        a_moment()
        clock.shift(timedelta(days=9))
        plan_touches([a_shipped_order(left=NOW + timedelta(days=6)).pk])
        assert Touch.objects.get().hold_reason == ""


@pytest.mark.django_db
def test_a_duty_is_taken_by_one_and_again_the_next_night(clock: time_machine.Traveller) -> None:
    begin = last_begin(NOW)
    assert [take_duty("night", since=begin), take_duty("night", since=begin)] == [True, False]
    note_duty("night")
    clock.shift(timedelta(hours=2))
    assert take_duty("night", since=last_begin(NOW + timedelta(hours=2))) is False
    clock.shift(timedelta(hours=22))
    assert take_duty("night", since=last_begin(NOW + timedelta(days=1))) is True


@pytest.mark.django_db
def test_a_duty_that_failed_is_tried_again_in_an_hour(clock: time_machine.Traveller) -> None:
    begin = last_begin(NOW)
    take_duty("night", since=begin)
    note_duty("night", trouble="the disk is full")
    clock.shift(timedelta(minutes=59))
    assert take_duty("night", since=begin) is False
    clock.shift(timedelta(minutes=2))
    assert take_duty("night", since=begin) is True


def test_the_night_begins_at_three_in_the_shops_zone() -> None:
    assert last_begin(NOW).isoformat() == "2026-11-12T03:00:00+01:00"
    assert last_begin(NOW - timedelta(hours=8)).isoformat() == "2026-11-11T03:00:00+01:00"
