"""The shop's API over real HTTP: what it shows, what it denies, and when it is asked again."""

import gzip
import json
import socket
import threading
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import pytest

from storefront_hooks import Refused, Unavailable
from storefront_hooks.saleor import shapes
from storefront_hooks.saleor.client import ORDERS_PER_QUERY, SaleorClient
from storefront_hooks.saleor.wire import LARGEST_ANSWER
from tests.hooks.playback import Asked, Say, Shop, recorded, recorded_order, shows

ORDER_ID = "T3JkZXI6ZGIyMGM4NWEtOWJiYS00NzQxLTkxZDItNjY4ZDA4MmVmZWY1"


def client(shop: Shop, **changes) -> SaleorClient:
    return SaleorClient(shop.api_url, token="secret-token", **{"pauses": (), **changes})


def test_an_order_is_read_by_its_id(shop: Shop) -> None:
    shop.answer_with = shows({ORDER_ID: recorded_order()})
    ((external_id, order),) = client(shop).read_orders([ORDER_ID])
    assert (external_id, order["number"]) == (ORDER_ID, "21")


def test_money_is_read_exactly(shop: Shop) -> None:
    order = recorded_order()
    order["total"]["gross"]["amount"] = 39.19
    shop.answer_with = shows({ORDER_ID: order})
    ((_, read),) = client(shop).read_orders([ORDER_ID])
    assert shapes.convert(read, shape=shapes.Order, at="").total.gross.amount == Decimal("39.19")


def test_the_token_travels_in_the_header_and_not_in_the_query(shop: Shop) -> None:
    shop.answer_with = shows({})
    list(client(shop).read_orders([ORDER_ID]))
    (asked,) = shop.asked
    assert asked.headers["authorization"] == "Bearer secret-token"
    assert b"secret-token" not in asked.body


def test_an_unknown_order_is_left_out(shop: Shop) -> None:
    shop.answer_with = shows({ORDER_ID: recorded_order()})
    found = dict(client(shop).read_orders(["T3JkZXI6MQ==", ORDER_ID]))
    assert list(found) == [ORDER_ID]


def test_an_id_that_is_none_is_left_out_and_takes_no_other_with_it(shop: Shop) -> None:
    errors = json.loads(recorded("order-garbage-id").body)["errors"]
    shop.answer_with = shows({ORDER_ID: recorded_order()}, errors=errors)
    found = dict(client(shop).read_orders(["not-an-id", ORDER_ID]))
    assert list(found) == [ORDER_ID]


def test_a_hundred_orders_take_one_query_and_one_more_takes_another(shop: Shop) -> None:
    shop.answer_with = shows({})
    list(client(shop).read_orders([f"order-{number}" for number in range(ORDERS_PER_QUERY + 1)]))
    assert [len(asked.json["variables"]) for asked in shop.asked] == [100, 1]


def test_an_order_named_twice_is_asked_for_once(shop: Shop) -> None:
    shop.answer_with = shows({ORDER_ID: recorded_order()})
    assert len(list(client(shop).read_orders([ORDER_ID, ORDER_ID]))) == 1
    assert len(shop.asked[0].json["variables"]) == 1


def test_no_orders_ask_nothing(shop: Shop) -> None:
    assert list(client(shop).read_orders([])) == []
    assert shop.asked == []


@pytest.mark.parametrize("name", ["no-permission", "orders-bad-token"])
def test_a_denial_inside_a_200_is_a_refusal(shop: Shop, name: str) -> None:
    shop.answers = [recorded(name)]
    with pytest.raises(Refused, match="permission"):
        list(client(shop).read_orders([ORDER_ID]))


def test_a_dead_token_is_noticed_although_strangers_may_read_an_order(shop: Shop) -> None:
    content = {"data": {"app": None, "one0": recorded_order()}}
    shop.answers = [Say(json.dumps(content).encode())]
    with pytest.raises(Refused, match="token"):
        list(client(shop).read_orders([ORDER_ID]))


@pytest.mark.parametrize("name", ["syntax-error", "too-many-aliases"])
def test_a_query_that_the_shop_does_not_take_is_refused_and_not_repeated(shop: Shop, name: str) -> None:
    shop.answers = [recorded(name)]
    with pytest.raises(Refused):
        list(client(shop, pauses=(0, 0)).read_orders([ORDER_ID]))
    assert len(shop.asked) == 1


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_refusal_by_http_is_a_refusal(shop: Shop, status: int) -> None:
    shop.answers = [Say(b"no", status=status, content_type="text/plain")]
    with pytest.raises(Refused, match=str(status)):
        list(client(shop, pauses=(0, 0)).read_orders([ORDER_ID]))


@pytest.mark.parametrize(
    "trouble",
    [
        Say(b"busy", status=500),
        Say(b"busy", status=502),
        Say(b"<h1>Maintenance</h1>", status=503, content_type="text/html"),
        Say(b"slow down", status=429),
        Say(b"<h1>Hello</h1>", content_type="text/html"),
        Say(b"[]"),
        Say(b"5"),
        Say(b'"data"'),
        Say(b'{"errors": [{"message": "upstream"}]}', status=502),
        Say(b'{"errors": [{"message": "m", "extensions": {"exception": {"code": "OperationalError"}}}], "data": {}}'),
        Say(b'{"errors": [{"message": "upstream"}]}'),
        Say(b'{"errors": "all of them"}'),
        Say(b'{"neither": 1}'),
        Say(hang_up=True),
        Say(status=302, headers={"Location": "/elsewhere"}),
    ],
    ids=[
        "500",
        "502",
        "503",
        "429",
        "html",
        "list",
        "number",
        "text",
        "502 in json",
        "database",
        "no code",
        "odd",
        "no data",
        "hang up",
        "redirect",
    ],
)
def test_a_shop_in_trouble_is_asked_again(shop: Shop, trouble: Say) -> None:
    good = shows({ORDER_ID: recorded_order()})

    def at_the_third_time(asked: Asked) -> Say:
        return good(asked) if len(shop.asked) == 3 else trouble

    shop.answer_with = at_the_third_time
    assert len(list(client(shop, pauses=(0, 0)).read_orders([ORDER_ID]))) == 1
    assert {asked.path for asked in shop.asked} == {"/graphql/"}


def test_a_shop_that_stays_in_trouble_is_unavailable(shop: Shop) -> None:
    shop.answers = [Say(b"busy", status=503)]
    with pytest.raises(Unavailable, match="503"):
        list(client(shop, pauses=(0, 0)).read_orders([ORDER_ID]))
    assert len(shop.asked) == 3


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (Say(b"busy", status=503), "is in trouble: status 503"),
        (Say(hang_up=True), "cannot be reached, or broke off"),
        (Say(b"<h1>Hello</h1>", content_type="text/html"), "did not answer as an API"),
        (
            Say(b'{"errors": [{"message": "upstream"}, {"message": "upstream"}]}'),
            "could not work out its answer: upstream",
        ),
        (Say(b'{"errors": "all of them"}'), "could not work out its answer: "),
    ],
    ids=["503", "hang up", "html", "no code", "odd"],
)
def test_trouble_is_told_in_words_that_staff_understand(shop: Shop, trouble: Say, words: str) -> None:
    shop.answers = [trouble]
    with pytest.raises(Unavailable) as told:
        list(client(shop).read_orders([ORDER_ID]))
    assert words in str(told.value)
    assert not any(odd in str(told.value) for odd in ("{", "Error(", "RemoteDisconnected"))


def test_the_pauses_grow_and_vary() -> None:
    slept: list[float] = []
    refusing = SaleorClient(closed_door(), token="", pauses=(0.5, 2.0), sleep=slept.append)
    for _ in range(10):
        with pytest.raises(Unavailable):
            refusing.who_am_i()
    first, second = slept[::2], slept[1::2]
    assert all(0.25 <= pause <= 0.75 for pause in first)
    assert all(1.0 <= pause <= 3.0 for pause in second)
    assert len(set(first)) > 1


def closed_door() -> str:
    """An address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return f"http://127.0.0.1:{port}/graphql/"


def test_a_shop_that_says_nothing_is_unavailable_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        done = threading.Event()
        silent = SaleorClient(
            f"http://127.0.0.1:{server.getsockname()[1]}/graphql/", token="", read_seconds=0.2, pauses=()
        )

        def ask() -> None:
            with pytest.raises(Unavailable):
                silent.who_am_i()
            done.set()

        thread = threading.Thread(target=ask)
        thread.start()
        thread.join(timeout=5)
        assert done.is_set()


def test_the_app_knows_who_it_is(shop: Shop) -> None:
    shop.answers = [recorded("app-self")]
    app = client(shop).who_am_i()
    assert app.id == "QXBwOjE="
    assert {"MANAGE_ORDERS", "MANAGE_USERS"} <= app.permissions


def test_a_token_that_stands_for_no_app_is_refused(shop: Shop) -> None:
    shop.answers = [Say(b'{"data": {"app": null}}')]
    with pytest.raises(Refused, match="token"):
        client(shop).who_am_i()


def test_the_keys_come_from_the_origin_of_the_api_and_without_the_token(shop: Shop) -> None:
    shop.answers = [Say(b'{"keys": [{"kid": "a"}]}')]
    assert client(shop).fetch_keys() == {"keys": [{"kid": "a"}]}
    (asked,) = shop.asked
    assert (asked.method, asked.path) == ("GET", "/.well-known/jwks.json")
    assert "authorization" not in asked.headers


@pytest.mark.parametrize(
    "answer",
    [Say(b"{}"), Say(b"[]"), Say(b"keys"), Say(b'{"keys": 5}'), Say(b'{"keys": []}', status=500), Say(hang_up=True)],
    ids=["empty", "list", "text", "number", "500", "hang up"],
)
def test_what_is_no_key_set_makes_the_keys_unavailable(shop: Shop, answer: Say) -> None:
    shop.answers = [answer]
    with pytest.raises(Unavailable, match="jwks"):
        client(shop).fetch_keys()
    assert len(shop.asked) == 1


def test_a_shop_that_answers_a_byte_at_a_time_is_unavailable_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        gone = threading.Event()

        def drip() -> None:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                connection.recv(65_536)
                connection.sendall(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
                )
                while not gone.wait(0.02):
                    connection.sendall(b" ")

        thread = threading.Thread(target=drip)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/graphql/"
        with pytest.raises(Unavailable):
            SaleorClient(url, token="", read_seconds=0.2, pauses=()).who_am_i()
        gone.set()
        thread.join(timeout=5)
        assert not thread.is_alive()


def test_a_compressed_answer_is_read(shop: Shop) -> None:
    say = recorded("app-self")
    shop.answers = [replace(say, body=gzip.compress(say.body), headers={"Content-Encoding": "gzip"})]
    assert client(shop).who_am_i().id == "QXBwOjE="


def test_an_answer_without_an_end_is_unavailable(shop: Shop) -> None:
    shop.answers = [Say(gzip.compress(b" " * (LARGEST_ANSWER + 1)), headers={"Content-Encoding": "gzip"})]
    with pytest.raises(Unavailable):
        client(shop).who_am_i()


def test_a_change_is_asked_for_once(shop: Shop) -> None:
    shop.answers = [Say(status=502)]
    with pytest.raises(Unavailable):
        client(shop, pauses=(0.0, 0.0)).change("who_am_i.graphql", variables={})
    assert len(shop.asked) == 1
