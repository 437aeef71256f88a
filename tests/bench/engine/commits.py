"""Claim, mark and done to a null transport, against two raw commits per item that write the same rows."""

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from statistics import median
from typing import Any

from tests.bench.engine.sites import POSTGRES, SETUPS, SQLITE, Row, measured, on_each, row, site
from tests.bench.engine.world import daylight, lay_mails, open_shop

MAILS, ROUNDS = 40, 12
GOALS = {SQLITE: 0.75, POSTGRES: 0.65}
NAME = "claim + mark + done to a null transport, against two raw commits an item"


def rows() -> Iterator[Row]:
    """Mails a second on one connection; median of twelve interleaved rounds."""
    return on_each(SETUPS, _row, name=NAME)


def _row(setup: str) -> list[Row]:
    with site(setup) as env:
        found = measured("commits", MAILS, env=env)
    ratio = median(ours / raw for ours, raw in found)
    ours, raw = (median(one) for one in zip(*found, strict=True))
    name = f"{NAME} ({setup})"
    return [row(name, ours=ours, yardstick=raw, unit="mails/s", ratio=ratio, goal=GOALS[setup])]


def measure(number: int) -> list[tuple[float, float]]:
    """Both sides' mails a second, round by round; the first round only warms up.

    The rounds are short and take turns, so that a disk that is slow for a while is slow for both.
    """
    from delight.engine.mailroom import CLAIMED_AHEAD, Batch

    open_shop()
    lay_mails(2 * number * (ROUNDS + 1))
    mails = _written(2 * number * (ROUNDS + 1))
    found = []
    batch = Batch(CLAIMED_AHEAD)
    for turn in range(ROUNDS + 1):
        theirs = list(mails)[(2 * turn + 1) * number :][:number]
        ours = number / _timed(partial(_ours, mails, number=number, batch=batch))
        raw = number / _timed(partial(_raw, {one: mails[one] for one in theirs}))
        found.append((ours, raw))
    return found[1:]


def _written(number: int) -> dict[int, Any]:  # Any: Django is not ready when this module is read
    """The mails of all due touches, oldest first; then given back, as if nobody had ever claimed them."""
    from delight import clock
    from delight.actions.touches.claim_touches import claim_touches, give_back
    from delight.actions.touches.deliver_touch import look_at_claimed, write_mail
    from delight.content import reading_once

    ids = claim_touches(number, now=clock.now(), claim="bench")
    with reading_once():
        mails = {one.touch.pk: write_mail(one) for one in look_at_claimed(ids, claim="bench")}
    give_back(ids, claim="bench")
    if len(mails) != number or any(isinstance(one, str) for one in mails.values()):
        raise RuntimeError("a mail could not be written")
    return mails


def _ours(mails: Mapping[int, Any], *, number: int, batch: Any) -> None:
    """As the drain does it, with batches of its size, but for the look, the words and the wire; all must be done."""
    from delight import clock
    from delight.actions.touches.claim_touches import claim_touches, new_claim
    from delight.actions.touches.mark_touch import conclude_done, mark
    from delight.mails.outbox import Handed

    done, handed = 0, Handed(reply="250 2.0.0 kept as 4711")
    while done < number:
        claim, size = new_claim(), min(batch.size(now=time.monotonic()), number - done)
        for touch_id in claim_touches(size, now=clock.now(), claim=claim):
            mails[touch_id].looked.touch.claim = claim
            mark(mails[touch_id])
            if not conclude_done(mails[touch_id], handed=handed):
                raise RuntimeError(f"touch {touch_id} was not done")
            done += 1


def _raw(mails: Mapping[int, Any]) -> None:
    """The same changes of the same two tables, by the driver alone and by primary key, each mail two commits."""
    from django.db import connection

    connection.ensure_connection()
    driver = connection.connection
    cursor = driver.cursor()
    mark = "%s" if connection.vendor == "postgresql" else "?"
    begin = _begin(driver)
    statements = [statement.replace("?", mark) for statement in RAW]
    for touch_id, first, second in _values(mails):
        begin(cursor)
        cursor.execute(statements[0], (*first[:4], touch_id))
        cursor.execute(statements[1], (touch_id, *first[4:]))
        cursor.execute("COMMIT")
        begin(cursor)
        cursor.execute(statements[2], (second[0], touch_id))
        cursor.execute(statements[3], (second[1], touch_id))
        cursor.execute("COMMIT")


RAW = (
    "UPDATE delight_touch SET state = 'sending', claim = ?, claimed_until = ?, looked_at = ?, looked_version = ?"
    " WHERE id = ?",
    "INSERT INTO delight_attempt (touch_id, number, claim, marked_at, transport, message_id, subject, text,"
    " wording_version, zone, zone_source, outcome, reply, provider_id)"
    " VALUES (?, 2, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', '', '')",
    "UPDATE delight_attempt SET outcome = 'accepted', reply = ? WHERE touch_id = ? AND number = 2",
    "UPDATE delight_touch SET state = 'done', done_at = ?, claimed_until = NULL WHERE id = ?",
)


def _begin(driver: Any) -> Callable[[Any], object]:
    """Django's connections are in autocommit with both drivers, so a transaction begins where one says so."""
    word = (
        "BEGIN IMMEDIATE" if type(driver).__module__.startswith(("sqlite3", "django.db.backends.sqlite3")) else "BEGIN"
    )
    return lambda cursor: cursor.execute(word)


def _values(mails: Mapping[int, Any]) -> Sequence[tuple[int, tuple[Any, ...], tuple[Any, ...]]]:
    """What is written of each mail, ready for the driver."""
    from django.db import connection

    from delight import clock
    from delight.mails.outbox import transport_name

    at = connection.ops.adapt_datetimefield_value(clock.now())
    found = []
    for touch_id, mail in mails.items():
        composed, looked = mail.composed, mail.looked
        text = composed.source.decode()
        told = ("bench", at, transport_name(), composed.message_id, composed.subject, text, mail.wording_version)
        told += (looked.zone, looked.zone_source)
        found.append((touch_id, ("bench", at, at, looked.version, *told), ("250 2.0.0 kept as 4711", at)))
    return found


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    with daylight():
        print(json.dumps(measure(int(sys.argv[1]))))
