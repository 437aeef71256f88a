"""Noor watches how far her cards are: a line for each step and then its PDF, once, whatever her connection does."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.db.models import F
from django.test import Client
from pypdf import PdfReader

from delight.actions.prints.print_cards import LEASE
from delight.models import Case, PrintRun, Touch
from tests.factories import an_order

Card = Callable[..., Touch]
TICKET = UUID(int=7)
ADDRESS = f"/admin/delight/today/print/{TICKET}/"


def stream(client: Client, **chosen: Any) -> list[dict[str, Any]]:
    """The lines of the answer."""
    body = b"".join(client.post(ADDRESS, chosen or {"all": "1"}).streaming_content)
    return [json.loads(line) for line in body.splitlines()]


def shown(client: Client) -> str:
    return client.get(ADDRESS).content.decode()


def test_who_watches_first_gets_the_page_with_the_bar_and_nothing_is_printed(noor: Client, a_card: Card) -> None:
    one, other = a_card(), a_card()
    page = noor.post("/admin/delight/today/print/", {"watch": "1", "touch": [one.pk, other.pk], "separate": "10"})
    html = page.content.decode()
    assert '<progress aria-labelledby="how-far">' in html
    for name, value in (("touch", one.pk), ("touch", other.pk), ("separate", 10)):
        assert f'<input type="hidden" name="{name}" value="{value}">' in html
    assert Touch.objects.filter(state="planned").count() == 2


def test_each_press_of_the_button_has_a_ticket_of_its_own(noor: Client, a_card: Card) -> None:
    a_card()
    tickets = {
        noor.post("/admin/delight/today/print/", {"watch": "1", "all": "1"}).context["printing"] for _ in range(2)
    }
    assert len(tickets) == 2


def test_the_answer_tells_each_step_and_ends_in_the_pdf(noor: Client, a_card: Card) -> None:
    for _ in range(26):
        a_card()
    lines = stream(noor)
    run = PrintRun.objects.get()
    said = [line["said"] for line in lines]
    assert said[-3:] == ["25 of 26 drawn", "26 of 26 drawn", "26 pieces are drawn"]
    assert [line["share"] for line in lines[:-1]] == sorted(line["share"] for line in lines[:-1])
    assert lines[-2]["share"] == 1
    assert lines[-1]["run"] == f"/admin/delight/runs/{run.pk}/"
    opened = noor.get(lines[-1]["pdf"])
    assert opened["Content-Disposition"] == f'inline; filename="cards-run-{run.pk}.pdf"'
    assert len(PdfReader(BytesIO(opened.content)).pages) == 26


def test_only_what_was_ticked_is_printed_for_who_watches(noor: Client, a_card: Card) -> None:
    ticked, left = a_card(), a_card()
    stream(noor, touch=[ticked.pk])
    left.refresh_from_db()
    assert (left.state, PrintRun.objects.get().lines.get().touch) == ("planned", ticked)


def test_what_was_refused_is_said_at_the_end(noor: Client, a_card: Card) -> None:
    a_card()
    order = an_order()
    a_card(order)
    Case.objects.create(customer=order.customer, order=order, sort="damage", words="Broken", opened_at=order.created_at)
    lines = stream(noor)
    assert lines[-1]["said"] == "1 piece is drawn; 1 was not printed"


def test_where_all_was_refused_the_answer_leads_to_the_run_without_a_pdf(noor: Client, a_card: Card) -> None:
    order = an_order()
    a_card(order)
    Case.objects.create(customer=order.customer, order=order, sort="damage", words="Broken", opened_at=order.created_at)
    lines = stream(noor)
    assert lines[-1]["pdf"] == ""
    assert "is still open" in noor.get(lines[-1]["run"]).content.decode()


def test_a_page_that_is_closed_on_the_way_has_printed_nothing(noor: Client, a_card: Card) -> None:
    card = a_card()
    answer = noor.post(ADDRESS, {"all": "1"})
    next(iter(answer.streaming_content))
    card.refresh_from_db()
    assert card.state == "claimed"
    answer.close()
    card.refresh_from_db()
    assert (card.state, PrintRun.objects.count()) == ("planned", 0)
    assert "Nothing was printed here" in shown(noor)


def test_a_fresh_window_sees_that_another_one_is_drawing_and_looks_again(noor: Client, a_card: Card) -> None:
    a_card()
    answer = noor.post(ADDRESS, {"all": "1"})
    next(iter(answer.streaming_content))
    fresh = noor.get(ADDRESS)
    answer.close()
    assert "1 piece is being drawn in another window" in fresh.content.decode()
    assert fresh["Refresh"] == "2"


def test_a_window_that_lost_the_pdf_opens_it_again_and_no_run_is_added(noor: Client, a_card: Card) -> None:
    a_card()
    lines = stream(noor)
    page = noor.get(ADDRESS)
    assert f"Run {PrintRun.objects.get().pk} is printed" in page.content.decode()
    assert f'href="{lines[-1]["pdf"]}"' in page.content.decode()
    assert not page.has_header("Refresh")
    pdfs = [noor.get(lines[-1]["pdf"]).content for _ in range(2)]
    assert pdfs[0] == pdfs[1]
    assert PrintRun.objects.count() == 1


def test_later_it_is_printed_again_from_its_run_with_a_reason(noor: Client, a_card: Card) -> None:
    a_card()
    (*_, last) = stream(noor)
    PrintRun.objects.update(made_at=F("made_at") - LEASE)
    assert noor.get(last["pdf"])["Location"] == ADDRESS
    page = shown(noor)
    assert "Print it again from its run, and say why." in page
    assert last["pdf"] not in page
    assert f'href="{last["run"]}"' in page


@pytest.mark.parametrize("when", ["never pressed", "not yet"])
def test_there_is_no_pdf_of_what_is_not_printed(noor: Client, a_card: Card, when: str) -> None:
    a_card()
    answer = noor.post(ADDRESS, {"all": "1"})
    if when == "not yet":
        next(iter(answer.streaming_content))
    assert noor.get(f"{ADDRESS}cards.pdf")["Location"] == ADDRESS
    answer.close()


def test_the_same_page_sent_twice_prints_once(noor: Client, a_card: Card) -> None:
    a_card()
    stream(noor)
    lines = stream(noor)
    assert "printed already" in lines[-1]["error"]
    assert PrintRun.objects.count() == 1


@pytest.mark.parametrize("watched", [True, False])
def test_where_nothing_is_left_to_print_no_run_is_made(noor: Client, a_card: Card, *, watched: bool) -> None:
    if watched:
        said = stream(noor)[-1]["error"]
    else:
        said = noor.post("/admin/delight/today/print/", {"all": "1"}, follow=True).content.decode()
    assert "Nothing is left to print" in said
    assert not PrintRun.objects.exists()


def test_the_log_names_who_printed_what_was_watched(noor: Client, a_card: Card) -> None:
    from wagtail.models import ModelLogEntry

    a_card()
    stream(noor)
    entry = ModelLogEntry.objects.get(object_id=str(PrintRun.objects.get().pk), action="delight.staff")
    assert (entry.user.username, entry.data["sentence"]) == ("noor", "Printed")


def test_who_may_not_print_is_told_nothing_and_prints_nothing(edda: Client, a_card: Card) -> None:
    a_card()
    assert edda.get(ADDRESS).status_code in (302, 403)
    assert edda.post(ADDRESS, {"all": "1"}).status_code in (302, 403)
    assert not PrintRun.objects.exists()
