"""What a shop says when it is asked: changes, history and failed deliveries, whatever stands in the way."""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain, islice

import pytest

from storefront_hooks import News, OrderEvent, Refused, Unavailable
from storefront_hooks.saleor import SaleorStore
from storefront_hooks.saleor.client import SaleorClient
from storefront_hooks.saleor.news import OrderPages, order_news
from tests.hooks.fake_saleor import FIRST, FakeSaleor, denied, failed_delivery, ids, made_order
from tests.hooks.playback import Say, Shop
from tests.hooks.signing import APP_ID, Signer
from tests.hooks.test_webhooks import NOON


@pytest.fixture
def saleor(shop: Shop) -> FakeSaleor:
    shop.answer_with = FakeSaleor()
    return shop.answer_with


@pytest.fixture
def store(signer: Signer, shop: Shop, saleor: FakeSaleor) -> SaleorStore:
    return SaleorStore(signer.installation(api_url=shop.api_url), clock=lambda: NOON, options={})


def changed(store: SaleorStore, since=FIRST) -> list[OrderEvent]:
    return list(chain.from_iterable(news.events for news in store.changes(since=since)))


def test_changed_orders_are_told_the_longest_unchanged_first(store, saleor):
    saleor.orders = [made_order(number) for number in (3, 1, 2)]
    assert ids(changed(store)) == ids([1, 2, 3])


def test_only_what_changed_since_then_is_told(store, saleor):
    saleor.orders = [made_order(number) for number in range(5)]
    assert ids(changed(store, since=FIRST + timedelta(minutes=3))) == ids([3, 4])


def test_pages_follow_each_other_to_the_end(store, saleor):
    saleor.orders = [made_order(number) for number in range(250)]
    pages = list(store.changes(since=FIRST))
    assert [len(page.events) for page in pages] == [100, 100, 50]
    assert pages[-1].until == FIRST + timedelta(minutes=249)
    assert ids(chain.from_iterable(page.events for page in pages)) == ids(list(range(250)))


def test_a_changed_order_is_understood_like_an_event(store, saleor):
    saleor.orders = [made_order(7, status="CANCELED")]
    (event,) = changed(store)
    (order,) = store.understand(event.body, event_type=event.type).orders
    assert (order.external_id, order.state, order.issued_at) == ("order-7", "cancelled", NOON)


def test_an_unchanged_order_has_the_same_digest_whenever_it_is_asked_for(signer, shop, saleor):
    saleor.orders = [made_order(1)]
    installation = signer.installation(api_url=shop.api_url)
    at = [NOON, NOON + timedelta(minutes=15)]
    stores = [SaleorStore(installation, clock=lambda now=now: now, options={}) for now in at]
    (first,), (second,) = (changed(store) for store in stores)
    assert first.digest == second.digest
    assert first.issued_at != second.issued_at


def test_a_changed_order_has_another_digest_even_if_it_is_as_it_was_before(store, saleor):
    saleor.orders = [made_order(1)]
    before = changed(store)
    saleor.orders = [made_order(1, updatedAt=(FIRST + timedelta(hours=1)).isoformat())]
    assert changed(store)[0].digest != before[0].digest


def test_a_page_nulled_by_one_bad_order_is_read_order_by_order(store, saleor):
    saleor.orders = [made_order(number) for number in range(4)]
    saleor.broken = {"order-2"}
    events = changed(store)
    assert ids(event for event in events if not event.unreadable) == ids([0, 1, 3])
    (hidden,) = [event for event in events if event.unreadable]
    assert hidden.subject_id == "order-2"
    assert "cannot show" in hidden.unreadable


def test_a_page_that_is_too_costly_is_halved(store, saleor):
    saleor.cost_of_an_order = 1500
    saleor.orders = [made_order(number) for number in range(60)]
    assert [len(news.events) for news in store.changes(since=FIRST)] == [25, 25, 10]


def test_history_counts_and_can_be_taken_up_where_it_was_left(store, saleor):
    saleor.orders = [made_order(number) for number in range(250)]
    (first,) = islice(store.history(since=FIRST, cursor=""), 1)
    assert (len(first.events), first.total) == (100, 250)
    rest = list(chain.from_iterable(news.events for news in store.history(since=FIRST, cursor=first.cursor)))
    assert ids(rest) == ids(list(range(100, 250)))


def test_states_are_read_without_the_orders(store, saleor, shop):
    saleor.orders = [made_order(1), made_order(2, status="FULFILLED"), made_order(3, status="ODD")]
    (states,) = store.states(since=FIRST)
    assert states == {"order-1": "open", "order-2": "shipped"}
    assert not shop.asked[0].json["variables"]["full"]


def test_an_empty_shop_has_no_news(store, saleor):
    assert changed(store) == []
    assert [dict(states) for states in store.states(since=FIRST)] == [{}]


def deletion(number: int, recipient: str = APP_ID) -> bytes:
    content = {
        "__typename": "CustomerDeleted",
        "issuedAt": NOON.isoformat(),
        "recipient": {"id": recipient},
        "user": {"id": f"u{number}", "email": "m@x.org", "firstName": "M", "lastName": "A", "languageCode": "EN"},
    }
    return json.dumps(content).encode()


def test_failed_deliveries_come_with_their_very_bytes(store, saleor, signer):
    body = deletion(1)
    saleor.failed = [failed_delivery(body, kind="customer_deleted", at=NOON)]
    (event,) = chain.from_iterable(news.events for news in store.missed(since=FIRST))
    delivered = SaleorStore(signer.installation(), clock=lambda: NOON, options={}).answer(
        signer.deliver(body, event="customer_deleted")
    )
    assert event == delivered.event


def test_all_failed_deliveries_since_then_are_read_and_no_older(store, saleor):
    saleor.failed = [
        failed_delivery(deletion(n), kind="customer_deleted", at=NOON - timedelta(hours=n)) for n in range(130)
    ]
    found = list(
        chain.from_iterable(news.events for news in store.missed(since=NOON - timedelta(hours=110, minutes=1)))
    )
    assert len(found) == 111
    assert saleor.answered.count("FailedDeliveries") <= 6


def test_a_failed_delivery_for_another_app_is_left_out(store, saleor):
    saleor.failed = [failed_delivery(deletion(1, recipient="other"), kind="customer_deleted", at=NOON)]
    assert [event for news in store.missed(since=FIRST) for event in news.events] == []


def test_a_dead_token_is_a_refusal(store, saleor):
    saleor.before = lambda asked: denied()
    for news in (store.changes(since=FIRST), store.missed(since=FIRST), store.states(since=FIRST)):
        with pytest.raises(Refused):
            list(news)


def asked(shop: Shop, *, pauses: tuple[float, ...] = ()) -> Iterator[News]:
    """The news of a client that waits for nothing."""
    client = SaleorClient(shop.api_url, token="secret", pauses=pauses, sleep=lambda seconds: None)
    where = {"updatedAt": {"gte": FIRST.isoformat()}}
    pages = OrderPages(client=client, where=where, sort="LAST_MODIFIED_AT")
    return order_news(pages, store="saleor", app_id=APP_ID, clock=lambda: NOON)


@pytest.mark.parametrize(
    "answer",
    [
        Say(status=500),
        Say(b'{"data": {"app"'),
        Say(b'{"data": {"app": {"id": "a"}, "orders": null}}'),
        Say(hang_up=True),
    ],
    ids=["500", "half a page", "no page", "hang up"],
)
def test_trouble_in_the_middle_is_trouble_and_not_the_end(saleor, shop, answer):
    saleor.orders = [made_order(number) for number in range(150)]
    saleor.before = lambda asked: answer if asked.json["variables"]["after"] else None
    news = asked(shop)
    assert len(next(news).events) == 100
    with pytest.raises(Unavailable):
        next(news)


def test_a_busy_shop_is_asked_again_and_nothing_is_told_twice(saleor, shop):
    saleor.orders = [made_order(number) for number in range(3)]
    answers = iter([Say(status=429), Say(status=502)])
    saleor.before = lambda asked: next(answers, None)
    (news,) = asked(shop, pauses=(0.5, 2.0))
    assert ids(news.events) == ids([0, 1, 2])
