"""The report: second orders with and without, silence about few, a sheet, and no more queries for more people."""

import csv
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from io import BytesIO, StringIO
from itertools import cycle

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from delight import clock
from delight.backoffice.numbers import counts
from delight.backoffice.numbers.chart import chart
from delight.backoffice.numbers.figures import HEARD_LABELS, Figure, Group, groups
from delight.backoffice.sentences import kind_label
from delight.models import Answer, Case, Order, PrintRun, Reply, Sign, Suppression, Touch
from delight.rules.numbers.measures import Interval, Share
from storefront_hooks import HEARD
from tests.factories import NOW, a_customer, a_line, a_moment, a_touch, an_order

pytestmark = pytest.mark.django_db
LONG_AGO = NOW - timedelta(days=200)
PAGE = "/admin/delight/numbers/"


@pytest.fixture(scope="module", autouse=True)
def year(standing: Callable[[], AbstractContextManager[None]]) -> Iterator[None]:
    """Sixty people bought 200 days ago; every third came back, of twenty who went without the guide every fifth."""
    with time_machine.travel(NOW, tick=False), standing():
        guide = a_moment(kind="guide", holdout_percent=30)
        for number, comes_back in zip(range(40), cycle([True, False, False]), strict=False):
            _buys(guide, comes_back=comes_back, number=number)
        for number, comes_back in zip(range(20), cycle([True, False, False, False, False]), strict=False):
            _buys(guide, comes_back=comes_back, number=number, without=True)
        yield


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """It is NOW."""


def _buys(guide: object, *, comes_back: bool, number: int, without: bool = False) -> None:
    mira = a_customer()
    order = an_order(customer=mira, created_at=LONG_AGO)
    told = {"state": Touch.State.WITHDRAWN, "reason": "holdout"} if without else {"state": Touch.State.DONE}
    touch = a_touch(order=order, moment=guide, done_at=None if without else NOW - timedelta(days=190), **told)
    if comes_back:
        an_order(customer=mira, created_at=LONG_AGO + timedelta(days=90))
    if number < 12 and not without:
        Sign.objects.create(customer=mira, order=order, touch=touch, name=Sign.Name.WORKS, day=NOW.date(), at=NOW)


def figure(name: str) -> Figure:
    return next(one for group in groups(clock.now()) for one in group.figures if one.name == name)


def test_a_second_order_counts_when_it_was_kept_and_came_within_180_days():
    people = counts.second_orders(NOW)
    assert (sum(people.values()), len(people)) == (18, 60)


@pytest.mark.parametrize(
    "second",
    [
        pytest.param({"state": Order.State.RETURNED}, id="returned"),
        pytest.param({"refunded": 5}, id="refunded in part"),
        pytest.param({"paid": False}, id="never paid"),
        pytest.param({"created_at": LONG_AGO + timedelta(days=181)}, id="too late"),
    ],
)
def test_what_is_no_kept_second_order(second):
    jonas = a_customer()
    an_order(customer=jonas, created_at=LONG_AGO)
    an_order(customer=jonas, **{"created_at": LONG_AGO + timedelta(days=30), **second})
    assert counts.second_orders(NOW)[jonas.address_key] is False


def test_who_bought_first_less_than_180_days_ago_is_not_counted_yet():
    jonas = a_customer()
    an_order(customer=jonas, created_at=NOW - timedelta(days=179))
    assert jonas.address_key not in counts.second_orders(NOW)


def test_a_guest_and_an_account_of_one_address_are_one_person():
    account = a_customer(email="jonas@example.org")
    guest = a_customer(email="jonas@example.org", external_id="")
    an_order(customer=account, created_at=LONG_AGO)
    an_order(customer=guest, created_at=LONG_AGO + timedelta(days=10))
    assert counts.second_orders(NOW)[account.address_key] is True


def test_those_who_go_without_are_compared_with_those_who_were_meant_to_get_it():
    assert counts.with_and_without(counts.second_orders(NOW)) == {
        "guide": (Share(part=14, whole=40), Share(part=4, whole=20))
    }


def test_who_was_in_both_groups_counts_in_neither():
    both = Touch.objects.filter(reason="holdout").first()
    assert both is not None
    a_touch(order=both.order, state=Touch.State.DONE, moment=both.moment, key="before the share was raised")
    with_it, without = counts.with_and_without(counts.second_orders(NOW))["guide"]
    assert (with_it.whole, without.whole) == (40, 19)


def test_it_is_too_early_while_the_interval_is_wide(settings):
    assert "too early" in figure(kind_label("guide")).note
    settings.DELIGHT_SURE_WITHIN = 0.9
    assert figure(kind_label("guide")).note == "no difference seen"


def test_fewer_than_ten_people_are_not_spoken_of():
    answered = figure("Answered our one question")
    assert (answered.value, answered.people, answered.interval) == ("fewer than 10 people", "", None)


def test_a_share_comes_with_its_people_and_its_interval():
    works = figure("Said that it works")
    assert (works.value, works.people, works.low, works.high) == ("30.0 %", "12 of 40", "18.1 %", "45.4 %")


@pytest.mark.parametrize(("answers", "told"), [(29, "too early"), (30, "+100")])
def test_the_promoter_score_waits_for_thirty_answers_and_comes_with_the_rate(answers, told):
    for touch in Touch.objects.filter(state=Touch.State.DONE)[:answers]:
        asked = a_touch(order=touch.order, kind="question", state=Touch.State.DONE, done_at=NOW)
        Answer.objects.create(
            touch=asked, customer=asked.customer, order=asked.order, question="recommend", score=10, at=NOW
        )
    score = figure("Promoters minus detractors (NPS)")
    assert score.value == told
    assert ("100.0 % of those asked answered" in score.note) is (answers >= 30)


def test_themes_name_a_product_once_ten_people_speak_of_it():
    orders = list(Order.objects.filter(created_at=LONG_AGO)[:10])
    for order in orders[:9]:
        Case.objects.create(customer=order.customer, order=order, sort=Case.Sort.DAMAGE, words="torn", opened_at=NOW)
    assert counts.themes(LONG_AGO) == []
    tenth = orders[9]
    Case.objects.create(customer=tenth.customer, order=tenth, sort=Case.Sort.DAMAGE, words="torn", opened_at=NOW)
    (theme,) = counts.themes(LONG_AGO)
    assert (theme.sort, theme.people) == ("damage", 10)


def test_kind_words_are_counted_once_somebody_has_read_them():
    for number, touch in enumerate(Touch.objects.filter(state=Touch.State.DONE)[:6]):
        about = ["kind_words"] if number < 4 else ["question"]
        _writes(touch, about=about)
    assert figure("Wrote kind words").value == "10.0 %"
    assert figure("Wrote to us").value == "15.0 %"


def _writes(touch: Touch, *, about: list[str]) -> None:
    told = {"customer": touch.customer, "order": touch.order, "touch": touch, "themes": about}
    Reply.objects.create(store="saleor", digest=f"letter {touch.pk}", received_at=NOW, words="…", **told)


def test_a_table_shows_no_column_in_which_nothing_stands(edda: Client):
    order = list(Order.objects.filter(created_at=LONG_AGO)[:10])
    for one in order:
        Case.objects.create(customer=one.customer, order=one, sort=Case.Sort.DAMAGE, words="torn", opened_at=NOW)
    page = edda.get(PAGE).content.decode()
    table = page[page.index("What people spoke of, by product</h3>") :]
    head = table[table.index("<thead>") : table.index("</thead>")]
    assert head.count("<th ") == 2
    assert "Linen throw: damage</th><td>10</td></tr>" in table


def test_a_letter_and_a_case_of_one_person_are_one_person_to_a_theme():
    touches = list(Touch.objects.filter(state=Touch.State.DONE)[:10])
    for touch in touches:
        _writes(touch, about=["damage"])
    Case.objects.create(customer=touches[0].customer, order=touches[0].order, sort="damage", words="", opened_at=NOW)
    assert [theme.people for theme in counts.themes(LONG_AGO)] == [10]


def test_a_spoilt_piece_makes_the_good_ones_dearer(settings):
    settings.DELIGHT_PIECE_COSTS = {"card": "0.40"}
    run = PrintRun.objects.create(made_at=NOW, sheet="single")
    for position in range(4):
        card = a_touch(order=an_order(), kind="note", medium="card", state=Touch.State.DONE, done_at=NOW)
        run.lines.create(touch=card, position=position, content={}, content_hash="x")
    run.lines.filter(position=0).update(spoilt_at=NOW)
    assert (figure("card").value, figure("card").note) == ("0.53", "4 printed, 1 spoilt")


def test_stops_and_complaints_are_told_of_the_people_reached():
    for number in range(4):
        Suppression.objects.create(store="saleor", address_key=f"k{number}", scope="all", reason="asked", at=NOW)
    assert figure("Said stop").value == "10.0 %"


def test_the_page_has_charts_that_say_what_they_show(edda: Client):
    page = edda.get(PAGE).content.decode()
    assert page.count('role="img"') == 5
    assert f"With: {kind_label('guide')}: 35.0 % (22.1 % – 50.5 %)" in page
    assert "Mira" not in page


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_tables_leave_as_one_sheet(edda: Client, kind):
    answer = edda.get(PAGE, {"export": kind})
    body = b"".join(answer)  # type: ignore[arg-type]
    rows = list(csv.reader(StringIO(body.decode()))) if kind == "csv" else _cells(body)
    assert rows[0][:3] == ["About", "What", "Value"]
    assert ["They answered", "Said that it works", "30.0 %"] in [row[:3] for row in rows]


def _cells(body: bytes) -> list[list[str]]:
    return [[str(cell) for cell in row] for row in load_workbook(BytesIO(body)).active.iter_rows(values_only=True)]


def test_more_people_ask_for_no_more_queries(edda: Client):
    edda.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        edda.get(PAGE)
    for order in Order.objects.filter(created_at=LONG_AGO)[:15]:
        again = an_order(customer=order.customer)
        a_line(order=again, product_name="Wool scarf", external_id="second", position=2)
        Reply.objects.create(store="saleor", digest=f"d{order.pk}", customer=order.customer, received_at=NOW, words="!")
    with CaptureQueriesContext(connection) as many:
        edda.get(PAGE)
    assert len(many) == len(few) <= 30


def test_packers_see_no_figures_and_care_and_editors_do(noor: Client, karl: Client, edda: Client):
    assert noor.get(PAGE).status_code == 302
    assert (karl.get(PAGE).status_code, edda.get(PAGE).status_code) == (200, 200)


def test_a_chart_of_differences_has_zero_on_its_scale():
    row = Figure(group="g", name="guide", value="−4.0 points", at=-0.04, interval=Interval(low=-0.11, high=0.03))
    drawn = chart(Group(name="g", about="", figures=(row,), differences=True))
    assert drawn is not None
    assert [tick.label for tick in drawn.ticks] == ["−15 %", "−10 %", "−5 %", "0 %", "5 %"]
    assert drawn.marks[0].low < drawn.marks[0].x < drawn.marks[0].high
    assert chart(Group(name="g", about="", figures=())) is None


def test_how_people_heard_of_the_shop_counts_each_person_once_and_names_no_few():
    for number in range(15):
        mira = a_customer()
        an_order(customer=mira, created_at=NOW - timedelta(days=20), heard="friend" if number < 12 else "press")
        an_order(customer=mira, created_at=NOW - timedelta(days=10), heard="search")
    an_order(created_at=NOW - timedelta(days=400), heard="market")
    told = next(group for group in groups(clock.now()) if group.name == "How they heard of us")
    assert [(one.name, one.value, one.people) for one in told.figures] == [
        ("Through somebody they know", "80.0 %", "12 of 15"),
        ("In the press", "fewer than 10 people", ""),
    ]
    drawn = chart(told)
    assert drawn is not None
    assert drawn.said.startswith("Through somebody they know: 80.0 %")


def test_every_known_answer_has_a_name_and_nobody_asked_means_no_table():
    assert set(HEARD_LABELS) == set(HEARD)
    assert "How they heard of us" not in {group.name for group in groups(clock.now())}


def test_how_people_heard_is_on_the_page_and_in_the_sheet(ada: Client):
    for _ in range(10):
        an_order(created_at=NOW - timedelta(days=20), heard="friend")
    assert "How they heard of us" in ada.get(PAGE).content.decode()
    sheet = ada.get(PAGE, {"export": "csv"})
    rows = b"".join(sheet.streaming_content) if sheet.streaming else sheet.content
    assert "Through somebody they know" in rows.decode("utf-8-sig")
