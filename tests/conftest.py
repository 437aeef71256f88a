"""What tests anywhere may ask for: a still clock, a store that agrees with us, a mail server, the small shop."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from pytest_django.fixtures import Settings

from delight.actions.load_wordings import load_wordings
from delight.mails import outbox
from delight.store import current_store
from tests.factories import NOW
from tests.fakes import AgreeableStore, InterruptedGuide
from tests.fakes_smtp import SmtpPeer
from tests.pages.shop import open_shop


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Time stands still at NOW, a Thursday, ten in the morning in Berlin; move it with ``clock.move_to``."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def stores(settings: Settings) -> Iterator[Callable[[str], None]]:
    """Chooses the store of ``tests.fakes`` by its class's name."""

    def choose(name: str) -> None:
        settings.DELIGHT_STORE = f"tests.fakes.{name}"
        settings.DELIGHT_STORE_OPTIONS = {}
        current_store(fresh=True)

    AgreeableStore.news.clear()
    AgreeableStore.unknown.clear()
    AgreeableStore.asked.clear()
    yield choose
    AgreeableStore.news.clear()
    AgreeableStore.unknown.clear()


@pytest.fixture
def store(db: None, stores: Callable[[str], None]) -> type[AgreeableStore]:
    """A store that agrees with our database, but for what a test puts into its ``news``."""
    stores("AgreeableStore")
    return AgreeableStore


@pytest.fixture
def peer(settings: Settings) -> Iterator[SmtpPeer]:
    """A mail server on localhost, and DELIGHT_MAIL that points to it."""
    with SmtpPeer() as peer:
        settings.DELIGHT_MAIL = peer.url
        yield peer
        outbox.close()


@pytest.fixture
def shop(db: None) -> None:
    """The small shop: words in four languages, a guide, a story, and Hannah, who signs."""
    load_wordings()
    open_shop()


@pytest.fixture
def interrupt(settings: Settings) -> Iterator[Callable[[Callable[[], object]], None]]:
    """Runs a piece of code while the guide is being written: after the look, before the last look."""
    settings.DELIGHT_KINDS = (
        "delight.kinds.note.Note",
        "delight.kinds.insert.Insert",
        "tests.fakes.InterruptedGuide",
        "delight.kinds.share.Share",
    )

    def with_code(code: Callable[[], object]) -> None:
        InterruptedGuide.interruption = staticmethod(code)

    yield with_code
    InterruptedGuide.interruption = staticmethod(lambda: None)
