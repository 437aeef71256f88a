"""What a shop or its storefront writes as metadata: the buyer's time zone, a shelf, and when a parcel arrived."""

from datetime import UTC, datetime

import pytest

from tests.hooks.bodies import event, order_in


def with_order_metadata(**pairs: str) -> dict:
    content = event()
    content["order"]["metadata"] = [{"key": key.replace("__", "."), "value": value} for key, value in pairs.items()]
    return content


@pytest.mark.parametrize(
    ("words", "zone"),
    [("Asia/Tokyo", "Asia/Tokyo"), (" Europe/Paris ", "Europe/Paris"), ("", ""), ("Mars/Olympus", ""),
     ("../../etc/passwd", ""), ("/etc/localtime", ""), ("a" * 300, ""), ("Europe", ""), ("\x00", "")],
)  # fmt: skip
def test_the_buyers_time_zone_is_one_that_there_is(words: str, zone: str) -> None:
    assert order_in(with_order_metadata(delight__time_zone=words)).buyer.time_zone == zone


@pytest.mark.parametrize(
    ("words", "arrived"),
    [
        ("2026-11-24", datetime(2026, 11, 24, 12, tzinfo=UTC)),
        ("2026-11-24T18:30:00+01:00", datetime(2026, 11, 24, 17, 30, tzinfo=UTC)),
        ("2026-11-24T18:30:00", None),
        ("yesterday", None),
        ("2026-13-99", None),
        ("", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_an_arrival_is_read_from_the_parcel(words: str, arrived: datetime | None) -> None:
    content = event()
    for parcel in content["order"]["fulfillments"]:
        parcel["metadata"] = [{"key": "delight.arrived", "value": words}, {"key": "other", "value": "2026-01-01"}]
    assert {parcel.arrived_at for parcel in order_in(content).parcels} == {arrived}


@pytest.mark.parametrize("metadata", [None, []])
def test_a_parcel_without_metadata_has_no_arrival(metadata: list | None) -> None:
    content = event()
    for parcel in content["order"]["fulfillments"]:
        parcel["metadata"] = metadata
    assert {parcel.arrived_at for parcel in order_in(content).parcels} == {None}


@pytest.mark.parametrize(
    ("words", "shelf"),
    [("B-12", "B-12"), (" Aisle 3\n rack\t2 ", "Aisle 3 rack 2"), ("", ""), (None, ""), ("x" * 90, "x" * 40)],
)
def test_a_line_knows_the_shelf_of_its_variant(words: str | None, shelf: str) -> None:
    content = event()
    for line in content["order"]["lines"]:
        line["variant"]["shelf"] = words
    assert {line.shelf for line in order_in(content).lines} == {shelf}


def test_where_the_shop_names_no_shelf_or_has_no_such_variant_any_more_there_is_none() -> None:
    content = event()
    content["order"]["lines"][0]["variant"] = None
    assert {line.shelf for line in order_in(content).lines} == {""}


@pytest.mark.parametrize(
    ("words", "avoid"),
    [
        ("nuts, Wool ,, nuts", ("nuts", "wool")),
        (" * ", ("*",)),
        ("", ()),
        ("tree\u00a0 nuts", ("tree nuts",)),
        (",".join(f"word{number}" for number in range(100)), ("*",)),
    ],
)
def test_what_the_buyer_must_avoid_is_kept_whole_or_means_everything(words: str, avoid: tuple[str, ...]) -> None:
    assert order_in(with_order_metadata(delight__avoid=words)).avoid == avoid


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("friend", "friend"),
        (" Search ", "search"),
        ("", ""),
        ("  ", ""),
        ("other", "other"),
        ("my neighbour Jonas Berg", "other"),
    ],
)
def test_how_the_buyer_heard_of_the_shop_is_a_known_answer_and_never_what_they_typed(words: str, heard: str) -> None:
    assert order_in(with_order_metadata(delight__heard=words)).heard == heard
