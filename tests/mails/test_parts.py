"""The body of a mail on its way: whatever it says arrives as it was written, in lines that every server takes."""

import re
from base64 import b64decode

import pytest
from hypothesis import given, settings
from hypothesis.strategies import lists, text

from delight.mails.compose import compose
from delight.mails.parts import alternative, wrapped
from tests.mails.letters import a_letter, as_read, parsed, part


@settings(max_examples=100, deadline=None)
@given(paragraphs=lists(text(alphabet="aä€ .\n\u2068 Fromе", max_size=700), min_size=1, max_size=4))
def test_whatever_a_mail_says_its_html_arrives_as_it_was_written(paragraphs: list[str]) -> None:
    letter = a_letter(paragraphs=tuple(paragraphs))
    composed = compose(letter)
    assert as_read(part(parsed(letter), "html")) == as_read(composed.html)
    lines = composed.source.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert not any(line.startswith(b"From ") for line in lines), "a mailbox file takes it for another mail"


def test_html_in_letters_of_the_alphabet_is_readable_in_the_source_and_other_is_encoded() -> None:
    def way(words: str) -> str:
        source = alternative(text="x", html=f"<p>{words}</p>", seed="")
        return re.findall(rb"Content-Transfer-Encoding: (\S+)", source)[1].decode()

    words = ("Grüße aus Leipzig, and more of it", "Здравствуйте", "y" * 999)
    assert [way(one) for one in words] == ["7bit", "base64", "quoted-printable"]


def test_a_space_at_the_end_of_a_full_line_leaves_no_empty_line() -> None:
    assert wrapped(f"{'x' * 80} \n{'word ' * 15}y ") == f"{'x' * 80}\n{'word ' * 15}y"


@pytest.mark.parametrize("length", [2, 56, 57, 58, 114, 115])
def test_base64_arrives_whole_in_lines_of_seventy_six(length: int) -> None:
    words = "я" * (length // 2) + "y" * (length % 2)
    body = alternative(text="x", html=words, seed="").split(b"base64\r\n\r\n")[1].partition(b"\r\n--")[0]
    assert b64decode(body) == words.encode()
    *full, last, end = body.split(b"\r\n")
    assert ({len(line) for line in full} <= {76}, len(last) <= 76, end) == (True, True, b"")
