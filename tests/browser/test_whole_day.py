"""A whole day with Delight as its people live it: Edda writes, orders come in, Noor packs, Aoife asks, Karl replies."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.browser.day import ANSWER, GUIDES, LETTER, LOOK, MORNING, RECORDED, WHAT_HAPPENED, WORDS, Words
from tests.browser.person import PATIENCE, Person
from tests.browser.running import Site, running_shop
from tests.fakes_imap import ImapPeer

STAFF = {"edda": ("Editors",), "karl": ("Care",), "noor": ("Packers",)}
PHONE = {"width": 390, "height": 844}
AOIFE, LEA, BELA, CLARA = "S-111", "S-113", "S-202", "S-203"
CARDS = 40
A_PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Version/18.6 Mobile Safari/604.1"
AS_A_PERSON_TYPES = 300.0
"""Milliseconds a key. The editor takes what stands in a form for two seconds as its beginning, not as a change."""
LAST = 10
"""So many letters of a title are typed."""
Arrive = Callable[..., Person]


@pytest.fixture
def day(tmp_path: Path) -> Iterator[tuple[Site, ImapPeer]]:
    """The shop before anybody has ordered, and the box in which people's answers arrive."""
    settings = {"DJANGO_SETTINGS_MODULE": "tests.browser.busy_settings"}
    with (
        ImapPeer() as box,
        running_shop(tmp_path, staff=STAFF, settings={**settings, "DELIGHT_INBOX": box.url}) as site,
    ):
        yield site, box


def test_a_whole_day_from_the_first_word_to_the_answered_letter(day: tuple[Site, ImapPeer], arrive: Arrive) -> None:
    site, box = day
    edda = somebody(site, arrive, "edda")
    writes_a_guide(edda)
    writes_a_moment(edda)
    orders_come_in(site)
    noor = somebody(site, arrive, "noor")
    sheets = prints_all(noor)
    prints_the_jammed_one_again(noor)
    scans(noor, sheets)
    catches_the_cancelled_one(noor, sheets)
    karl = somebody(site, arrive, "karl")
    mail = lets_a_week_go_by(karl, site)
    aoife = arrive(site, language="en", agent=A_PHONE, **PHONE)
    reads_and_pauses(aoife, mail)
    scans_the_sheet(aoife, sheets)
    site.shell(LOOK)
    box.put(the_letter(mail))
    site.shell(LOOK)
    answers(karl)


def somebody(site: Site, arrive: Arrive, name: str) -> Person:
    """One of the shop, logged in, and as patient as the machine is busy."""
    person = arrive(site)
    person.page.set_default_timeout(PATIENCE)
    person.page.set_default_navigation_timeout(PATIENCE)
    person.log_in(name, site.logins[name])
    return person


# Edda writes.


def writes_a_guide(edda: Person) -> None:
    """In each language, with the page beside it as the customer will see it."""
    edda.open("/admin/pages/")
    links = edda.page.locator('main a[href$="/edit/"]').evaluate_all("all => all.map(one => one.pathname)")
    homes = sorted({int(link.split("/")[3]) for link in links})
    for guide in GUIDES:
        edda.open(f"/admin/pages/add/delight/guidepage/{homes[guide['home']]}/")
        _fill_guide(edda.page, guide)
        beside = _preview(edda.page)
        edda.page.press("#id_title", "End")
        edda.page.locator("#id_title").press_sequentially(guide["title"][-LAST:], delay=AS_A_PERSON_TYPES)
        expect(beside.locator("h1")).to_have_text(guide["title"], timeout=PATIENCE)
        expect(beside.locator(".steps li")).to_have_text(list(guide["steps"]), timeout=PATIENCE)
        expect(beside.locator(".honest")).to_contain_text(guide["not_for"], timeout=PATIENCE)
        edda.picture("1-edda-writes-a-guide", wanted=guide is GUIDES[0])
        _publish(edda.page)
        expect(edda.page.locator(".messages")).to_contain_text("published", timeout=PATIENCE)


def _fill_guide(page: Page, guide: Words) -> None:
    page.fill("#id_title", guide["title"][:-LAST])
    page.fill("#id_intro", guide["intro"])
    for place, step in enumerate(guide["steps"]):
        page.locator("#panel-child-content-steps-section .c-sf-add-button").last.click()
        page.get_by_role("option", name="Step").click()
        page.fill(f"#steps-{place}-value", step)
    page.fill("#id_not_for", guide["not_for"])
    page.fill("#id_products", "pour-over-set")
    page.fill("#id_countries", "IE, DE")
    page.locator("#id_title").scroll_into_view_if_needed()


def writes_a_moment(edda: Person) -> None:
    """Her own words on the card of whoever orders something for the kitchen, in two languages, seen as printed."""
    for words in WORDS:
        edda.open("/admin/delight/wordings/add/")
        edda.page.select_option("#id_kind", "note")
        edda.page.fill("#id_variant", "frost")
        edda.page.select_option("#id_language", words["language"])
        for field in ("greeting", "plain_greeting", "body"):
            edda.page.fill(f"#id_{field}", words[field])
        beside = _preview(edda.page)
        expect(beside.locator("section")).to_be_visible(timeout=PATIENCE)
        edda.page.locator("#id_closing").press_sequentially(words["closing"], delay=AS_A_PERSON_TYPES)
        closed = re.compile(re.escape(words["closing"]))
        expect(beside.locator("img")).to_have_attribute("alt", closed, timeout=PATIENCE)
        _publish(edda.page)
        expect(edda.page.locator(".messages")).to_contain_text("frost", timeout=PATIENCE)
    _looks_at_the_mail(edda)
    _switches_it_on(edda)


def _looks_at_the_mail(edda: Person) -> None:
    """The words that bring the guide, as a mail; they are the shop's own and stay as they are."""
    edda.open("/admin/delight/wordings/?kind=guide&language=en")
    edda.page.get_by_role("link", name=re.compile("guide.*known")).first.click()
    mail = _preview(edda.page)
    expect(mail.locator("dl")).to_contain_text("A short guide to what was in your parcel", timeout=PATIENCE)
    expect(mail.frame_locator("iframe").locator("body")).to_contain_text("Read the guide", timeout=PATIENCE)


def _switches_it_on(edda: Person) -> None:
    edda.open("/admin/delight/moments/add/")
    page = edda.page
    page.fill("#id_name", "A card on frosty days")
    page.fill("#id_gladness", "Somebody thought of their kitchen on this very morning.")
    page.fill("#id_slug", "note-frost")
    for field, choice in (("anchor", "confirmed"), ("kind", "note"), ("medium", "card")):
        page.select_option(f"#id_{field}", choice)
    for field, value in (("days", "0"), ("variant", "frost"), ("expires_days", "30")):
        page.fill(f"#id_{field}", value)
    page.get_by_role("region", name="Only for").get_by_role("button", name="Toggle section").click()
    page.fill("#id_categories", "kitchen")
    page.fill("#id_languages", "en, de")
    page.check("#id_active")
    page.fill("#id_active_since", "2026-11-21 00:00")
    save, said = page.locator("footer button[type=submit]").first, page.locator(".messages")
    save.click()
    expect(said).to_contain_text(re.compile("errors|created"), timeout=PATIENCE)
    if "errors" in said.inner_text():  # somebody has ordered meanwhile: whom it concerns is told first
        expect(page.locator("main")).to_contain_text("would have been meant")
        page.check("#id_seen")
        save.click()
    expect(said).to_contain_text("created", timeout=PATIENCE)


def _preview(page: Page) -> FrameLocator:
    panel = page.locator("#w-preview-iframe").last
    if not panel.is_visible():
        page.get_by_role("button", name="Toggle preview").click()
    return page.frame_locator("#w-preview-iframe")


def _publish(page: Page) -> None:
    page.get_by_role("button", name="More actions").last.click()
    page.locator('[name="action-publish"]').click()


# Orders come in, and Noor packs.


def orders_come_in(site: Site) -> None:
    """The recorded deliveries by the door, bytes and signatures untouched; then a busy morning's sample orders."""
    accepted = site.shell(RECORDED.format(port=site.address.rsplit(":", 1)[1]))
    assert int(accepted) > 100
    site.shell(MORNING)


def prints_all(noor: Person) -> bytes:
    """Forty cards stand on the table, and one PDF is what comes of them."""
    cards = noor.page.locator(".delight-pieces label").filter(has_text=re.compile(r"^\s*(Card|Gift card)\s*$"))
    noor.open_until("/admin/delight/today/", lambda: cards.count() >= CARDS)
    expect(cards).to_have_count(CARDS)
    noor.picture("2-noor-prints-forty-cards")
    sheets = _printed(noor, "Print all")
    (card, *_) = _pages(sheets, of=AOIFE)
    assert "There was frost on our windows when I packed your" in card.words
    return sheets


def prints_the_jammed_one_again(noor: Person) -> None:
    """Marked as spoilt, printed again with the reason, and found in the log of runs."""
    noor.open("/admin/delight/runs/")
    noor.page.locator("main table a").first.click()
    _line(noor).get_by_role("button", name="Spoilt").click()
    expect(_line(noor)).to_contain_text("spoilt", timeout=PATIENCE)
    _line(noor).get_by_role("checkbox").check()
    noor.page.get_by_label("Why again?").fill("paper jam")
    again = _printed(noor, "Print again")
    assert len(_pages(again, of=AOIFE)) == 1
    noor.open("/admin/delight/runs/")
    expect(noor.page.locator("main table tbody tr").first).to_contain_text("paper jam")


def scans(noor: Person, sheets: bytes) -> None:
    """The right card is green; another parcel's is loud and says whose it is."""
    noor.open("/admin/delight/scan/")
    told, body = noor.page.get_by_role("status"), noor.page.locator("body")
    _scan(noor, AOIFE)
    expect(told).to_contain_text(re.compile("Still to go in: (Card, Coffee for two|Coffee for two, Card)"))
    for page in _pages(sheets, of=AOIFE):
        _scan(noor, page.bars)
        expect(body).to_have_class(re.compile("delight-scan--good"))
    expect(told).to_contain_text("Nothing printed is missing.")
    _scan(noor, BELA)
    expect(told).to_contain_text("Order S-202, Bela Horn.")
    _scan(noor, _pages(sheets, of=CLARA)[0].bars)
    expect(body).to_have_class(re.compile("delight-scan--bad"))
    expect(told).to_contain_text("Wrong parcel! This note belongs to: Order S-203, Clara Wieck.")


def catches_the_cancelled_one(noor: Person, sheets: bytes) -> None:
    """Printed in the morning, called off in the evening: the scan asks the shop once more."""
    noor.open("/admin/delight/today/")
    noor.page.get_by_role("button", name="+ 1 day").click()
    expect(noor.page.locator(".messages")).to_contain_text("For Delight it is now", timeout=PATIENCE)
    noor.open("/admin/delight/scan/")
    _scan(noor, _pages(sheets, of=LEA)[0].bars)
    expect(noor.page.locator("body")).to_have_class(re.compile("delight-scan--bad"))
    expect(noor.page.get_by_role("status")).to_contain_text("Do not enclose, order S-113.")
    expect(noor.page.get_by_role("status")).to_contain_text("cancelled")
    noor.picture("3-noor-is-told-in-time")


def _printed(noor: Person, button: str) -> bytes:
    """The PDF that opens in the button's new window, which tells how far it is; a second click opens no other."""
    context = noor.page.context
    with context.expect_page(timeout=PATIENCE) as opened:
        noor.page.get_by_role("button", name=button, exact=True).dblclick()
    page = opened.value
    page.wait_for_url("**/cards.pdf", timeout=PATIENCE)
    assert context.pages == [noor.page, page]
    sheets = context.request.get(page.url, timeout=PATIENCE).body()
    assert sheets.startswith(b"%PDF")
    page.close()
    return sheets


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One printed page, read back: its words, the bars outside the trim, and the address in its code, if it has one."""

    words: str
    bars: str
    address: str


def _pages(sheets: bytes, *, of: str) -> list[Sheet]:
    """This order's pages, rendered and decoded as a scanner and a telephone would."""
    found = []
    for page in pypdfium2.PdfDocument(sheets):
        words = " ".join(page.get_textpage().get_text_range().split())
        if re.search(rf"{of}\b", words):
            codes = {code.text for code in zxingcpp.read_barcodes(page.render(scale=300 / 72).to_pil())}
            (bars,) = (code for code in codes if re.fullmatch(r"D\d+", code))
            found.append(Sheet(words=words, bars=bars, address=next((one for one in codes if "/q/" in one), "")))
    return found


def _line(noor: Person) -> Locator:
    return noor.page.locator("main tbody tr").filter(has_text=AOIFE).filter(has_text="Card").first


def _scan(noor: Person, code: str) -> None:
    """As a hand scanner does: types, and presses Enter."""
    noor.page.locator("#code").press_sequentially(code)
    with noor.page.expect_navigation(timeout=PATIENCE):
        noor.page.keyboard.press("Enter")


# The clock jumps; Aoife reads, pauses, scans and writes.


def lets_a_week_go_by(karl: Person, site: Site) -> EmailMessage:
    """The bar moves Delight's day until the parcel has arrived and its guide has left: the mail as it was sent."""
    karl.open("/admin/")
    moves = iter(["+ 1 week", *["To the next touch"] * 20])

    def guide_left() -> bool:
        if _mails(site):
            return True
        karl.page.get_by_role("button", name=next(moves)).click()
        expect(karl.page.locator(".messages")).to_contain_text("For Delight it is now", timeout=PATIENCE)
        return False

    karl.open_until("/admin/", guide_left)
    return _mails(site)[0]


def _mails(site: Site) -> list[EmailMessage]:
    found = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(site.outbox.glob("*.eml"))]
    return [mail for mail in found if "aoife@example.com" in str(mail["To"])]


def reads_and_pauses(aoife: Person, mail: EmailMessage) -> None:
    """Edda's guide opens from the mail, and so does the page on which nothing comes for a month."""
    aoife.open(_link(mail, "guide"))
    expect(aoife.page.locator("h1")).to_have_text(GUIDES[0]["title"])
    aoife.picture("4-aoife-reads")
    aoife.open(_link(mail, "coming"))
    aoife.page.get_by_role("button", name="Nothing for 30 days, please").click()
    expect(aoife.page.get_by_role("status").first).to_contain_text("No mails will come from us before")


def scans_the_sheet(aoife: Person, sheets: bytes) -> None:
    """The code on the printed sheet opens the guide as well."""
    (address,) = (page.address for page in _pages(sheets, of=AOIFE) if page.address)
    assert aoife.open(address.removeprefix(aoife.address)) == 200
    expect(aoife.page.locator("h1")).to_have_text(GUIDES[0]["title"])


def the_letter(mail: EmailMessage) -> bytes:
    """What she writes back, into the thread of the guide."""
    letter = EmailMessage()
    letter["From"], letter["To"] = "Aoife Ní Bhriain <aoife@example.com>", str(mail["From"])
    letter["Subject"], letter["In-Reply-To"] = f"Re: {mail['Subject']}", str(mail["Message-ID"])
    letter["Message-ID"] = "<filters@example.com>"
    letter.set_content(LETTER)
    return letter.as_bytes(policy=policy.SMTP)


def _link(mail: EmailMessage, purpose: str) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.search(rf"http://[^/\s]+(/d/{purpose}/\S+)", body.get_content())
    assert found is not None, f"the mail has no link to {purpose}"
    return found.group(1)


# Karl answers, and sees it all.


def answers(karl: Person) -> None:
    """Her letter waits in the inbox; the answer leaves by mail, and the order's timeline tells the whole day."""
    letter = karl.page.locator("article").filter(has_text=LETTER)
    karl.open_until("/admin/delight/replies/", lambda: letter.count() == 1)
    assert karl.findings() == []
    letter.get_by_label("Your answer, or how it was given").fill(ANSWER)
    letter.get_by_role("button", name="Send this answer").click()
    expect(karl.page.locator(".messages")).to_contain_text("Answered by mail.", timeout=PATIENCE)
    karl.page.get_by_role("link", name=f"#{AOIFE}").first.click()
    told = karl.page.locator(".delight-timeline")
    for words in WHAT_HAPPENED:
        expect(told).to_contain_text(words, timeout=PATIENCE)
    assert karl.findings() == []
    told.get_by_text(ANSWER).scroll_into_view_if_needed()
    karl.picture("5-karl-sees-it-all")
