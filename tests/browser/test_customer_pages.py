"""A customer on a phone: every page opens, fits the screen, can be used by everybody, and works without scripts."""

import json
from collections.abc import Callable

import pytest

from tests.browser.person import Person
from tests.browser.running import Site

PHONE = {"width": 360, "height": 740}
LANGUAGES = ("en", "de", "fr", "ru")
PURPOSES = ("stop", "coming", "guide", "share", "question", "data", "forget")

FIND_PAGES = """
import json
from delight import clock, links
from delight.models import Export, Order, StoryPage, Touch

found = {}
coming = Touch.objects.filter(medium="mail", kind="guide", state="planned").exclude(order=None).order_by("due_at")
order = coming[0].order
for language in %r:
    Order.objects.filter(pk=order.pk).update(language=language)
    touch = coming.filter(order=order)[0]
    export = Export.objects.create(touch=touch, language=language, asked_at=clock.now())
    pages = {purpose: f"/d/{purpose}/{links.sign(touch.token, purpose=purpose)}/" for purpose in %r}
    pages["days"] = f"{pages['coming']}{touch.pk}/"
    pages["export"] = f"/d/export/{links.sign(export.token, purpose='export')}/"
    pages["gone"] = "/d/stop/torn/"
    pages["stories"] = f"/s/{language}/"
    pages["made"] = f"/s/{language}/how-our-notes-are-made/"
    story = StoryPage.objects.filter(live=True).first()
    pages["friend"] = f"/f/{story.pk}"
    pages["friend of the shop"] = "/f/"
    paper = Touch.objects.filter(medium="insert").exclude(order=None).first()
    if paper is not None:
        Order.objects.filter(pk=paper.order_id).update(language=language)
        pages["code"] = f"/q/{paper.token}"
    present = Touch.objects.filter(medium="insert", order__gift=True, order__parcels__state="shipped").first()
    if present is not None:
        Order.objects.filter(pk=present.order_id).update(language=language)
        pages["present"] = f"/q/{present.token}"
    found[language] = pages
print(json.dumps(found))
"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def pages_in(site: Site, language: str) -> dict[str, str]:
    """The path of every page in this language, by its name."""
    found: dict[str, dict[str, str]] = json.loads(site.shell(FIND_PAGES % ((language,), PURPOSES)))
    return found[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_can_be_used_by_everybody_on_a_phone_and_asks_no_stranger(
    demo: Site, arrive: Callable[..., Person], language: str
) -> None:
    paths = pages_in(demo, language)
    for scheme in ("light", "dark"):
        person = arrive(demo, language=language, **PHONE)
        person.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # it is one of its words
        for name, path in paths.items():
            status = person.open(path)
            if name == "gone":
                person.troubles = [trouble for trouble in person.troubles if "404" not in trouble]
            assert (name, status) == (name, 404 if name == "gone" else 200)
            assert (name, person.page.locator("html").get_attribute("lang")) == (name, language)
            person.troubles += [f"{scheme}: {found}" for found in person.findings()]
            if (wider := person.page.evaluate(OVERFLOW)) > 0:
                person.troubles.append(f"{path} is {wider} px wider than the screen")


@pytest.mark.parametrize("name", ["stop", "coming", "days", "question", "data", "forget", "guide"])
def test_the_keyboard_reaches_every_action(demo: Site, visitor: Person, name: str) -> None:
    assert visitor.open(pages_in(demo, "en")[name]) == 200
    assert visitor.out_of_reach("body") == []


def test_without_scripts_a_mail_is_put_off_moved_and_left_out(demo: Site, chromium: object) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport=PHONE, locale="en")  # type: ignore[attr-defined]
    person = Person(context, address=demo.address)
    person.open(pages_in(demo, "en")["coming"])
    person.page.get_by_role("link", name="On another day").first.click()
    person.page.get_by_role("button", name="Let it come on this day").click()
    assert "It will come on" in person.page.get_by_role("status").inner_text()
    person.page.get_by_role("button", name="Not now, in a month").first.click()
    assert "It will come on" in person.page.get_by_role("status").inner_text()
    person.page.get_by_role("button", name="Leave this one out").first.click()
    assert "This one will not come." in person.page.get_by_role("status").inner_text()
    person.page.get_by_role("button", name="Send it after all").click()
    person.page.get_by_role("button", name="Be quiet, please").click()
    assert "We are quiet." in person.page.get_by_role("status").inner_text()
    person.page.get_by_role("button", name="Start again now").click()
    person.page.get_by_label("Or nothing before this day").select_option(index=2)
    person.page.get_by_role("button", name="Nothing until then").click()
    assert "No mails will come from us before" in person.page.get_by_role("status").inner_text()
    person.page.get_by_role("button", name="Start again now").click()
    person.page.get_by_role("button", name="Stop mails of this kind").first.click()
    person.page.get_by_role("heading", name="Stopped, as you wished").wait_for()
    person.page.get_by_role("button", name="Start again now").click()
    context.close()
    assert person.troubles == []
