"""The manifest and the logo, read by the shop when the app is installed."""

import json
from io import BytesIO

import pytest
from PIL import Image

from storefront_hooks import Answer, Request
from storefront_hooks.saleor import SaleorStore
from tests.hooks.test_webhooks import NOON


def get(path: str, *, method: str = "GET", **options: str) -> Answer:
    store = SaleorStore(None, clock=lambda: NOON, options=options)
    request = Request(method=method, path=path, headers={"host": "evil.example"}, body=b"")
    return store.answer(request)


def manifest(**options: str) -> dict:
    answer = get("/manifest.json", **{"base_url": "https://delight.example", **options})
    assert (answer.status, answer.content_type) == (200, "application/json")
    content: dict = json.loads(answer.body)
    return content


def test_the_manifest_has_what_the_shop_requires() -> None:
    assert {"id", "name", "version", "permissions", "tokenTargetUrl", "webhooks"} <= manifest().keys()


def test_the_manifest_asks_for_two_permissions_and_says_why() -> None:
    content = manifest()
    assert content["permissions"] == ["MANAGE_ORDERS", "MANAGE_USERS"]
    assert all(f"{permission} to " in content["about"] for permission in content["permissions"])


def test_every_address_is_built_from_the_configured_one() -> None:
    text = json.dumps(manifest(base_url="https://delight.example/"))
    assert "evil.example" not in text
    content = json.loads(text)
    assert content["tokenTargetUrl"] == "https://delight.example/stores/saleor/register"
    assert content["brand"]["logo"]["default"] == "https://delight.example/stores/saleor/logo.png"
    assert [webhook["targetUrl"] for webhook in content["webhooks"]] == [
        "https://delight.example/stores/saleor/hooks/orders",
        "https://delight.example/stores/saleor/hooks/customers",
        "https://delight.example/stores/saleor/hooks/app",
    ]


def test_the_door_may_stand_elsewhere() -> None:
    assert manifest(door="/shop/")["tokenTargetUrl"] == "https://delight.example/shop/register"


@pytest.mark.parametrize("base_url", ["", "delight.example", "ftp://delight.example"])
def test_without_an_absolute_address_there_is_no_manifest(base_url: str) -> None:
    answer = get("/manifest.json", base_url=base_url)
    assert (answer.status, b"base_url" in answer.body) == (503, True)


def test_the_logo_is_a_square_png_of_256_pixels_or_more() -> None:
    answer = get("/logo.png")
    assert answer.content_type == "image/png"
    with Image.open(BytesIO(answer.body)) as logo:
        assert logo.format == "PNG"
        assert logo.width == logo.height >= 256


@pytest.mark.parametrize("path", ["", "/", "/admin", "/hooks", "/manifest.json/x", "/../secret", "/register/"])
def test_an_unknown_path_is_not_found(path: str) -> None:
    assert get(path).status == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/manifest.json"),
        ("POST", "/logo.png"),
        ("GET", "/register"),
        ("GET", "/hooks/orders"),
        ("PUT", "/hooks/x"),
    ],
)
def test_a_wrong_method_is_not_allowed(method: str, path: str) -> None:
    answer = get(path, method=method)
    assert (answer.status, answer.body.startswith(b"this path takes ")) == (405, True)
