"""The demo's bar and outbox exist in the demo, and nowhere else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from delight import clock
from delight.models import DemoClock
from tests.backoffice.test_orders import MAIL
from tests.factories import a_touch


@pytest.fixture
def demo(settings: Any, tmp_path: Path, db: None) -> Path:
    """Delight's day is Wednesday 24 November 2027, 10:00 in Berlin."""
    settings.DELIGHT_DEMO = True
    settings.DELIGHT_MAIL = f"file:{tmp_path}"
    day = datetime(2027, 11, 24, 9, 0, tzinfo=UTC)
    offset = int((day - clock.real_now()).total_seconds()) + 1
    DemoClock.objects.create(pk=1, offset_seconds=offset, started_at=day, fed_until=day + timedelta(days=900))
    return tmp_path


def test_the_bar_says_which_day_it_is_for_delight(lena: Client, demo: Path) -> None:
    for page in ("", "delight/orders/", "pages/", "delight/today/"):
        shown = lena.get(f"/admin/{page}", follow=True).content.decode()
        assert "Wednesday 24 November 2027, 10:00 in Berlin" in shown


def test_without_the_demo_there_is_no_bar(lena: Client) -> None:
    assert "delight-day" not in lena.get("/admin/").content.decode()


@pytest.mark.parametrize("page", ["outbox/", "clock/"])
def test_without_the_demo_there_are_no_demo_pages(ada: Client, page: str) -> None:
    assert ada.get(f"/admin/delight/{page}").status_code == 404
    assert ada.post(f"/admin/delight/{page}", {"move": "day"}).status_code == 404


@pytest.mark.parametrize(("move", "days"), [("day", 1), ("week", 7)])
def test_a_button_moves_the_day_and_comes_back(lena: Client, demo: Path, move: str, days: int) -> None:
    before = clock.now()
    answer = lena.post("/admin/delight/clock/", {"move": move, "next": "/admin/delight/orders/"})
    assert answer["Location"] == "/admin/delight/orders/"
    assert timedelta(days=days) <= clock.now() - before < timedelta(days=days, minutes=5)


def test_a_button_moves_to_the_next_touch(lena: Client, demo: Path) -> None:
    due = datetime(2027, 11, 29, 9, 0, tzinfo=UTC)
    a_touch(due_at=due, not_after=due + timedelta(days=3))
    lena.post("/admin/delight/clock/", {"move": "next"})
    assert due <= clock.now() < due + timedelta(minutes=5)


def test_the_way_back_stays_on_this_site(lena: Client, demo: Path) -> None:
    answer = lena.post("/admin/delight/clock/", {"move": "day", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/admin/"


def test_looking_does_not_move_the_day(lena: Client, demo: Path) -> None:
    assert lena.get("/admin/delight/clock/").status_code == 405


def test_an_empty_outbox_says_what_to_do(lena: Client, demo: Path) -> None:
    assert "No mail has gone out yet." in lena.get("/admin/delight/outbox/").content.decode()


@pytest.mark.parametrize(
    ("tab", "words"),
    [
        pytest.param("html", "srcdoc=", id="as HTML, in a frame"),
        pytest.param("text", "Wash it cold the first time.", id="as text"),
        pytest.param("headers", "<dt>MIME-Version</dt>", id="its headers"),
        pytest.param("source", "boundary=&quot;b&quot;", id="its source"),
    ],
)
def test_a_mail_is_shown_in_every_way(lena: Client, demo: Path, tab: str, words: str) -> None:
    (demo / "1.eml").write_text(MAIL)
    assert words in lena.get("/admin/delight/outbox/1/", {"show": tab}).content.decode()


def test_a_mails_script_cannot_run_in_the_admin(lena: Client, demo: Path) -> None:
    (demo / "1.eml").write_text(MAIL.replace("<p>", "<script>alert(1)</script><p>"))
    shown = lena.get("/admin/delight/outbox/").content.decode()
    assert "<script>alert(1)" not in shown
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in shown


def test_a_mail_that_is_not_there_is_not_found(lena: Client, demo: Path) -> None:
    assert lena.get("/admin/delight/outbox/..%2Fsecret/").status_code == 404
