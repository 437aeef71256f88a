"""Thanks for a gift: passed on once, surprise-safe, in kind hours, and with no way to reach whoever said them."""

import re
from datetime import timedelta

import pytest

from delight import clock
from delight.actions.load_moments import load_moments
from delight.actions.people.change_consent import hush, stop
from delight.actions.people.pass_on_thanks import pass_on_thanks
from delight.actions.touches.claim_touches import claim_touches
from delight.actions.touches.deliver_touch import deliver_touch
from delight.actions.touches.plan_touches import plan_touches
from delight.errors import NothingToSay
from delight.kinds.base import kinds
from delight.mails.compose import compose
from delight.models import Moment, Order, Thanks, Touch
from tests.factories import NOW, a_moment, a_shipped_order, a_touch
from tests.fakes_smtp import SmtpPeer
from tests.kinds.contract import LANGUAGES, MailContract, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]


LINK = re.compile(r"https?://[^\s\"<]+")
"""What is random in it may look like a price."""


def a_gift(**changes: object) -> Order:
    return a_shipped_order(gift=True, recipient_first_name="Jonas", recipient_last_name="Wolf", **changes)


class TestGiftThanksKeepsTheContract(MailContract):
    name = "gift_thanks"
    variants = ("passed_on",)
    leads_nowhere = True

    def order(self, variant: str, *, language: str) -> Order:
        order = a_gift(language=language)
        Thanks.objects.create(order=order, words="It is lovely.", at=NOW)
        return order


def thanked(*, words: str = "It is lovely.", days: int = 1, **changes: object) -> Touch:
    """The touch that is planned once somebody has pressed the button."""
    a_moment(slug="gift-thanks", kind="gift_thanks", anchor="thanked", days=days, expires_days=10, gifts="only")
    order = a_gift(**changes)
    plan_touches([order.pk])
    assert not Touch.objects.filter(kind="gift_thanks").exists(), "nothing is planned before"
    assert pass_on_thanks(order, words=words)
    return Touch.objects.get(kind="gift_thanks")


def deliver(touch: Touch) -> str:
    assert touch.pk in claim_touches(10, now=clock.now())
    touch.refresh_from_db()
    state = deliver_touch(touch.pk, claim=touch.claim)
    touch.refresh_from_db()
    return state


@pytest.mark.usefixtures("clock")
def test_it_is_planned_for_the_next_morning_where_the_giver_lives() -> None:
    touch = thanked()
    assert (touch.state, touch.reason, touch.medium) == (Touch.State.PLANNED, "thanked", "mail")
    assert touch.due_at == NOW + timedelta(days=1)
    assert touch.key.endswith("/gift-thanks")


@pytest.mark.usefixtures("clock")
def test_a_second_thanks_changes_nothing() -> None:
    touch = thanked()
    assert touch.order is not None
    assert not pass_on_thanks(touch.order, words="Somebody else")
    assert (Thanks.objects.get().words, Touch.objects.count()) == ("It is lovely.", 1)


@pytest.mark.usefixtures("clock", "store")
def test_it_reaches_the_giver_and_nobody_else(peer: SmtpPeer) -> None:
    touch = thanked(days=0)
    assert deliver(touch) == "done"
    (message,) = peer.messages
    assert touch.customer.email.encode() in message
    assert b"It is lovely." in message


@pytest.mark.usefixtures("clock", "store")
@pytest.mark.parametrize(("changes", "reason"), [({"refunded": 5}, "refunded"), ({"state": "returned"}, "returned")])
def test_of_a_gift_that_came_back_nothing_is_said(changes: dict[str, object], reason: str) -> None:
    touch = thanked(days=0)
    Order.objects.update(**changes)
    assert deliver(touch) == "skipped"
    assert touch.reason == reason


@pytest.mark.usefixtures("clock")
def test_a_giver_who_stopped_all_mails_gets_none() -> None:
    earlier = a_touch(order=a_shipped_order())
    stop(earlier, scope="all", source="test")
    touch = thanked(customer=earlier.customer)
    assert (touch.state, touch.reason) == (Touch.State.WITHDRAWN, "stopped")


@pytest.mark.usefixtures("clock")
def test_the_quiet_mode_lets_it_pass_for_it_concerns_the_order_itself() -> None:
    earlier = a_touch(order=a_shipped_order())
    hush(earlier, source="test")
    assert thanked(customer=earlier.customer).state == Touch.State.PLANNED


def test_it_is_a_service_that_sells_nothing_and_leads_nowhere() -> None:
    for language in LANGUAGES:
        order = a_gift(language=language)
        Thanks.objects.create(order=order, words="", at=NOW)
        letter = written(a_touch(order=order, kind="gift_thanks"))
        mail = compose(letter)
        assert (letter.klass, letter.link, letter.highlight) == ("service", "", "")
        assert b"List-Unsubscribe" not in mail.source
        assert "lindenloom.example/" not in mail.text
        assert 'href=""' not in mail.html


def test_neither_the_present_nor_who_opened_it_nor_a_price_is_named() -> None:
    for language in LANGUAGES:
        order = a_gift(language=language)
        Thanks.objects.create(order=order, words="It is lovely.", at=NOW)
        mail = compose(written(a_touch(order=order, kind="gift_thanks")))
        told = LINK.sub("", f"{mail.subject} {mail.text} {mail.html}").replace(order.number, "")
        assert [word for word in ("Linen throw", "Jonas", "Wolf", "89") if word in told] == []
        assert "It is lovely." in mail.text


def test_what_they_wrote_cannot_break_out_of_the_mail() -> None:
    order = a_gift()
    Thanks.objects.create(order=order, words="<script>alert(1)</script> {link} {shop}", at=NOW)
    mail = compose(written(a_touch(order=order, kind="gift_thanks")))
    assert "<script>" not in mail.html
    assert "{link} {shop}" in mail.text


def test_without_thanks_there_is_nothing_to_say() -> None:
    touch = a_touch(order=a_gift(), kind="gift_thanks")
    assert touch.order is not None
    assert kinds()["gift_thanks"].reason_against(touch, touch.order) == "no_content"
    with pytest.raises(NothingToSay, match="nobody has said thank you"):
        written(touch)


def test_it_is_on_from_the_first_minute_for_gifts_alone() -> None:
    load_moments(since=NOW)
    moment = Moment.objects.get(slug="gift-thanks")
    assert (moment.active, moment.anchor, moment.gifts) == (True, "thanked", "only")
