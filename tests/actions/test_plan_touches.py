"""Planning with rows: what is created, moved, withdrawn, revived, and what planning never touches."""

from datetime import timedelta

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from delight.actions.load_moments import load_moments
from delight.actions.touches.follow_moment import follow_moment, replan_some
from delight.actions.touches.plan_touches import plan_touches
from delight.models import Moment, Order, Parcel, Suppression, Touch
from tests.factories import NOW, a_customer, a_moment, a_parcel, a_shipped_order, a_touch, an_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DUE = NOW
"""When the guide of the shipped order is due: it left on a Sunday, is estimated for Tuesday, and two days on is NOW."""


@pytest.fixture
def guide() -> Moment:
    return a_moment(slug="guide")


@pytest.fixture
def note() -> Moment:
    return a_moment(slug="note", kind="note", medium="card", anchor=Moment.Anchor.CONFIRMED, days=0, expires_days=30)


def the_touch(order: Order) -> Touch:
    return Touch.objects.get(order=order)


def test_a_shipped_order_gets_its_guide_planned(guide: Moment) -> None:
    order = a_shipped_order()
    plan_touches([order.pk])
    touch = the_touch(order)
    assert (touch.state, touch.reason, touch.due_at, touch.planned_for) == ("planned", "arrival_estimated", DUE, DUE)
    assert (touch.key, touch.moment, touch.customer) == (f"saleor/{order.external_id}/guide", guide, order.customer)


def test_planning_again_changes_no_row(guide: Moment, note: Moment) -> None:
    order = a_shipped_order()
    plan_touches([order.pk])
    before = list(Touch.objects.order_by("pk").values())
    plan_touches([order.pk])
    assert list(Touch.objects.order_by("pk").values()) == before
    assert len(before) == 2


@pytest.mark.parametrize(
    ("earlier", "planned"),
    [
        pytest.param({}, True, id="kept"),
        pytest.param({"state": Order.State.OPEN}, True, id="on its way"),
        pytest.param({"state": Order.State.RETURNED}, False, id="sent back"),
        pytest.param({"state": Order.State.CANCELLED}, False, id="cancelled"),
        pytest.param({"refunded": 5}, False, id="refunded"),
    ],
)
def test_the_second_order_is_the_second_that_was_not_sent_back(earlier: dict[str, object], planned: bool) -> None:
    a_moment(slug="again", kind="note", medium="card", anchor=Moment.Anchor.CONFIRMED, nth_orders="2")
    mira = a_customer()
    an_order(customer=mira, created_at=NOW - timedelta(days=40), **{"state": Order.State.SHIPPED, **earlier})
    second = an_order(customer=mira)
    plan_touches([second.pk])
    assert Touch.objects.filter(order=second).exists() is planned


def test_an_order_in_a_language_we_do_not_write_counts_as_the_shops(settings: object) -> None:
    settings.DELIGHT_LANGUAGE = "de"  # type: ignore[attr-defined]
    a_moment(slug="german", languages="de")
    order = a_shipped_order(language="pl")
    plan_touches([order.pk])
    assert the_touch(order).state == "planned"


def test_planning_nothing_asks_nothing(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        plan_touches([])


def test_planning_many_orders_takes_as_many_look_ups_as_planning_two(
    guide: Moment, django_assert_max_num_queries: object
) -> None:
    orders = [a_shipped_order() for _ in range(12)]
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        plan_touches([order.pk for order in orders])
    assert Touch.objects.count() == 12


@pytest.mark.parametrize("gift", [False, True], ids=["for oneself", "a present"])
@pytest.mark.parametrize("number", [1, 12])
def test_planning_every_moment_takes_twelve_look_ups_however_many_orders(
    django_assert_max_num_queries: DjangoAssertNumQueries, number: int, gift: bool
) -> None:
    load_moments(since=NOW - timedelta(days=7), off=())
    a_moment(slug="tagged", tags="discovery")
    mira = a_customer()
    orders = [a_shipped_order(customer=mira, gift=gift).pk for _ in range(number)]
    plan_touches(orders)
    with django_assert_max_num_queries(12):
        plan_touches(orders)


def test_a_known_arrival_moves_the_guide(guide: Moment) -> None:
    order = a_shipped_order()
    plan_touches([order.pk])
    Parcel.objects.filter(order=order).update(arrived_at=NOW + timedelta(days=2))
    plan_touches([order.pk])
    touch = the_touch(order)
    assert (touch.due_at, touch.reason) == (NOW + timedelta(days=4), "arrival_known")


def test_a_second_parcel_on_its_way_moves_the_guide(guide: Moment) -> None:
    order = a_shipped_order()
    plan_touches([order.pk])
    a_parcel(order=order, shipped_at=NOW)
    plan_touches([order.pk])
    assert the_touch(order).due_at > DUE


@pytest.mark.parametrize(
    ("state", "reason"), [("returned", "returned"), ("returned_in_part", "returned"), ("cancelled", "cancelled")]
)
def test_a_touch_is_withdrawn_with_the_true_reason_although_its_anchor_is_gone_too(
    guide: Moment, state: str, reason: str
) -> None:
    order = a_shipped_order()
    plan_touches([order.pk])
    Order.objects.filter(pk=order.pk).update(state=state)
    plan_touches([order.pk])
    assert (the_touch(order).state, the_touch(order).reason) == ("withdrawn", reason)


def test_a_moment_that_is_switched_off_withdraws_and_switched_on_revives(guide: Moment) -> None:
    order = a_shipped_order()
    plan_touches([order.pk])
    Moment.objects.update(active=False)
    plan_touches([order.pk])
    assert (the_touch(order).state, the_touch(order).reason) == ("withdrawn", "moment_off")
    Moment.objects.update(active=True)
    plan_touches([order.pk])
    assert (the_touch(order).state, the_touch(order).reason) == ("planned", "arrival_estimated")


def test_a_stop_withdraws_and_its_end_revives(guide: Moment) -> None:
    order = a_shipped_order()
    plan_touches([order.pk])
    stop = Suppression.objects.create(
        store=order.store, address_key=order.customer.address_key, scope="all", reason="asked", at=NOW
    )
    plan_touches([order.pk])
    assert (the_touch(order).state, the_touch(order).reason) == ("withdrawn", "stopped")
    stop.delete()
    plan_touches([order.pk])
    assert the_touch(order).state == "planned"


def test_the_note_is_withdrawn_once_the_parcel_has_left(note: Moment) -> None:
    order = an_order()
    plan_touches([order.pk])
    assert the_touch(order).state == "planned"
    a_parcel(order=order)
    plan_touches([order.pk])
    assert (the_touch(order).state, the_touch(order).reason) == ("withdrawn", "parcel_left")


def test_a_touch_that_the_gate_let_wait_is_not_pulled_back(guide: Moment) -> None:
    order = a_shipped_order()
    plan_touches([order.pk])
    later = NOW + timedelta(days=1)
    Touch.objects.update(due_at=later, reason="cap_day")
    plan_touches([order.pk])
    assert (the_touch(order).due_at, the_touch(order).reason) == (later, "cap_day")


@pytest.mark.parametrize("state", ["claimed", "sending", "done", "skipped", "missed", "failed", "unsure"])
def test_planning_never_alters_a_touch_that_is(guide: Moment, state: str) -> None:
    touch = a_touch(moment=guide, state=state, reason="as it was")
    Order.objects.update(state="returned")
    before = Touch.objects.values().get()
    plan_touches([touch.order_id])
    assert Touch.objects.values().get() == before


def test_planning_never_moves_a_touch_that_a_person_moved(guide: Moment) -> None:
    touch = a_touch(moment=guide, moved_by_person=True, due_at=NOW + timedelta(days=3))
    Parcel.objects.update(arrived_at=NOW + timedelta(days=1))
    plan_touches([touch.order_id])
    assert Touch.objects.get().due_at == NOW + timedelta(days=3)


def test_two_orders_of_one_person_planned_together_keep_their_distance(guide: Moment) -> None:
    mira = a_customer()
    orders = [a_shipped_order(customer=mira) for _ in range(2)]
    plan_touches([order.pk for order in orders])
    first, second = Touch.objects.order_by("due_at")
    assert (second.due_at - first.due_at).days >= 3


def test_two_orders_of_one_person_planned_after_each_other_keep_their_distance(guide: Moment) -> None:
    mira = a_customer()
    orders = [a_shipped_order(customer=mira) for _ in range(2)]
    for order in orders:
        plan_touches([order.pk])
    first, second = Touch.objects.order_by("due_at")
    assert (second.due_at - first.due_at).days >= 3


def test_planning_two_orders_of_one_person_again_moves_neither(guide: Moment) -> None:
    mira = a_customer()
    ids = [a_shipped_order(customer=mira).pk for _ in range(2)]
    plan_touches(ids)
    before = list(Touch.objects.order_by("key").values())
    plan_touches(ids)
    plan_touches(ids[::-1])
    assert list(Touch.objects.order_by("key").values()) == before


def test_orders_of_two_people_do_not_mind_each_other(guide: Moment) -> None:
    orders = [a_shipped_order(), a_shipped_order()]
    plan_touches([order.pk for order in orders])
    assert set(Touch.objects.values_list("due_at", flat=True)) == {DUE}


def test_two_accounts_with_one_address_share_the_caps(guide: Moment) -> None:
    accounts = [a_customer(email="mira@example.org"), a_customer(email=" Mira@Example.org ")]
    plan_touches([a_shipped_order(customer=account).pk for account in accounts])
    first, second = Touch.objects.order_by("due_at")
    assert (second.due_at - first.due_at).days >= 3


def test_a_mail_that_was_sent_yesterday_keeps_today_free(guide: Moment) -> None:
    mira = a_customer()
    a_touch(
        order=a_shipped_order(customer=mira),
        moment=a_moment(),
        state="done",
        done_at=NOW - timedelta(days=1),
        due_at=NOW - timedelta(days=9),
    )
    order = a_shipped_order(customer=mira)
    plan_touches([order.pk])
    assert Touch.objects.get(order=order, moment=guide).due_at >= NOW + timedelta(days=2)


def test_an_order_that_has_found_another_owner_takes_its_touches_along(guide: Moment) -> None:
    order = a_shipped_order()
    plan_touches([order.pk])
    order.customer = a_customer()
    order.save(update_fields=["customer"])
    plan_touches([order.pk])
    assert the_touch(order).customer == order.customer


def test_a_kind_that_is_not_installed_plans_nothing() -> None:
    a_moment(kind="telegram")
    order = a_shipped_order()
    plan_touches([order.pk])
    assert not Touch.objects.exists()


def test_planned_touches_follow_a_changed_moment() -> None:
    moment = a_moment(slug="guide", days=2)
    order = a_shipped_order()
    plan_touches([order.pk])
    before = Touch.objects.get(kind="guide").due_at
    Moment.objects.filter(pk=moment.pk).update(days=4)
    moment.refresh_from_db()
    follow_moment(moment)
    while replan_some(limit=1):
        pass
    assert Touch.objects.get(kind="guide").due_at - before >= timedelta(days=2)
    moment.refresh_from_db()
    assert moment.replan_from is None


def test_a_moment_that_was_switched_off_withdraws_and_switched_on_again_leaves_the_past_alone() -> None:
    moment = a_moment(slug="guide")
    order = a_shipped_order()
    plan_touches([order.pk])
    for active in (False, True):
        Moment.objects.filter(pk=moment.pk).update(active=active)
        moment.refresh_from_db()
        follow_moment(moment)
        replan_some()
    touch = Touch.objects.get(kind="guide")
    assert (touch.state, touch.reason) == ("withdrawn", "moment_off")
    moment.refresh_from_db()
    assert moment.active_since == NOW
