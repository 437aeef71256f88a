"""The page with the bar in a real browser: everybody can follow it, and a broken connection prints nothing."""

import re
from collections.abc import Callable

from playwright.sync_api import Route, expect

from tests.browser.person import Person

PATIENCE = 60_000
"""Milliseconds."""
STREAM = re.compile(r"/today/print/[0-9a-f-]{36}/$")


def runs(noor: Person) -> int:
    """How many print runs the log holds: how many pieces wait may change meanwhile, as workers go on."""
    noor.open("/admin/delight/runs/")
    return noor.page.locator("main table tbody tr").count()


def test_a_connection_that_breaks_while_cards_are_drawn_prints_nothing_and_says_so(
    somebody: Callable[[str], Person],
) -> None:
    noor = somebody("packer")
    before = runs(noor)
    noor.open("/admin/delight/today/")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route) if route.request.method == "POST" else route.continue_()

    noor.page.context.route(STREAM, hold)
    with noor.page.context.expect_page(timeout=PATIENCE) as opened:
        noor.page.get_by_role("button", name="Print all", exact=True).click()
    table, noor.page = noor.page, opened.value
    expect(noor.page.locator("#how-far")).to_have_text("Gathering what is to print …", timeout=PATIENCE)
    expect(noor.page.get_by_role("progressbar")).to_be_visible()
    assert noor.findings() == []
    held[0].abort()
    expect(noor.page.locator("main")).to_contain_text("Nothing was printed here", timeout=PATIENCE)
    assert noor.findings() == []
    noor.page = table
    table.bring_to_front()
    table.reload()
    expect(table.get_by_role("button", name="Print all", exact=True)).to_be_visible()
    assert runs(noor) == before
    assert [trouble for trouble in noor.troubles if "ERR_FAILED" not in trouble] == []
    noor.troubles.clear()
