"""Every page behind a signed link, found in the addresses themselves: torn, old and foreign links change nothing."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core import signing
from django.test import Client
from django.urls import reverse

from delight import conf
from delight.links import LASTING, read, sign, stop_key
from delight.models import Export, Touch
from delight.pages.urls import urlpatterns
from tests.factories import NOW, a_touch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop", "clock")]
PURPOSES = {
    "delight_days": "coming",
    "delight_share_card": "share",
    "delight_export_pdf": "export",
    "delight_export_file": "export",
}
"""Pages that open by the link of another one."""
UNSIGNED = {"delight_code"}
"""What opens by the random token on a printed piece alone."""
POSTED: Mapping[str, str] = {
    "scope": "all", "undo": "all", "pause": "1", "quiet": "1", "restart": "all", "skip": "1", "later": "1", "stop": "1",
    "goes": "works", "words": "Hello.", "choice": "7", "send": "1", "forget": "yes", "thanks": "1", "withdraw": "1",
    "List-Unsubscribe": "One-Click",
}  # fmt: skip
"""Whatever any of the pages listens to."""


def signed() -> Iterator[tuple[str, str]]:
    """The name and the purpose of every page behind a signed link."""
    for one in urlpatterns:
        if "token" in one.pattern.converters or "(?P<token>" in str(one.pattern):
            name = str(one.name)
            if name not in UNSIGNED:
                yield name, PURPOSES.get(name, name.removeprefix("delight_"))


PAGES = sorted(signed())


def path(name: str, token: str) -> str:
    more = {"delight_days": {"number": "1"}, "delight_share_card": {"form": "png"}}
    return reverse(name, kwargs={"token": token, **more.get(name, {})})


def everything() -> dict[str, list[Any]]:
    """Every row there is."""
    models = apps.get_app_config("delight").get_models()
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in models}


@pytest.fixture
def touch() -> Touch:
    """A guide, and an export of its person."""
    found = a_touch()
    Export.objects.create(touch=found, language="en", asked_at=NOW, token=found.token[:32])
    return found


def turned_away(browser: Client, address: str) -> None:
    """A kind page, and nothing changed, however it is asked."""
    before = everything()
    for answer in (browser.get(address), browser.post(address, POSTED), browser.head(address)):
        assert answer.status_code in (404, 405)
        assert not answer.cookies
    said = browser.get(address, headers={"Accept-Language": "de"}).content.decode()
    assert "Dieser Link" in said
    assert everything() == before


def test_every_page_that_is_signed_is_looked_at() -> None:
    assert {purpose for _, purpose in PAGES} == {
        "stop", "coming", "guide", "question", "share", "withdraw", "data", "forget", "export",
    }  # fmt: skip


@pytest.mark.parametrize(("name", "purpose"), PAGES)
def test_a_torn_link_opens_a_kind_page_and_changes_nothing(
    browser: Client, touch: Touch, name: str, purpose: str
) -> None:
    whole = sign(touch.token, purpose=purpose)
    for torn in (whole[:-1], whole[1:], whole.swapcase(), f"{touch.token}", "torn", f"x{whole}"):
        turned_away(browser, path(name, torn))


@pytest.mark.parametrize(("name", "purpose"), PAGES)
def test_a_link_for_another_page_opens_nothing_here(browser: Client, touch: Touch, name: str, purpose: str) -> None:
    for other in sorted({one for _, one in PAGES} - {purpose}):
        turned_away(browser, path(name, sign(touch.token, purpose=other)))


@pytest.mark.parametrize(("name", "purpose"), [page for page in PAGES if page[1] not in LASTING])
def test_an_old_link_opens_nothing_any_more(
    browser: Client, touch: Touch, clock: time_machine.Traveller, name: str, purpose: str
) -> None:
    link = sign(touch.token, purpose=purpose)
    clock.move_to(NOW + timedelta(days=conf.LINK_DAYS(), minutes=1))
    turned_away(browser, path(name, link))


@pytest.mark.parametrize(("name", "purpose"), PAGES)
def test_a_link_to_a_touch_that_is_no_more_opens_nothing(
    browser: Client, touch: Touch, name: str, purpose: str
) -> None:
    turned_away(browser, path(name, sign("0" * 32, purpose=purpose)))


@pytest.mark.parametrize("wish", ["skip", "later", "stop", "unskip", "start", "move"])
def test_what_is_somebody_elses_cannot_be_named_from_ones_own_page(browser: Client, touch: Touch, wish: str) -> None:
    noors = a_touch()
    before = everything()
    browser.post(
        path("delight_coming", sign(touch.token, purpose="coming")), {wish: str(noors.pk), "day": "2026-11-20"}
    )
    assert everything() == before


@pytest.mark.parametrize("purpose", ["guide", "stop"])
def test_a_link_is_signed_as_djangos_own_signer_does(purpose: str, settings: Any) -> None:
    settings.SECRET_KEY = "another key that nobody had before"
    token = sign("ab12", purpose=purpose)
    key = stop_key(settings.SECRET_KEY) if purpose in LASTING else settings.SECRET_KEY
    djangos = signing.TimestampSigner(key=key, salt=f"delight.links.{purpose}")
    assert djangos.unsign(token) == "ab12"
    assert read(djangos.sign("ab12"), purpose=purpose) == "ab12"
