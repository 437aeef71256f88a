"""What watchers and Prometheus are told: the truth, without a figure of the shop's for strangers."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from delight import clock
from delight.actions.upkeep.read_health import health_facts
from delight.actions.upkeep.troubles import SENTENCES
from delight.models import Attempt, Breaker, Heartbeat, StoreEvent, Touch
from delight.rules.health import HealthFacts, troubles
from tests.factories import a_touch

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> None:
    Heartbeat.objects.create(name="worker", beat_at=clock.real_now())


def an_old_event(minutes: int) -> None:
    StoreEvent.objects.create(
        store="saleor",
        digest=str(minutes),
        type="ORDER_UPDATED",
        subject="order",
        received_at=clock.now() - timedelta(minutes=minutes),
        body=b"{}",
    )


def test_a_living_process_says_so_without_asking_the_database(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})


def test_a_site_with_all_its_tables_is_ready() -> None:
    answer = Client().get("/healthz/ready")
    assert (answer.status_code, answer.json()) == (200, {"ready": True})


def test_a_site_whose_workers_work_is_working(worker: None) -> None:
    answer = Client().get("/healthz/work")
    assert (answer.status_code, answer.json()) == (200, {"working": True, "troubles": []})


def test_a_site_without_a_worker_is_not_and_says_why() -> None:
    answer = Client().get("/healthz/work")
    assert (answer.status_code, answer.json()) == (503, {"working": False, "troubles": ["no_worker"]})


def test_a_stranger_reads_no_figures(settings: Settings) -> None:
    assert Client().get("/metrics").status_code == 404
    settings.DELIGHT_METRICS_TOKEN = "a-long-word"
    assert Client().get("/metrics").status_code == 401
    assert Client().get("/metrics", headers={"authorization": "Bearer another"}).status_code == 401


def test_prometheus_reads_backlog_doubts_breaker_and_heartbeat(settings: Settings, worker: None) -> None:
    settings.DELIGHT_METRICS_TOKEN = "a-long-word"
    an_old_event(20)
    touch = a_touch(state=Touch.State.UNSURE, due_at=clock.now(), not_after=clock.now() + timedelta(days=1))
    Attempt.objects.create(
        touch=touch,
        number=1,
        claim="c",
        marked_at=clock.now() - timedelta(hours=1),
        transport="smtp",
        message_id="<1@x>",
    )
    Breaker.objects.create(transport="smtp", failures=5, closes_at=clock.now() + timedelta(minutes=9))
    shown = Client().get("/metrics", headers={"authorization": "Bearer a-long-word"}).content.decode().splitlines()
    assert {"delight_events_waiting 1", "delight_touches_unsure 1", "delight_transport_failures 5"} <= set(shown)
    assert "# TYPE delight_oldest_event_seconds gauge" in shown
    assert {line for line in shown if line.startswith("delight_trouble")} == {
        f'delight_trouble{{code="{code}"}} 1' for code in ("mail_away", "events_late", "unsure")
    }


def test_reading_the_figures_takes_few_questions(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(14):
        health_facts()


def test_every_trouble_has_a_sentence_and_what_to_do() -> None:
    worst = HealthFacts(
        damage="d",
        failures=9,
        transport_away="smtp",
        blocked=9,
        oldest_event=timedelta(days=1),
        oldest_unsure=timedelta(days=1),
        store_trouble="away",
        store_away=timedelta(days=1),
        backs_up=True,
    )
    late = HealthFacts(oldest_due=timedelta(days=1), worker_age=timedelta(0))
    assert {*troubles(worst), *troubles(late)} == set(SENTENCES)
