"""The request for a review: the same words to everyone, and code that cannot read what they think."""

import ast
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from delight.actions.moment_facts import facts_of_moment
from delight.actions.touches.plan_touches import plan_touches
from delight.backoffice.writing.checklist import points
from delight.errors import NothingToSay
from delight.kinds import review
from delight.kinds.base import kinds
from delight.models import Case, Order, Sign, Touch
from tests.factories import NOW, a_customer, a_moment, a_shipped_order, a_touch
from tests.kinds.contract import MailContract, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]
OPINIONS = {"Sign", "Case", "Reply", "Answer", "question", "answers", "joy", "use", "Suppression", "Consent"}
"""Names under which we keep what people did and said."""


class TestReviewKeepsTheContract(MailContract):
    name = "review"
    variants = ("ask",)

    def order(self, variant: str, *, language: str) -> Order:
        return a_shipped_order(language=language)


def imported(module: str) -> Iterator[str]:
    """Every name that this module of ours imports, and those that the modules of ``delight.kinds`` it uses import."""
    source = Path(str(import_module(module).__file__)).read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names]
            whence = node.module if isinstance(node, ast.ImportFrom) and node.module else ""
            yield from names
            yield from whence.split(".")
            if whence.startswith("delight.kinds."):
                yield from imported(whence)


def test_its_code_cannot_read_what_people_think() -> None:
    found = set(imported(review.__name__))
    assert "write" in found, "the walk sees imports"
    assert found & OPINIONS == set()
    assert set(imported("delight.kinds.share")) & OPINIONS, "the walk would see them"


def test_the_glad_and_the_cross_are_asked_with_the_same_words() -> None:
    glad, cross = (a_shipped_order(customer=a_customer(), number="7") for _ in range(2))
    card = a_touch(order=glad, kind="note", medium="card")
    for day in (NOW, NOW + timedelta(days=1)):
        sign = {"customer": glad.customer, "order": glad, "touch": card, "day": day.date(), "at": day}
        Sign.objects.create(name=Sign.Name.CODE_OPENED, **sign)
    Case.objects.create(customer=cross.customer, sort=Case.Sort.COMPLAINT, words="Torn.", opened_at=NOW, closed_at=NOW)
    letters = [written(a_touch(order=order, kind="review")) for order in (glad, cross)]
    assert letters[0].paragraphs == letters[1].paragraphs
    assert letters[0].text == letters[1].text


def test_it_leads_to_the_shops_own_place_for_reviews_and_nowhere_else() -> None:
    assert written(a_touch(kind="review")).link == "https://reviews.example/linden-loom"


def test_nobody_is_asked_while_the_shop_has_named_no_place(settings: Settings) -> None:
    order = a_shipped_order()
    moment = a_moment(slug="review", kind="review", days=13)
    plan_touches([order.pk])
    touch = Touch.objects.get()
    assert (touch.state, facts_of_moment(moment).active) == (Touch.State.PLANNED, True)
    settings.DELIGHT_REVIEW_URL = ""
    plan_touches([order.pk])
    touch.refresh_from_db()
    assert (touch.state, facts_of_moment(moment).active) == (Touch.State.WITHDRAWN, False)
    assert [point.answer for point in points(moment) if not point.ok] == [kinds()["review"].missing()]
    with pytest.raises(NothingToSay, match="DELIGHT_REVIEW_URL"):
        written(touch)


def test_it_is_an_ask_for_everyone_alike_from_day_thirteen() -> None:
    kind = kinds()["review"]
    assert (kind.asks, kind.alike, kind.first_day, kind.use, kind.for_gifts) == (True, True, 13, "any", False)
