"""Chromium, the running demo, and people who use it; only ``make browser`` collects these tests.

``demo`` is the site, started once for all tests that only look; ``visitor`` is somebody without a log-in, and
``somebody("editor")`` is logged in. At a test's end a person must have met no console error, no broken script and no
request to anybody but us. What changes the site's day starts a site of its own:
``with running_demo(tmp_path) as site``.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.person import Person
from tests.browser.running import Site, running_demo

SCREEN = {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here bears the mark."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """This machine's own Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.exit("There is no Chromium on this machine: install it (Debian: apt install chromium).", returncode=1)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo as it is after its start, for tests that look and change nothing of weight."""
    with running_demo(tmp_path_factory.mktemp("demo")) as site:
        yield site


@pytest.fixture
def arrive(chromium: Browser) -> Iterator[Callable[..., Person]]:
    """A new window at a site: ``arrive(site, width=…, language=…)``; nobody may have met trouble in the end."""
    arrived: list[Person] = []

    def open_window(site: Site, *, language: str = "en", agent: str | None = None, **screen: int) -> Person:
        context = chromium.new_context(
            viewport={**SCREEN, **screen}, locale=language, user_agent=agent, reduced_motion="reduce"
        )
        arrived.append(Person(context, address=site.address))
        return arrived[-1]

    yield open_window
    for person in arrived:
        person.page.context.close()
    troubles = dict.fromkeys(trouble for person in arrived for trouble in person.troubles)
    assert not troubles, "\n".join(troubles)


@pytest.fixture
def visitor(demo: Site, arrive: Callable[..., Person]) -> Person:
    """Somebody without a log-in, such as a customer."""
    return arrive(demo)


@pytest.fixture
def somebody(demo: Site, arrive: Callable[..., Person]) -> Callable[[str], Person]:
    """Somebody of the shop, logged in by name."""

    def log_in(name: str) -> Person:
        person = arrive(demo)
        person.log_in(name, demo.logins[name])
        return person

    return log_in
