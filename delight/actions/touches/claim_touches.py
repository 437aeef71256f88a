"""Claims due mails for one worker, and gives back what dead workers held: who changes the row owns it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from delight.mails.outbox import transport_name
from delight.models import Touch
from delight.models.rows import execute, moment, on_sqlite

LEASE = timedelta(minutes=5)

# The conditions are literals: only so does SQLite see that the partial index holds every row that is asked for.
_DUE = """SELECT id FROM delight_touch WHERE state = 'planned' AND medium = 'mail' AND hold_reason = ''
    AND due_at <= %s AND not_after >= %s
    AND NOT EXISTS (SELECT 1 FROM delight_breaker WHERE transport = %s AND closes_at > %s)
    ORDER BY due_at, id LIMIT %s"""
_CLAIM = {
    # Rows that another worker is just claiming are passed over, not waited for; a CTE is evaluated once.
    "postgresql": f"""WITH due AS MATERIALIZED ({_DUE} FOR UPDATE SKIP LOCKED)
        UPDATE delight_touch SET state = 'claimed', claim = %s, claimed_until = %s FROM due
        WHERE delight_touch.id = due.id RETURNING delight_touch.due_at, delight_touch.id""",  # noqa: S608 - no input
    "sqlite": f"""WITH due AS MATERIALIZED ({_DUE})
        UPDATE delight_touch SET state = 'claimed', claim = %s, claimed_until = %s
        WHERE id IN (SELECT id FROM due) AND state = 'planned' RETURNING due_at, id""",  # noqa: S608 - no input
}

_SWEEP = {
    "freed": """UPDATE delight_touch SET state = 'planned', claim = '', claimed_until = NULL
        WHERE state = 'claimed' AND claimed_until < %s""",
    "unsure": """UPDATE delight_touch SET state = 'unsure', reason = 'worker_lost', claimed_until = NULL
        WHERE state = 'sending' AND claimed_until < %s""",
    "released": """UPDATE delight_touch SET hold_reason = '', hold_until = NULL
        WHERE state = 'planned' AND hold_reason <> '' AND hold_until <= %s""",
    "missed": """UPDATE delight_touch SET state = 'missed', reason = 'too_late', facts = '{}', done_at = not_after
        WHERE state = 'planned' AND not_after < %s AND due_at <= %s""",
}


def new_claim() -> str:
    """A name for one claim that no other worker has."""
    return uuid4().hex


def claim_touches(limit: int, *, now: datetime, lease: timedelta = LEASE, claim: str = "") -> list[int]:
    """The ids of up to ``limit`` due mails that are now this caller's, oldest first; none while the breaker is open.

    One guarded UPDATE: two workers never get the same row. ``claim`` is the name under which they are held; who hands
    the mails over must know it from here, not read it back: a worker that slept too long would read another's.
    """
    at, until = moment(now), moment(now + lease)
    values = (at, at, transport_name(), at, limit, claim or new_claim(), until)
    rows = execute(_CLAIM["sqlite" if on_sqlite() else "postgresql"], values).fetchall()
    return [touch_id for _, touch_id in sorted(rows)]


def give_back(touch_ids: Iterable[int], *, claim: str) -> int:
    """Let go of claimed touches that nobody was told anything of; how many were still this claim's."""
    mine = Touch.objects.filter(pk__in=list(touch_ids), claim=claim, state=Touch.State.CLAIMED)
    return mine.update(state=Touch.State.PLANNED, claim="", claimed_until=None)


def sweep_leases(*, now: datetime) -> dict[str, int]:
    """Give back, doubt, let go and miss; how many of each.

    A claim past its lease told nobody anything: planned again. A *sending* past its lease may have been accepted:
    unsure, never sent again blindly. A hold whose day has come ends. A planned touch past its last hour: missed.
    """
    at = moment(now)
    return {ended: execute(statement, [at] * statement.count("%s")).rowcount for ended, statement in _SWEEP.items()}
