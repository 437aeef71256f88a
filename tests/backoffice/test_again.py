"""After a jam: who prints again sees how far it is, and what was given up on the way is not in the log."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.db.models import F
from django.test import Client
from pypdf import PdfReader

from delight.actions.prints.print_cards import LEASE
from delight.models import PrintRun, Touch

Card = Callable[..., Touch]


def printed(noor: Client) -> PrintRun:
    noor.post("/admin/delight/today/print/", {"all": "1"})
    return PrintRun.objects.get()


def watched(noor: Client, run: PrintRun, **sent: Any) -> list[dict[str, Any]]:
    answer = noor.post(f"/admin/delight/runs/{run.pk}/again/watched/", sent)
    return [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]


def test_who_watches_gets_the_page_with_the_bar_and_nothing_is_logged_yet(noor: Client, a_card: Card) -> None:
    card = a_card()
    run = printed(noor)
    page = noor.post(f"/admin/delight/runs/{run.pk}/again/", {"why": "jam", "touch": [card.pk], "watch": "1"})
    shown = page.content.decode()
    assert f'data-printing="/admin/delight/runs/{run.pk}/again/watched/"' in shown
    assert '<input type="hidden" name="why" value="jam">' in shown
    assert f'<input type="hidden" name="touch" value="{card.pk}">' in shown
    assert f"Back to run {run.pk}" in shown
    assert PrintRun.objects.count() == 1


def test_the_bar_fills_from_its_beginning_and_leads_to_the_same_pdf(noor: Client, a_card: Card) -> None:
    a_card(), a_card()
    run = printed(noor)
    *steps, last = watched(noor, run, why="paper jam")
    again = PrintRun.objects.get(reprint_of=run)
    assert (again.why, again.made_by and again.made_by.username) == ("paper jam", "noor")
    assert (steps[0]["said"], steps[-1]["share"]) == ("2 of 2 drawn", 1)
    pdf = noor.get(last["pdf"])
    assert pdf["Content-Disposition"] == f'inline; filename="cards-run-{again.pk}.pdf"'
    assert len(PdfReader(BytesIO(pdf.content)).pages) == 2
    assert last["run"] == f"/admin/delight/runs/{again.pk}/"


def test_one_ticked_piece_is_drawn_alone(noor: Client, a_card: Card) -> None:
    one, _other = a_card(), a_card()
    run = printed(noor)
    watched(noor, run, why="smudged", touch=one.pk)
    assert PrintRun.objects.get(reprint_of=run).lines.get().touch_id == one.pk


def test_given_up_on_the_way_nothing_is_logged_and_a_fresh_window_says_so(noor: Client, a_card: Card) -> None:
    a_card()
    run = printed(noor)
    answer = noor.post(f"/admin/delight/runs/{run.pk}/again/watched/", {"why": "jam"})
    next(iter(answer.streaming_content))
    answer.close()
    assert PrintRun.objects.count() == 1
    fresh = noor.get(f"/admin/delight/runs/{run.pk}/again/watched/", follow=True)
    assert "Nothing was printed again." in fresh.content.decode()


def test_a_fresh_window_finds_what_was_printed_again(noor: Client, a_card: Card) -> None:
    a_card()
    run = printed(noor)
    (*_, last) = watched(noor, run, why="jam")
    assert noor.get(f"/admin/delight/runs/{run.pk}/again/watched/")["Location"] == last["run"]
    PrintRun.objects.update(made_at=F("made_at") - LEASE)
    assert noor.get(last["pdf"])["Location"] == last["run"]


def test_without_a_reason_it_says_so(noor: Client, a_card: Card) -> None:
    a_card()
    run = printed(noor)
    assert "Say why" in watched(noor, run, why=" ")[-1]["error"]
    assert PrintRun.objects.count() == 1


def test_who_may_not_print_prints_nothing_again(noor: Client, edda: Client, a_card: Card) -> None:
    a_card()
    run = printed(noor)
    assert edda.post(f"/admin/delight/runs/{run.pk}/again/watched/", {"why": "jam"}).status_code in (302, 403)
    assert edda.get(f"/admin/delight/runs/{run.pk}/cards.pdf").status_code in (302, 403)
    assert PrintRun.objects.count() == 1
