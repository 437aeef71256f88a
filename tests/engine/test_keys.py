"""A store's token lies sealed in the database, and a stopped address is found again by its key."""

import pytest

from delight.errors import PermanentError
from delight.keys import address_key, seal, unseal


def test_what_was_sealed_opens_again():
    assert unseal(seal("token-of-linden-and-loom")) == "token-of-linden-and-loom"


def test_a_sealed_token_shows_nothing_of_itself():
    assert "token-of-linden-and-loom" not in seal("token-of-linden-and-loom")


def test_an_older_secret_still_opens(settings):
    sealed = seal("token-of-linden-and-loom")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new secret"
    assert unseal(sealed) == "token-of-linden-and-loom"


def test_a_foreign_secret_says_what_to_do(settings):
    sealed = seal("token-of-linden-and-loom")
    settings.SECRET_KEY = "a foreign secret"
    with pytest.raises(PermanentError, match="SECRET_KEY_FALLBACKS"):
        unseal(sealed)


def test_a_stop_is_found_again_after_the_secret_has_changed(settings):
    settings.DELIGHT_ADDRESS_KEY = "kept for good"
    before = address_key(" Mira@Example.org ")
    settings.SECRET_KEY = "a new secret"
    assert address_key("mira@example.org") == before
