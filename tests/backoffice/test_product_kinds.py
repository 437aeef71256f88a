"""Kinds of product: what takes longest to know decides the day, planned touches follow, and no day is too early."""

from datetime import timedelta

import pytest
from django.test import Client

from delight.actions.load_moments import load_moments
from delight.actions.load_product_kinds import DAYS, load_product_kinds
from delight.actions.touches.follow_moment import replan_some
from delight.actions.touches.plan_touches import plan_touches
from delight.models import Moment, ProductDays, ProductKind, Touch
from tests.factories import NOW, a_moment, a_shipped_order

PAGE = "/admin/delight/product-kinds/"


def saved(client: Client, moment: Moment, *, days: int, category: str = "throws", path: str = "add/") -> str:
    form = {"name": "Throws", "products": "", "categories": category, "collections": "", "days-TOTAL_FORMS": "1"}
    own = ProductDays.objects.first()
    form |= {"days-INITIAL_FORMS": "1" if own else "0", "days-MIN_NUM_FORMS": "0", "days-MAX_NUM_FORMS": "1000"}
    form |= {"days-0-id": str(own.pk) if own else "", "days-0-moment": str(moment.pk), "days-0-days": str(days)}
    return client.post(f"{PAGE}{path}", form, follow=True).content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("shop", "store", "clock")
def test_planned_mails_follow_a_kind_of_product_and_its_end(edda: Client) -> None:
    moment = a_moment(slug="review", kind="review", days=13, expires_days=30)
    order = a_shipped_order()
    line = order.lines.get()
    line.categories = ["throws"]
    line.save()
    plan_touches([order.pk])
    touch = Touch.objects.get(order=order, kind="review")
    day = touch.planned_for

    def days_later() -> timedelta:
        while replan_some():
            pass
        touch.refresh_from_db()
        return touch.planned_for - day

    saved(edda, moment, days=27)
    kind = ProductKind.objects.get()
    assert days_later() >= timedelta(days=13)
    saved(edda, moment, days=27, category="", path=f"edit/{kind.pk}/")
    assert days_later() == timedelta(0), "what names no goods is meant for none"
    saved(edda, moment, days=27, path=f"edit/{kind.pk}/")
    assert days_later() >= timedelta(days=13)
    edda.post(f"{PAGE}delete/{kind.pk}/")
    assert days_later() == timedelta(0)


@pytest.mark.django_db
@pytest.mark.usefixtures("shop")
def test_a_day_on_which_the_kind_never_comes_is_refused(edda: Client) -> None:
    page = saved(edda, a_moment(slug="review", kind="review", days=13), days=3)
    assert "This kind comes on day 13 at the earliest." in page
    assert not ProductKind.objects.exists()


@pytest.mark.django_db
def test_the_ready_kinds_come_once_and_move_nothing_before_an_editor_says_which_goods_they_are(edda: Client) -> None:
    load_moments(since=NOW)
    assert (load_product_kinds(), load_product_kinds()) == (len(DAYS), 0)
    page = edda.get(PAGE).content.decode()
    assert page.count("Nothing yet: say which goods these are.") == len(DAYS)
    assert "One question after some use: 14, A review, good or bad: 21" in page
