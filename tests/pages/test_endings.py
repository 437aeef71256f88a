"""The export's page says in the person's own language how each touch stands, and why it did not come."""

import re
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from delight.actions.touches.plan_touches import PLAN_REASONS
from delight.backoffice.reasons import SENTENCES
from delight.links import sign
from delight.models import Export, Touch
from delight.pages.endings import STATES, WHY, reason_said, state_said
from delight.rules.forms import long_moment
from delight.words import page_words
from tests.factories import NOW, a_shipped_order, a_touch

LANGUAGES = ("en", "fr", "de", "ru")
TELLS_NOBODY = PLAN_REASONS | {
    "store_unreachable", "moved_by_customer", "arrived_by_staff", "again_by_staff", "now_by_staff",
    "written_meanwhile", "look_too_old", "lost", "not_arrived", "put_off", "approval", "restored",
    "provider_has_it", "turned_away", "staff_hold", "order_changed", "no_confirmed", "no_shipped", "no_arrived",
    "no_joy", "no_thanked", "before_switched_on", "before_known",
}  # fmt: skip
"""Reasons of what is still to come, was done, is between us and a machine, or was never planned."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_and_every_reason_has_words(language: str) -> None:
    words = page_words(language)
    assert {f"state_{name}" for name in STATES.values()} | {f"reason_{name}" for name in WHY} <= set(words)
    assert set(STATES) == set(Touch.State)
    assert state_said(Touch.State.DONE, medium="card", words=words) != state_said("done", medium="mail", words=words)


def test_no_reason_why_something_did_not_come_is_without_words() -> None:
    words = page_words("en")
    silent = {code for code in SENTENCES if not reason_said(code, words=words)}
    assert {code for code in silent - TELLS_NOBODY if code in SENTENCES} == set()


@pytest.mark.django_db
@pytest.mark.usefixtures("clock", "shop")
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "not sent (you left it out)"),
        ("fr", "non envoyé (vous l’avez retiré)"),
        ("de", "nicht verschickt (Sie haben es weggelassen)"),
        ("ru", "не отправлено (вы убрали это сами)"),
    ],
)
def test_the_page_says_it(browser: Client, language: str, said: str) -> None:
    order = a_shipped_order(language=language)
    touch = a_touch(order=order, state=Touch.State.SKIPPED, reason="skipped_by_customer")
    a_touch(order=order, kind="note", medium="card", state=Touch.State.DONE, done_at=NOW)
    export = Export.objects.create(touch=touch, language=language, asked_at=NOW)
    shown = browser.get(f"/d/export/{sign(export.token, purpose='export')}/").content.decode()
    assert said in shown
    assert page_words(language)["state_printed"] in shown
    assert "skipped_by_customer" not in shown


@pytest.mark.django_db
@pytest.mark.usefixtures("clock", "shop")
@pytest.mark.parametrize(("language", "yes"), [("en", "yes"), ("fr", "oui"), ("de", "ja"), ("ru", "да")])
def test_times_and_answers_are_shown_as_people_read_them(browser: Client, language: str, yes: str) -> None:
    order = a_shipped_order(language=language, paid=True)
    export = Export.objects.create(touch=a_touch(order=order), language=language, asked_at=NOW)
    shown = browser.get(f"/d/export/{sign(export.token, purpose='export')}/").content.decode()
    assert f"<dd>{yes}</dd>" in shown
    assert long_moment(order.created_at.astimezone(ZoneInfo("Europe/Berlin")), language=language) in shown
    assert re.search(r"\b(True|False)\b|\d\d-\d\dT\d\d:", shown) is None
