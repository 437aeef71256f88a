"""The shop registers the app: only a known shop, only with a token that works."""

import json

import pytest

from storefront_hooks import Answer, Request
from storefront_hooks.saleor import SaleorStore
from tests.hooks.playback import DATA, Say, Shop, recorded
from tests.hooks.signing import Signer
from tests.hooks.test_webhooks import NOON

JWKS = "/.well-known/jwks.json"


def register(
    shop: Shop, *, api_urls: str | None = None, claimed: str | None = None, body: bytes | None = None
) -> Answer:
    recorded_request = json.loads((DATA / "register.json").read_text())
    headers = {name.lower(): value for name, value in recorded_request["headers"].items()}
    headers["saleor-api-url"] = shop.api_url if claimed is None else claimed
    options = {"api_urls": shop.api_url if api_urls is None else api_urls}
    content = recorded_request["body"].encode() if body is None else body
    request = Request(method="POST", path="/register", headers=headers, body=content)
    return SaleorStore(None, clock=lambda: NOON, options=options).answer(request)


def message(answer: Answer) -> str:
    assert answer.content_type == "application/json"
    words: str = json.loads(answer.body)["error"]["message"]
    return words


def test_a_known_shop_registers_with_a_working_token(shop: Shop, signer: Signer) -> None:
    shop.answers = [recorded("app-self")]
    shop.by_path[JWKS] = Say(json.dumps(signer.key_set).encode())
    answer = register(shop)
    assert answer.status == 200
    installed = answer.installation
    assert installed is not None
    assert (installed.store, installed.api_url, installed.app_id) == ("saleor", shop.api_url, "QXBwOjE=")
    assert installed.token == "ThrowAwayTokenForTests01234567"
    assert installed.key_set == signer.key_set


def test_the_token_is_tried_at_the_shop_before_it_is_believed(shop: Shop) -> None:
    shop.answers = [recorded("app-self")]
    shop.by_path[JWKS] = Say(b'{"keys": []}')
    register(shop)
    assert [asked.path for asked in shop.asked] == ["/graphql/", JWKS]
    assert shop.asked[0].headers["authorization"] == "Bearer ThrowAwayTokenForTests01234567"


@pytest.mark.parametrize("separator", [" ", ",", ", ", "\n"])
def test_several_shops_may_be_named(shop: Shop, separator: str) -> None:
    shop.answers = [recorded("app-self")]
    shop.by_path[JWKS] = Say(b'{"keys": []}')
    assert register(shop, api_urls=f"https://other.example/graphql/{separator}{shop.api_url}").status == 200


@pytest.mark.parametrize("claimed", ["https://evil.example/graphql/", ""])
def test_an_unknown_shop_is_refused_and_not_called(shop: Shop, claimed: str) -> None:
    answer = register(shop, claimed=claimed)
    assert (answer.status, answer.installation, shop.asked) == (403, None, [])
    assert f"({claimed!r})" in message(answer) if claimed else "(none)" in message(answer)
    assert "DELIGHT_STORE_API_URLS" in message(answer)


def test_without_a_configured_shop_everybody_is_refused(shop: Shop) -> None:
    answer = register(shop, api_urls=" ")
    assert (answer.status, shop.asked) == (403, [])
    assert "DELIGHT_STORE_API_URLS" in message(answer)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"{}", b'{"auth_token": null}', b'{"auth_token": ""}', b'{"auth_token": "a\\nb"}',
     b'{"auth_token": "\\u00e9"}', b'{"auth_token": "' + b"x" * 256 + b'"}', b"[" * 100_000],
    ids=["empty", "half", "list", "nothing", "null", "blank", "newline", "accent", "long", "deep"],
)  # fmt: skip
def test_what_carries_no_token_is_refused(shop: Shop, body: bytes) -> None:
    answer = register(shop, body=body)
    assert (answer.status, shop.asked) == (403, [])
    assert message(answer)


def test_a_token_that_the_shop_does_not_know_is_refused(shop: Shop) -> None:
    shop.answers = [Say(b'{"data": {"app": null}}')]
    answer = register(shop)
    assert (answer.status, answer.installation) == (403, None)
    assert "token" in message(answer)


def test_an_app_without_its_permissions_is_refused_by_name(shop: Shop) -> None:
    content = {"data": {"app": {"id": "QXBwOjE=", "permissions": [{"code": "MANAGE_ORDERS"}]}}}
    shop.answers = [Say(json.dumps(content).encode())]
    answer = register(shop)
    assert (answer.status, answer.installation) == (403, None)
    assert "MANAGE_USERS" in message(answer)


def test_a_shop_that_does_not_answer_registers_nothing(shop: Shop) -> None:
    shop.answers = [Say(status=502)]
    answer = register(shop)
    assert (answer.status, answer.installation, len(shop.asked)) == (503, None, 1)
    assert message(answer) == f"{shop.api_url} is in trouble: status 502"


def test_a_refusal_stands_in_the_log_without_the_token(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    shop.answers = [recorded("orders-bad-token")]
    answer = register(shop)
    assert message(answer) in caplog.text
    assert "{" not in message(answer)
    assert "ThrowAwayToken" not in caplog.text


def test_without_the_shops_keys_nothing_is_registered(shop: Shop) -> None:
    shop.answers = [recorded("app-self")]
    shop.by_path[JWKS] = Say(status=404)
    answer = register(shop)
    assert (answer.status, answer.installation) == (503, None)
