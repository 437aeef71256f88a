"""Log lines hold what happened, and neither an address nor a password nor a body."""

import json
import logging
import sys
from typing import Any

import pytest

from delight.project.logs import Json, Plain, without_addresses


def a_record(message: str, *arguments: Any, **changes: Any) -> logging.LogRecord:
    record = logging.LogRecord("delight.mails", logging.WARNING, __file__, 1, message, arguments, None)
    vars(record).update(changes)
    return record


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("550 5.1.1 <mira@example.org>: no such user", "550 5.1.1 <(an address)>: no such user"),
        ("To: Mira Albrecht <mira.a+shop@mail.example.org>", "To: Mira Albrecht <(an address)>"),
        ("мира@example.org и jonas@пример.рф", "(an address) и (an address)"),
        ("DETAIL: Key (email)=(o'hara@example.org) exists", "DETAIL: Key (email)=((an address)) exists"),
        ("smtp://user:p%40ss@mail.example:587 is away", "smtp://…@mail.example:587 is away"),
        ("postgresql://delight:secret@db/delight", "postgresql://…@db/delight"),
        (
            "<0b7b9c1e-1f7c-5a3d-9a44-0123456789ab.2@shop.example> was begun",
            "<0b7b9c1e-1f7c-5a3d-9a44-0123456789ab.2@shop.example> was begun",
        ),
        ("nothing to hide @ all", "nothing to hide @ all"),
    ],
)
def test_addresses_and_passwords_are_taken_out_and_our_message_ids_stay(said: str, logged: str) -> None:
    assert without_addresses(said) == logged


@pytest.mark.parametrize("formatter", [Plain(), Json()])
def test_no_way_into_a_line_lets_an_address_in(formatter: logging.Formatter) -> None:
    try:
        raise ValueError("mira@example.org in an exception")
    except ValueError:
        trace = sys.exc_info()
    record = a_record("refused %s", "mira@example.org", exc_info=trace, recipient="jonas@example.org")
    line = formatter.format(record)
    assert "@example.org" not in line
    assert "ValueError" in line


def test_a_json_line_can_be_read_by_a_machine_with_what_it_was_given() -> None:
    told = json.loads(Json().format(a_record("Touch %s is done", 7, touch=7, order="1042")))
    assert (told["message"], told["level"], told["logger"]) == ("Touch 7 is done", "WARNING", "delight.mails")
    assert (told["touch"], told["order"]) == (7, "1042")
    assert told["time"].endswith("+00:00")


def test_a_plain_line_ends_with_what_it_was_given() -> None:
    assert Plain().format(a_record("Done", touch=7)).endswith("WARNING delight.mails: Done [touch=7]")
