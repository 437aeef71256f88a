"""Edda limits a guide to winter or to a country: whom it is for reads it, and everybody else the general one."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from delight.backoffice.sentences import limits_sentence
from delight.backoffice.writing.usage import usage
from delight.content import guide_for, insert_for, reading_once
from delight.models import GuidePage, HomePage, Insert, Order
from tests.factories import a_touch, an_order
from tests.pages.shop import a_guide

JANUARY, JULY = datetime(2027, 1, 12, 9, tzinfo=UTC), datetime(2027, 7, 12, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _shop(shop: None) -> None:
    """A general guide for the linen throw."""


def limited(language: str = "en", **limits: object) -> GuidePage:
    home = HomePage.objects.get(locale__language_code=language)
    return a_guide(home, language=language, title="Limited", slug="limited", translation_key=uuid4(), **limits)


def told(order: Order, language: str = "en") -> str:
    guide = guide_for(order, language=language)
    return guide.title if guide else ""


def test_a_winter_guide_is_for_what_is_ordered_in_winter():
    limited(first_month=11, last_month=2)
    general = GuidePage.objects.exclude(title="Limited").get(locale__language_code="en").title
    assert told(an_order(created_at=JANUARY)) == "Limited"
    assert told(an_order(created_at=JULY)) == general


def test_the_last_hour_of_a_month_is_the_shops_own():
    limited(first_month=11, last_month=2)
    in_march_in_berlin = datetime(2027, 2, 28, 23, 30, tzinfo=UTC)
    assert told(an_order(created_at=in_march_in_berlin)) != "Limited"


def test_a_guide_for_one_country_is_for_no_other():
    limited(countries="ie, gb")
    with reading_once():
        assert told(an_order(country="IE")) == "Limited"
        assert told(an_order(country="DE")) != "Limited"


def test_who_reads_another_language_gets_the_general_guide_of_their_own_first():
    limited(first_month=11, last_month=2)
    general = GuidePage.objects.get(locale__language_code="de").title
    assert told(an_order(created_at=JANUARY, language="de"), language="de") == general


def test_the_sheet_of_a_limited_guide_lies_in_no_other_parcel():
    sheets = {
        page.title: Insert.objects.create(name=page.title, form="guide", page=page, products="linen-throw")
        for page in (GuidePage.objects.get(locale__language_code="en"), limited(countries="IE"))
    }
    assert insert_for(an_order(country="IE")) == sheets["Limited"]
    assert insert_for(an_order(country="DE")) != sheets["Limited"]


def test_where_it_is_used_says_for_whom_it_is_and_counts_only_them():
    guide = limited(first_month=11, last_month=2, countries="IE, GB")
    a_touch(order=an_order(created_at=JANUARY, country="IE"))
    a_touch(order=an_order(created_at=JANUARY, country="DE"))
    found = usage(guide)
    assert found.limits == "Only for orders placed from November to the end of February, to IE or GB."
    assert found.planned == 1
    assert limits_sentence(GuidePage.objects.get(locale__language_code="de")) == ""


@pytest.mark.parametrize(
    ("limits", "field", "said"),
    [
        ({"first_month": 11}, "__all__", "A season has a first and a last month; leave both empty for the whole year."),
        ({"countries": "Ireland"}, "countries", "Write two letters a country: IE, GB."),
    ],
)
def test_half_a_season_and_a_country_without_a_code_are_refused(limits, field, said):
    guide = GuidePage.objects.get(locale__language_code="en")
    for name, value in limits.items():
        setattr(guide, name, value)
    with pytest.raises(ValidationError) as refused:
        guide.full_clean()
    assert refused.value.message_dict == {field: [said]}


def test_an_editor_sees_the_limits_in_the_form(edda: Client):
    guide = limited(countries="IE")
    page = edda.get(f"/admin/pages/{guide.pk}/edit/").content.decode()
    assert "Only for orders placed in these months, and to these countries" in page
    assert "Only for orders to IE." in page
