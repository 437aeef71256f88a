"""What was done for an order stands at the order in the store, once the shop wants it, and only once."""

from datetime import timedelta

import pytest

from delight.actions.orders.tell_store import tell_store
from delight.models import Installation, Reading, Touch
from tests.actions.store_on_localhost import registered
from tests.factories import NOW, a_touch
from tests.hooks.fake_saleor import FIRST, denied, made_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def saleor(settings, clock):
    settings.DELIGHT_WRITE_BACK = True
    with registered(settings, installed_at=FIRST) as saleor:
        tell_store()
        clock.shift(timedelta(minutes=1))
        yield saleor


def done(saleor, *, kind: str = "guide", at=NOW + timedelta(seconds=30)) -> Touch:
    touch = a_touch(kind=kind, state=Touch.State.DONE, done_at=at)
    saleor.orders.append(made_order(1, id=touch.order.external_id))
    return touch


def test_what_was_done_is_written_at_its_order(saleor):
    touch = done(saleor)
    assert tell_store() == ""
    assert saleor.private == {touch.order.external_id: {"delight.guide": "2026-11-12T09:00:30Z"}}


def test_it_is_told_once(saleor):
    first, second = done(saleor), done(saleor)
    for _ in range(3):
        tell_store()
    assert saleor.answered.count("Tell") == 2
    assert saleor.private.keys() == {first.order.external_id, second.order.external_id}


def test_what_was_done_before_is_not_told(saleor):
    done(saleor, at=NOW - timedelta(days=1))
    tell_store()
    assert saleor.private == {}


def test_a_trouble_is_kept_and_the_rest_told_later(saleor):
    done(saleor)
    saleor.before = lambda asked: denied()
    assert "denies" in tell_store()
    assert "denies" in Reading.objects.get(subject="told").trouble
    saleor.before = lambda asked: None
    assert tell_store() == ""
    assert len(saleor.private) == 1


def test_an_order_that_is_gone_there_holds_up_no_other(saleor):
    gone, kept = done(saleor), done(saleor, at=NOW + timedelta(seconds=40))
    saleor.orders = [order for order in saleor.orders if order["id"] != gone.order.external_id]
    assert tell_store() == ""
    assert list(saleor.private) == [kept.order.external_id]


@pytest.mark.parametrize("without", ["wish", "installation"])
def test_unless_the_shop_wants_it_nothing_is_written(saleor, settings, without):
    done(saleor)
    if without == "wish":
        settings.DELIGHT_WRITE_BACK = False
    else:
        Installation.objects.all().delete()
    assert tell_store() == ""
    assert saleor.private == {}
