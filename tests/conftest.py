"""What tests anywhere may ask for: a still clock, a store that agrees with us, a mail server, the small shop."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import hypothesis
import pytest
import time_machine
from django.db import transaction
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from delight.actions.load_wordings import load_wordings
from delight.mails import outbox
from delight.store import current_store
from tests.factories import NOW
from tests.fakes import AgreeableStore, InterruptedGuide
from tests.fakes_smtp import SmtpPeer
from tests.pages.shop import open_shop
from tests.tables import Rows, lay_out


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What needs a Chromium, and packages to drive it, is collected only for who asks for it by its mark."""
    browser = collection_path == Path(__file__).parent / "browser"
    return True if browser and config.option.markexpr != "browser" else None


@pytest.fixture(scope="session")
def tables_laid_out(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], None]:
    """The test database begins with tables that another process or an earlier run has migrated."""
    cache = getattr(request.config, "cache", None)
    return lay_out(cache.mkdir("tables") if cache else tmp_path_factory.mktemp("tables"))


@pytest.fixture(scope="session")
def django_db_setup(
    tables_laid_out: Callable[[], None], django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """pytest-django's own, with the tables laid out before and kept after it."""
    with django_db_blocker.unblock():
        tables_laid_out()


@pytest.fixture(scope="module")
def standing(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """What a module's tests all stand on: rows made in ``with standing():`` last until the module's end.

    Every test rolls back to them.
    """
    outer = transaction.atomic()
    outer._from_testcase = True  # so that durable transactions are let through, as in any test
    with django_db_blocker.unblock():
        outer.__enter__()
    yield django_db_blocker.unblock
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


hypothesis.settings.register_profile(
    "delight", derandomize=True, database=None, deadline=None, suppress_health_check=list(hypothesis.HealthCheck)
)
hypothesis.settings.load_profile("delight")
"""The same examples on every machine, however fast it is: what fails here fails everywhere, and the other way round."""


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


def _open_the_shop() -> None:
    with time_machine.travel(NOW, tick=False):
        load_wordings()
        open_shop()


SHOP = Rows(_open_the_shop)


@pytest.fixture
def shop(db: None) -> None:
    """The small shop, open since NOW: words in four languages, a guide, a story, and Hannah, who signs."""
    SHOP.lay()


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
