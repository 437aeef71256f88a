"""The auditor's counts are proved to count: one broken promise of each sort is planted, and it must be found."""

import ast
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from delight.simulation import auditor
from delight.simulation.auditor import PROMISES, audit, gather
from delight.simulation.auditor.days import easter, is_holiday
from delight.simulation.ledger import TABLE
from delight.simulation.post_office import Received
from delight.simulation.year import BEGINS
from tests.simulation.shops import a_small_year

pytestmark = pytest.mark.xdist_group("simulation")

FOLDER = Path(auditor.__file__).parent


@dataclass
class Case:
    """The finished world with a first offer in it, and the ways to spoil it."""

    mails: list[Received]

    def __post_init__(self) -> None:
        evidence = gather(connection, mails=self.mails)
        self.mail = next(mail for mail in evidence.mails if mail.kind == "guide")
        self.paper = evidence.papers[0]
        self.number = next(at for at, one in enumerate(self.mails) if one.source == self.mail.source)

    def note(self, what: str, **told: str) -> None:
        """One more line of the ledger, before all others."""
        values = [told.get(name, "") for name in ("order", "address", "detail")]
        run(
            f"INSERT INTO {TABLE} SELECT MIN(place) - 1, '2020-01-01T00:00:00+00:00', %s, %s, %s, %s FROM {TABLE}",
            [what, *values],
        )

    def change(self, old: str, new: str) -> None:
        """The first offer says this instead of that."""
        source = self.mails[self.number].source.decode()
        assert old in source
        source = source.replace(old, new)
        self.mails[self.number] = replace(self.mails[self.number], source=source.encode())

    def reword(self, old: str, new: str) -> None:
        """The first offer's text or HTML says this instead of that."""
        mail = message_from_bytes(self.mails[self.number].source, policy=SMTP)
        said = 0
        for part in mail.walk():
            if part.get_content_maintype() == "text":
                words = part.get_content().replace("\r", "")
                said += words.count(old)
                part.set_content(words.replace(old, new), subtype=part.get_content_subtype(), cte="base64")
        assert said
        self.mails[self.number] = replace(self.mails[self.number], source=mail.as_bytes())

    def about(self) -> dict[str, str]:
        """Whose mail it is, and of which order."""
        return {"order": self.mail.order, "address": self.mail.address}

    def came(self, at: datetime, *, again: bool = False) -> None:
        """The first offer came at another time; ``again``: besides, as a mail of its own."""
        moved = replace(self.mails[self.number], at=at)
        if again:
            self.mails.append(replace(moved, source=moved.source.replace(b"Message-ID: <", b"Message-ID: <x")))
        else:
            self.mails[self.number] = moved

    def on_day(self, days: int, *, hour: int = 10) -> datetime:
        """So many days after the first offer, at that hour of its reader."""
        day = self.mail.local + timedelta(days=days)
        return day.replace(hour=hour)


def run(statement: str, values: Sequence[object] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture(scope="module")
def finished(standing: Callable[[], AbstractContextManager[None]]) -> tuple[Received, ...]:
    with standing():
        mails = a_small_year().mails
    return mails


@pytest.fixture
def case(finished: tuple[Received, ...], db: None) -> Case:
    return Case(list(finished))


def sunday(case: Case) -> None:
    case.came(case.on_day(7 - case.mail.local.isoweekday()))


def by_the_clock_of_a_giver_of_whom_nothing_is_known(case: Case) -> None:
    run(f"UPDATE {TABLE} SET what = 'gift' WHERE what = 'placed'")
    case.note("lives", **case.about(), detail="America/Chicago\nUS\nEurope/Berlin\nDE")
    case.came(case.mail.at.astimezone(ZoneInfo("America/Chicago")).replace(hour=17))


def asks(case: Case, *, again: int = 0) -> None:
    case.change("Feedback-ID: guide", "Feedback-ID: review")
    if again:
        case.came(case.on_day(again), again=True)


def arrived_four_days_ago(case: Case) -> None:
    asks(case)
    run(f"DELETE FROM {TABLE} WHERE what = 'arrival_told'")
    case.note("arrival_told", **case.about(), detail=case.on_day(-4).isoformat())


def four_more(case: Case) -> None:
    for days in (5, 10, 15, 20):
        case.came(case.on_day(days), again=True)


def a_service_with_a_link_to_the_shop(case: Case) -> None:
    case.change(":offer:", ":service:")
    case.reword("/d/guide/", "/d/share/")


def a_present_named_in_a_mail(case: Case) -> None:
    run(f"DELETE FROM {TABLE} WHERE what = 'arrived'")
    case.note("gift", **case.about(), detail="Hannah")


def a_price_on_a_present(case: Case) -> None:
    case.note("gift", order=case.paper.order, address=case.paper.address, detail="Linen\n89.00")
    run("UPDATE delight_printline SET content = %s", ['{"paragraphs": ["It cost 89.00 €."]}'])


def a_second_reader(case: Case) -> None:
    one = case.mails[case.number]
    case.mails[case.number] = replace(one, recipients=(*one.recipients, "jonas@elsewhere.example"))


def help_for_what_works(case: Case) -> None:
    case.change("Feedback-ID: guide", "Feedback-ID: help")
    case.note("works", address=case.mail.address, detail=case.mail.head("Message-ID"))


def a_present_in_a_subject(case: Case) -> None:
    case.note("gift", **case.about(), detail="Linen\n89.00")
    case.change("Subject: ", "Subject: Linen ")


def nothing_in_the_books(case: Case) -> None:
    case.change("Message-ID: <", "Message-ID: <x")


OF_MAILS: Sequence[tuple[str, Callable[[Case], object]]] = (
    ("said about an order that is over", lambda case: case.note("silent", **case.about(), detail="returned")),
    ("said to who had stopped it", lambda case: case.note("stopped", **case.about(), detail="all")),
    ("said to who had stopped it", lambda case: case.note("stopped", **case.about(), detail="guide")),
    ("said to who had complained", lambda case: case.note("complained", **case.about())),
    ("said to a dead address", lambda case: case.note("bounced", **case.about())),
    ("said to who is forgotten", lambda case: case.note("forgotten", **case.about())),
    ("said to who takes a rest", lambda case: case.note("rests", **case.about(), detail="2030-01-01T00:00:00+00:00")),
    ("said while something was unsettled", lambda case: case.note("case_opened", **case.about(), detail="4711")),
    ("said although left out", lambda case: case.note("skipped", **case.about(), detail=str(case.mail.behind.touch))),
    ("said without a basis", lambda case: case.note("no_basis", **case.about())),
    ("said while the store could not be asked", lambda case: case.note("store_away")),
    ("said although switched off", lambda case: case.note("switched_off", detail="guide")),
    ("helped who needs none", help_for_what_works),
    ("stop that was not taken", lambda case: case.note("stop_refused", **case.about(), detail="guide")),
    ("said at night", lambda case: case.came(case.on_day(0, hour=20))),
    ("said at night", lambda case: case.came(case.on_day(0, hour=8))),
    ("said at night", by_the_clock_of_a_giver_of_whom_nothing_is_known),
    ("said on a quiet day", sunday),
    ("said twice in one day", lambda case: case.came(case.on_day(0, hour=17), again=True)),
    ("said within three days", lambda case: case.came(case.on_day(2), again=True)),
    ("said five times in thirty days", four_more),
    ("asked twice in fourteen days", lambda case: asks(case, again=13)),
    ("said too late", lambda case: case.came(case.mail.behind.not_after + timedelta(hours=1))),
    ("said before the parcel had left", lambda case: case.came(BEGINS)),
    ("asked for a review too soon", arrived_four_days_ago),
    ("no way to stop", lambda case: case.change("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", "")),
    ("no way to stop", lambda case: case.reword("/d/stop/", "/d/coming/")),
    ("no reason given", lambda case: case.reword("\n-- \n", "\n")),
    ("not marked as planned", lambda case: case.change("Auto-Submitted: auto-generated\r\n", "")),
    ("no way to answer", lambda case: case.change("Reply-To: ", "Reply-To: noreply@lindenloom.example\r\nX: ")),
    ("nobody named as sender", lambda case: case.reword("Lindenauer Markt 7", "")),
    ("pretends to answer", lambda case: case.change("Subject: ", "Subject: Re: ")),
    ("badly built", a_second_reader),
    ("badly built", lambda case: case.change("text/html", "text/x-html")),
    ("badly built", lambda case: case.reword("</body>", "<img src='/x' width='1' height='1'></body>")),
    ("service that sells", a_service_with_a_link_to_the_shop),
    ("somebody elses address", lambda case: case.change("\r\nTo: ", "\r\nTo: jonas@elsewhere.example\r\nX: ")),
    ("somebody elses address kept", lambda _: run("UPDATE delight_order SET gift_text = 'to jonas@elsewhere.example'")),
    ("said twice", lambda case: case.mails.append(case.mails[case.number])),
    ("gift given away", a_present_named_in_a_mail),
    ("present named in a subject", a_present_in_a_subject),
    ("giver asked for a review", lambda case: case.note("gift", **case.about(), detail="Linen\n89.00")),
    ("thanks that nobody said", lambda case: case.change("Feedback-ID: guide", "Feedback-ID: gift_thanks")),
    ("thanks for another number", lambda case: case.change("Feedback-ID: guide", "Feedback-ID: thanks")),
    ("ended without a reason", lambda _: run("UPDATE delight_touch SET state = 'missed', reason = ''")),
    ("lost on the way", lambda case: case.mails.pop(case.number)),
    ("lost on the way", nothing_in_the_books),
)
OF_PAPER: Sequence[tuple[str, str, str]] = (
    ("said about an order that is over", "silent", "cancelled"),
    ("said to who had stopped it", "stopped", "print"),
    ("said to who is forgotten", "forgotten", ""),
    ("said while something was unsettled", "case_opened", "4711"),
    ("said while the store could not be asked", "store_away", ""),
    ("said although switched off", "switched_off", ""),
)


def test_a_small_finished_world_broke_no_promise(case: Case):
    assert {name: broken for name, broken in audit(gather(connection, mails=case.mails)).items() if broken} == {}


@pytest.mark.parametrize(("promise", "break_it"), OF_MAILS)
def test_one_broken_promise_is_found(case: Case, promise: str, break_it: Callable[[Case], object]):
    break_it(case)
    assert audit(gather(connection, mails=case.mails))[promise]


@pytest.mark.parametrize(("promise", "what", "detail"), OF_PAPER)
def test_one_promise_broken_on_paper_is_found(case: Case, promise: str, what: str, detail: str):
    of_the_shop = what in ("store_away", "switched_off")
    about = {} if of_the_shop else {"order": case.paper.order, "address": case.paper.address}
    case.note(what, **about, detail=detail or case.paper.kind)
    broken = audit(gather(connection, mails=()))[promise]
    assert any("on paper" in one for one in broken)


def test_a_price_printed_for_a_present_is_found(case: Case):
    a_price_on_a_present(case)
    assert audit(gather(connection, mails=()))["gift given away"]


def test_every_promise_has_been_broken_here():
    assert {promise for promise, _ in OF_MAILS} == set(PROMISES)


def test_the_auditor_shares_nothing_with_what_it_audits():
    known = {*sys.stdlib_module_names, "delight.simulation.auditor"}
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            assert [name for name in names if not _is_known(name, known)] == [], path


def _is_known(name: str, known: set[str]) -> bool:
    return name.split(".")[0] in known or ".".join(name.split(".")[:3]) in known


@pytest.mark.parametrize(
    ("year", "day"),
    [(2024, date(2024, 3, 31)), (2027, date(2027, 3, 28)), (2028, date(2028, 4, 16)), (2038, date(2038, 4, 25))],
)
def test_easter_falls_on_its_day(year: int, day: date):
    assert easter(year) == day


@pytest.mark.parametrize(
    ("day", "country", "holiday"),
    [
        (date(2027, 5, 6), "DE", True),
        (date(2027, 5, 6), "GB", False),
        (date(2027, 7, 14), "FR", True),
        (date(2027, 7, 14), "DE", False),
    ],
    ids=["Ascension in Germany", "a Thursday in Britain", "14 July in France", "a Wednesday in Germany"],
)
def test_the_auditor_knows_holidays_of_its_own(day: date, country: str, holiday: bool):
    assert is_holiday(day, country=country) is holiday
