"""A new SECRET_KEY costs nobody a stop, a link or the store's trust."""

import pytest
from pytest_django.fixtures import Settings

from delight import links
from delight.actions.upkeep.rotate_keys import rotate_keys
from delight.errors import BadLink, PermanentError
from delight.keys import address_key, seal, unseal
from delight.models import Installation, KeptKey
from tests.factories import NOW

pytestmark = pytest.mark.django_db

OLD, NEW, NEWEST = "o" * 50, "n" * 50, "w" * 50


@pytest.fixture(autouse=True)
def _old(settings: Settings) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS, settings.DELIGHT_ADDRESS_KEY = OLD, [], "a" * 50


def change(settings: Settings, *, to: str) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = to


def test_the_stores_token_opens_without_the_old_key(settings: Settings) -> None:
    Installation.objects.create(
        store="saleor", api_url="https://x", app_id="1", sealed_token=seal("t0ken"), installed_at=NOW
    )
    change(settings, to=NEW)
    assert rotate_keys().tokens == 1
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(Installation.objects.get().sealed_token) == "t0ken"


def test_a_stop_link_opens_for_good_whatever_keys_come(settings: Settings) -> None:
    link = links.sign("touch", purpose="stop")
    for key in (NEW, NEWEST):
        change(settings, to=key)
        rotate_keys()
        settings.SECRET_KEY_FALLBACKS = []
        assert links.read(link, purpose="stop") == "touch"


@pytest.mark.parametrize("purpose", ["coming", "guide", "share"])
def test_other_links_open_while_the_old_key_is_a_fallback(settings: Settings, purpose: str) -> None:
    link = links.sign("touch", purpose=purpose)
    change(settings, to=NEW)
    rotate_keys()
    assert links.read(link, purpose=purpose) == "touch"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(BadLink):
        links.read(link, purpose=purpose)


def test_a_kept_key_opens_no_other_page_and_no_forged_link(settings: Settings) -> None:
    link = links.sign("touch", purpose="stop")
    change(settings, to=NEW)
    rotate_keys()
    settings.SECRET_KEY_FALLBACKS = []
    for token, purpose in ((link, "coming"), (f"another{link}", "stop"), ("", "stop")):
        with pytest.raises(BadLink):
            links.read(token, purpose=purpose)


def test_rotating_twice_keeps_one_key_and_shows_none(settings: Settings) -> None:
    change(settings, to=NEW)
    assert [rotate_keys().stop_keys, rotate_keys().stop_keys] == [1, 0]
    assert links.stop_key(OLD) not in KeptKey.objects.get().sealed


def test_a_stopped_address_is_found_again(settings: Settings) -> None:
    before = address_key("mira@example.org")
    change(settings, to=NEW)
    assert address_key("mira@example.org") == before


def test_without_an_old_key_there_is_nothing_to_rotate() -> None:
    with pytest.raises(PermanentError, match="There is no old key"):
        rotate_keys()


def test_it_is_refused_where_stops_would_be_lost(settings: Settings) -> None:
    settings.DELIGHT_ADDRESS_KEY = ""
    change(settings, to=NEW)
    with pytest.raises(PermanentError, match="DELIGHT_ADDRESS_KEY"):
        rotate_keys()
