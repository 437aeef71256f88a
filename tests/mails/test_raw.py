"""Conventions and law on the raw message, as a real mail server received it: every kind, variant and language.

The ids are those of the rules for mails: A1 classes, A2 headers and structure, A5 look and access, A7 privacy. What no
single message can show is proved elsewhere: a stop at once (A2.5) in pages/test_moving, the stored Message-ID (A2.10)
and never twice (A2.16) in actions/test_deliver_outcomes and faults, answers of staff (A2.9, A2.11) in
actions/test_replies, refused addresses (A2.13) in checks, printed codes
(A7.3) in pages/test_guide_and_code, what logs keep silent (A7.8) in actions/test_logs.
"""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from email.utils import getaddresses, parseaddr
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client

from delight import conf, links
from delight.actions.load_wordings import load_wordings
from delight.kinds.base import MailKind, kinds
from delight.models import Suppression
from tests.factories import NOW
from tests.kinds.contract import LANGUAGES
from tests.mails.received import Received, contrast, mail_contracts, read, receive_all
from tests.pages.shop import open_shop

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("raw mails")]
OURS = "https://delight.example/"


@pytest.fixture(scope="module")
def all_mails(standing: Callable[[], AbstractContextManager[None]]) -> list[Received]:
    with standing(), time_machine.travel(NOW, tick=False):
        load_wordings()
        open_shop()
        found = receive_all()
    return found


@pytest.fixture
def mails(all_mails: list[Received], db: None) -> list[Received]:
    """All of them."""
    return all_mails


@pytest.fixture
def browser() -> Client:
    """A mail program or a person's browser; it enforces CSRF, so that a page that needs a token would fail."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def offers(mails: list[Received]) -> list[Received]:
    """Those that the law calls advertising."""
    return [mail for mail in mails if mail.klass == "offer"]


def failing(mails: list[Received], keeps: Callable[[Received], object]) -> list[str]:
    """The names of the mails that do not keep the rule."""
    assert mails
    return [mail.name for mail in mails if not keeps(mail)]


def stop_of(mail: Received) -> str:
    """The address of the one-click stop."""
    (link,) = re.fullmatch(r"<(https://[^<>\s]+)>", str(mail.message["List-Unsubscribe"])).groups()  # type: ignore[union-attr]
    return str(link)


def test_every_kind_that_travels_by_mail_is_looked_at_in_every_language(mails: list[Received]) -> None:
    installed = {name for name, kind in kinds().items() if isinstance(kind, MailKind)}
    assert {contract.name for contract in mail_contracts()} == installed
    assert {(mail.kind, mail.language) for mail in mails} == {(one, code) for one in installed for code in LANGUAGES}


def test_a1_1_every_mail_belongs_to_one_class(mails: list[Received]) -> None:
    assert failing(mails, lambda mail: mail.klass in {"offer", "service"}) == []


def test_a2_1_an_offer_carries_the_two_headers_of_the_one_click_stop(offers: list[Received]) -> None:
    line = b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    assert failing(offers, lambda mail: (mail.head + b"\r\n").count(line) == 1 and stop_of(mail)) == []


def test_a2_1_a_service_mail_carries_neither(mails: list[Received]) -> None:
    service = [mail for mail in mails if mail.klass == "service"]
    assert failing(service, lambda mail: b"List-Unsubscribe" not in mail.head) == []


def test_a1_2_a_service_mail_leads_to_no_shop_and_asks_for_nothing(mails: list[Received]) -> None:
    service = [mail for mail in mails if mail.klass == "service"]
    asking = ("/d/share/", "/d/question/", "reviews.example")
    assert failing(service, lambda mail: not any(place in link for link in mail.links() for place in asking)) == []
    shop = {conf.SHOP_URL(), conf.SHOP_URL().rstrip("/")}
    assert failing(service, lambda mail: not mail.links() & shop) == []
    assert {(mail.kind, mail.language) for mail in service} >= {("refund", code) for code in LANGUAGES}


def test_a2_14_french_is_set_as_the_french_set_it(mails: list[Received]) -> None:
    french = [mail for mail in mails if mail.language == "fr"]
    loose = re.compile(r"[a-zé][:;?!](?=\s)")
    assert failing(french, lambda mail: not loose.search(re.sub(r"https?:\S+", "", mail.part("plain")))) == []


def test_a2_2_the_token_names_the_message_and_holds_no_address(offers: list[Received]) -> None:
    def opaque(mail: Received) -> bool:
        link, person = stop_of(mail), mail.touch.customer
        told = [person.email, person.email.partition("@")[0], person.last_name, mail.touch.order.number]  # type: ignore[union-attr]
        token = link.rstrip("/").rpartition("/")[2]
        return links.read(token, purpose="stop") == mail.touch.token and not any(one in link for one in told)

    assert failing(offers, opaque) == []


def test_a2_2_a_token_with_one_letter_changed_stops_nothing(offers: list[Received], browser: Client) -> None:
    def forged(mail: Received) -> bool:
        path = urlsplit(stop_of(mail)).path
        changed = path[:12] + ("A" if path[12] != "A" else "B") + path[13:]
        return browser.post(changed, {"List-Unsubscribe": "One-Click"}).status_code == 404

    assert failing(offers, forged) == []
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("form", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a2_3_the_click_is_taken_in_both_forms_and_answered_without_a_redirect(
    offers: list[Received], browser: Client, form: str
) -> None:
    for mail in offers:
        path, said = urlsplit(stop_of(mail)).path, {"List-Unsubscribe": "One-Click"}
        plain = {"data": "List-Unsubscribe=One-Click", "content_type": form}
        answer = browser.post(path, said) if "multipart" in form else browser.post(path, **plain)  # type: ignore[arg-type]
        assert (answer.status_code, bool(answer.cookies)) == (200, False), mail.name
        key = mail.touch.customer.address_key
        assert Suppression.objects.filter(address_key=key, scope=mail.kind).exists(), mail.name


def test_a2_4_fetching_the_address_stops_nothing(offers: list[Received], browser: Client) -> None:
    assert failing(offers, lambda mail: browser.get(urlsplit(stop_of(mail)).path).status_code == 200) == []
    assert not Suppression.objects.exists()


def test_a2_7_the_stop_stands_in_both_parts_and_is_one_press_away(offers: list[Received], browser: Client) -> None:
    def one_press(mail: Received) -> bool:
        link = next(one for one in mail.links() if "/d/stop/" in one)
        page = browser.get(urlsplit(link).path).content.decode()
        return link in mail.part("plain") and 'name="scope" value="all"' in page and "<textarea" not in page

    assert failing(offers, one_press) == []


def test_a2_8_the_feedback_id_is_the_same_for_every_person(mails: list[Received]) -> None:
    def four_fields(mail: Received) -> bool:
        fields = str(mail.message["Feedback-ID"]).split(":")
        person, order = mail.touch.customer, mail.touch.order
        unique = [mail.touch.token, person.email, person.address_key[:8]]
        words = re.split(r"[^0-9A-Za-z]", ":".join(fields))  # the words' own digest may hold a number by chance
        return (
            len(fields) == len(set(fields)) == 4
            and fields[0] == mail.kind
            and 5 <= len(fields[3]) <= 15
            and not any(one in ":".join(fields) for one in unique)
            and not (order and order.number in words)
        )

    assert failing(mails, four_fields) == []
    assert len({str(mail.message["Feedback-ID"]).rpartition(":")[2] for mail in mails}) == 1


def test_a2_9_a_planned_mail_says_that_a_machine_planned_it(mails: list[Received]) -> None:
    assert failing(mails, lambda mail: mail.message.get_all("Auto-Submitted") == ["auto-generated"]) == []


def test_a2_10_the_message_id_is_ours_and_on_the_shops_domain(mails: list[Received]) -> None:
    ids = [str(mail.message["Message-ID"]) for mail in mails]
    assert [one for one in ids if not re.fullmatch(r"<[^<>@\s]+@lindenloom\.example>", one)] == []
    assert len(set(ids)) == len(ids)


def test_a2_11_a_planned_mail_pretends_to_answer_nothing(mails: list[Received]) -> None:
    def begins(mail: Received) -> bool:
        fake = re.match(r"(re|fwd?|aw|wg|tr|rif)\s*:", str(mail.message["Subject"]), re.IGNORECASE)
        return mail.message["In-Reply-To"] is None and mail.message["References"] is None and not fake

    assert failing(mails, begins) == []


def test_a2_12_answers_go_to_a_box_that_somebody_reads(mails: list[Received]) -> None:
    def read_by_somebody(mail: Received) -> bool:
        address = parseaddr(str(mail.message["Reply-To"] or mail.message["From"]))[1]
        return "@" in address and not re.search(r"no.?reply|do.?not.?reply|ne.?pas.?repondre|keine.?antwort", address)

    assert failing(mails, read_by_somebody) == []


def test_a2_14_text_comes_first_html_second_and_both_in_utf_8(mails: list[Received]) -> None:
    def two_parts(mail: Received) -> bool:
        parts = list(mail.message.iter_parts())
        sorts = [(part.get_content_type(), part.get_content_charset()) for part in parts]
        whole = mail.message.get_content_type() == "multipart/alternative"
        return whole and sorts == [("text/plain", "utf-8"), ("text/html", "utf-8")]

    assert failing(mails, two_parts) == []


def test_a2_14_both_parts_lead_to_the_same_places(mails: list[Received]) -> None:
    def same_links(mail: Received) -> bool:
        return mail.links() == set(re.findall(r"https?://\S+", mail.part("plain")))

    assert failing(mails, same_links) == []


def test_a2_14_no_line_of_the_text_is_longer_than_78_but_for_a_link(mails: list[Received]) -> None:
    def short(mail: Received) -> bool:
        return all(len(line) <= 78 or line.startswith("https://") for line in mail.part("plain").split("\n"))

    assert failing(mails, short) == []


def test_a2_14b_every_byte_on_the_wire_is_seven_bit_and_no_line_is_too_long(mails: list[Received]) -> None:
    assert failing(mails, lambda mail: max(mail.raw) < 128 and max(map(len, mail.raw.split(b"\r\n"))) <= 998) == []
    assert failing(mails, lambda mail: b"\n" not in mail.raw.replace(b"\r\n", b"")) == []


def test_a2_15_one_person_gets_it_and_nobody_hidden(mails: list[Received]) -> None:
    def alone(mail: Received) -> bool:
        shown = getaddresses([str(value) for name in ("To", "Cc", "Bcc") for value in mail.message.get_all(name, [])])
        return [address for _, address in shown] == [mail.touch.customer.email] and len(mail.recipients) == 1

    assert failing(mails, alone) == []


def test_a2_15_gmail_clips_none_of_them(mails: list[Received]) -> None:
    assert failing(mails, lambda mail: len(mail.part("html").encode()) < 100_000) == []


def test_a5_2_language_and_direction_stand_on_the_page_and_its_outermost_wrapper(mails: list[Received]) -> None:
    def told(mail: Received) -> bool:
        tags = read(mail.part("html"))
        outer = [
            next(tag for tag in tags if tag.tag == "html"),
            next(tag for tag in tags if tag.tag == "div" and "lang" in tag.attributes),
        ]
        return all((tag.attributes.get("lang"), tag.attributes.get("dir")) == (mail.language, "ltr") for tag in outer)

    assert failing(mails, told) == []


def test_a5_3_tables_are_layout_there_is_one_heading_and_every_picture_has_words(mails: list[Received]) -> None:
    def in_order(mail: Received) -> bool:
        tags = read(mail.part("html"))
        tables = all(tag.attributes.get("role") == "presentation" for tag in tags if tag.tag == "table")
        return (
            tables
            and sum(tag.tag == "h1" for tag in tags) == 1
            and all("alt" in t.attributes for t in tags if t.tag == "img")
        )

    assert failing(mails, in_order) == []


@pytest.mark.parametrize("inverted", [False, True], ids=["as drawn", "inverted by a reader"])
def test_a5_4_every_text_can_be_read_on_its_ground(mails: list[Received], inverted: bool) -> None:
    def readable(mail: Received) -> bool:
        texts = [tag for tag in read(mail.part("html")) if tag.text]
        return bool(texts) and all(contrast(tag.colour, tag.ground, inverted=inverted) >= 4.5 for tag in texts)

    assert failing(mails, readable) == []


def test_a5_4_links_are_underlined_or_buttons(mails: list[Received]) -> None:
    def plain_to_see(mail: Received) -> bool:
        links = [tag for tag in read(mail.part("html")) if tag.tag == "a"]
        return bool(links) and all(tag.underlined or "background" in tag.attributes["style"] for tag in links)

    assert failing(mails, plain_to_see) == []


def test_a5_4_no_text_is_smaller_than_sixteen_pixels_or_behind_a_picture(mails: list[Received]) -> None:
    def large(mail: Received) -> bool:
        sizes = {float(size) for size in re.findall(r"font-size:\s*([\d.]+)px", mail.part("html"))} - {0.0, 1.0}
        return min(sizes) >= 16 and "url(" not in mail.part("html")

    assert failing(mails, large) == []


def test_a5_5_dark_mode_is_announced_and_every_text_has_a_colour_and_a_ground(mails: list[Received]) -> None:
    def dark(mail: Received) -> bool:
        html = mail.part("html")
        metas = {tag.attributes.get("name"): tag.attributes.get("content") for tag in read(html) if tag.tag == "meta"}
        announced = metas.get("color-scheme") == metas.get("supported-color-schemes") == "light dark"
        texts = all(tag.colour and tag.ground for tag in read(html) if tag.text)
        return announced and texts and "prefers-color-scheme: dark" in html and ":root { color-scheme" in html

    assert failing(mails, dark) == []


def test_a5_7_the_text_alone_holds_reason_fact_answer_and_stop(mails: list[Received]) -> None:
    words = {
        "en": ("Why you get this", "reply"),
        "de": ("Warum Sie diese Mail", "antworten"),
        "fr": ("Pourquoi ce message", "Répondez"),
        "ru": ("Почему вы получили", "ответьте"),
    }

    def whole(mail: Received) -> bool:
        text = " ".join(mail.part("plain").split())
        return all(word in text for word in words[mail.language]) and "/d/stop/" in text and len(text) > 400

    assert failing(mails, whole) == []


def test_a5_8_a_subject_is_short_and_the_preview_line_does_not_repeat_it(mails: list[Received]) -> None:
    def short(mail: Received) -> bool:
        subject = str(mail.message["Subject"])
        hidden = re.search(r"display:none[^>]*>([^<]+)<", mail.part("html"))
        return 0 < len(subject) <= 60 and hidden is not None and subject not in hidden.group(1)

    assert failing(mails, short) == []


def test_a5_8_no_subject_names_a_product(mails: list[Received]) -> None:
    assert failing(mails, lambda mail: "linen" not in str(mail.message["Subject"]).lower()) == []


def test_a7_1_nothing_is_fetched_when_it_is_opened(mails: list[Received]) -> None:
    def still(mail: Received) -> bool:
        tags = read(mail.part("html"))
        fetched = [
            tag
            for tag in tags
            if tag.tag in {"img", "link", "script", "iframe", "object"} or "background" in tag.attributes
        ]
        return fetched == [] and "@import" not in mail.part("html")

    assert failing(mails, still) == []


def test_a7_2_a_link_away_from_us_carries_neither_token_nor_query(mails: list[Received]) -> None:
    def bare(mail: Received) -> bool:
        foreign = [link for link in mail.links() if not link.startswith(OURS)]
        return all(mail.touch.token not in link and not urlsplit(link).query for link in foreign)

    assert failing(mails, bare) == []
