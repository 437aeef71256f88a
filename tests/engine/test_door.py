"""The store's door, with recorded deliveries of a real shop, bytes and headers untouched."""

import pytest
from django.db import OperationalError, connection
from django.test import Client

from delight.intake.views import door
from delight.models import StoreEvent
from storefront_hooks.sample import recordings

pytestmark = pytest.mark.django_db


@pytest.fixture
def recording():
    return next(one for one in recordings() if one.event_type == "order_created")


def knock(recording, *, body=None, store="sample", **headers):
    sent = {**recording.headers, **headers}
    return Client(headers=sent).post(
        f"/stores/{store}/{recording.path}",
        data=recording.body if body is None else body,
        content_type=sent.get("content-type", "application/json"),
    )


def test_a_recorded_delivery_is_stored_and_answered_with_200(recording):
    answer = knock(recording)
    assert (answer.status_code, StoreEvent.objects.count()) == (200, 1)
    assert bytes(StoreEvent.objects.get().body) == recording.body


def test_the_same_delivery_twice_is_stored_once_and_answered_with_200(recording):
    knock(recording)
    assert (knock(recording).status_code, StoreEvent.objects.count()) == (200, 1)


def test_every_recorded_delivery_is_let_in():
    assert {knock(one).status_code for one in recordings()} == {200}


def test_a_body_with_one_more_space_is_refused_and_not_stored(recording):
    answer = knock(recording, body=recording.body + b" ")
    assert (answer.status_code, StoreEvent.objects.count()) == (401, 0)


def test_a_delivery_without_a_signature_is_refused_and_not_stored(recording):
    answer = knock(recording, **{"saleor-signature": ""})
    assert (answer.status_code, StoreEvent.objects.count()) == (401, 0)


def test_a_body_over_two_megabytes_is_refused(recording):
    answer = knock(recording, body=b" " * 2_000_001)
    assert (answer.status_code, StoreEvent.objects.count()) == (413, 0)


@pytest.mark.parametrize(("length", "left"), [(2_000_001, 0), (10_000_001, 10_000_001)])
def test_what_is_too_long_is_taken_off_the_wire_within_reason(rf, length, left):
    """Or a proxy in front, which still has the rest to hand on, tells the store 502 and is called five times more."""
    request = rf.generic("POST", "/stores/sample/hooks/order", data=b" " * length)
    assert door(request, name="sample", path="hooks/order").status_code == 413
    assert len(request.read()) == left


def test_a_body_of_unknown_length_is_refused(recording):
    answer = Client().generic("POST", "/stores/sample/hooks/order", HTTP_TRANSFER_ENCODING="chunked", CONTENT_LENGTH="")
    assert answer.status_code == 411


@pytest.mark.parametrize("length", ["-1", "²", "many"])
def test_a_content_length_that_is_no_number_is_refused(recording, length):
    answer = Client().generic("POST", "/stores/sample/hooks/order", data=recording.body, CONTENT_LENGTH=length)
    assert answer.status_code == 400


def test_another_store_is_not_known_here(recording):
    answer = knock(recording, store="elsewhere")
    assert (answer.status_code, StoreEvent.objects.count()) == (404, 0)


def test_the_manifest_is_served_under_the_stores_name(settings):
    settings.DELIGHT_STORE_OPTIONS = {"base_url": "https://delight.example"}
    answer = Client().get("/stores/sample/manifest.json")
    assert answer.status_code == 200
    assert "/stores/sample/" in answer.json()["tokenTargetUrl"]


def test_the_door_needs_no_csrf_token(recording):
    client = Client(enforce_csrf_checks=True, headers=dict(recording.headers))
    path = f"/stores/sample/{recording.path}"
    assert client.post(path, data=recording.body, content_type="application/json").status_code == 200


def test_a_database_that_is_away_makes_the_shop_call_again(recording):
    def away(execute, sql, params, many, context):
        raise OperationalError("the database has gone to lunch")

    with connection.execute_wrapper(away):
        answer = knock(recording)
    assert (answer.status_code, answer.content) == (
        503,
        b"The database cannot be reached just now. Please send this again in a moment.",
    )
