"""May we write at all: four bases in order, and the edges of each."""

from datetime import date, datetime

import pytest

from delight.rules.basis import Statement, basis, last_withdrawal_day, statements
from tests.rules.facts import utc

ORDERED = utc("2026-05-01 10:00")
SAID = Statement(text="checkout-2026-05", valid_from=date(2026, 5, 1), channels=frozenset({"web"}))


def of_an_order(
    ordered_at: datetime = ORDERED,
    *,
    channel: str = "web",
    country: str = "DE",
    notice: tuple[str, datetime | None] = ("", None),
    said: tuple[Statement, ...] = (),
    consent: str = "",
) -> str:
    return basis(
        ordered_at,
        channel=channel,
        country=country,
        notice_text=notice[0],
        notice_at=notice[1],
        shop_statements=said,
        consent=consent,
    )


@pytest.mark.parametrize(
    ("consent", "notice", "said", "country", "expected"),
    [
        pytest.param("letter", ("v3", ORDERED), (SAID,), "US", "consent:letter", id="consent first"),
        pytest.param("", ("v3", ORDERED), (SAID,), "US", "notice:v3", id="then the order's own notice"),
        pytest.param("", ("", None), (SAID,), "US", "statement:checkout-2026-05", id="then the shop's statement"),
        pytest.param("", ("", None), (), "US", "country:US", id="then the country's law"),
        pytest.param("", ("", None), (), "DE", "", id="else none"),
        pytest.param("", ("", None), (), "", "", id="no country is no country without rules"),
    ],
)
def test_the_first_basis_that_holds_is_taken(
    consent: str, notice: tuple[str, datetime | None], said: tuple[Statement, ...], country: str, expected: str
) -> None:
    assert of_an_order(country=country, notice=notice, said=said, consent=consent) == expected


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        pytest.param("2026-05-01 10:00", "notice:v3", id="in the second of the order"),
        pytest.param("2026-05-01 10:01", "", id="after the order"),
        pytest.param(None, "", id="nobody knows when"),
    ],
)
def test_a_notice_counts_if_it_was_shown_before_the_order(shown: str | None, expected: str) -> None:
    assert of_an_order(notice=("v3", utc(shown) if shown else None)) == expected


def test_a_notice_without_the_version_of_its_text_proves_nothing() -> None:
    assert of_an_order(notice=("", ORDERED)) == ""


@pytest.mark.parametrize(
    ("ordered", "channel", "expected"),
    [
        pytest.param("2026-05-01 00:00", "web", True, id="its first day"),
        pytest.param("2026-04-30 23:59", "web", False, id="the day before"),
        pytest.param("2026-06-01 00:00", "wholesale", False, id="another channel"),
        pytest.param("2026-06-01 00:00", "", False, id="no channel"),
    ],
)
def test_a_statement_covers_orders_from_its_day_on_in_its_channels(ordered: str, channel: str, expected: bool) -> None:
    assert bool(of_an_order(utc(ordered), channel=channel, said=(SAID,))) is expected


def test_a_statement_for_all_channels_covers_any() -> None:
    everywhere = Statement(text="v1", valid_from=date(2026, 1, 1), channels=frozenset({"*"}))
    assert of_an_order(channel="pop-up", said=(everywhere,)) == "statement:v1"


def test_statements_are_read_from_settings() -> None:
    assert statements([{"text": "checkout-2026-05", "valid_from": "2026-05-01", "channels": ["web"]}]) == (SAID,)


def test_a_statement_that_names_no_channels_is_for_all() -> None:
    (found,) = statements([{"text": "v1", "valid_from": "2026-05-01"}])
    assert found.channels == {"*"}


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param({"valid_from": "2026-05-01"}, id="no text"),
        pytest.param({"text": "v1"}, id="no day"),
        pytest.param({"text": "v1", "valid_from": "1.5.2026"}, id="no such way to write a day"),
        pytest.param({"text": "v1", "valid_from": "2026-05-01", "channels": 7}, id="channels are no list"),
        pytest.param("v1", id="no table"),
    ],
)
def test_a_broken_statement_is_named_with_its_number(entry: object) -> None:
    good = {"text": "v1", "valid_from": "2026-05-01"}
    with pytest.raises(ValueError, match="DELIGHT_NOTICES entry 2"):
        statements([good, entry])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("arrived", "country", "last"),
    [
        pytest.param(date(2026, 11, 3), "DE", date(2026, 11, 17), id="fourteen days"),
        pytest.param(date(2026, 11, 7), "DE", date(2026, 11, 23), id="a Saturday moves to Monday"),
        pytest.param(date(2026, 12, 11), "DE", date(2026, 12, 28), id="Christmas Day and a weekend"),
        pytest.param(date(2026, 11, 7), "GB", date(2026, 11, 21), id="no such rule in Britain"),
        pytest.param(date(2026, 11, 3), "NO", date(2026, 11, 17), id="the EEA"),
        pytest.param(date(2026, 11, 3), "US", None, id="no such right"),
        pytest.param(date(2026, 11, 3), "", None, id="nobody knows where"),
    ],
)
def test_until_when_a_buyer_may_withdraw(arrived: date, country: str, last: date | None) -> None:
    holidays = frozenset({date(2026, 12, 25), date(2026, 12, 26)})
    assert last_withdrawal_day(arrived, country=country, quiet_days=holidays) == last
