"""Printing: the pick order, a gate for each, what is refused and why, and that nothing is lost or done twice."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from pypdf import PdfReader

from delight.actions.people.cases import open_case
from delight.actions.people.change_consent import stop
from delight.actions.prints.mark_line import mark_line
from delight.actions.prints.pick_order import first_shelf, walked
from delight.actions.prints.print_cards import LEASE, cards_for_today, print_cards, reprint
from delight.actions.prints.scan import scan
from delight.actions.touches.claim_touches import sweep_leases
from delight.errors import PermanentError
from delight.models import CardDesign, GuidePage, Insert, Order, PrintLine, PrintRun, Touch, Wording
from tests.factories import NOW, a_customer, a_line, a_moment, a_parcel, a_touch, an_order
from tests.fakes import AgreeableStore, InterruptedNote, as_snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "store", "shop")]


def a_card(*, order: Order | None = None, **changes: Any) -> Touch:
    """The note to an order that has not left, due now."""
    return a_touch(order=order or an_order(), kind="note", medium="card", **changes)


def an_insert(*, order: Order) -> Touch:
    """The sheet of the guide, for the same order."""
    guide = GuidePage.objects.get(locale__language_code="en")
    Insert.objects.get_or_create(name="How to wash linen", form="guide", page=guide.page_ptr, products="linen-throw")
    return a_touch(order=order, kind="insert", medium="insert")


def pages(pdf: bytes) -> list[str]:
    """The text of each page, as a reader copies it."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def test_a_card_is_done_when_its_line_is_kept() -> None:
    touch = a_card()
    run, printed = print_cards(None, by=None)
    touch.refresh_from_db()
    line = run.lines.get()
    assert (touch.state, touch.done_at, touch.claimed_until) == ("done", NOW, None)
    assert (line.touch, line.position, line.content_hash) == (touch, 1, printed.hashes[touch.token])
    assert line.wording_version == Wording.objects.get(kind="note", variant="first", language="en").version
    assert (printed.pages, run.refused) == (1, [])


SHELVES = (("C-1", "901"), ("A-10", "902"), ("", "904"), ("A-2", "903"), ("A-2", "88"))
"""What each order lies on, and its number."""


def test_cards_come_along_the_shelves_and_then_by_order_number() -> None:
    for shelf, number in SHELVES:
        a_card(order=an_order(number=number, line={"shelf": shelf}))
    run, _ = print_cards(None, by=None)
    assert [line.touch.order.number for line in run.lines.order_by("position")] == ["88", "903", "902", "901", "904"]


def test_an_order_begins_at_the_first_shelf_of_what_is_packed() -> None:
    order = an_order(number="901", line={"shelf": "D-1"})
    a_line(order=order, shelf="B-1", position=1)
    a_line(order=order, shelf="A-1", position=2, needs_shipping=False)
    assert first_shelf(order) == "B-1"


@pytest.mark.parametrize(
    ("nearer", "further"),
    [("A-2", "A-10"), ("a-2", "B-1"), ("2", "A"), ("A", "A-1"), ("A-²", "B"), ("A-1-9", "A-1-10")],
)
def test_numbers_in_a_shelfs_name_count_as_numbers(nearer: str, further: str) -> None:
    assert walked(nearer) < walked(further)


def test_shelves_are_as_the_store_names_them_when_it_is_printed(store: type[AgreeableStore]) -> None:
    near, far = (an_order(number=number, line={"shelf": shelf}) for number, shelf in (("901", "A-1"), ("902", "B-1")))
    for order in (near, far):
        a_card(order=order)
    lines = as_snapshot(near).lines
    store.news[near.external_id] = {"lines": tuple(replace(line, shelf="C-1") for line in lines)}
    run, _ = print_cards(None, by=None)
    assert [line.touch.order.number for line in run.lines.order_by("position")] == ["902", "901"]


def test_cards_come_in_pick_order_each_before_its_insert() -> None:
    orders = [an_order(number=number) for number in ("1010", "999", "1002")]
    inserts = [an_insert(order=order) for order in orders]
    cards = [a_card(order=order) for order in orders]
    wanted = [cards[1], inserts[1], cards[2], inserts[2], cards[0], inserts[0]]
    assert cards_for_today(now=NOW) == wanted
    run, printed = print_cards(None, by=None)
    assert [line.touch for line in run.lines.order_by("position")] == wanted
    assert [line.position for line in run.lines.order_by("position")] == [1, 2, 3, 4, 5, 6]
    numbers = [next(n for n in ("1010", "999", "1002") if n in page) for page in pages(printed.pdf)]
    assert numbers == ["999", "999", "1002", "1002", "1010", "1010"]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"due_at": NOW + timedelta(seconds=1)}, id="not due"),
        pytest.param({"not_after": NOW - timedelta(seconds=1)}, id="too late"),
        pytest.param({"state": "done"}, id="printed"),
        pytest.param({"state": "withdrawn"}, id="withdrawn"),
    ],
)
def test_today_does_not_hold_a_card_that_is(changes: dict[str, Any]) -> None:
    a_card(**changes)
    assert cards_for_today(now=NOW) == []


def test_mails_are_never_printed() -> None:
    mail = a_touch()
    run, printed = print_cards([mail.pk], by=None)
    mail.refresh_from_db()
    assert (mail.state, run.lines.count(), printed.pages) == ("planned", 0, 0)


def test_only_what_is_asked_for_is_printed() -> None:
    wanted, other = a_card(), a_card()
    print_cards([wanted.pk], by=None)
    assert set(Touch.objects.filter(state="done")) == {wanted}
    assert Touch.objects.get(pk=other.pk).state == "planned"


def test_a_card_is_not_printed_twice() -> None:
    touch = a_card()
    print_cards([touch.pk], by=None)
    run, _ = print_cards([touch.pk], by=None)
    assert run.lines.count() == 0


def test_each_refusal_is_listed_and_the_rest_is_printed() -> None:
    fine, returned, held, gone, stopped = (a_card(order=an_order(number=str(n))) for n in range(1, 6))
    AgreeableStore.news[returned.order.external_id] = {"state": "returned"}
    Touch.objects.filter(pk=held.pk).update(hold_reason="staff_hold")
    a_parcel(order=gone.order)
    stop(stopped, scope="print", source="page")
    Touch.objects.filter(pk=stopped.pk).update(state="planned")
    run, printed = print_cards(None, by=None)
    assert [(one["order"], one["reason"]) for one in run.refused] == [
        ("2", "returned"),
        ("3", "staff_hold"),
        ("4", "parcel_left"),
        ("5", "stopped"),
    ]
    states = dict(Touch.objects.values_list("order__number", "state"))
    assert states == {"1": "done", "2": "skipped", "3": "planned", "4": "missed", "5": "skipped"}
    assert printed.pages == 1


def test_a_card_waits_while_the_store_is_away(stores: Any) -> None:
    stores("AwayStore")
    touch = a_card()
    run, printed = print_cards(None, by=None)
    touch.refresh_from_db()
    assert (touch.state, touch.reason, printed.pages) == ("planned", "store_unreachable", 0)
    assert run.refused[0]["reason"] == "store_unreachable"


def test_a_hundred_and_one_orders_are_read_with_two_questions() -> None:
    mira = a_customer()
    for _ in range(101):
        a_card(order=an_order(customer=mira), moment=None, state="planned", due_at=NOW)
    cards = cards_for_today(now=NOW)
    AgreeableStore.unknown |= {card.order.external_id for card in cards}
    print_cards(None, by=None)
    assert [len(asked) for asked in AgreeableStore.asked] == [100, 1]


def test_missing_words_hold_the_card_and_name_what_to_write() -> None:
    Wording.objects.filter(kind="note").delete()
    touch = a_card()
    run, _ = print_cards(None, by=None)
    touch.refresh_from_db()
    assert (touch.state, touch.hold_reason) == ("planned", "nothing_to_say")
    assert "No published words for note" in run.refused[0]["reason"]


def test_one_wording_that_nothing_can_fill_does_not_stop_the_run() -> None:
    Wording.objects.filter(kind="note", variant="gift_from").update(body="Use {voucher} now.")
    a_card(order=an_order(number="1", gift=True))
    a_card(order=an_order(number="2"))
    run, printed = print_cards(None, by=None)
    assert (printed.pages, run.refused[0]["order"]) == (1, "1")
    assert "{voucher}" in run.refused[0]["reason"]


def test_words_that_the_hand_cannot_write_hold_the_card() -> None:
    touch = a_card(order=an_order(gift=True, gift_text="お誕生日おめでとう"))
    other = a_card()
    run, printed = print_cards(None, by=None)
    touch.refresh_from_db()
    other.refresh_from_db()
    assert (touch.state, touch.hold_reason, other.state) == ("planned", "cannot_print", "done")
    assert run.refused[0]["order"] == touch.order.number
    assert printed.pages == run.lines.count() == 1


@pytest.fixture
def interrupted(settings: Any) -> Any:
    """Something happens while the card is being drawn."""
    settings.DELIGHT_KINDS = ("tests.fakes.InterruptedNote", "delight.kinds.insert.Insert")
    yield lambda code: setattr(InterruptedNote, "interruption", staticmethod(code))
    InterruptedNote.interruption = staticmethod(lambda: None)


@pytest.mark.parametrize("reason", ["order_changed", "stopped", "open_case", "another_accounts_case", "lost"])
def test_what_is_stopped_in_the_last_second_is_not_in_the_pdf(interrupted: Any, reason: str) -> None:
    going, stopped = a_card(order=an_order(number="1")), a_card(order=an_order(number="2"))
    other = a_customer(email=stopped.customer.email)
    deeds = {
        "order_changed": lambda: Order.objects.filter(pk=stopped.order_id).update(version="9999"),
        "stopped": lambda: stop(stopped, scope="print", source="page"),
        "open_case": lambda: open_case(stopped.customer, order=None, sort="question", words="Where is it?"),
        "another_accounts_case": lambda: open_case(other, order=None, sort="damage", words="Broken."),
        "lost": lambda: Touch.objects.filter(pk=stopped.pk).update(claim="another's"),
    }
    interrupted(deeds[reason])
    run, printed = print_cards(None, by=None)
    assert [line.touch for line in run.lines.all()] == [going]
    told = "open_case" if reason == "another_accounts_case" else reason
    assert run.refused == [{"order": "2", "kind": "note", "reason": told}]
    assert (printed.pages, set(printed.hashes)) == (1, {going.token})
    stopped.refresh_from_db()
    assert stopped.state == ("claimed" if reason == "lost" else "planned")


def test_a_card_whose_lease_has_ended_meanwhile_is_not_done(interrupted: Any, clock: time_machine.Traveller) -> None:
    touch = a_card()
    interrupted(lambda: clock.shift(LEASE))
    run, printed = print_cards(None, by=None)
    assert (run.lines.count(), printed.pages, run.refused[0]["reason"]) == (0, 0, "lost")
    sweep_leases(now=NOW + LEASE + timedelta(seconds=1))
    touch.refresh_from_db()
    assert touch.state == "planned"


def test_nothing_is_lost_when_the_printer_breaks(interrupted: Any) -> None:
    class Jam(Exception):
        pass

    def jam() -> None:
        raise Jam

    touch = a_card()
    interrupted(jam)
    with pytest.raises(Jam):
        print_cards(None, by=None)
    touch.refresh_from_db()
    assert (touch.state, touch.claim, PrintRun.objects.count()) == ("planned", "", 0)
    assert cards_for_today(now=NOW) == [touch]


def test_the_chosen_design_draws_the_cards() -> None:
    CardDesign.objects.create(name="another")
    CardDesign.objects.create(name="chosen", sheet="a4-4up", default=True)
    for _ in range(4):
        a_card()
    run, printed = print_cards(None, by=None)
    assert (run.sheet, printed.pages, run.lines.count()) == ("a4-4up", 1, 4)


def test_a_reprint_is_the_same_content_with_a_reason() -> None:
    a_card(order=an_order(number="1"))
    a_card(order=an_order(number="2"))
    run, printed = print_cards(None, by=None)
    again, second = reprint(run, why=" the printer jammed ", by=None)
    assert second.hashes == printed.hashes
    assert second.pdf == printed.pdf
    assert (again.reprint_of, again.why) == (run, "the printer jammed")
    hashes = [list(one.lines.values_list("content_hash", flat=True)) for one in (run, again)]
    assert hashes[0] == hashes[1]


def test_a_reprint_says_what_was_said_although_the_words_have_changed() -> None:
    a_card()
    run, printed = print_cards(None, by=None)
    Wording.objects.update(body="Other words.")
    Order.objects.update(recipient_first_name="Jonas")
    assert reprint(run, why="spoilt", by=None)[1].pdf == printed.pdf


def test_one_spoilt_card_is_reprinted_alone() -> None:
    touch = a_card()
    a_card()
    run, _ = print_cards(None, by=None)
    again, printed = reprint(run, why="spoilt", by=None, touch_ids=[touch.pk])
    assert (again.lines.get().touch, printed.pages) == (touch, 1)


@pytest.mark.parametrize("why", ["", "   "])
def test_a_reprint_without_a_reason_is_refused(why: str) -> None:
    a_card()
    run, _ = print_cards(None, by=None)
    with pytest.raises(PermanentError, match="why"):
        reprint(run, why=why, by=None)
    assert PrintRun.objects.count() == 1


def test_what_was_erased_cannot_be_reprinted() -> None:
    a_card()
    run, _ = print_cards(None, by=None)
    PrintLine.objects.update(content={})
    with pytest.raises(PermanentError, match="no content"):
        reprint(run, why="jam", by=None)


def printed_line() -> PrintLine:
    """A card on Noor's table."""
    a_card()
    run, _ = print_cards(None, by=None)
    return run.lines.select_related("touch__order").get()


def code_of(line: PrintLine) -> str:
    return f"D{line.touch_id:07d}"


def test_a_scanned_card_is_enclosed() -> None:
    line = printed_line()
    found = scan(f" {code_of(line)}\n")
    line.refresh_from_db()
    assert (found.ok, found.line, line.enclosed_at) == (True, line, NOW)
    assert line.touch.order is not None
    assert line.touch.order.number in found.sentence


@pytest.mark.parametrize("code", ["", "hello", "D12", "4006381333931", "D0000000x", "D99999999999999999999999"])
def test_a_code_that_is_not_ours_is_named_as_such(code: str) -> None:
    found = scan(code)
    assert (found.ok, found.line) == (False, None)
    assert "not a code of ours" in found.sentence


def test_a_code_under_which_nothing_was_printed_is_refused() -> None:
    found = scan("D9999999")
    assert not found.ok
    assert "no piece was printed" in found.sentence


def test_a_card_of_an_order_that_came_back_meanwhile_is_not_enclosed() -> None:
    line = printed_line()
    assert line.touch.order is not None
    AgreeableStore.news[line.touch.order.external_id] = {"state": "cancelled"}
    found = scan(code_of(line))
    line.refresh_from_db()
    assert (found.ok, line.enclosed_at) == (False, None)
    assert line.touch.order.number in found.sentence


def test_a_card_is_not_enclosed_while_the_store_is_away(stores: Any) -> None:
    line = printed_line()
    stores("AwayStore")
    assert not scan(code_of(line)).ok


def test_of_a_reprinted_card_the_newest_line_is_marked() -> None:
    line = printed_line()
    again, _ = reprint(line.run, why="spoilt", by=None)
    assert scan(code_of(line)).line == again.lines.get()


def test_a_spoilt_card_is_marked() -> None:
    line = mark_line(printed_line(), mark="spoilt")
    line.refresh_from_db()
    assert (line.spoilt_at, line.enclosed_at) == (NOW, None)


def test_a_moment_that_is_off_prints_nothing() -> None:
    touch = a_card(moment=a_moment(kind="note", medium="card", active=False))
    run, printed = print_cards(None, by=None)
    touch.refresh_from_db()
    assert (touch.state, touch.reason, printed.pages) == ("skipped", "moment_off", 0)
