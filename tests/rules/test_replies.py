"""What a mail that came in is: whose words, which answer, and whether a machine wrote it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delight.rules.replies import LONGEST, UNREADABLE, own_words, read_mail
from tests.letters_in import a_mail


def test_a_plain_answer_is_read() -> None:
    incoming = read_mail(a_mail("Danke, alles prima!\n", name="Mira Älbrecht"))
    assert (incoming.sender, incoming.sender_name) == ("mira@example.org", "Mira Älbrecht")
    assert (incoming.subject, incoming.words) == ("Re: Ihre Anleitung", "Danke, alles prima!")
    assert (incoming.message_id, incoming.automatic) == ("<reply-1@example.org>", False)


def test_what_it_answers_stands_with_the_nearest_first() -> None:
    raw = a_mail("x", **{"In-Reply-To": "<3@shop>", "References": "<1@shop> <2@shop>\r\n <3@shop>"})
    assert read_mail(raw).answers == ("<3@shop>", "<2@shop>", "<1@shop>")


@pytest.mark.parametrize(
    ("name", "value", "automatic"),
    [
        ("Auto-Submitted", "auto-replied", True),
        ("Auto-Submitted", "auto-generated; owner=x", True),
        ("Auto-Submitted", "no", False),
        ("Precedence", "bulk", True),
        ("Precedence", "auto_reply", True),
        ("Precedence", "first-class", False),
        ("Return-Path", "<>", True),
        ("Return-Path", "<mira@example.org>", False),
        ("List-Id", "<news.example.org>", True),
        ("List-Unsubscribe", "<https://x.example/>", True),
        ("X-Autoreply", "yes", True),
        ("X-Mailer", "Thunderbird", False),
    ],
)
def test_a_machines_answer_is_told_from_a_persons(name: str, value: str, automatic: bool) -> None:
    assert read_mail(a_mail("x", **{name: value})).automatic is automatic


def test_a_bounce_is_no_answer() -> None:
    report = a_mail("x", address="MAILER-DAEMON@mx.example.org")
    assert read_mail(report).automatic
    kind = b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\nAway.\r\n--b--\r\n"
    assert read_mail(b"From: mx@example.org\r\n" + kind).automatic


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("Thanks!\n\nOn 12 Nov 2026, Hannah wrote:\n> Dear Mira,\n> wash it.\n", "Thanks!", id="below"),
        pytest.param("> wash it lukewarm?\nYes, I did.\n", "Yes, I did.", id="between the lines"),
        pytest.param(
            "Danke!\n\nAm 12.11.2026 um 10:00 schrieb Hannah\n<hannah@lindenloom.example>:\n> Hallo\n",
            "Danke!",
            id="an introduction of two lines",
        ),
        pytest.param("Merci.\n\n-----Message d’origine-----\nDe : Hannah\n", "Merci.", id="Outlook's line"),
        pytest.param("Two things:\n\nOne.\nTwo.\n", "Two things:\n\nOne.\nTwo.", id="a colon of one's own"),
        pytest.param("> only quoted\n", "", id="nothing of one's own"),
        pytest.param("a\x00b\n\n\n\n\nc", "ab\n\nc", id="what no database keeps"),
    ],
)
def test_a_persons_own_words_are_kept(text: str, words: str) -> None:
    assert own_words(text) == words


def test_html_alone_is_read_as_text() -> None:
    raw = b"From: m@example.org\r\nContent-Type: text/html\r\n\r\n<style>p{}</style><p>It is <b>torn</b>.</p>"
    assert " ".join(read_mail(raw).words.split()) == "It is torn ."


def test_an_unknown_charset_breaks_nothing() -> None:
    raw = b"From: m@example.org\r\nContent-Type: text/plain; charset=klingon\r\n\r\n\xff\xfe"
    assert read_mail(raw).words == UNREADABLE


def test_a_very_long_mail_is_cut() -> None:
    assert len(read_mail(a_mail("x " * LONGEST)).words) == LONGEST


def test_the_same_mail_has_the_same_name_and_another_has_not() -> None:
    first, again, other = (read_mail(a_mail(text)).digest for text in ("a", "b", "b"))
    assert first == again == other, "named by its Message-ID"
    nameless = [read_mail(b"From: m@example.org\r\n\r\n" + text).digest for text in (b"a", b"b")]
    assert nameless[0] != nameless[1]


@given(st.binary(max_size=400))
def test_no_bytes_break_it(raw: bytes) -> None:
    incoming = read_mail(raw)
    assert len(incoming.digest) == 64
    assert "\x00" not in f"{incoming.words}{incoming.subject}".encode().decode()


@given(st.text(max_size=200), st.sampled_from(["From", "Subject", "Message-ID", "References", "Content-Type"]))
def test_no_header_breaks_it(value: str, name: str) -> None:
    incoming = read_mail(f"{name}: {value}\r\n\r\nx".encode("utf-8", "surrogatepass"))
    assert len(incoming.subject) <= 255
