"""Handing a mail over to a real HTTP provider, through django-anymail, that refuses, falls silent or hangs up."""

import json
from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from delight.errors import LastLookRefused, OutcomeUnknown, PermanentError, TransportDown
from delight.mails import outbox
from delight.mails.compose import Composed, compose
from tests.fakes_esp import DROP, KEPT_DROP, Esp
from tests.mails.letters import STOP, a_letter
from tests.mails.test_outbox import Marks


@pytest.fixture
def esp(settings: Settings) -> Iterator[Esp]:
    with Esp() as esp:
        settings.DELIGHT_MAIL = "anymail:resend"
        settings.ANYMAIL = {"RESEND_API_KEY": "k", "RESEND_API_URL": esp.url, "REQUESTS_TIMEOUT": 2}
        yield esp
        outbox.close()


@pytest.fixture
def mark() -> Marks:
    return Marks()


def a_mail() -> Composed:
    return compose(a_letter())


def test_the_provider_gets_the_whole_mail_with_our_headers_and_nothing_is_tracked(esp: Esp, mark: Marks) -> None:
    handed = outbox.hand_over(a_mail(), mark=mark)
    mail = esp.mails[0]
    assert (handed.provider_id, mark.count) == ("esp-1", 1)
    assert mail["to"] == ["Mira Albrecht <mira@example.org>"]
    assert mail["subject"] == "A short guide to what was in your parcel"
    assert mail["headers"]["Message-ID"] == "<0b7b.1@lindenloom.example>"
    assert mail["headers"]["List-Unsubscribe"] == f"<{STOP}>"
    assert mail["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["headers"]["Auto-Submitted"] == "auto-generated"
    assert json.loads(mail["headers"]["X-Metadata"]) == {"delight_id": "0b7b.1@lindenloom.example"}
    assert "Read the guide" in mail["html"]
    assert "The guide takes two minutes." in mail["text"]
    assert "track" not in json.dumps(mail).lower()


def test_the_mark_is_set_after_the_headers_and_before_the_first_body_byte(esp: Esp) -> None:
    seen: list[tuple[bool, int]] = []
    outbox.hand_over(a_mail(), mark=lambda: seen.append((esp.headers_seen.wait(1), len(esp.requests))))
    assert seen == [(True, 0)]
    assert len(esp.mails) == 1


def test_a_refusal_in_the_mark_sends_no_body_byte(esp: Esp) -> None:
    def refuse() -> None:
        raise LastLookRefused("stopped")

    with pytest.raises(LastLookRefused):
        outbox.hand_over(a_mail(), mark=refuse)
    assert esp.requests == []


def test_nobody_there_is_the_transports_trouble_and_sets_no_mark(esp: Esp, mark: Marks, settings: Settings) -> None:
    settings.ANYMAIL = {"RESEND_API_KEY": "k", "RESEND_API_URL": "http://127.0.0.1:1/"}
    with pytest.raises(TransportDown, match="cannot be reached"):
        outbox.hand_over(a_mail(), mark=mark)
    assert mark.count == 0


@pytest.mark.parametrize("answer", [DROP, KEPT_DROP, (500, "{}"), (502, "oops"), (200, "<html>"), (409, "{}")])
def test_what_is_no_clear_answer_leaves_the_outcome_unknown(esp: Esp, mark: Marks, answer: object) -> None:
    esp.answers.append(answer)
    with pytest.raises(OutcomeUnknown):
        outbox.hand_over(a_mail(), mark=mark)
    assert mark.count == 1


@pytest.mark.parametrize("status", [401, 402, 403, 404, 429, 503])
def test_an_answer_that_blames_no_mail_is_the_transports_trouble(esp: Esp, mark: Marks, status: int) -> None:
    esp.answers.append((status, '{"message": "not now"}'))
    with pytest.raises(TransportDown, match=f"answered {status}"):
        outbox.hand_over(a_mail(), mark=mark)


@pytest.mark.parametrize("status", [400, 413, 422])
def test_an_answer_that_blames_the_mail_is_for_good(esp: Esp, mark: Marks, status: int) -> None:
    esp.answers.append((status, '{"message": "no such recipient"}'))
    with pytest.raises(PermanentError, match="no such recipient"):
        outbox.hand_over(a_mail(), mark=mark)


def test_a_mail_follows_no_redirection(esp: Esp, mark: Marks) -> None:
    esp.answers.append((307, "{}", "/elsewhere"))
    with pytest.raises(TransportDown, match="leads elsewhere"):
        outbox.hand_over(a_mail(), mark=mark)
    assert len(esp.requests) == 1


def test_a_connection_is_kept_between_mails(esp: Esp, mark: Marks) -> None:
    for _ in range(3):
        outbox.hand_over(a_mail(), mark=mark)
    assert (esp.connections, mark.count) == (1, 3)


def test_the_same_mail_given_twice_is_sent_once_by_its_key(esp: Esp, mark: Marks) -> None:
    mail = a_mail()
    assert [outbox.hand_over(mail, mark=mark).provider_id for _ in range(2)] == ["esp-1", "esp-1"]
    assert len(esp.mails) == 1


def test_brevo_says_that_it_had_the_mail_and_that_is_a_yes(esp: Esp, mark: Marks, settings: Settings) -> None:
    settings.DELIGHT_MAIL = "anymail:brevo"
    settings.ANYMAIL = {"BREVO_API_KEY": "k", "BREVO_API_URL": esp.url}
    mail = a_mail()
    outbox.hand_over(mail, mark=mark)
    assert "has this mail already" in outbox.hand_over(mail, mark=mark).reply
    assert len(esp.mails) == 1


def test_a_name_beyond_ascii_arrives_as_it_is(esp: Esp, mark: Marks) -> None:
    outbox.hand_over(compose(a_letter(to_name="Мира Альбрехт", subject="Wie weich wird Leinen?")), mark=mark)
    assert esp.mails[0]["subject"] == "Wie weich wird Leinen?"
    assert "mira@example.org" in esp.mails[0]["to"][0]


@pytest.mark.parametrize(
    ("setting", "keys"),
    [
        ("anymail:resend", {}),
        ("anymail:nowhere", {}),
        ("anymail:amazon_ses", {"AMAZON_SES_SESSION_PARAMS": {}}),
    ],
    ids=["no key", "no such provider", "not over plain HTTP"],
)
def test_a_provider_that_cannot_be_set_up_is_the_transports_trouble(
    mark: Marks, settings: Settings, setting: str, keys: dict[str, object]
) -> None:
    settings.DELIGHT_MAIL, settings.ANYMAIL = setting, keys
    with pytest.raises(TransportDown):
        outbox.hand_over(a_mail(), mark=mark)
    assert mark.count == 0


def test_the_transport_is_named_without_its_keys(esp: Esp) -> None:
    assert outbox.transport_name() == "anymail:resend"
