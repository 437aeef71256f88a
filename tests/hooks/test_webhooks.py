"""At the door: who is believed, who is refused, and what is kept."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storefront_hooks import Answer, InstallationSnapshot, Request
from storefront_hooks.saleor import SaleorStore
from storefront_hooks.sample import recorded_installation, recordings
from tests.hooks.playback import DATA, Say, Shop
from tests.hooks.signing import Signer

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
GENUINE = {
    "__typename": "OrderUpdated",
    "issuedAt": "2026-11-21T11:59:58+00:00",
    "recipient": {"id": "QXBwOjE="},
    "issuingPrincipal": {"id": "VXNlcjox"},
    "order": {"id": "T3JkZXI6MQ=="},
}


def answer(request: Request, *, installation: InstallationSnapshot | None, now: datetime = NOON) -> Answer:
    return SaleorStore(installation, clock=lambda: now, options={}).answer(request)


def test_every_recorded_delivery_is_received_unless_it_is_our_own_echo() -> None:
    installation = recorded_installation()
    answers = [(recording, answer(recording.request(), installation=installation)) for recording in recordings()]
    assert {given.status for _, given in answers} == {200}
    echoes = [recording.scenario for recording, given in answers if given.event is None]
    assert echoes == ["byapp-1-metadata-by-own-app", "byapp-2-note-by-own-app"]


def test_a_received_event_keeps_the_body_and_what_it_is_about() -> None:
    for recording in recordings():
        event = answer(recording.request(), installation=recorded_installation()).event
        if event is None:
            continue
        assert (event.body, event.type) == (recording.body, recording.event_type)
        assert event.digest == hashlib.sha256(recording.body).hexdigest()
        assert event.issued_at == datetime.fromisoformat(json.loads(recording.body)["issuedAt"])
        assert event.unreadable == ""


def test_an_event_names_the_order_or_customer_it_is_about() -> None:
    ids = {}
    for recording in recordings():
        event = answer(recording.request(), installation=recorded_installation()).event
        if event is not None:
            ids.setdefault(event.subject, set()).add(event.subject_id == "")
    assert ids == {"order": {False, True}, "customer": {False}, "product": {False, True}, "app": {False}}


def test_a_bulk_import_is_about_no_single_order() -> None:
    (recording,) = (found for found in recordings() if found.event_type == "order_bulk_created")
    event = answer(recording.request(), installation=recorded_installation()).event
    assert event is not None
    assert (event.subject, event.subject_id) == ("order", "")


@pytest.mark.parametrize("path", sorted((DATA / "foreign").glob("*.json")), ids=lambda path: path.stem)
def test_what_was_sent_to_another_app_is_refused(path) -> None:
    delivery = json.loads(path.read_text())
    headers = {name.lower(): value for name, value in delivery["headers"].items()}
    request = Request(method="POST", path=delivery["path"], headers=headers, body=delivery["body"].encode())
    given = answer(request, installation=recorded_installation())
    assert (given.status, given.event) == (401, None)
    assert given.body


def test_one_byte_more_is_refused_for_every_recorded_delivery() -> None:
    installation = recorded_installation()
    for recording in recordings():
        request = replace(recording.request(), body=recording.body + b" ")
        assert answer(request, installation=installation).status == 401


def test_without_an_installation_nobody_is_believed(signer: Signer) -> None:
    assert answer(signer.deliver(GENUINE), installation=None).status == 401


def test_a_genuine_delivery_is_received(signer: Signer) -> None:
    given = answer(signer.deliver(GENUINE), installation=signer.installation())
    assert given.status == 200
    assert given.event is not None
    assert (given.event.subject, given.event.subject_id, given.event.store) == ("order", "T3JkZXI6MQ==", "saleor")


def test_a_body_over_two_megabytes_is_refused_before_it_is_read(signer: Signer) -> None:
    given = answer(signer.deliver(b" " * 2_000_001), installation=signer.installation())
    assert given.status == 413


def test_another_shops_address_is_refused(signer: Signer) -> None:
    request = signer.deliver(GENUINE, api_url="https://other.example/graphql/")
    given = answer(request, installation=signer.installation())
    assert (given.status, b"another shop" in given.body) == (401, True)


@pytest.mark.parametrize("header", ["saleor-event", "saleor-api-url", "saleor-signature"])
def test_a_missing_header_is_refused(signer: Signer, header: str) -> None:
    request = signer.deliver(GENUINE)
    headers = {name: value for name, value in request.headers.items() if name != header}
    assert answer(replace(request, headers=headers), installation=signer.installation()).status == 401


@pytest.mark.parametrize(
    "recipient", [None, {}, {"id": None}, {"id": "QXBwOjI="}, "QXBwOjE=", ["QXBwOjE="]], ids=json.dumps
)
def test_another_recipient_is_refused(signer: Signer, recipient: object) -> None:
    given = answer(signer.deliver({**GENUINE, "recipient": recipient}), installation=signer.installation())
    assert (given.status, given.event) == (401, None)


@pytest.mark.parametrize("content", [[], [GENUINE], "order", 5, None], ids=["list", "legacy", "text", "number", "null"])
def test_a_body_that_is_no_object_names_no_recipient(signer: Signer, content: object) -> None:
    assert answer(signer.deliver(content), installation=signer.installation()).status == 401


@pytest.mark.parametrize("header", ["order_created", "OrderUpdated", "ORDER_UPDATED", ""])
def test_a_header_that_contradicts_the_signed_type_is_refused(signer: Signer, header: str) -> None:
    assert answer(signer.deliver(GENUINE, event=header), installation=signer.installation()).status == 401


@pytest.mark.parametrize(
    ("typename", "header"),
    [("OrderCancelled", "order_cancelled"), ("FulfillmentCanceled", "fulfillment_canceled")],
)
def test_both_spellings_of_a_cancellation_are_known(signer: Signer, typename: str, header: str) -> None:
    request = signer.deliver({**GENUINE, "__typename": typename}, event=header)
    given = answer(request, installation=signer.installation())
    assert given.event is not None
    assert given.event.type == header


def test_our_own_echo_is_answered_and_not_kept(signer: Signer) -> None:
    given = answer(
        signer.deliver({**GENUINE, "issuingPrincipal": {"id": "QXBwOjE="}}), installation=signer.installation()
    )
    assert (given.status, given.event) == (200, None)


def test_a_genuine_body_that_is_no_json_is_kept_and_marked(signer: Signer) -> None:
    given = answer(signer.deliver(b"{half a bo"), installation=signer.installation())
    assert given.status == 200
    assert given.event is not None
    assert given.event.unreadable.startswith("the body is not JSON")
    assert (given.event.type, given.event.body, given.event.subject_id) == ("order_updated", b"{half a bo", "")


def test_an_event_without_a_time_is_kept_without_one(signer: Signer) -> None:
    given = answer(signer.deliver({**GENUINE, "issuedAt": "soon"}), installation=signer.installation())
    assert given.event is not None
    assert given.event.issued_at is None


def test_an_id_that_cannot_be_stored_is_left_out(signer: Signer) -> None:
    given = answer(signer.deliver({**GENUINE, "order": {"id": "x" * 256}}), installation=signer.installation())
    assert given.event is not None
    assert given.event.subject_id == ""


def test_a_new_key_of_the_shop_is_fetched_and_handed_back(signer: Signer, shop: Shop) -> None:
    shop.answers = [Say(json.dumps(signer.key_set).encode())]
    stale = replace(signer.installation(api_url=shop.api_url), key_set={"keys": []})
    given = answer(signer.deliver(GENUINE, api_url=shop.api_url), installation=stale)
    assert given.status == 200
    assert given.event is not None
    assert given.installation == replace(stale, key_set=signer.key_set)
    assert [asked.path for asked in shop.asked] == ["/.well-known/jwks.json"]


def test_a_key_that_the_shop_does_not_know_either_is_refused(signer: Signer, shop: Shop) -> None:
    shop.answers = [Say(b'{"keys": []}')]
    stale = replace(signer.installation(api_url=shop.api_url), key_set={"keys": []})
    given = answer(signer.deliver(GENUINE, api_url=shop.api_url), installation=stale)
    assert (given.status, given.installation) == (401, None)


def test_the_shop_is_asked_for_keys_at_most_once_a_minute(signer: Signer, shop: Shop) -> None:
    shop.answers = [Say(b'{"keys": []}')]
    stale = replace(signer.installation(api_url=shop.api_url), key_set={"keys": []})
    request = signer.deliver(GENUINE, api_url=shop.api_url)
    seconds = [0, 1, 59, 61, 62]
    answers = [answer(request, installation=stale, now=NOON + timedelta(seconds=second)) for second in seconds]
    assert [given.status for given in answers] == [401, 503, 503, 401, 503]
    assert len(shop.asked) == 2


def test_a_shop_that_cannot_give_its_keys_now_is_asked_to_call_again(signer: Signer, shop: Shop) -> None:
    shop.answers = [Say(status=404)]
    stale = replace(signer.installation(api_url=shop.api_url), key_set={"keys": []})
    given = answer(signer.deliver(GENUINE, api_url=shop.api_url), installation=stale)
    assert (given.status, given.event) == (503, None)


def test_a_bad_signature_with_a_known_key_asks_nobody(signer: Signer, shop: Shop) -> None:
    request = replace(signer.deliver(GENUINE, api_url=shop.api_url), body=b"{}")
    assert answer(request, installation=signer.installation(api_url=shop.api_url)).status == 401
    assert shop.asked == []
