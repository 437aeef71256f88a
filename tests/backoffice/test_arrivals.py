"""Ada uploads a carrier's list of arrivals, and an order says when its parcel is probably there."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from delight.models import Order, Parcel
from tests.factories import a_shipped_order, an_order

pytestmark = pytest.mark.usefixtures("clock")

URL = "/admin/delight/arrivals/"
LIST = b"tracking,arrived_at\n00340434,2026-11-10\n"


def upload(client: Client, words: bytes, *, source: str = "staff") -> str:
    file = SimpleUploadedFile("list.csv", words, content_type="text/csv")
    return client.post(URL, {"file": file, "source": source}).content.decode()


@pytest.mark.parametrize("source", ["staff", "carrier"])
def test_an_uploaded_list_is_noted_with_whose_word_it_is(ada: Client, source: str) -> None:
    a_shipped_order()
    assert "1 arrival noted" in upload(ada, LIST, source=source)
    parcel = Parcel.objects.get()
    assert (parcel.arrival_source, parcel.arrived_at) == (source, datetime(2026, 11, 10, 11, 0, tzinfo=UTC))


def test_the_same_list_twice_notes_nothing_twice(ada: Client) -> None:
    a_shipped_order()
    upload(ada, LIST)
    assert "0 arrivals noted" in (shown := upload(ada, LIST))
    assert "1 known before" in shown


def test_lines_that_cannot_be_noted_are_listed_and_the_rest_is_noted(ada: Client) -> None:
    a_shipped_order()
    shown = upload(ada, LIST + b"nobody-knows,2026-11-10\n00340434,soon\n")
    assert "1 arrival noted" in shown
    assert "2 lines were not noted" in shown
    assert "no shipped parcel has the tracking number nobody-knows" in shown
    assert "line 4" in shown


def test_a_list_from_excel_may_have_its_own_letters(ada: Client) -> None:
    a_shipped_order()
    words = "tracking;arrived_at;Empfänger\n00340434;2026-11-10;Zoë\n".encode("cp1252")
    assert "1 arrival noted" in upload(ada, words)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (b"number,day\n1,2\n", "should name the columns tracking and arrived_at"),
        (b"", "empty"),
        (b"x" * 1_000_001, "larger than a megabyte"),
    ],
    ids=["other columns", "nothing", "too much"],
)
def test_a_file_that_is_no_list_is_refused_with_a_sentence(ada: Client, words: bytes, said: str) -> None:
    assert said in upload(ada, words)


def test_a_packer_uploads_no_arrivals(noor: Client, karl: Client) -> None:
    a_shipped_order()
    upload(noor, LIST)
    assert Parcel.objects.get().arrived_at is None
    assert "/admin/delight/arrivals/" not in noor.get("/admin/").content.decode()
    assert "/admin/delight/arrivals/" in karl.get("/admin/").content.decode()


def page(client: Client, order: Order) -> str:
    return client.get(f"/admin/delight/orders/{order.pk}/").content.decode()


def test_an_order_says_when_its_parcel_is_probably_there(lena: Client) -> None:
    left = datetime(2026, 11, 12, 14, 0, tzinfo=UTC)
    assert "(estimate)" in (shown := page(lena, a_shipped_order(left=left)))
    assert "Mon 16 Nov 2026" in shown


@pytest.mark.parametrize("known", ["arrived", "collected"])
def test_an_order_estimates_nothing_that_is_known_or_that_nobody_can_know(lena: Client, known: str) -> None:
    changes = {"arrived": {"arrived_at": datetime(2026, 11, 11, tzinfo=UTC)}, "collected": {"pickup": True}}[known]
    assert "(estimate)" not in page(lena, a_shipped_order(**changes))


def test_a_parcel_that_came_back_is_expected_no_more(lena: Client, a_parcel: Callable[..., Any]) -> None:
    order = an_order()
    a_parcel(order, state=Parcel.State.RETURNED)
    assert "(estimate)" not in page(lena, order)
