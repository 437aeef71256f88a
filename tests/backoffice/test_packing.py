"""Noor prints today's cards and inserts, and what was refused says why."""

import csv
from collections.abc import Callable
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from delight.models import CardDesign, Case, PrintLine, PrintRun, Touch
from tests.factories import an_order

Card = Callable[..., Touch]


def today(client: Client) -> str:
    return client.get("/admin/delight/today/").content.decode()


def press_print(client: Client, **data: Any) -> Any:
    return client.post("/admin/delight/today/print/", data)


def pages(answer: Any) -> int:
    return len(PdfReader(BytesIO(answer.content)).pages)


def test_today_lists_order_recipient_and_piece(noor: Client, a_card: Card) -> None:
    a_card(an_order(number="9001", recipient_first_name="Jonas", recipient_last_name="Berg"))
    shown = today(noor)
    assert "#9001" in shown
    assert "Jonas Berg" in shown
    assert "1 piece to print" in shown


def test_the_words_of_a_gift_are_there_to_read(noor: Client, a_card: Card) -> None:
    a_card(an_order(gift=True, gift_text="Happy birthday, dear Jonas!"))
    shown = today(noor)
    assert "Happy birthday, dear Jonas!" in shown
    assert "Gift card" in shown


def test_print_all_answers_with_a_pdf_in_pick_order(noor: Client, a_card: Card) -> None:
    a_card(an_order(number="9002", recipient_first_name="Zoe"))
    a_card(an_order(number="9001", recipient_first_name="Amira"))
    answer = press_print(noor, all="1")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")
    read = [page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages]
    assert len(read) == 2
    assert "Amira" in read[0]
    assert "Zoe" in read[1]


def test_what_is_printed_is_no_longer_waiting(noor: Client, a_card: Card) -> None:
    a_card()
    press_print(noor, all="1")
    assert "0 pieces to print" in today(noor)


def test_only_what_is_ticked_is_printed(noor: Client, a_card: Card) -> None:
    ticked, left = a_card(), a_card()
    assert pages(press_print(noor, touch=[ticked.pk])) == 1
    left.refresh_from_db()
    assert left.state == Touch.State.PLANNED


def test_one_parcel_is_printed_alone(noor: Client, a_card: Card) -> None:
    one, other = a_card(), a_card()
    assert pages(press_print(noor, one=str(one.pk), touch=[other.pk])) == 1
    assert PrintLine.objects.get().touch == one


def test_nothing_ticked_prints_nothing(noor: Client, a_card: Card) -> None:
    a_card()
    answer = press_print(noor, ticked="1")
    assert answer.status_code == 302
    assert not PrintRun.objects.exists()


def test_looking_at_the_pages_prints_nothing(noor: Client, a_card: Card) -> None:
    card = a_card()
    today(noor)
    assert noor.get("/admin/delight/today/print/").status_code == 405
    card.refresh_from_db()
    assert (card.state, PrintRun.objects.count()) == (Touch.State.PLANNED, 0)


def test_a_refused_card_is_listed_with_its_reason(noor: Client, a_card: Card) -> None:
    order = an_order(number="9003")
    a_card(order)
    Case.objects.create(customer=order.customer, order=order, sort="damage", words="Broken", opened_at=order.created_at)
    answer = press_print(noor, all="1")
    run = PrintRun.objects.get()
    assert answer["Location"] == f"/admin/delight/runs/{run.pk}/"
    shown = noor.get(answer["Location"]).content.decode()
    assert "1 piece was not printed" in shown
    assert "#9003" in shown
    assert "is still open" in shown


def test_a_held_card_waits_apart_and_is_not_counted(noor: Client, a_card: Card) -> None:
    a_card(hold_reason="staff_hold")
    shown = today(noor)
    assert "0 pieces to print" in shown
    assert "Waiting for somebody" in shown
    assert "Somebody of the shop holds it." in shown


def test_a_run_names_who_printed_it(noor: Client, a_card: Card) -> None:
    a_card()
    press_print(noor, all="1")
    assert PrintRun.objects.get().made_by.username == "noor"
    assert "noor" in noor.get("/admin/delight/runs/").content.decode()


def test_what_lies_on_one_shelf_is_printed_alone(noor: Client, a_card: Card) -> None:
    near = [a_card(an_order(number=number, line={"shelf": "A-1"})) for number in ("1001", "1002")]
    assert "Print this shelf" not in today(noor)
    far, nowhere = (a_card(an_order(number=f"200{n}", line={"shelf": shelf})) for n, shelf in enumerate(("B-7", "")))
    page = today(noor)
    ids = ",".join(str(touch.pk) for touch in near)
    assert f'<option value="{ids}">A-1: 2</option>' in page
    assert f'<option value="{nowhere.pk}">none: 1</option>' in page
    assert pages(press_print(noor, one=ids)) == 2
    assert set(Touch.objects.filter(state="planned")) == {far, nowhere}


def test_a_reprint_asks_why(noor: Client, a_card: Card) -> None:
    a_card()
    press_print(noor, all="1")
    run = PrintRun.objects.get()
    noor.post(f"/admin/delight/runs/{run.pk}/again/", {"why": ""})
    assert PrintRun.objects.count() == 1


def test_a_reprint_is_the_same_card_with_its_reason(noor: Client, a_card: Card) -> None:
    a_card()
    press_print(noor, all="1")
    run = PrintRun.objects.get()
    answer = noor.post(f"/admin/delight/runs/{run.pk}/again/", {"why": "paper jam"})
    assert pages(answer) == 1
    again = PrintRun.objects.get(reprint_of=run)
    assert again.why == "paper jam"
    assert again.lines.get().content_hash == run.lines.get().content_hash
    assert "paper jam" in noor.get(f"/admin/delight/runs/{again.pk}/").content.decode()


def test_a_single_line_is_printed_again(noor: Client, a_card: Card) -> None:
    one, _ = a_card(), a_card()
    press_print(noor, all="1")
    run = PrintRun.objects.get()
    answer = noor.post(f"/admin/delight/runs/{run.pk}/again/", {"why": "smudged", "touch": [one.pk]})
    assert pages(answer) == 1


def test_an_erased_card_cannot_be_printed_again(noor: Client, a_card: Card) -> None:
    a_card()
    press_print(noor, all="1")
    PrintLine.objects.update(content={})
    run = PrintRun.objects.get()
    answer = noor.post(f"/admin/delight/runs/{run.pk}/again/", {"why": "jam"}, follow=True)
    assert "have no content any more" in answer.content.decode()


def test_a_spoilt_card_is_marked(noor: Client, a_card: Card) -> None:
    a_card()
    press_print(noor, all="1")
    line = PrintLine.objects.get()
    noor.post(f"/admin/delight/lines/{line.pk}/spoilt/")
    line.refresh_from_db()
    assert line.spoilt_at is not None


def test_a_scanned_card_belongs_to_its_parcel(noor: Client, a_card: Card) -> None:
    card = a_card(an_order(number="9004"))
    press_print(noor, all="1")
    shown = noor.post("/admin/delight/scan/", {"code": f"D{card.pk:07d}"}).content.decode()
    assert "delight-scan--good" in shown
    assert "Order 9004, Mira Albrecht: enclose this" in shown
    assert PrintLine.objects.get().enclosed_at is not None


@pytest.mark.parametrize("code", ["4006381333931", "D9999999", "<script>"])
def test_a_foreign_code_is_refused_out_loud(noor: Client, db: None, code: str) -> None:
    shown = noor.post("/admin/delight/scan/", {"code": code}).content.decode()
    assert "delight-scan--bad" in shown
    assert "<script>" not in shown


def test_a_card_of_a_cancelled_order_is_not_enclosed(noor: Client, a_card: Card) -> None:
    order = an_order()
    card = a_card(order)
    press_print(noor, all="1")
    type(order).objects.filter(pk=order.pk).update(state="cancelled")
    shown = noor.post("/admin/delight/scan/", {"code": f"D{card.pk:07d}"}).content.decode()
    assert "delight-scan--bad" in shown
    assert "The order was cancelled." in shown
    assert PrintLine.objects.get().enclosed_at is None


def test_a_spoilt_card_is_not_enclosed(noor: Client, a_card: Card) -> None:
    card = a_card()
    press_print(noor, all="1")
    noor.post(f"/admin/delight/lines/{PrintLine.objects.get().pk}/spoilt/")
    shown = noor.post("/admin/delight/scan/", {"code": f"D{card.pk:07d}"}).content.decode()
    assert "It was marked as spoilt" in shown
    assert PrintLine.objects.get().enclosed_at is None


def test_the_new_copy_of_a_spoilt_card_is_enclosed(noor: Client, a_card: Card) -> None:
    card = a_card()
    press_print(noor, all="1")
    run = PrintRun.objects.get()
    noor.post(f"/admin/delight/lines/{run.lines.get().pk}/spoilt/")
    noor.post(f"/admin/delight/runs/{run.pk}/again/", {"why": "smudged"})
    assert "delight-scan--good" in noor.post("/admin/delight/scan/", {"code": f"D{card.pk:07d}"}).content.decode()
    assert PrintLine.objects.get(run__reprint_of=run).enclosed_at is not None


def test_an_empty_scan_stays_ready(noor: Client) -> None:
    assert "Ready." in noor.post("/admin/delight/scan/", {"code": " "}).content.decode()


def test_scanning_needs_no_script(noor: Client) -> None:
    assert "<script" not in noor.get("/admin/delight/scan/").content.decode()


def test_a_page_that_announces_the_next_pieces_is_printed_where_it_is_asked_for(noor: Client, a_card: Card) -> None:
    for _ in range(11):
        a_card()
    answer = press_print(noor, all="1", separate="10")
    read = [page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages]
    assert [number for number, text in enumerate(read) if "of 11" in text and "from order" in text] == [0, 11]
    assert PrintRun.objects.get().separate == 10


def test_a_whole_run_is_printed_again_with_its_announcing_pages_and_a_part_without(noor: Client, a_card: Card) -> None:
    one, _other = a_card(), a_card()
    press_print(noor, all="1", separate="10")
    again = f"/admin/delight/runs/{PrintRun.objects.get().pk}/again/"
    assert pages(noor.post(again, {"why": "paper jam"})) == 3
    assert pages(noor.post(again, {"why": "smudged", "touch": [one.pk]})) == 1


def test_a_number_that_is_not_offered_puts_no_page_between(noor: Client, a_card: Card) -> None:
    a_card()
    assert pages(press_print(noor, all="1", separate="1")) == 1


def test_piles_that_are_cut_are_offered_no_page_between(noor: Client, a_card: Card) -> None:
    a_card()
    assert "every 25 pieces" in today(noor)
    CardDesign.objects.create(name="cut", default=True, sheet="a4-4up", order="stack")
    assert "every 25 pieces" not in today(noor)


def test_the_list_of_a_run_says_where_each_piece_lies(noor: Client, a_card: Card) -> None:
    a_card(an_order(number="9001", recipient_first_name="Jonas"))
    a_card(an_order(number="9002", recipient_first_name="=Mira"))
    press_print(noor, all="1", separate="10")
    run = PrintRun.objects.get()
    answer = noor.get(f"/admin/delight/runs/{run.pk}/manifest.csv")
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["order"], row["position"], row["page"]) for row in rows] == [("9001", "1", "2"), ("9002", "2", "3")]
    assert rows[1]["recipient"].startswith("'=Mira")
    assert [row["sha256"] for row in rows] == [line.content_hash for line in run.lines.all()]
    assert answer["Content-Disposition"] == f'attachment; filename="cards-run-{run.pk}.csv"'


def test_who_does_not_print_sees_no_list(lena: Client, a_card: Card) -> None:
    run = PrintRun.objects.create(made_at=a_card().due_at, sheet="single")
    assert lena.get(f"/admin/delight/runs/{run.pk}/manifest.csv").status_code in (302, 403)
