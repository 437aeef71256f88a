"""Thanks for a second and a fifth order: true, once for an order, an offer by law, and with nothing to do."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from delight.actions.load_moments import load_moments
from delight.actions.people.change_consent import hush
from delight.actions.touches.claim_touches import claim_touches
from delight.actions.touches.deliver_touch import deliver_touch
from delight.actions.touches.plan_touches import plan_touches
from delight.errors import NothingToSay
from delight.kinds.base import kinds
from delight.mails.compose import compose
from delight.models import Customer, Moment, Order, Touch
from tests.factories import NOW, a_customer, a_moment, a_shipped_order, a_touch, an_order
from tests.fakes_smtp import SmtpPeer
from tests.kinds.contract import LANGUAGES, MailContract, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]

EARLIER = {"second": 1, "fifth": 4}
DAY = timedelta(days=1)


def earlier(mira: Customer, *, days: int = 100, **changes: Any) -> Order:
    return an_order(**{"customer": mira, "created_at": NOW - days * DAY, "state": "shipped", **changes})


def after(number: int, *, mira: Customer | None = None, **changes: Any) -> Order:
    """Mira's order after so many that she kept."""
    mira = mira or a_customer()
    for one in range(number):
        earlier(mira, days=100 - one)
    return a_shipped_order(**{"customer": mira, **changes})


class TestThanksKeepTheContract(MailContract):
    name = "thanks"
    variants = ("second", "fifth")
    leads_nowhere = True

    def order(self, variant: str, *, language: str) -> Order:
        return after(EARLIER[variant], language=language)


@pytest.fixture
def ready(clock: object) -> None:
    load_moments(since=NOW - timedelta(days=900))


def planned(order: Order) -> Touch | None:
    plan_touches([order.pk])
    return Touch.objects.filter(order=order, kind="thanks").first()


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize(("before", "comes"), [(0, False), (1, True), (2, False), (3, False), (4, True), (5, False)])
def test_it_comes_for_the_second_and_the_fifth_order_alone(before: int, comes: bool) -> None:
    assert (planned(after(before)) is not None) is comes


@pytest.mark.usefixtures("ready")
def test_it_comes_two_days_after_the_parcel_where_nothing_else_is_said() -> None:
    Moment.objects.exclude(kind="thanks").update(active=False)
    touch = planned(after(1, arrived_at=NOW - 2 * DAY))
    assert touch is not None
    assert (touch.state, touch.due_at.date(), touch.reason) == (Touch.State.PLANNED, NOW.date(), "arrival_known")


@pytest.mark.usefixtures("ready")
def test_a_guide_that_helps_goes_first() -> None:
    order = after(1, arrived_at=NOW - 2 * DAY)
    touch, guide = planned(order), Touch.objects.get(order=order, moment__slug="guide")
    assert touch is not None
    assert touch.due_at - guide.due_at >= 3 * DAY


@pytest.mark.usefixtures("ready")
def test_what_came_back_is_not_counted() -> None:
    mira = a_customer()
    earlier(mira, state="returned")
    earlier(mira, refunded=5)
    assert planned(a_shipped_order(customer=mira)) is None


@pytest.mark.usefixtures("ready")
def test_an_order_without_a_parcel_gets_none() -> None:
    assert planned(after(1, needs_shipping=False)) is None


@pytest.mark.usefixtures("ready")
def test_a_giver_gets_none_while_the_present_is_a_secret_nor_later() -> None:
    assert planned(after(1, gift=True)) is None
    touch = a_touch(order=after(1, gift=True), moment=a_moment(kind="thanks", days=0))
    assert planned(touch.order) is not None
    assert {one.state for one in Touch.objects.filter(kind="thanks")} == {Touch.State.WITHDRAWN}


@pytest.mark.usefixtures("ready")
def test_the_quiet_mode_keeps_it_away_for_it_is_an_offer() -> None:
    mira = a_customer()
    hush(a_touch(order=a_shipped_order(customer=mira, created_at=NOW - 50 * DAY)), source="test")
    touch = planned(a_shipped_order(customer=mira))
    assert touch is not None
    assert (touch.state, touch.reason) == (Touch.State.WITHDRAWN, "stopped")


def deliver(touch: Touch) -> str:
    assert touch.pk in claim_touches(10, now=NOW)
    touch.refresh_from_db()
    state = deliver_touch(touch.pk, claim=touch.claim)
    touch.refresh_from_db()
    return state


@pytest.mark.usefixtures("clock", "store")
def test_it_reaches_who_came_back(peer: SmtpPeer) -> None:
    moment = a_moment(kind="thanks", nth_orders="2, 5", days=0)
    assert deliver(a_touch(order=after(1), moment=moment)) == "done"
    assert b"Your second order" in peer.messages[0]


@pytest.mark.usefixtures("clock", "store")
@pytest.mark.parametrize("numbers", ["2, 5", ""], ids=["the moment looks", "the kind looks"])
def test_where_the_first_order_came_back_meanwhile_nothing_is_sent(numbers: str) -> None:
    order = after(1)
    touch = a_touch(order=order, moment=a_moment(kind="thanks", nth_orders=numbers, days=0))
    Order.objects.filter(customer=order.customer).exclude(pk=order.pk).update(state="returned")
    assert (deliver(touch), touch.reason) == ("skipped", "not_meant")


def test_it_tells_the_day_on_which_it_began_where_the_person_lives() -> None:
    mira = a_customer(time_zone="Pacific/Auckland")
    earlier(mira, created_at=NOW.replace(month=3, day=1, hour=20))
    letter = written(a_touch(order=a_shipped_order(customer=mira), kind="thanks"))
    assert (letter.highlight_label, letter.highlight) == ("Your first order with us:", "2 March 2026")


def test_no_order_is_called_the_first_where_one_before_it_came_back() -> None:
    mira = a_customer()
    earlier(mira, days=200, state="returned")
    letter = written(a_touch(order=after(1, mira=mira), kind="thanks"))
    assert (letter.highlight_label, letter.highlight) == ("", "")


def test_it_says_why_by_the_number_and_asks_for_nothing() -> None:
    kind = kinds()["thanks"]
    assert (kind.klass, kind.asks, kind.for_gifts) == ("offer", False, False)
    letter = written(a_touch(order=after(1), kind="thanks"))
    assert "is your second with us" in letter.reason
    assert "?" not in letter.text


def test_it_leads_nowhere_but_to_the_pages_that_stop_it() -> None:
    for language in LANGUAGES:
        mail = compose(written(a_touch(order=after(4, language=language), kind="thanks")))
        assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in mail.source
        assert {link.split("/d/")[1].split("/")[0] for link in mail.text.split() if "://" in link} == {"coming", "stop"}
        assert 'href=""' not in mail.html


@pytest.mark.parametrize("customer", [{}, {"email": "", "external_id": "till"}], ids=["a first order", "no address"])
def test_for_any_other_order_there_is_nothing_to_say(customer: dict[str, str]) -> None:
    touch = a_touch(order=a_shipped_order(customer=a_customer(**customer)), kind="thanks")
    assert touch.order is not None
    assert kinds()["thanks"].reason_against(touch, touch.order) == "not_meant"
    with pytest.raises(NothingToSay, match="has no words of thanks"):
        written(touch)


FORM = {
    "name": "Thanks",
    "slug": "thanks",
    "kind": "thanks",
    "medium": "mail",
    "anchor": "arrived",
    "days": "2",
    "expires_days": "10",
    "gladness": "Somebody saw it.",
    "gifts": "never",
    "anniversary_days": "0",
    "incident": "any",
    "one_in": "1",
    "holdout_percent": "0",
}


@pytest.mark.parametrize("numbers", ["", "3", "2, 7"])
def test_a_moment_for_a_number_without_words_is_refused(admin_client: Client, numbers: str) -> None:
    page = admin_client.post("/admin/delight/moments/add/", {**FORM, "nth_orders": numbers}, follow=True)
    assert "has words for a person&#x27;s order number 2 or 5 alone" in page.content.decode()
    assert not Moment.objects.exists()


def test_a_moment_for_the_fifth_alone_is_saved(admin_client: Client) -> None:
    admin_client.post("/admin/delight/moments/add/", {**FORM, "nth_orders": "5"}, follow=True)
    assert Moment.objects.get().nth_orders == "5"
