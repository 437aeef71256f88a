"""A short transaction by hand: all of it or nothing, also inside Django's, and no connection is left half open."""

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from delight.models import Breaker
from delight.models.rows import changed, execute, together

OPEN = "INSERT INTO delight_breaker (transport, failures, reason) VALUES (%s, %s, '')"
SHUT = "UPDATE delight_breaker SET failures = 0 WHERE transport = %s"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def connected() -> Iterator[None]:
    connection.ensure_connection()
    yield
    assert not connection.in_atomic_block
    assert Breaker.objects.count() >= 0, "the connection is of no use any more"


def names() -> list[str]:
    return sorted(Breaker.objects.values_list("transport", flat=True))


def opened(*transports: str, breaks: bool = False) -> None:
    with together() as run:
        for transport in transports:
            run(OPEN, (transport, 1))
        if breaks:
            raise ZeroDivisionError


def test_what_is_done_together_is_kept() -> None:
    with together() as run:
        run(OPEN, ("one", 1))
        run(OPEN, ("two", 2))
        assert changed(run(SHUT, ("two",)))
        assert not changed(run(SHUT, ("three",)))
    assert names() == ["one", "two"]


def test_of_what_breaks_nothing_is_kept() -> None:
    with pytest.raises(ZeroDivisionError):
        opened("one", breaks=True)
    assert names() == []


def test_an_error_of_the_database_is_djangos_and_undoes_the_rest() -> None:
    with pytest.raises(IntegrityError):
        opened("one", "one")
    assert names() == []


def test_inside_a_transaction_it_is_a_part_of_it() -> None:
    with transaction.atomic():
        opened("one")
        with pytest.raises(ZeroDivisionError):
            opened("two", breaks=True)
        assert names() == ["one"]
        transaction.set_rollback(True)
    assert names() == []


def test_who_watches_djangos_statements_sees_these_too() -> None:
    with CaptureQueriesContext(connection) as asked:
        opened("one")
    assert any("delight_breaker" in one["sql"] for one in asked.captured_queries)
    assert names() == ["one"]


def gone_back() -> None:
    with together() as run:
        run(OPEN, ("one", 1))
        execute("ROLLBACK", ())
        run("SELECT nothing_of_that_name", ())


def test_a_connection_that_cannot_go_back_is_given_up() -> None:
    with pytest.raises(DatabaseError):
        gone_back()
    assert names() == []
