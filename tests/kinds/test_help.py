"""The help check: one offer of help to whoever has shown no sign of use, with what helped others in it."""

import pytest

from delight.errors import NothingToSay
from delight.kinds.base import kinds
from delight.models import GuidePage, Order, Touch
from tests.factories import a_shipped_order, a_touch
from tests.kinds.contract import MailContract, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]


class TestHelpKeepsTheContract(MailContract):
    name = "help"
    variants = ("check",)

    def order(self, variant: str, *, language: str) -> Order:
        return a_shipped_order(language=language)


def an_offer_of_help(order: Order | None = None) -> Touch:
    return a_touch(order=order or a_shipped_order(), kind="help")


def reason_against(touch: Touch) -> str:
    assert touch.order is not None
    return kinds()["help"].reason_against(touch, touch.order)


def test_what_helped_others_stands_in_the_mail() -> None:
    letter = written(an_offer_of_help())
    assert letter.highlight_label == "Where others got stuck:"
    assert letter.highlight == "It feels stiff. Shake it out while damp."


def test_the_link_opens_the_page_on_which_people_say_how_it_goes() -> None:
    assert written(an_offer_of_help()).link.startswith("https://delight.example/d/guide/")


def test_it_is_for_whoever_has_not_got_going_and_asks_for_nothing() -> None:
    kind = kinds()["help"]
    assert (kind.use, kind.asks, kind.for_gifts, kind.klass) == ("none", False, False, "offer")


def test_nothing_speaks_against_help_with_what_people_get_stuck_on() -> None:
    assert reason_against(an_offer_of_help()) == ""


def test_there_is_no_offer_of_help_where_nobody_gets_stuck() -> None:
    for guide in GuidePage.objects.all():
        guide.stuck = []
        guide.save()
    touch = an_offer_of_help()
    assert reason_against(touch) == "no_content"
    with pytest.raises(NothingToSay):
        written(touch)


def test_there_is_no_offer_of_help_without_a_guide() -> None:
    GuidePage.objects.update(live=False)
    assert reason_against(an_offer_of_help()) == "no_content"
