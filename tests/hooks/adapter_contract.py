"""What every store adapter must do: one test class, which each adapter's tests inherit."""

import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import get_args

import pytest

from storefront_hooks import OrderEvent, OrderSnapshot, Request, Store, StoreError, Unreadable
from storefront_hooks.vocabulary import OrderState

LONG_AGO, FAR_AHEAD = datetime(2020, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC)
NOISE = [b"", b"{", b"[]", b"null", b"\xff\xfe", b"\x00" * 100, b"[" * 50_000]


class AdapterContract:
    """Inherit, and give the fixtures `store`, `genuine` (a delivery about an order) and `known_order_id`.

    The store has something for sale.
    """

    @pytest.fixture
    def store(self) -> Store:
        raise NotImplementedError

    @pytest.fixture
    def genuine(self) -> Request:
        raise NotImplementedError

    @pytest.fixture
    def known_order_id(self) -> str:
        raise NotImplementedError

    @pytest.fixture
    def orders(self, store: Store, genuine: Request, known_order_id: str) -> list[OrderSnapshot]:
        understanding = store.understand(genuine.body, event_type="")
        return [*understanding.orders, *store.read_orders([known_order_id]).values()]

    def test_the_name_fits_into_an_address(self, store: Store) -> None:
        assert re.fullmatch(r"[a-z][a-z0-9-]*", store.name)

    def test_a_genuine_delivery_becomes_an_event(self, store: Store, genuine: Request) -> None:
        answer = store.answer(genuine)
        assert answer.status == 200
        assert answer.event is not None
        assert (answer.event.subject, answer.event.body, answer.event.unreadable) == ("order", genuine.body, "")

    def test_the_digest_tells_a_repeat(self, store: Store, genuine: Request) -> None:
        first, second = store.answer(genuine).event, store.answer(genuine).event
        assert first is not None
        assert first == second
        assert first.digest == hashlib.sha256(genuine.body).hexdigest()

    def test_a_changed_body_is_refused(self, store: Store, genuine: Request) -> None:
        answer = store.answer(replace(genuine, body=genuine.body + b" "))
        assert (answer.status, answer.event) == (401, None)

    @pytest.mark.parametrize("noise", NOISE, ids=lambda noise: repr(noise[:6]))
    def test_noise_is_refused_and_never_raises(self, store: Store, genuine: Request, noise: bytes) -> None:
        assert store.answer(replace(genuine, body=noise)).status == 401

    @pytest.mark.parametrize("path", ["", "/", "nothing", "../..", "a" * 5000, "\x00", "hooks"])
    def test_an_unknown_path_is_not_found(self, store: Store, path: str) -> None:
        assert store.answer(Request(method="GET", path=path, headers={}, body=b"")).status == 404

    def test_a_delivery_without_headers_is_refused(self, store: Store, genuine: Request) -> None:
        assert store.answer(replace(genuine, headers={})).status == 401

    def test_a_delivery_is_posted(self, store: Store, genuine: Request) -> None:
        assert store.answer(replace(genuine, method="GET")).status == 405

    def test_every_refusal_says_why(self, store: Store, genuine: Request) -> None:
        refusals = [replace(genuine, headers={}), replace(genuine, method="GET"), replace(genuine, path="nothing")]
        assert all(len(store.answer(refused).body) > 10 for refused in refusals)

    @pytest.mark.parametrize("noise", NOISE, ids=lambda noise: repr(noise[:6]))
    def test_what_cannot_be_understood_is_unreadable(self, store: Store, noise: bytes) -> None:
        with pytest.raises(Unreadable):
            store.understand(noise, event_type="order_updated")

    def test_an_unknown_order_is_absent(self, store: Store, known_order_id: str) -> None:
        assert list(store.read_orders(["nobody-knows", known_order_id])) == [known_order_id]

    def test_no_orders_are_no_orders(self, store: Store) -> None:
        assert dict(store.read_orders([])) == {}

    def test_a_read_order_has_the_id_it_was_asked_for_by(self, store: Store, known_order_id: str) -> None:
        order = store.read_orders([known_order_id])[known_order_id]
        assert (order.external_id, order.store) == (known_order_id, store.name)

    def test_times_are_utc(self, orders: list[OrderSnapshot]) -> None:
        times = [time for order in orders for time in (order.issued_at, order.created_at)]
        times += [parcel.created_at for order in orders for parcel in order.parcels]
        assert times
        assert {time.utcoffset() for time in times} == {timedelta(0)}

    def test_money_is_decimal_in_a_currency(self, orders: list[OrderSnapshot]) -> None:
        money = [amount for order in orders for amount in (order.total, order.refunded)]
        money += [line.unit_price for order in orders for line in order.lines]
        assert {type(amount) for amount in money} == {Decimal}
        assert all(re.fullmatch("[A-Z]{3}", order.currency) for order in orders)

    def test_ids_can_be_stored(self, orders: list[OrderSnapshot]) -> None:
        ids = [order.external_id for order in orders]
        ids += [part.external_id for order in orders for part in (*order.lines, *order.parcels)]
        assert all(0 < len(external_id) <= 255 for external_id in ids)

    def test_languages_and_countries_are_written_in_one_way(self, orders: list[OrderSnapshot]) -> None:
        assert all(re.fullmatch("[a-z]{2,3}", order.language) for order in orders)
        assert all(re.fullmatch("[A-Z]{2}", order.recipient.country) for order in orders)

    def test_a_parcel_holds_lines_of_its_order(self, orders: list[OrderSnapshot]) -> None:
        for order in orders:
            lines = {line.external_id for line in order.lines}
            assert {line for parcel in order.parcels for line, _ in parcel.line_quantities} <= lines

    def test_nothing_but_its_own_errors_leaves_the_adapter(self, store: Store) -> None:
        try:
            store.read_orders(["", "\x00", "é" * 300])
        except StoreError as error:
            words = str(error)
        else:
            words = "answered"
        assert words

    @pytest.mark.parametrize("asked", ["changes", "missed", "history"])
    def test_what_it_says_when_asked_can_be_understood(self, store: Store, asked: str) -> None:
        for event in self._events(store, asked):
            told = store.understand(event.body, event_type=event.type, digest=event.digest)
            assert event.store == store.name
            assert event.subject_id in {order.external_id for order in told.orders}

    @pytest.mark.parametrize("asked", ["changes", "missed", "history"])
    def test_what_has_not_changed_is_said_with_the_same_digest(self, store: Store, asked: str) -> None:
        first, second = ([event.digest for event in self._events(store, asked)] for _ in range(2))
        assert first == second
        assert len(set(first)) == len(first)

    @pytest.mark.parametrize("asked", ["changes", "history"])
    def test_of_what_has_not_happened_yet_nothing_is_said(self, store: Store, asked: str) -> None:
        assert self._events(store, asked, since=FAR_AHEAD) == []

    def test_a_history_goes_on_from_its_cursor(self, store: Store) -> None:
        for page in store.history(since=LONG_AGO, cursor=""):
            rest = [event.digest for each in store.history(since=LONG_AGO, cursor=page.cursor) for event in each.events]
            assert not {event.digest for event in page.events} & set(rest)

    def test_states_are_those_of_the_orders_read(self, store: Store, known_order_id: str) -> None:
        told = {name: state for page in store.states(since=LONG_AGO) for name, state in page.items()}
        assert told[known_order_id] == store.read_orders([known_order_id])[known_order_id].state
        assert set(told.values()) <= set(get_args(OrderState))
        assert [page for page in store.states(since=FAR_AHEAD) if page] == []

    def test_words_are_kept_at_a_known_order_and_may_be_told_again(self, store: Store, known_order_id: str) -> None:
        words = {"delight.note": "2026-11-21T10:00:00Z"}
        assert [store.tell(known_order_id, words=words) for _ in range(2)] == [True, True]

    def test_words_for_an_unknown_order_are_kept_nowhere(self, store: Store) -> None:
        assert store.tell("nobody-knows", words={"delight.note": "2026-11-21T10:00:00Z"}) is False

    def test_a_thing_for_sale_is_found_and_is_the_same_when_it_is_read_by_its_id(self, store: Store) -> None:
        found = store.find_variants("")[0]
        assert store.read_variants([found.external_id]) == {found.external_id: found}
        assert found in store.find_variants(found.product_name)

    def test_what_is_not_for_sale_is_absent(self, store: Store) -> None:
        known = store.find_variants("")[0].external_id
        assert list(store.read_variants(["nobody-knows", known])) == [known]
        assert list(store.find_variants("nothing that anybody sells")) == []
        assert dict(store.read_variants([])) == {}

    def test_a_thing_for_sale_has_a_name_a_stock_and_decimal_prices_in_a_currency(self, store: Store) -> None:
        for variant in store.find_variants(""):
            assert 0 < len(variant.external_id) <= 255
            assert variant.product_name
            assert variant.stock is None or variant.stock >= 0
            assert variant.read_at.utcoffset() == timedelta(0)
            assert {type(price.amount) for price in variant.prices} <= {Decimal}
            assert all(re.fullmatch("[A-Z]{3}", price.currency) for price in variant.prices)

    def test_an_inspection_says_in_words_what_it_saw_and_what_to_mend(self, store: Store) -> None:
        findings = list(store.inspect())
        assert findings
        assert all(finding.name and finding.words for finding in findings)
        assert all(finding.mend for finding in findings if not finding.holds)

    def _events(self, store: Store, asked: str, *, since: datetime = LONG_AGO) -> list[OrderEvent]:
        pages = store.history(since=since, cursor="") if asked == "history" else getattr(store, asked)(since=since)
        return [event for page in pages for event in page.events]
