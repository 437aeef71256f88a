"""Each group walks the whole menu: every page opens, is accessible, asks no stranger, and is reached by keyboard."""

import re
from collections import deque
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import pytest

from tests.browser.person import Person
from tests.browser.running import Site

OURS = re.compile(r"/admin/(delight/|pages/(\d+/(edit/)?)?$|pages/add/delight/)")
NOT_PAGES = re.compile(r"/(logout|manifest\.csv|results|reorder|history/\d|revisions/|jsi18n)|\.(csv|pdf|xlsx)$")
ONE_OF_MANY = re.compile(r"\d+|(?<=/outbox/)[^/]+")
"""Pages that differ by a number are one page: the first of them is looked at."""

LINKS = """() => [...document.querySelectorAll('a[href]')].map(one => one.href)
  .concat([...(document.querySelector('#wagtail-sidebar-props')?.textContent ?? '').matchAll(/"(\\/admin\\/[^"?]*)"/g)]
  .map(found => found[1]))"""

MAKE_PEOPLE = """
from django.contrib.auth.models import Group, User
for name, group in (("edda", "Editors"), ("karl", "Care")):
    User.objects.create_user(name, password="{password}").groups.add(Group.objects.get(name=group))
"""


@pytest.fixture(scope="module")
def staffed(demo: Site) -> dict[str, str]:
    """Log-ins by name: the demo's three, and one who is in nothing but Editors or Care."""
    demo.shell(MAKE_PEOPLE.format(password=demo.logins["admin"]))
    return {**demo.logins, "edda": demo.logins["admin"], "karl": demo.logins["admin"]}


@pytest.fixture
def somebody(demo: Site, arrive: Callable[..., Person], staffed: dict[str, str]) -> Callable[..., Person]:
    def log_in(name: str, **screen: int) -> Person:
        person = arrive(demo, **screen)
        person.log_in(name, staffed[name])
        return person

    return log_in


WAGTAILS_OWN = re.compile(r"/admin/workflows/list/: list")
"""Findings in Wagtail's own templates that no page of ours repeats."""


def pages_from(person: Person) -> dict[str, int]:
    """Every page that links lead to, by path, with its status; findings are noted as troubles."""
    seen: dict[str, int] = {}
    known, ways = {"/admin/"}, deque(["/admin/"])
    while ways:
        path = ways.popleft()
        seen[path] = person.open(path)
        person.troubles += [found for found in person.findings() if not WAGTAILS_OWN.match(found)]
        for link in person.page.evaluate(LINKS):
            onward = urlsplit(urljoin(person.address + path, link))
            sort = ONE_OF_MANY.sub("N", onward.path)
            if f"http://{onward.netloc}" != person.address or sort in known or not worth_a_look(path, onward.path):
                continue
            known.add(sort)
            ways.append(onward.path)
    return seen


def worth_a_look(here: str, there: str) -> bool:
    """Our own pages wherever they are linked; Wagtail's own when the menu on the home page leads to them."""
    return not NOT_PAGES.search(there) and bool(
        OURS.match(there) or (here == "/admin/" and there.startswith("/admin/"))
    )


@pytest.mark.parametrize("name", ["admin", "edda", "karl", "packer"])
def test_every_page_that_somebody_reaches_opens_and_can_be_used_by_everybody(somebody, name):
    person = somebody(name)
    seen = pages_from(person)
    assert {path: status for path, status in seen.items() if status != 200} == {}
    assert len([path for path in seen if OURS.match(path)]) >= 4


@pytest.mark.parametrize(
    ("name", "path", "root"),
    [
        ("packer", "/admin/delight/today/", "main"),
        ("packer", "/admin/delight/scan/", "body"),
        ("packer", "/admin/delight/runs/", "main"),
        ("karl", "/admin/delight/replies/", "main"),
        ("karl", "/admin/delight/tray/", "main"),
        ("karl", "/admin/delight/arrivals/", "main"),
        ("karl", "/admin/delight/orders/3/", "main"),
        ("edda", "/admin/delight/moments/", "main"),
    ],
)
def test_the_keyboard_reaches_every_action_and_shows_where_it_is(somebody, name, path, root):
    person = somebody(name)
    assert person.open(path) == 200
    assert person.out_of_reach(root) == []
