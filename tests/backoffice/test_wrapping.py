"""Noor sees how each parcel is wrapped, beside what belongs in it."""

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from delight.models import Touch, WrapPlan
from tests.factories import an_order

Card = Callable[..., Touch]


def today(client: Client) -> str:
    return client.get("/admin/delight/today/").content.decode()


def test_the_plan_of_the_product_stands_beside_its_parcel_with_a_photo(noor: Client, a_card: Card) -> None:
    photo = Image.objects.create(title="Blue paper", file=get_test_image_file())
    small = {"width": 320, "height": 240, "file": get_test_image_file(size=(320, 240))}
    photo.renditions.create(filter_spec="width-320", focal_point_key="", **small)
    WrapPlan.objects.create(name="Tissue", words="One sheet.")
    WrapPlan.objects.create(name="Blue paper", words="Fold it twice.", products="linen-throw", photo=photo)
    a_card()
    shown = today(noor)
    assert "Fold it twice." in shown
    assert "One sheet." not in shown
    assert 'alt="Photo of the wrapping"' in shown


def test_a_plan_for_gifts_is_for_gifts(noor: Client, a_card: Card) -> None:
    WrapPlan.objects.create(name="Ribbon", words="A red ribbon.", gifts_only=True)
    WrapPlan.objects.create(name="Tissue", words="One sheet.")
    a_card()
    assert "One sheet." in today(noor)
    a_card(an_order(gift=True))
    shown = today(noor)
    assert shown.count("A red ribbon.") == 1
    assert shown.count("One sheet.") == 1


def test_many_parcels_cost_no_more_questions_than_few(noor: Client, a_card: Card) -> None:
    WrapPlan.objects.create(name="Tissue", words="One sheet.")
    a_card()
    today(noor)
    with CaptureQueriesContext(connection) as few:
        today(noor)
    for _ in range(5):
        a_card()
    with CaptureQueriesContext(connection) as many:
        today(noor)
    assert len(many) == len(few)


def test_an_editor_writes_wrap_plans_and_a_packer_does_not(edda: Client, noor: Client) -> None:
    assert edda.get("/admin/delight/wrapping/add/").status_code == 200
    assert noor.get("/admin/delight/wrapping/add/").status_code == 302
