"""The offer to send it back: while there is time, for what must be set up and is not, with a person's yes."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from delight import clock
from delight.actions.load_moments import load_moments
from delight.actions.touches.claim_touches import claim_touches
from delight.actions.touches.deliver_touch import deliver_touch
from delight.actions.touches.hold_touch import release_touch
from delight.actions.touches.plan_touches import plan_touches
from delight.errors import NothingToSay
from delight.kinds.base import kinds
from delight.links import sign
from delight.mails.compose import compose
from delight.models import GuidePage, Moment, Order, Touch
from tests.factories import NOW, a_moment, a_shipped_order, a_touch
from tests.fakes_smtp import SmtpPeer
from tests.kinds.contract import LANGUAGES, MailContract, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]
ARRIVED = datetime(2026, 11, 2, 12, tzinfo=UTC)
"""A Monday: the last day to withdraw is Monday 16 November 2026."""


def an_order(*, told: bool = True, **changes: object) -> Order:
    """Mira's order, of which everybody knows when it arrived; ``told``: its check-out spoke of our mails."""
    notice = {"notice_text": "v3", "notice_at": ARRIVED - timedelta(days=9)} if told else {}
    values = {"left": ARRIVED - timedelta(days=3), "arrived_at": ARRIVED, "channel": "untold", **notice, **changes}
    return a_shipped_order(**values)


class TestRefundKeepsTheContract(MailContract):
    name = "refund"
    variants = ("offer", "plain")

    @pytest.fixture(autouse=True)
    def nothing_stated(self, settings: Settings) -> None:
        settings.DELIGHT_NOTICES = ()

    def order(self, variant: str, *, language: str) -> Order:
        return an_order(told=variant == "offer", language=language)


@pytest.fixture
def nothing_stated(settings: Settings) -> None:
    settings.DELIGHT_NOTICES = ()


def must_be_set_up() -> None:
    GuidePage.objects.update(set_up=True)


def the_offer(**changes: object) -> Touch:
    return a_touch(order=an_order(**changes), kind="refund", due_at=NOW, not_after=NOW + timedelta(days=1))


def reason_against(touch: Touch) -> str:
    assert touch.order is not None
    return kinds()["refund"].reason_against(touch, touch.order)


def planned(order: Order) -> Touch:
    a_moment(slug="refund", kind="refund", days=9, expires_days=2)
    plan_touches([order.pk])
    return Touch.objects.get()


def test_the_last_day_and_the_way_stand_in_the_mail() -> None:
    letter = written(the_offer())
    assert (letter.highlight_label, letter.highlight) == ("The last day to tell us:", "16 November 2026")
    assert letter.link == "https://lindenloom.example/withdraw"
    assert "16 November 2026" in letter.text


@pytest.mark.usefixtures("nothing_stated")
def test_without_a_basis_it_is_a_plain_service_mail_without_alternatives() -> None:
    for language in LANGUAGES:
        plain = written(the_offer(told=False, language=language))
        offer = written(the_offer(language=language))
        assert (plain.klass, offer.klass) == ("service", "offer")
        assert len(plain.paragraphs) + 1 == len(offer.paragraphs)
        assert b"List-Unsubscribe" not in compose(plain).source
        assert b"List-Unsubscribe" in compose(offer).source
        assert re.findall(r"https://[^/]*lindenloom[^\s]*", plain.text) == ["https://lindenloom.example/withdraw"]


@pytest.mark.usefixtures("nothing_stated")
def test_a_service_mail_may_be_planned_without_a_basis_and_an_offer_may_not() -> None:
    touch = planned(an_order(told=False))
    assert (touch.state, touch.reason) == (Touch.State.PLANNED, "arrival_known")


def test_it_comes_on_day_nine_to_eleven_and_never_in_the_last_three_days() -> None:
    touch = planned(an_order())
    assert touch.due_at == datetime(2026, 11, 11, 9, tzinfo=UTC)
    assert touch.not_after == datetime(2026, 11, 13, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"arrived_at": None}, "no_withdrawal", id="an arrival that is only estimated"),
        pytest.param({"country": "US"}, "no_withdrawal", id="a country without the right"),
        pytest.param({"gift": True}, "gift", id="a gift"),
    ],
)
def test_it_is_not_planned(changes: dict[str, object], reason: str) -> None:
    touch = planned(an_order(**changes))
    assert (touch.state, touch.reason) == (Touch.State.WITHDRAWN, reason)


def test_it_is_only_for_what_must_be_set_up() -> None:
    touch = the_offer()
    assert reason_against(touch) == "not_set_up"
    must_be_set_up()
    assert reason_against(touch) == ""
    touch.order.parcels.update(arrived_at=None)  # type: ignore[union-attr]  # it has an order
    assert reason_against(touch) == "no_withdrawal"


def test_it_needs_a_place_to_withdraw(settings: Settings) -> None:
    touch = the_offer()
    settings.DELIGHT_WITHDRAWAL_URL = ""
    assert "DELIGHT_WITHDRAWAL_URL" in kinds()["refund"].missing()
    with pytest.raises(NothingToSay, match="DELIGHT_WITHDRAWAL_URL"):
        written(touch)


@pytest.mark.usefixtures("clock", "store")
def test_nothing_leaves_without_a_persons_yes_and_then_it_does(peer: SmtpPeer) -> None:
    must_be_set_up()
    touch = the_offer()
    assert claim_and_deliver(touch) == "planned"
    assert (touch.hold_reason, touch.approved_at) == ("approval", None)
    assert claim_touches(10, now=clock.now()) == []
    assert release_touch(touch)
    assert claim_and_deliver(touch) == "done"
    assert (touch.approved_at, len(peer.messages)) == (NOW, 1)


@pytest.mark.usefixtures("clock", "store")
def test_another_hold_that_ends_is_no_yes(peer: SmtpPeer) -> None:
    must_be_set_up()
    touch = the_offer()
    Touch.objects.update(hold_reason="staff_hold")
    release_touch(touch)
    assert claim_and_deliver(touch) == "planned"
    assert (touch.hold_reason, peer.messages) == ("approval", [])


@pytest.mark.usefixtures("clock", "store")
def test_nobody_is_asked_about_what_would_not_go_out_anyway(peer: SmtpPeer) -> None:
    touch = the_offer()
    assert claim_and_deliver(touch) == "skipped"
    assert (touch.reason, touch.hold_reason) == ("not_set_up", "")


def test_the_customers_page_does_not_tell_of_it_nor_of_a_surprise(client: Client) -> None:
    touch = the_offer()
    order = touch.order
    surprise = a_moment(slug="surprise", one_in=4, kind="help")
    a_touch(order=order, moment=surprise)
    guide = a_touch(order=order)
    html = client.get(f"/d/coming/{sign(guide.token, purpose='coming')}/").content.decode()
    assert html.count('name="skip"') == 1
    assert f'value="{guide.pk}"' in html


def test_it_is_off_until_the_shop_turns_it_on() -> None:
    load_moments(since=NOW)
    assert not Moment.objects.get(slug="refund").active


def claim_and_deliver(touch: Touch) -> str:
    assert touch.pk in claim_touches(10, now=clock.now())
    touch.refresh_from_db()
    state = deliver_touch(touch.pk, claim=touch.claim)
    touch.refresh_from_db()
    return state
