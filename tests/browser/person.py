"""Somebody at a screen: opens pages, presses keys, and notes what a person would mind."""

import os
import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any  # what the page's own JavaScript hands back
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

AXE = Axe()
GRAVE = ("serious", "critical")
RULES = {"resultTypes": ["violations"]}

PATIENCE = 120_000
"""Milliseconds for whatever a worker has to do first."""
PICTURES = Path(__file__).parent.parent / "journeys" / "pictures"
TAKE_PICTURES = "DELIGHT_PICTURES"
"""Set in the environment: the README's five pictures are taken anew."""

ITS_OWN = ("chrome:", "chrome-extension:")
"""What Chromium brings along, such as its PDF viewer."""

ACTIONS = """root => [...document.querySelectorAll(root)]
  .flatMap(part => [...part.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')])
  .filter(one => !one.disabled && one.checkVisibility({visibilityProperty: true}) && one.tabIndex >= 0)
  .filter(one => one.type !== 'radio' || one.checked)
  .map((one, n) => { one.dataset.walked = n; return one.outerHTML.slice(0, 160); })"""
FOCUSED = """() => {
  const one = document.activeElement, look = getComputedStyle(one);
  const ticked = one.type === 'checkbox' || one.type === 'radio';
  return {action: one.dataset.walked ?? null,
    seen: ticked || look.outlineStyle !== 'none' || look.boxShadow !== 'none'};
}"""


class Person:
    """One browser window with cookies of its own, and what went wrong in it so far."""

    def __init__(self, context: BrowserContext, *, address: str) -> None:
        self.address = address
        self.page: Page = context.new_page()
        self.troubles: list[str] = []
        context.on("request", self._note_stranger)
        context.on("console", self._note_console)
        context.on("weberror", lambda error: self.troubles.append(f"script broke: {error.error}"))

    def open(self, path: str) -> int:
        """The answer's status, once the page has settled."""
        answer = self.page.goto(self.address + path, wait_until="load")
        assert answer is not None, path
        return answer.status

    def open_until(self, path: str, holds: Callable[[], bool]) -> None:
        """The page is opened again until this holds."""
        ends_at = time.monotonic() + PATIENCE / 1000
        self.open(path)
        while not holds():
            assert time.monotonic() < ends_at, (
                f"{path} never showed what was waited for:\n{self.page.inner_text('main')}"
            )
            self.open(path)

    def picture(self, name: str, *, wanted: bool = True) -> None:
        """One of the README's pictures, if they are being taken."""
        if wanted and os.environ.get(TAKE_PICTURES):
            PICTURES.mkdir(exist_ok=True)
            self.page.screenshot(path=PICTURES / f"{name}.png")

    def log_in(self, name: str, password: str) -> None:
        """By the form, as everybody does."""
        self.open("/admin/login/")
        self.page.fill("#id_username", name)
        self.page.fill("#id_password", password)
        self.page.press("#id_password", "Enter")
        self.page.wait_for_url(re.compile(r"/admin/$"))

    def findings(self, *, within: str = "html") -> list[str]:
        """What axe finds grave on the page that is open: rule, place, and why."""
        found = AXE.run(self.page, context=within, options=RULES).response["violations"]
        return [
            f"{urlsplit(self.page.url).path}: {rule['id']} ({rule['impact']}) at {' '.join(map(str, node['target']))}: "
            f"{node['failureSummary'].splitlines()[-1].strip()}"
            for rule in found
            if rule["impact"] in GRAVE
            for node in rule["nodes"]
        ]

    def out_of_reach(self, root: str, *, presses: int = 400) -> list[str]:
        """Actions within ``root`` that no Tab reaches, or whose focus nobody would see."""
        self.page.evaluate("() => { document.activeElement.blur(); window.getSelection().removeAllRanges(); }")
        actions: list[str] = self.page.evaluate(ACTIONS, root)
        assert actions, f"{self.page.url} offers nothing within {root}"
        reached: dict[str, bool] = {}
        for _ in range(presses):
            self.page.keyboard.press("Tab")
            focused: Mapping[str, Any] = self.page.evaluate(FOCUSED)
            if focused["action"] is not None:
                reached[focused["action"]] = focused["seen"]
            if len(reached) == len(actions):
                break
        return [action for n, action in enumerate(actions) if not reached.get(str(n))]

    def _note_stranger(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:", "about:", *ITS_OWN)):
            self.troubles.append(f"{self.page.url} asked a stranger: {request.url}")

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.troubles.append(f"{self.page.url} complained: {message.text}")
