"""A recorded body becomes the neutral words that stand for it."""

import hashlib
import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from storefront_hooks import NoticeSnapshot, ParcelSnapshot, RecipientSnapshot, Unreadable
from storefront_hooks.saleor.events import event_name, subject_of
from storefront_hooks.saleor.orders import ORDER_STATES, PARCEL_STATES, GiftKeys
from storefront_hooks.sample import recordings
from tests.hooks.bodies import FULL, body, event, order_in, read

ORDER_HOOKS = ("hooks/order", "hooks/fulfillment")


@pytest.mark.parametrize("path", ["hooks/order", "hooks/fulfillment"])
def test_every_recorded_order_event_shows_its_order(path: str) -> None:
    found = [recording for recording in recordings() if recording.path == path]
    assert found
    for recording in found:
        understanding = read(recording.body)
        expected = 2 if recording.event_type == "order_bulk_created" else 1
        assert (len(understanding.orders), understanding.reread, understanding.ignored) == (expected, (), "")


def test_every_recorded_customer_event_shows_its_customer() -> None:
    found = [recording for recording in recordings() if recording.path == "hooks/customer"]
    assert len(found) == 13
    for recording in found:
        (customer,) = read(recording.body).customers
        assert customer.gone == (recording.event_type in ("customer_deleted", "account_deleted"))


@pytest.mark.parametrize("path", ["hooks/product", "hooks/app"])
def test_products_and_the_app_itself_are_ignored_with_a_reason(path: str) -> None:
    found = [recording for recording in recordings() if recording.path == path]
    assert found
    for recording in found:
        understanding = read(recording.body)
        assert recording.event_type in understanding.ignored
        assert (understanding.orders, understanding.customers) == ((), ())


def test_every_recorded_delivery_belongs_to_one_of_the_five_hooks() -> None:
    assert {recording.path for recording in recordings()} == {
        *ORDER_HOOKS,
        "hooks/customer",
        "hooks/product",
        "hooks/app",
    }


def test_an_order_keeps_number_times_money_and_channel() -> None:
    order = order_in(body("checkout-guest--02-order_created"))
    assert (order.number, order.channel, order.state, order.paid) == ("21", "default-channel", "open", True)
    assert (order.currency, order.total, order.refunded) == ("USD", Decimal("162.0"), Decimal("0.0"))
    assert order.issued_at == datetime(2026, 11, 21, 21, 29, 59, 1934, tzinfo=UTC)
    assert order.created_at == datetime(2026, 11, 21, 21, 29, 58, 796976, tzinfo=UTC)


def test_money_is_exact() -> None:
    content = body("checkout-guest--02-order_created").replace(b"162.0", b"39.19")
    assert order_in(content).total == Decimal("39.19")


def test_the_digest_is_that_of_the_raw_body() -> None:
    raw = body(FULL)
    assert order_in(raw).digest == hashlib.sha256(raw).hexdigest()


def test_a_guest_is_known_by_address_and_billing_name() -> None:
    buyer = order_in(body("checkout-guest--02-order_created")).buyer
    assert (buyer.external_id, buyer.email) == ("", "guest.tom@example.com")
    assert (buyer.first_name, buyer.last_name, buyer.language) == ("Tom", "O'Neil", "")


def test_a_customer_is_known_by_the_account() -> None:
    order = order_in(body("checkout-customer-fr--02-order_created"))
    assert (order.buyer.external_id, order.buyer.email) == ("VXNlcjo0Ng==", "amelie@example.com")
    assert (order.buyer.first_name, order.language) == ("Amélie", "fr")


def test_a_customer_who_moved_is_written_to_at_the_accounts_address() -> None:
    content = event("checkout-customer-fr--02-order_created")
    content["order"]["userEmail"] = "old@example.com"
    assert order_in(content).buyer.email == "amelie@example.com"


def test_an_account_without_a_name_takes_the_name_from_the_bill() -> None:
    content = event("checkout-customer-fr--02-order_created")
    content["order"]["user"].update(firstName="", lastName="")
    content["order"]["billingAddress"].update(firstName="Mira", lastName="Grünwald")
    buyer = order_in(content).buyer
    assert (buyer.first_name, buyer.last_name) == ("Mira", "Grünwald")


def test_the_recipient_is_who_the_parcel_is_addressed_to() -> None:
    order = order_in(body("checkout-guest--02-order_created"))
    assert order.recipient == RecipientSnapshot(
        first_name="Grace", last_name="Okafor", company="", country="US", area="CO"
    )


def test_at_a_pickup_the_recipient_is_the_buyer_and_not_the_warehouse() -> None:
    content = event("click-and-collect--01-order_created")
    order = order_in(content)
    assert order.pickup
    assert order.recipient.last_name == content["order"]["billingAddress"]["lastName"]
    assert order.recipient.country == content["order"]["shippingAddress"]["country"]["code"]
    assert order.shipping_method == content["order"]["collectionPointName"]


def test_a_pickup_without_a_bill_has_a_recipient_without_a_name() -> None:
    content = event("click-and-collect--01-order_created")
    content["order"]["billingAddress"] = None
    order = order_in(content)
    assert (order.recipient.first_name, order.buyer.first_name) == ("", "")


def test_an_order_without_addresses_has_an_empty_recipient() -> None:
    content = event("digital-only--02-order_created")
    content["order"].update(billingAddress=None, shippingAddress=None)
    order = order_in(content)
    assert order.recipient == RecipientSnapshot(first_name="", last_name="", company="", country="", area="")
    assert not order.needs_shipping


@pytest.mark.parametrize(
    ("code", "language"),
    [("EN_US", "en"), ("EN", "en"), ("FR", "fr"), ("PT_BR", "pt"), ("ZH_HANS_CN", "zh"), ("EO", "eo"), ("HAW", "haw")],
)
def test_a_language_is_its_lower_case_primary_tag(code: str, language: str) -> None:
    content = event()
    content["order"]["languageCodeEnum"] = code
    assert order_in(content).language == language


def test_a_translated_product_name_wins() -> None:
    (line,) = order_in(body(FULL)).lines
    assert line.product_name == "T-shirt à chasse fixe"


def test_without_a_translation_the_product_keeps_its_own_name() -> None:
    first, second = order_in(body("checkout-guest--02-order_created")).lines
    assert (first.product_name, second.product_name) == ("Monospace Tee", "Blue Plimsolls")


def test_categories_run_from_the_products_own_to_the_root() -> None:
    (line,) = order_in(body(FULL)).lines
    assert line.categories == ("t-shirts", "shirts", "apparel")
    assert (line.product_type, line.collections) == ("shirt", ("featured-products",))


def test_a_product_without_category_has_none() -> None:
    content = event()
    content["order"]["lines"][0]["variant"]["product"].update(category=None, collections=None)
    (line,) = order_in(content).lines
    assert (line.categories, line.collections) == ((), ())


def test_a_deleted_product_keeps_what_the_line_knows() -> None:
    (line,) = order_in(body("gone-3-order-updated--01-order_updated")).lines
    assert (line.product_name, line.product_slug, line.product_id) == ("White Hoodie", "", "")
    assert line.variant_id == "UHJvZHVjdFZhcmlhbnQ6MzQ3"
    assert line.categories == ()


def test_a_variant_that_is_named_by_its_own_id_has_no_name() -> None:
    (line,) = order_in(body("gone-3-order-updated--01-order_updated")).lines
    assert line.variant_name == ""


def test_each_line_keeps_quantity_and_price() -> None:
    first, second = order_in(body("checkout-guest--02-order_created")).lines
    assert (first.quantity, first.unit_price, first.sku) == (1, Decimal("12.0"), "328223580")
    assert (second.quantity, second.unit_price, second.variant_name) == (2, Decimal("75.0"), "40")


def test_two_warehouses_send_two_parcels() -> None:
    first, second = order_in(body(FULL)).parcels
    assert (first.warehouse, second.warehouse) == ("europe", "americas")
    assert first == ParcelSnapshot(
        external_id="RnVsZmlsbG1lbnQ6MTY=",
        state="shipped",
        tracking="SPLIT-1",
        created_at=datetime(2026, 11, 21, 21, 32, 0, 24179, tzinfo=UTC),
        warehouse="europe",
        line_quantities=(("T3JkZXJMaW5lOjYzNTI4NTM5LTRiZWEtNDU2NC05Y2Y5LTg5NzNjNmJiNGMxNQ==", 1),),
    )


def test_a_parcel_of_an_unknown_warehouse_is_a_parcel() -> None:
    first, _second = read(body("bulk-import--01-order_bulk_created")).orders
    assert [(parcel.warehouse, parcel.tracking) for parcel in first.parcels] == [("", "OLD-1")]


def test_a_bulk_import_shows_every_order() -> None:
    orders = read(body("bulk-import--01-order_bulk_created")).orders
    assert [order.number for order in orders] == ["43", "44"]


@pytest.mark.parametrize(("status", "state"), ORDER_STATES.items())
def test_an_order_state_is_told_by_the_status(status: str, state: str) -> None:
    content = event()
    content["order"]["status"] = status
    assert order_in(content).state == state


@pytest.mark.parametrize(("status", "state"), PARCEL_STATES.items())
def test_a_parcel_state_is_told_by_the_status(status: str, state: str) -> None:
    content = event()
    content["order"]["fulfillments"][0]["status"] = status
    assert order_in(content).parcels[0].state == state


def test_the_states_of_saleor_are_all_known() -> None:
    assert ORDER_STATES == {
        "DRAFT": "draft",
        "UNCONFIRMED": "unconfirmed",
        "UNFULFILLED": "open",
        "PARTIALLY_FULFILLED": "shipped_in_part",
        "FULFILLED": "shipped",
        "PARTIALLY_RETURNED": "returned_in_part",
        "RETURNED": "returned",
        "CANCELED": "cancelled",
        "EXPIRED": "expired",
    }


def test_a_created_event_that_shows_a_cancelled_order_is_a_cancelled_order() -> None:
    assert order_in(body("stale-payload--02-order_created")).state == "cancelled"


def test_a_gift_has_its_words() -> None:
    order = order_in(body("checkout-guest--02-order_created"))
    assert order.gift
    assert order.gift_text == "Happy birthday! 🎉 “Enjoy” — Tom"


@pytest.mark.parametrize(
    ("metadata", "gift", "words"),
    [
        ({}, False, ""),
        ({"is_gift": "true"}, True, ""),
        ({"is_gift": "True "}, True, ""),
        ({"is_gift": "false"}, False, ""),
        ({"gift_message": "Für Jonas"}, True, "Für Jonas"),
        ({"gift_message": "  "}, False, ""),
        ({"is_gift": "false", "gift_message": "Für Jonas"}, True, "Für Jonas"),
    ],
)
def test_a_gift_is_told_by_the_orders_metadata(metadata: dict[str, str], gift: bool, words: str) -> None:
    content = event()
    content["order"]["metadata"] = [{"key": key, "value": value} for key, value in metadata.items()]
    order = order_in(content)
    assert (order.gift, order.gift_text) == (gift, words)


def test_a_shop_may_keep_gifts_under_its_own_keys() -> None:
    content = event()
    content["order"]["metadata"] = [{"key": "geschenk", "value": "true"}, {"key": "gruss", "value": "Für Jonas"}]
    (order,) = read(content, gift_keys=GiftKeys(flag="geschenk", text="gruss")).orders
    assert (order.gift, order.gift_text) == (True, "Für Jonas")


def test_a_free_item_of_a_promotion_makes_no_gift_of_the_order() -> None:
    content = event()
    content["order"]["lines"][0]["isGift"] = True
    order = order_in(content)
    assert (order.gift, order.lines[0].gift) == (False, True)


@pytest.mark.parametrize(
    ("words", "notice"),
    [
        (
            '{"text": "checkout-2026-05", "at": "2026-11-21T22:00:00+01:00"}',
            NoticeSnapshot(text_version="checkout-2026-05", shown_at=datetime(2026, 11, 21, 21, tzinfo=UTC)),
        ),
        ("", None),
        ("yes", None),
        ("[]", None),
        ("null", None),
        ('{"text": "checkout-2026-05"}', None),
        ('{"text": "", "at": "2026-11-21T22:00:00+01:00"}', None),
        ('{"text": 5, "at": "2026-11-21T22:00:00+01:00"}', None),
        ('{"text": "checkout-2026-05", "at": "yesterday"}', None),
        ('{"text": "checkout-2026-05", "at": "2026-11-21T22:00:00"}', None),
        ("[" * 100_000, None),
    ],
    ids=["proof", "empty", "word", "list", "null", "no time", "no text", "number", "vague", "no offset", "deep"],
)
def test_a_notice_is_proof_only_if_it_names_text_and_time(words: str, notice: NoticeSnapshot | None) -> None:
    content = event()
    content["order"]["metadata"] = [{"key": "delight.notice", "value": words}]
    assert order_in(content).notice == notice


def test_an_order_of_which_only_the_id_was_shown_is_to_be_read_anew() -> None:
    content = {"__typename": "OrderMetadataUpdated", "order": {"id": "T3JkZXI6MQ==", "number": "49"}}
    understanding = read(content)
    assert (understanding.orders, understanding.reread) == ((), ("T3JkZXI6MQ==",))


def test_a_bulk_event_may_show_one_order_and_name_another() -> None:
    content = event("bulk-import--01-order_bulk_created")
    content["orders"][1] = {"id": "T3JkZXI6MQ=="}
    understanding = read(content)
    assert ([order.number for order in understanding.orders], understanding.reread) == (["43"], ("T3JkZXI6MQ==",))


def test_a_deleted_customer_is_gone_with_the_id_we_know() -> None:
    (customer,) = read(body("customer-5-deleted--01-customer_deleted")).customers
    assert (customer.person.external_id, customer.gone, customer.person.language) == ("VXNlcjo0OA==", True, "fr")
    assert customer.issued_at == datetime(2026, 11, 21, 21, 33, 5, 113892, tzinfo=UTC)


def test_a_customer_who_moved_has_the_new_address() -> None:
    (customer,) = read(body("self-1-email-change--02-account_email_changed")).customers
    assert customer.person.email.startswith("new.leaving")


def test_an_event_that_names_no_type_is_of_the_type_it_was_stored_with() -> None:
    content = event("customer-5-deleted--01-customer_deleted")
    del content["__typename"]
    (customer,) = read(content, event_type="customer_deleted").customers
    assert customer.gone


@pytest.mark.parametrize(
    ("typename", "name"),
    [
        ("OrderCancelled", "order_cancelled"),
        ("FulfillmentCanceled", "fulfillment_canceled"),
        ("FulfillmentTrackingNumberUpdated", "fulfillment_tracking_number_updated"),
        ("AppDeleted", "app_deleted"),
    ],
)
def test_a_type_has_the_name_of_its_event(typename: str, name: str) -> None:
    assert event_name(typename) == name


def test_the_recorded_types_and_headers_agree() -> None:
    for recording in recordings():
        assert event_name(json.loads(recording.body)["__typename"]) == recording.event_type


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("order_created", "order"),
        ("draft_order_updated", "order"),
        ("fulfillment_canceled", "order"),
        ("account_deleted", "customer"),
        ("product_variant_updated", "product"),
        ("app_deleted", "app"),
        ("checkout_created", "unknown"),
        ("", "unknown"),
    ],
)
def test_an_events_name_tells_its_subject(name: str, subject: str) -> None:
    assert subject_of(name) == subject


def test_an_unknown_event_is_ignored() -> None:
    assert "checkout_created" in read({"__typename": "CheckoutCreated", "checkout": {}}).ignored


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe{", b"nothing", b'{"a": NaN}'])
def test_what_is_no_json_is_unreadable(raw: bytes) -> None:
    with pytest.raises(Unreadable, match="not JSON"):
        read(raw)
