"""What runs all day long, and what somebody waits for, finds its rows by an index: it reads no growing table whole."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from delight import clock, links
from delight.actions.care.receive_reply import find_whose
from delight.actions.orders.note_arrival import note_arrival_by_number
from delight.actions.orders.tell_store import tell_store
from delight.actions.people.suppress import lift_ended, suppress
from delight.actions.prints.print_cards import print_cards
from delight.actions.prints.scan import scan
from delight.actions.touches.hear_provider import understand_provider
from delight.actions.upkeep.read_health import health_facts
from delight.backoffice.orders.tray import waiting
from delight.engine.drain import drain
from delight.models import Attempt, ProviderEvent, Reading, StoreEvent
from delight.rules.replies import read_mail
from tests.bench.planning import bodies, moments, store
from tests.factories import NOW, a_parcel, a_shipped_order, a_touch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "shop")]

GROWS = "answer attempt case consent customer order orderline parcel printline providerevent reply sign storeevent"
GROWING = "|".join(f"delight_{name}" for name in [*GROWS.split(), "suppression", "touch"])
WHOLE = {
    # An index of few rows, such as that of what is still new, may be read from end to end; one of every row may not.
    "sqlite": re.compile(
        rf"^SCAN ({GROWING})\b(?! USING (COVERING )?INDEX"
        r" (?!sqlite_autoindex|delight_[a-z]+_\w+_[0-9a-f]{8}\b))"
    ),
    "postgresql": re.compile(rf"Seq Scan on ({GROWING})\b"),
}


@contextmanager
def reading_no_table_whole() -> Iterator[None]:
    """Fails at its end if a statement within read a whole table that grows, or a whole index of all its rows."""
    found: list[str] = []

    def explain(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        ends_soon = " LIMIT " in sql and " WHERE " not in sql  # the first rows as they lie, and no more
        if not many and not ends_soon and sql.lstrip().startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            found.extend(f"{line}: {sql}" for line in _plan(sql, params) if WHOLE[connection.vendor].search(line))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield
    assert found == []


def _plan(sql: str, params: Any) -> list[str]:
    """How the database would find the rows; a small table is read whole by PostgreSQL unless that is dear."""
    connection.ensure_connection()
    with closing(connection.connection.cursor()) as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            return [line for (line,) in cursor.execute(f"EXPLAIN {sql}", params).fetchall()]
        asked = sql % tuple(["?"] * len(params)) if params else sql
        return [row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {asked}", params or ()).fetchall()]


@pytest.fixture
def sample_store(settings):
    settings.DELIGHT_STORE = "storefront_hooks.sample.SampleStore"


@pytest.mark.usefixtures("store")
def test_the_test_finds_a_table_that_is_read_whole():
    with pytest.raises(AssertionError, match="SCAN|Seq Scan"), reading_no_table_whole():
        list(StoreEvent.objects.filter(type="order_created"))


@pytest.mark.usefixtures("sample_store")
def test_understanding_and_planning_read_no_table_whole():
    moments()
    store(bodies(3))
    drain()
    store([body.replace(b"2026-11-21T", b"2026-11-22T") for body in bodies(5)])
    with reading_no_table_whole():
        assert drain().events == 5
    assert set(StoreEvent.objects.values_list("state", "error")) == {("old", "")}


@pytest.mark.usefixtures("store")
def test_delivering_a_mail_reads_no_table_whole(peer):
    touch = a_touch(order=a_shipped_order())
    with reading_no_table_whole():
        drain()
    touch.refresh_from_db()
    assert touch.state == "done"


@pytest.mark.usefixtures("store")
def test_what_a_provider_or_a_person_answers_is_found_by_an_index(peer):
    touch = a_touch(order=a_shipped_order())
    drain()
    attempt = Attempt.objects.get(touch=touch)
    told = {"provider": "resend", "sort": "delivered", "at": NOW, "received_at": NOW, "digest": "d"}
    ProviderEvent.objects.create(message_id=attempt.message_id.strip("<>"), provider_id="p-1", **told)
    sender = touch.customer.email
    letter = read_mail(f"From: {sender}\nIn-Reply-To: {attempt.message_id}\n\nThank you!".encode())
    other = read_mail(f"From: {sender}\n\nHello!".encode())
    with reading_no_table_whole():
        assert understand_provider() == 1
        assert find_whose(letter).touch == touch
        assert find_whose(other).order == touch.order


@pytest.mark.usefixtures("store")
def test_doubts_holds_and_ends_are_found_by_an_index():
    for state, more in (("unsure", {}), ("failed", {}), ("planned", {"hold_reason": "held_by_staff"}), ("done", {})):
        a_touch(order=a_shipped_order(), state=state, due_at=NOW + timedelta(days=1), **more)
    suppress("key", store="agreeable", scope="quiet", reason="paused", source="page", ends_at=NOW)
    with reading_no_table_whole():
        drain()
        assert lift_ended(now=clock.now()) == 1
        assert waiting().count() == 3
        assert health_facts().unsure == 1


@pytest.mark.usefixtures("store")
def test_writing_back_to_the_store_reads_no_table_whole(settings):
    settings.DELIGHT_WRITE_BACK = True
    Reading.objects.create(store="agreeable", subject=Reading.Subject.TOLD, until=NOW - timedelta(days=1))
    a_touch(order=a_shipped_order(), state="done", done_at=NOW)
    with reading_no_table_whole():
        assert tell_store() == ""


@pytest.mark.usefixtures("store")
def test_the_packers_table_and_scanner_read_no_table_whole():
    order = a_shipped_order()
    parcel = a_parcel(order=order, tracking="00340434161094042557")
    with reading_no_table_whole():
        print_cards([a_touch(order=order, kind="note", medium="card").pk], by=None)
        scan("00340434161094042557", by=None)
        scan(f"#{order.number}", by=None)
        assert note_arrival_by_number(parcel.tracking, at=NOW, source="carrier").found == 1


@pytest.mark.usefixtures("store")
def test_a_customers_pages_read_no_table_whole():
    touch = a_touch(order=a_shipped_order())
    addresses = [links.page(touch.token, purpose=purpose) for purpose in ("coming", "guide", "stop")]
    client = Client()
    with reading_no_table_whole():
        for address in [*addresses, links.code(touch.token)]:
            assert client.get(address.partition("//")[2].partition("/")[2].join(["/", ""])).status_code == 200
