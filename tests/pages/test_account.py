"""Everything we keep, as its person reads it: every table and column has a name in their language, and a reader."""

import io
import re
from collections.abc import Iterator

import pikepdf
import pypdf
import pytest
from django.apps import apps

from delight.actions.people.gather_everything import OURS_ALONE, everything_of
from delight.models import Attempt, Case, Parcel, PrintLine, PrintRun, Reply, Sign, Suppression, Touch
from delight.pages.own_data import account
from delight.pages.own_data.account import account_of, is_named
from delight.pages.own_data.values import CODES, Reader
from delight.words import kept_words, page_words
from print_templates import Record, print_record
from tests.actions.test_everything import PERSONAL
from tests.factories import NOW, STORE, a_customer, a_shipped_order, a_touch

LANGUAGES = ["en", "de", "fr", "ru"]
BESIDES = {"Refusal": ("order", "kind", "reason"), "Log": ("at", "label", "sentence")}
"""What the export tells of besides our own tables, with its columns."""
CYRILLIC = re.compile("[А-Яа-яЁё]")


def reader(language: str, *, zone: str = "Europe/Berlin") -> Reader:
    return Reader(language=language, zone=zone, words=page_words(language), kept=kept_words(language))


def columns() -> Iterator[tuple[str, str]]:
    """Every column of every table that holds people, by the names under which the export tells it."""
    for model in apps.get_app_config("delight").get_models():
        if model.__name__ in PERSONAL:
            yield from (
                (model.__name__, field.attname)
                for field in model._meta.concrete_fields
                if field.name not in OURS_ALONE and not field.is_relation
            )
    yield from ((table, column) for table, names in BESIDES.items() for column in names)


def choices() -> Iterator[tuple[str, str, str]]:
    for (table, column), family in CODES.items():
        field = apps.get_model("delight", table)._meta.get_field(column)
        yield from ((table, family, str(value)) for value, _ in field.choices or ())
    yield from (("Reply", "theme", str(value)) for value in Reply.Theme.values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_is_told_under_a_name_or_known_not_to_be(language: str) -> None:
    listed = {table for table, _, _ in account.LISTED.values()}
    named = [one for one in columns() if is_named(one[1], table=one[0]) and one[0] not in listed]
    without = []
    for table, column in named:
        try:
            assert reader(language).name(column, table=table)
        except KeyError:
            without.append((table, column))
    assert without == []


def test_every_table_stands_in_one_chapter() -> None:
    listed = [table for table, _, _ in account.LISTED.values()]
    told = [*account.GROUPED, *listed, *(table for tables in account.PLAIN.values() for table in tables)]
    assert sorted(told) == sorted({*PERSONAL, *BESIDES})


def test_no_column_is_left_out_that_is_not_there() -> None:
    known = set(columns())
    told = [account.UNTOLD, account.IN_WORDS]
    assert [(table, name) for one in told for table, names in one.items() for name in names] != []
    assert {(table, name) for one in told for table, names in one.items() for name in names} - known == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_that_we_keep_has_words(language: str) -> None:
    assert [one for one in choices() if f"value_{one[1]}_{one[2]}" not in kept_words(language)] == []


def test_no_name_is_kept_that_nothing_asks_for() -> None:
    names = {f"column_{column}" for _, column in columns()} | {f"column_{t.lower()}_{c}" for t, c in columns()}
    assert {key for key in kept_words("en") if key.startswith("column_")} - names == set()


@pytest.fixture
def told(db: None, store: object, clock: object) -> dict[str, object]:
    """Nadia's order, a guide that went out, a card, a complaint that was settled, and what she stopped."""
    nadia = a_customer(first_name="Надя", email="nadia@example.org", language="ru")
    order = a_shipped_order(customer=nadia, number="29", currency="EUR", total="51.19", country="FR", left=NOW)
    Parcel.objects.filter(order=order).update(arrived_at=NOW, arrival_source="carrier")
    mail = a_touch(order=order, state=Touch.State.DONE, done_at=NOW)
    source = 'Subject: x\nContent-Type: text/plain; charset="utf-8"; format=flowed\n\nHere it \nis.\n'
    Attempt.objects.create(
        touch=mail, number=1, claim="c", marked_at=NOW, transport="t", message_id="<1@x>", text=source, subject="Guide",
        outcome="accepted",
    )  # fmt: skip
    card = a_touch(order=order, kind="note", medium="card", state=Touch.State.SKIPPED, reason="skipped_by_customer")
    content = {"reference": "r-1", "format": "a6", "greeting": "Dear Nadia,", "paragraphs": ["Thank you."]}
    PrintLine.objects.create(
        run=PrintRun.objects.create(made_at=NOW, sheet="a6"), touch=card, position=1, content=content, content_hash="h"
    )
    Case.objects.create(customer=nadia, order=order, sort="damage", words="A cup broke.", opened_at=NOW, closing="New.")
    Sign.objects.create(customer=nadia, order=order, touch=mail, name="works", day=NOW.date(), at=NOW)
    key = nadia.address_key
    Suppression.objects.create(
        store=STORE, address_key=key, scope="review", reason="asked", source="customer page", at=NOW
    )
    return everything_of(nadia)


def flat(record: Record) -> list[str]:
    """Every word of the account, in order."""
    found = [record.title, record.opening]
    for chapter in record.chapters:
        found.append(chapter.heading)
        for entry in chapter.entries:
            found += [entry.heading, entry.note, *(": ".join(row) for row in entry.rows), entry.text]
    return [one for one in found if one]


def test_values_are_told_as_a_person_reads_them(told: dict[str, object]) -> None:
    lines = flat(account_of(told, reader=reader("en")))
    for line in (
        "Order 29",
        "Total: €51.19",
        "Parcel to: country: France",
        "Standing: shipped",
        "How we know: the carrier said so",
        "12 November 2026 · by mail · sent",
        "12 November 2026 · a card in the parcel · not sent (you left it out)",
        "What became of it: accepted",
        "Here it is.",
        "Dear Nadia,\nThank you.",
        "12 November 2026, 10:00: you said that it works",
        "What: A request for a review",
        "By: on your page",
        "How it was settled: New.",
    ):
        assert line in lines


def test_times_are_told_by_the_persons_own_clock(told: dict[str, object]) -> None:
    lines = flat(account_of(told, reader=reader("en", zone="Asia/Tokyo")))
    assert "12 November 2026, 18:00: you said that it works" in lines


def test_what_was_never_so_and_what_costs_nothing_takes_no_line(told: dict[str, object]) -> None:
    lines = flat(account_of(told, reader=reader("en")))
    assert [line for line in lines if line.startswith(("A present", "You collect it", "Refunded"))] == []


def test_what_reads_the_same_takes_one_line(told: dict[str, object]) -> None:
    news = [{"received_at": f"2026-11-12T09:00:0{second}+00:00", "subject": "order"} for second in range(3)]
    lines = flat(account_of({**told, "StoreEvent": news}, reader=reader("en")))
    assert "12 November 2026, 10:00: your order × 3" in lines


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_nothing_of_it_is_left_in_english(told: dict[str, object], language: str) -> None:
    english = set(flat(account_of(told, reader=reader("en"))))
    own_words = {"Dear Nadia,\nThank you.", "Here it is.", "A cup broke."}
    both = english & set(flat(account_of(told, reader=reader(language)))) - own_words
    assert {line for line in both if ": " in line or " " in line} - {"1 × Linen throw"} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_as_pdf_it_says_the_same_and_knows_its_title_and_language(told: dict[str, object], language: str) -> None:
    record = account_of(told, reader=reader(language))
    pdf = print_record(record)
    shown = bare("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages))
    assert [line for line in flat(record) if bare(line) not in shown] == []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.Root.Lang) == language
        assert str(document.docinfo.Title) == record.title
        assert document.Root.MarkInfo.Marked
    assert bool(CYRILLIC.search(shown.replace("Надя", ""))) == (language == "ru")


def bare(text: str) -> str:
    """The text without what its lines are set with."""
    return re.sub(r"[\s:]", "", text)
