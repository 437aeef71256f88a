"""Threads that bring rows at once: one commit for all, each told of its own, and one's trouble never another's."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest
from django.db import DatabaseError, OperationalError

from delight.actions.orders.keep_together import Keeper
from delight.actions.orders.receive_event import keep_rows
from delight.models import StoreEvent
from tests.factories import NOW


@dataclass
class Desk:
    """Writes words down, and keeps each of its commits; some words cannot be written."""

    commits: list[list[str]] = field(default_factory=list)
    away: bool = False
    first_is_here: threading.Event = field(default_factory=threading.Event)
    may_write: threading.Event = field(default_factory=threading.Event)

    def write(self, words: Sequence[str]) -> list[bool]:
        self.first_is_here.set()
        assert self.may_write.wait(10)
        if self.away:
            raise OperationalError("database is locked")
        if "mumble" in words:
            raise ValueError("nobody can write this down")
        if "crash" in words:
            raise RuntimeError("the pen broke")
        known = {word for commit in self.commits for word in commit}
        self.commits.append(list(words))
        return [word not in known and word not in words[:place] for place, word in enumerate(words)]


def bring(desk: Desk, words: Sequence[str]) -> dict[int, object]:
    """One thread brings the first word, and while it writes the others bring theirs; what each was told."""
    keeper = Keeper(write=desk.write)
    told: dict[int, object] = {}

    def one(place: int) -> None:
        try:
            told[place] = keeper.keep(words[place])
        except (DatabaseError, ValueError, RuntimeError) as error:
            told[place] = type(error)

    threads = [threading.Thread(target=one, args=(place,)) for place in range(len(words))]
    threads[0].start()
    assert desk.first_is_here.wait(10)
    for thread in threads[1:]:
        thread.start()
    until(lambda: keeper.waiting == len(words) - 1)
    desk.may_write.set()
    for thread in threads:
        thread.join(10)
    assert keeper.waiting == 0
    return told


def until(holds: Callable[[], bool]) -> None:
    """Wait for what other threads are about to do."""
    pause = threading.Event()
    for _ in range(10_000):
        if holds():
            return
        pause.wait(0.001)
    raise AssertionError("it did not happen")


def test_what_is_brought_while_another_writes_is_kept_by_one_commit() -> None:
    desk = Desk()
    assert set(bring(desk, ["a", "b", "c", "d"]).values()) == {True}
    assert [sorted(commit) for commit in desk.commits] == [["a"], ["b", "c", "d"]]


def test_each_is_told_whether_its_own_was_new() -> None:
    told = bring(Desk(), ["a", "a", "b", "b"])
    assert told[0] is True
    assert told[1] is False
    assert {told[2], told[3]} == {True, False}


def test_what_cannot_be_written_fails_alone() -> None:
    desk = Desk()
    assert bring(desk, ["a", "b", "mumble", "c"]) == {0: True, 1: True, 2: ValueError, 3: True}
    assert sorted(word for commit in desk.commits for word in commit) == ["a", "b", "c"]


def test_where_the_database_is_away_everybody_hears_of_it() -> None:
    told = bring(Desk(away=True), ["a", "b", "c"])
    assert set(told.values()) == {OperationalError}


def test_an_error_of_our_own_leaves_nobody_waiting_and_nobody_told_that_it_was_kept() -> None:
    told = bring(Desk(), ["a", "crash", "b"])
    assert told[0] is True
    assert {told[1], told[2]} == {RuntimeError, OperationalError}


@pytest.mark.django_db
def test_rows_of_one_commit_are_kept_once_and_each_says_whether_it_is_new() -> None:
    rows = [
        {"store": "sample", "digest": digest, "type": "order_created", "subject": "order", "subject_id": digest,
         "issued_at": NOW, "received_at": NOW, "body": b"{}", "state": StoreEvent.State.NEW, "error": ""}
        for digest in ("one", "two", "one")
    ]  # fmt: skip
    assert keep_rows(rows) == [True, True, False]
    assert keep_rows(rows[:1]) == [False]
    assert StoreEvent.objects.count() == 2
