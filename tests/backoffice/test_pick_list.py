"""Noor uploads the stock system's pick list: cards come in its order, and a bad line is named and loses nothing."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from delight.actions.prints.print_cards import cards_for_today
from delight.clock import now
from delight.models import PickList, Touch
from tests.factories import an_order

URL = "/admin/delight/pick-order/"
NUMBERS = ("1001", "1002", "1003", "1004")


@pytest.fixture(autouse=True)
def four_cards(a_card: Callable[..., Touch]) -> None:
    """For four orders, the last of which lies on the first shelf."""
    for number in NUMBERS:
        a_card(an_order(number=number, line={"shelf": "A-1" if number == "1004" else ""}))


def upload(client: Client, words: str | bytes, *, name: str = "wms.csv") -> str:
    content = words if isinstance(words, bytes) else words.encode()
    return client.post(URL, {"file": SimpleUploadedFile(name, content)}).content.decode()


def in_order() -> list[str]:
    return [touch.order.number for touch in cards_for_today(now=now()) if touch.order]


def test_cards_come_as_the_list_says_and_the_rest_along_the_shelves(noor: Client) -> None:
    assert in_order() == ["1004", "1001", "1002", "1003"]
    assert "2 orders of wms.csv are in pick order" in upload(noor, "order\n1003\n1002\n")
    assert in_order() == ["1003", "1002", "1004", "1001"]


def test_the_desk_names_the_list_by_which_packers_go(noor: Client) -> None:
    upload(noor, "order\n1003\n")
    assert "Order: wms.csv" in noor.get("/admin/delight/today/").content.decode()
    shown = noor.get(URL).content.decode()
    assert "wms.csv" in shown
    assert "(noor)" in shown


def test_a_new_list_takes_the_place_of_the_old(noor: Client) -> None:
    upload(noor, "order\n1003\n")
    upload(noor, "order\n1002\n")
    assert in_order() == ["1002", "1004", "1001", "1003"]
    assert PickList.objects.count() == 1


def test_packers_can_go_along_the_shelves_again(noor: Client) -> None:
    upload(noor, "order\n1003\n")
    noor.post(URL, {"shelves": "1"})
    assert in_order() == ["1004", "1001", "1002", "1003"]


def test_bad_lines_are_named_with_their_fix_and_no_card_is_lost(noor: Client) -> None:
    shown = upload(noor, 'order,note\n1003,\n,forgotten\n9999,\n"#1002",with a mark\n1003,twice\n')
    assert "3 lines do not count" in shown
    assert "line 3: it has no order number; write it in, or take the line out" in shown
    assert "line 4: there is no order 9999; write the number as the shop shows it" in shown
    assert "line 6: order 1003 stands on line 2 already, which counts; take one of the two out" in shown
    assert in_order() == ["1003", "1002", "1004", "1001"]


def test_a_list_without_one_good_line_leaves_the_old_one_in_use(noor: Client) -> None:
    upload(noor, "order\n1003\n")
    assert "nothing has changed" in upload(noor, "order\n9999\n")
    assert in_order()[0] == "1003"


@pytest.mark.parametrize(
    "file",
    ["Order;Shelf\r\n1003;B\r\n", "shelf\tnumber\nB\t1003\n", '"order","who"\n"1003","Zoe\nBerg"\n',
     "\ufefforder\n 1003 \n\n", "order_number;Empfänger\n1003;Zoë\n".encode("cp1252")],
    ids=["semicolons", "tabs", "a line break in a cell", "Excel's first bytes", "Excel's own letters"],
)  # fmt: skip
def test_lists_are_read_as_stock_systems_and_excel_write_them(noor: Client, file: str | bytes) -> None:
    assert "1 order of wms.csv is in pick order" in upload(noor, file)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("tracking\n1\n", "should name a column order or number or order_number"),
        ("", "empty"),
        ("order\n" + "1003\n" * 20_001, "more than 20000 lines"),
        ("x" * 1_000_001, "larger than a megabyte"),
        ('order\n"' + "1" * 140_000, "This is no CSV file"),
    ],
    ids=["other columns", "nothing", "too many", "too much", "one endless cell"],
)
def test_a_file_that_is_no_list_is_refused_with_a_sentence(noor: Client, file: str, said: str) -> None:
    assert said in upload(noor, file)
    assert not PickList.objects.exists()


def test_who_does_not_print_changes_no_order(edda: Client) -> None:
    upload(edda, "order\n1003\n")
    assert not PickList.objects.exists()
