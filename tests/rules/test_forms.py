"""Forms: names, languages, dates and placeholders as people really fill them in."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delight.rules import forms
from delight.rules.forms import fill, greeted_name, greeting, long_date, speaks, tidy_name, unknown_placeholders

RLO, RLM, ALM, BOM, ZWSP = "\u202e", "\u200f", "\u061c", "\ufeff", "\u200b"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("Mira", "Mira", id="plain"),
        pytest.param("  Anna  Lena ", "Anna Lena", id="spaces"),
        pytest.param("Zoe\u0308", "Zo\u00eb", id="composed accents"),
        pytest.param("Mira\nBcc: x@example.org", "Mira Bcc: x@example.org", id="a line break is a space"),
        pytest.param("Mira\u2028Grün", "Mira Grün", id="a line separator too"),
        pytest.param(f"{RLO}ariM", "ariM", id="turned around"),
        pytest.param(f"نور{RLM}", "نور", id="right-to-left mark"),
        pytest.param(f"نور{ALM}", "نور", id="Arabic letter mark"),
        pytest.param(f"{BOM}Mira{ZWSP}", "Mira", id="byte order mark and zero-width space"),
        pytest.param("美咲 🌸", "美咲 🌸", id="emoji stays"),
        pytest.param("👩‍🌾", "👩‍🌾", id="a joined emoji stays joined"),
        pytest.param("Mi\x00ra", "Mi ra", id="control character"),
        pytest.param("", "", id="empty"),
    ],
)
def test_a_name_is_shown_tidy(name: str, shown: str) -> None:
    assert tidy_name(name) == shown


@pytest.mark.parametrize(
    ("name", "greeted"),
    [
        pytest.param("Mira", "Mira", id="plain"),
        pytest.param("Anne-Marie", "Anne-Marie", id="hyphen"),
        pytest.param("D'Arcy", "D'Arcy", id="apostrophe"),
        pytest.param("Дмитрий", "Дмитрий", id="Cyrillic"),
        pytest.param("美咲 🌸", "美咲 🌸", id="Japanese with an emoji"),
        pytest.param("M" * 40, "M" * 40, id="forty letters"),
        pytest.param("M" * 41, "", id="forty-one letters"),
        pytest.param("M" * 200, "", id="two hundred letters"),
        pytest.param("", "", id="empty"),
        pytest.param("   ", "", id="blank"),
        pytest.param("🌸🌸", "", id="only emoji"),
        pytest.param("---", "", id="only symbols"),
        pytest.param("12345", "", id="only digits"),
        pytest.param(RLO + RLM, "", id="only marks"),
    ],
)
def test_a_person_is_greeted_by(name: str, greeted: str) -> None:
    assert greeted_name(name) == greeted


@given(st.text(max_size=60))
def test_no_name_brings_a_line_break_a_mark_or_a_control_character(name: str) -> None:
    shown = tidy_name(name)
    assert not set(shown) & {"\n", "\r", "\x00", "\u2028", RLO, RLM, ALM, BOM, ZWSP}
    assert shown == shown.strip()
    assert tidy_name(shown) == shown


@pytest.mark.parametrize(
    ("language", "spoken"),
    [
        pytest.param("fr", "fr", id="known"),
        pytest.param("FR", "fr", id="upper case"),
        pytest.param("EN_US", "en", id="underscore and country"),
        pytest.param("de-AT", "de", id="hyphen and country"),
        pytest.param("eo", "de", id="unknown"),
        pytest.param("", "de", id="none"),
        pytest.param("french", "de", id="a word"),
    ],
)
def test_an_order_is_answered_in(language: str, spoken: str) -> None:
    assert speaks(language, known=("en", "fr", "de", "ru"), shop="de") == spoken


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "29 February 2028"),
        ("de", "29. Februar 2028"),
        ("fr", "29 février 2028"),
        ("ru", "29 февраля 2028 г."),
    ],
)
def test_a_day_is_written_as_people_write_it(language: str, written: str) -> None:
    assert " ".join(long_date(date(2028, 2, 29), language=language).split()) == written


@pytest.mark.parametrize(
    ("day", "written"),
    [(date(2027, 1, 1), "vendredi 1er janvier 2027"), (date(2027, 1, 11), "lundi 11 janvier 2027")],
)
def test_the_first_of_a_month_is_an_ordinal_in_french_alone(day: date, written: str) -> None:
    assert forms.weekday_date(day, language="fr") == written
    assert long_date(day, language="fr") == written.partition(" ")[2]
    assert long_date(day, language="en").startswith(f"{day.day} ")


def test_words_are_filled() -> None:
    assert fill("Order {order_number} of {shop}", values={"order_number": "7", "shop": "L & L"}) == "Order 7 of L & L"


def test_a_value_with_braces_is_not_filled_again() -> None:
    assert fill("{giver} says hi", values={"giver": "{shop}", "shop": "L & L"}) == "{shop} says hi"


@pytest.mark.parametrize("words", ["{}", "{ shop }", "{Shop}", "{shop", "a } b {"])
def test_braces_that_are_no_placeholder_stay(words: str) -> None:
    assert fill(words, values={"shop": "L & L"}) == words


def test_a_placeholder_without_a_value_is_named() -> None:
    with pytest.raises(KeyError, match="voucher"):
        fill("{voucher}", values={"shop": "L & L"})


@pytest.mark.parametrize(
    ("words", "unknown"),
    [
        pytest.param("Dear {first_name}", (), id="known"),
        pytest.param("{voucher} {first_name} {Shop}", ("voucher", "Shop"), id="unknown, in order"),
        pytest.param("{}", ("",), id="empty braces"),
        pytest.param("no braces", (), id="none"),
    ],
)
def test_what_cannot_be_filled_is_named(words: str, unknown: tuple[str, ...]) -> None:
    assert unknown_placeholders(words) == unknown


@pytest.mark.parametrize(
    ("first_name", "line"),
    [
        pytest.param("Mira", "Dear Mira,", id="a name"),
        pytest.param("  Mira ", "Dear Mira,", id="a name with spaces"),
        pytest.param("", "Hello,", id="no name"),
        pytest.param("🌸", "Hello,", id="nothing to greet by"),
        pytest.param("{shop}", "Dear {shop},", id="a name with braces is only a name"),
    ],
)
def test_the_greeting_reads(first_name: str, line: str) -> None:
    assert greeting("Dear {first_name},", plain="Hello,", first_name=first_name) == line


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        pytest.param("en", ("21 November 2026, 22:31", "€51.19", "Germany", "Russian"), id="English"),
        pytest.param("de", ("21. November 2026, 22:31", "51,19\xa0€", "Deutschland", "Russisch"), id="German"),
        pytest.param("fr", ("21 novembre 2026, 22:31", "51,19\xa0€", "Allemagne", "russe"), id="French"),
        pytest.param("ru", ("21 ноября 2026\u202fг., 22:31", "51,19\xa0€", "Германия", "русский"), id="Russian"),
    ],
)
def test_times_amounts_countries_and_languages_are_written_as_people_there_write_them(
    language: str, expected: tuple[str, ...]
) -> None:
    found = (
        forms.long_moment(datetime(2026, 11, 21, 22, 31, tzinfo=UTC), language=language),
        forms.money("51.1900", currency="EUR", language=language),
        forms.country_name("DE", language=language),
        forms.language_name("ru-RU", language=language),
    )
    assert tuple(one.replace("\u202f", " ").replace("\xa0", " ") for one in found) == tuple(
        one.replace("\u202f", " ").replace("\xa0", " ") for one in expected
    )


def test_a_country_or_language_that_nobody_knows_is_told_by_its_letters() -> None:
    assert (forms.country_name("QQ", language="en"), forms.language_name("qqq", language="en")) == ("QQ", "qqq")
