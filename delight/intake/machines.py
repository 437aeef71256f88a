"""What machines ask of a running site: is it alive, is it ready, does it work, and its figures for Prometheus."""

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from delight import conf
from delight.actions.upkeep.read_health import health_facts
from delight.rules.health import HealthFacts, troubles

BEARER = "Bearer "


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """200 while this process answers at all; asks nothing of the database."""
    del request
    return JsonResponse({"alive": True})


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 while the database answers and has all tables of this version, else 503."""
    del request
    try:
        is_ready = not _migrations_are_missing()
    except DatabaseError:
        is_ready = False
    return _said({"ready": is_ready}, good=is_ready)


@require_safe
def working(request: HttpRequest) -> HttpResponse:
    """200 while there is no trouble, else 503 with the troubles' codes: for a watcher outside of this machine.

    A mail cannot tell that mails do not leave. No figure of the shop's stands here.
    """
    del request
    try:
        found = troubles(health_facts())
    except DatabaseError:
        found = ("database_away",)
    return _said({"working": not found, "troubles": list(found)}, good=not found)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format, for whoever shows DELIGHT_METRICS_TOKEN; 404 while none is set, 401 for a wrong one."""
    token = conf.METRICS_TOKEN()
    if not token:
        raise Http404("DELIGHT_METRICS_TOKEN is not set")
    shown = request.headers.get("Authorization", "")
    if not constant_time_compare(shown, BEARER + token):
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": "Bearer"})
    try:
        lines = [*_lines(health_facts()), "delight_database_up 1"]
    except DatabaseError:
        lines = ["delight_database_up 0"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def _lines(facts: HealthFacts) -> Iterator[str]:
    figures: dict[str, tuple[str, float | None]] = {
        "events_waiting": ("Store events that are not understood yet", facts.events),
        "oldest_event_seconds": ("Age of the oldest of them", _seconds(facts.oldest_event, none=0)),
        "mails_due": ("Mails that are due and not claimed", facts.due),
        "oldest_due_seconds": ("By how much the oldest of them is late", _seconds(facts.oldest_due, none=0)),
        "touches_unsure": ("Mails of which nobody knows whether they went out", facts.unsure),
        "transport_failures": ("Failures in a row of a mail transport that is away", facts.failures),
        "mails_blocked": ("Mails that receivers turned away as unwanted in 24 hours", facts.blocked),
        "worker_heartbeat_seconds": ("Since a worker last showed that it works", _seconds(facts.worker_age)),
        "last_store_event_seconds": ("Since the store last told something", _seconds(facts.last_event)),
        "last_backup_seconds": ("Since the last backup", _seconds(facts.backup_age)),
    }
    for name, (words, value) in figures.items():
        if value is not None:
            yield f"# HELP delight_{name} {words}."
            yield f"# TYPE delight_{name} gauge"
            yield f"delight_{name} {value:g}"
    yield "# HELP delight_trouble What a person must hear of: 1 while it lasts."
    yield "# TYPE delight_trouble gauge"
    yield from (f'delight_trouble{{code="{code}"}} 1' for code in troubles(facts))


def _seconds(age: timedelta | None, *, none: float | None = None) -> float | None:
    return none if age is None else round(age.total_seconds(), 1)


def _migrations_are_missing() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _said(told: dict[str, object], *, good: bool) -> HttpResponse:
    status = HTTPStatus.OK if good else HTTPStatus.SERVICE_UNAVAILABLE
    return JsonResponse(told, status=status, headers={"Cache-Control": "no-store"})
