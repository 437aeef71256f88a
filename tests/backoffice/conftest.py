"""Edda edits, Karl cares, Lena does both, Noor packs, Ada may do all; a store that agrees; words, a signer, a card."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from wagtail.models import Locale

from delight import clock
from delight.actions.load_wordings import load_wordings
from delight.models import Medium, Order, Parcel, Signer, Touch
from tests.factories import a_moment, a_touch, an_order
from tests.tables import Rows


@pytest.fixture(autouse=True)
def _agreeable_store(settings: Any) -> None:
    settings.DELIGHT_STORE = "tests.fakes.AgreeableStore"
    settings.DELIGHT_STORE_OPTIONS = {}


def _person(name: str, *groups: str) -> Client:
    user = User.objects.create_user(name, is_superuser=not groups, is_staff=not groups)
    user.groups.add(*(Group.objects.get(name=group) for group in groups))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def edda(db: None) -> Client:
    """An editor."""
    return _person("edda", "Editors")


@pytest.fixture
def karl(db: None) -> Client:
    """Somebody who answers people."""
    return _person("karl", "Care")


@pytest.fixture
def lena(db: None) -> Client:
    """An editor who answers people too, as in a small shop."""
    return _person("lena", "Editors", "Care")


@pytest.fixture
def noor(db: None) -> Client:
    """A packer."""
    return _person("noor", "Packers")


@pytest.fixture
def ada(db: None) -> Client:
    """Somebody who may do all."""
    return _person("ada")


WORDS = Rows(load_wordings)


@pytest.fixture
def words(db: None) -> None:
    """The words that ship, and Hannah, who signs them."""
    WORDS.lay()
    locale, _ = Locale.objects.get_or_create(language_code="en")
    Signer.objects.create(name="Hannah Brandt", role="weaver", agreed=True, default=True, locale=locale)


@pytest.fixture
def a_card(words: None) -> Callable[..., Touch]:
    """A card that is due today."""

    def make(order: Order | None = None, **changes: Any) -> Touch:
        now = clock.now()
        moment = a_moment(kind="note", medium=Medium.CARD, anchor="confirmed", days=0)
        due = {"due_at": now - timedelta(hours=1), "not_after": now + timedelta(days=30), "created_at": now}
        return a_touch(order=order or an_order(), moment=moment, **{**due, **changes})

    return make


@pytest.fixture
def a_parcel() -> Callable[..., Parcel]:
    """A parcel that left two days ago."""

    def make(order: Order, **changes: Any) -> Parcel:
        left = clock.now() - timedelta(days=2)
        values = {
            "external_id": f"parcel-{order.pk}",
            "version": "1",
            "issued_at": order.issued_at,
            "state": Parcel.State.SHIPPED,
            "tracking": "DHL-42",
            "shipped_at": left,
        }
        return Parcel.objects.create(order=order, **{**values, **changes})

    return make
