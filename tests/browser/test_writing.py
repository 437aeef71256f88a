"""Writing in a real browser on a slow machine: who publishes while the editor still keeps the page loses nothing."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Route, expect

from tests.browser.person import Person

TITLE = "Tea on a slow machine"
KEPT_SLOWLY = 3.0
"""Seconds."""
PATIENCE = 60_000
"""Milliseconds."""
NEW_PAGE = re.compile(r"/admin/pages/add/delight/guidepage/\d+/$")


def test_a_new_page_is_published_once_though_the_editor_still_keeps_it(somebody: Callable[[str], Person]) -> None:
    edda = somebody("editor")
    made: list[Route] = []

    def slowly(route: Route) -> None:
        if route.request.method == "POST":
            made.append(route)
            time.sleep(KEPT_SLOWLY)
        route.continue_()

    edda.open("/admin/pages/")
    homes = edda.page.locator('main a[href$="/edit/"]').evaluate_all("all => all.map(one => one.pathname)")
    home = min(int(link.split("/")[3]) for link in homes)
    edda.page.context.route(NEW_PAGE, slowly)
    edda.open(f"/admin/pages/add/delight/guidepage/{home}/")
    edda.page.fill("#id_intro", "Four minutes, and the pot wants warming first.")
    edda.page.locator("#panel-child-content-steps-section .c-sf-add-button").last.click()
    edda.page.get_by_role("option", name="Step").click()
    edda.page.fill("#steps-0-value", "Warm the pot.")
    edda.page.fill("#id_not_for", "Not for you if it has to be quick.")
    edda.page.wait_for_timeout(2_500)  # what stands there in the first two seconds counts as its beginning
    with edda.page.expect_event("request", lambda request: NEW_PAGE.search(request.url) and request.method == "POST"):
        edda.page.locator("#id_title").press_sequentially(TITLE, delay=20)
    edda.page.get_by_role("button", name="More actions").last.click()
    edda.page.locator('[name="action-publish"]').click()
    expect(edda.page.locator(".messages")).to_contain_text(f"Page '{TITLE}' has been published", timeout=PATIENCE)
    assert len(made) == 1
    edda.open(f"/admin/pages/{home}/")
    expect(edda.page.locator("main").locator(".title-wrapper").filter(has_text=TITLE)).to_have_count(1)
