"""Own data: the link to everything goes to the known address alone; to be forgotten takes one clear yes."""

import io
import json
import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from delight.actions.people.forget_customer import forget_person
from delight.actions.people.send_exports import send_exports
from delight.links import page, sign
from delight.models import Case, Customer, Export, Touch
from tests.factories import NOW, a_customer, a_shipped_order, a_touch
from tests.fakes_smtp import SmtpPeer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop", "clock")]
LANGUAGES = ["en", "de", "fr", "ru"]


@pytest.fixture
def mira() -> Touch:
    """A guide that Mira has read, and what she told us."""
    customer = a_customer(email="mira@example.org")
    order = a_shipped_order(customer=customer, gift_text="For the kitchen")
    Case.objects.create(customer=customer, order=order, sort="question", words="How hot?", opened_at=NOW)
    return a_touch(order=order)


def path(touch: Touch, purpose: str) -> str:
    return f"/d/{purpose}/{sign(touch.token, purpose=purpose)}/"


def asked(browser: Client, touch: Touch) -> str:
    return browser.post(path(touch, "data"), {"send": "1"}).content.decode()


def mailed_link(peer: SmtpPeer) -> str:
    """The path of the link in the one mail that was sent."""
    (raw,) = peer.messages
    body = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
    assert body is not None
    (link,) = re.findall(r"https://delight\.example(/d/export/\S+)", body.get_content())
    return str(link)


def test_the_page_shows_nothing_of_the_person_and_fetching_it_asks_for_nothing(browser: Client, mira: Touch) -> None:
    html = browser.get(path(mira, "data"), {"send": "1"}).content.decode()
    assert [word for word in ("mira@", "Albrecht", "How hot", "kitchen") if word in html] == []
    assert not Export.objects.exists()


def test_the_link_goes_to_the_address_we_know_and_nowhere_else(browser: Client, mira: Touch, peer: SmtpPeer) -> None:
    html = asked(browser, mira)
    assert "The link is on its way to your mailbox." in html
    assert "/d/export/" not in html
    assert send_exports() == ""
    assert peer.begun == ["mira@example.org"]
    shown = browser.get(mailed_link(peer)).content.decode()
    assert [word for word in ("mira@example.org", "Albrecht", "How hot?", "For the kitchen") if word not in shown] == []


def test_no_field_takes_an_address(browser: Client, mira: Touch) -> None:
    for purpose in ("data", "forget"):
        html = browser.get(path(mira, purpose)).content.decode()
        assert re.findall(r"<(?:input|textarea|select)", html) == []


def test_the_same_is_a_file_for_a_machine(browser: Client, mira: Touch, peer: SmtpPeer) -> None:
    asked(browser, mira)
    send_exports()
    answer = browser.get(f"{mailed_link(peer)}everything.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="everything.json"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert json.loads(answer.content)["Case"][0]["words"] == "How hot?"


def test_the_same_is_a_pdf_to_keep(browser: Client, mira: Touch, peer: SmtpPeer) -> None:
    asked(browser, mira)
    send_exports()
    answer = browser.get(f"{mailed_link(peer)}everything.pdf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="everything.pdf"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    shown = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert [word for word in ("mira@example.org", "Albrecht", "How hot?", "For the kitchen") if word not in shown] == []


@pytest.mark.parametrize("name", ["", "everything.pdf", "everything.json"])
def test_the_link_opens_for_three_days(
    browser: Client, mira: Touch, peer: SmtpPeer, clock: time_machine.Traveller, name: str
) -> None:
    asked(browser, mira)
    send_exports()
    link = mailed_link(peer) + name
    clock.move_to(NOW + timedelta(days=3, minutes=-1))
    assert browser.get(link).status_code == 200
    clock.move_to(NOW + timedelta(days=3, minutes=1))
    assert browser.get(link).status_code == 404


def test_nobody_gets_there_by_another_link_of_the_same_person(browser: Client, mira: Touch) -> None:
    asked(browser, mira)
    for purpose in ("coming", "data", "stop", "export"):
        assert browser.get(f"/d/export/{sign(mira.token, purpose=purpose)}/").status_code == 404


def test_asked_for_twice_in_an_hour_it_is_one_mail_and_later_another(
    browser: Client, mira: Touch, peer: SmtpPeer, clock: time_machine.Traveller
) -> None:
    asked(browser, mira), asked(browser, mira)
    send_exports(), send_exports()
    assert len(peer.messages) == 1
    clock.move_to(NOW + timedelta(hours=2))
    asked(browser, mira)
    send_exports()
    assert len(peer.messages) == 2


def test_it_is_a_service_mail_without_an_offers_headers(browser: Client, mira: Touch, peer: SmtpPeer) -> None:
    asked(browser, mira)
    send_exports()
    message = message_from_bytes(peer.messages[0], policy=policy.default)
    assert message["List-Unsubscribe"] is None
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Subject"] == "Everything we keep of you"


def test_while_the_mail_server_is_away_the_link_waits(browser: Client, mira: Touch, peer: SmtpPeer) -> None:
    peer.answers["CONNECT"] = ["421 later", "421 later"]
    asked(browser, mira)
    assert send_exports()
    assert Export.objects.get().sent_at is None
    peer.answers.clear()
    assert send_exports() == ""
    assert len(peer.messages) == 1


def test_a_mail_whose_outcome_nobody_knows_is_not_sent_twice(browser: Client, mira: Touch, peer: SmtpPeer) -> None:
    peer.answers["BODY"] = ["kept-drop"]
    asked(browser, mira)
    send_exports(), send_exports()
    assert len(peer.messages) == 1


def test_who_was_forgotten_meanwhile_gets_no_link(browser: Client, mira: Touch, peer: SmtpPeer) -> None:
    asked(browser, mira)
    forget_person(mira.customer, source="staff")
    assert send_exports() == ""
    assert peer.messages == []


def test_an_export_of_a_forgotten_person_opens_nothing(browser: Client, mira: Touch, peer: SmtpPeer) -> None:
    asked(browser, mira)
    send_exports()
    forget_person(mira.customer, source="staff")
    assert browser.get(mailed_link(peer)).status_code == 404


def test_fetching_the_question_forgets_nobody(browser: Client, mira: Touch) -> None:
    html = browser.get(path(mira, "forget"), {"forget": "yes"}).content.decode()
    assert "Shall we forget you?" in html
    assert Customer.objects.get().forgotten_at is None


@pytest.mark.parametrize("posted", [{}, {"forget": "no"}, {"forget": ""}])
def test_only_a_yes_forgets(browser: Client, mira: Touch, posted: dict[str, str]) -> None:
    browser.post(path(mira, "forget"), posted)
    assert Customer.objects.get().forgotten_at is None


def test_a_yes_forgets_at_once_and_says_so(browser: Client, mira: Touch) -> None:
    html = browser.post(path(mira, "forget"), {"forget": "yes"}).content.decode()
    assert "We have forgotten you." in html
    row = Customer.objects.get()
    assert (row.email, row.first_name, row.forgotten_at) == ("", "", NOW)


def test_a_yes_said_twice_is_the_same_as_once(browser: Client, mira: Touch) -> None:
    for _ in range(2):
        assert "We have forgotten you." in browser.post(path(mira, "forget"), {"forget": "yes"}).content.decode()


def test_the_other_pages_of_a_forgotten_person_still_open_and_know_nothing(browser: Client, mira: Touch) -> None:
    browser.post(path(mira, "forget"), {"forget": "yes"})
    for purpose in ("coming", "data", "stop"):
        answer = browser.get(path(mira, purpose))
        assert answer.status_code == 200
        assert "Mira" not in answer.content.decode()


@pytest.mark.parametrize("purpose", ["data", "forget"])
def test_a_foreign_link_changes_nothing(browser: Client, mira: Touch, purpose: str) -> None:
    token = sign(mira.token, purpose="coming")
    assert browser.post(f"/d/{purpose}/{token}/", {"send": "1", "forget": "yes"}).status_code == 404
    assert not Export.objects.exists()
    assert Customer.objects.get().forgotten_at is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_way_speaks_the_persons_language(browser: Client, peer: SmtpPeer, language: str) -> None:
    touch = a_touch(order=a_shipped_order(language=language))
    for purpose in ("data", "forget"):
        assert f'<html lang="{language}"' in browser.get(path(touch, purpose)).content.decode()
    asked(browser, touch)
    send_exports()
    assert f'<html lang="{language}"' in browser.get(mailed_link(peer)).content.decode()


def test_what_is_still_to_come_leads_to_own_data(browser: Client, mira: Touch) -> None:
    html = browser.get(path(mira, "coming")).content.decode()
    assert page(mira.token, purpose="data").split(":")[0] in html
