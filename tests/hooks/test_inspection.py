"""What `check_store` looks at, with everything right and then with one thing wrong at a time."""

import json
from collections.abc import Callable
from dataclasses import replace
from email.utils import format_datetime

import pytest

from storefront_hooks import Finding, Request
from storefront_hooks.saleor import SaleorStore
from tests.hooks.fake_saleor import FakeSaleor, denied
from tests.hooks.playback import Say, Shop
from tests.hooks.signing import Signer
from tests.hooks.test_webhooks import NOON

JWKS, MANIFEST = "/.well-known/jwks.json", "/stores/saleor/manifest.json"
Look = Callable[..., dict[str, Finding]]


@pytest.fixture
def saleor(shop: Shop, signer: Signer) -> FakeSaleor:
    """A shop in which everything is as it should be, but that it is on localhost."""
    shop.answer_with = FakeSaleor()
    request = Request(method="GET", path="/manifest.json", headers={}, body=b"")
    manifest = a_store(shop, signer).answer(request).body
    shop.by_path[JWKS] = Say(json.dumps(signer.key_set).encode(), headers={"Date": format_datetime(NOON, usegmt=True)})
    shop.by_path[MANIFEST] = Say(manifest)
    shop.answer_with.webhooks = [
        {"name": hook["name"], "targetUrl": hook["targetUrl"], "isActive": True, "subscriptionQuery": hook["query"]}
        for hook in json.loads(manifest)["webhooks"]
    ]
    return shop.answer_with


def origin(shop: Shop) -> str:
    return shop.api_url.removesuffix("/graphql/")


def a_store(shop: Shop, signer: Signer, *, installed: bool = True, **options: str) -> SaleorStore:
    settings = {"api_urls": shop.api_url, "base_url": origin(shop), "tries": "1", **options}
    installation = signer.installation(api_url=shop.api_url) if installed else None
    return SaleorStore(installation, clock=lambda: NOON, options=settings)


@pytest.fixture
def look(saleor: FakeSaleor, shop: Shop, signer: Signer) -> Look:
    def look(**options) -> dict[str, Finding]:
        return {finding.name: finding for finding in a_store(shop, signer, **options).inspect()}

    return look


def wrong(findings: dict[str, Finding]) -> set[str]:
    """The names of what is wrong, but for the address, which is none of the public's in a test."""
    assert all(finding.words and (finding.holds or finding.mend) for finding in findings.values())
    return {name for name, finding in findings.items() if not finding.holds} - {"our address"}


def test_when_all_is_right_every_finding_holds(look: Look):
    findings = look()
    assert wrong(findings) == set()
    assert list(findings) == [
        *("our address", "our door", "shop's address", "installation"),
        *("shop's keys", "clock", "token", "permissions", "webhooks"),
    ]


def test_an_address_without_https_is_wrong(look: Look):
    assert not look()["our address"].holds
    assert look(base_url="https://delight.example")["our address"].holds


def test_before_the_installation_it_says_how_to_install(look: Look):
    findings = look(installed=False)
    assert wrong(findings) == {"installation"}
    assert "manifest.json" in findings["installation"].mend


@pytest.mark.parametrize(
    "answer", [Say(status=404), Say(status=302, headers={"Location": "/x"}), Say(b"{}"), Say(hang_up=True)], ids=str
)
def test_a_door_that_does_not_answer_with_the_manifest(look: Look, shop: Shop, answer: Say):
    shop.by_path[MANIFEST] = answer
    assert wrong(look()) == {"our door"}


@pytest.mark.parametrize("api_urls", ["", "https://other.example/graphql/"])
def test_a_shop_that_is_not_configured(look: Look, api_urls: str):
    assert wrong(look(api_urls=api_urls)) == {"shop's address"}


@pytest.mark.parametrize("answer", [Say(b"no"), Say(status=500), Say(hang_up=True)], ids=str)
def test_keys_that_cannot_be_read(look: Look, shop: Shop, answer: Say):
    shop.by_path[JWKS] = answer
    assert "shop's keys" in wrong(look())


def test_keys_that_are_not_those_we_keep(look: Look, shop: Shop):
    shop.by_path[JWKS] = replace(shop.by_path[JWKS], body=json.dumps(Signer().key_set).encode())
    assert wrong(look()) == {"shop's keys"}


def test_a_clock_that_is_two_minutes_off(look: Look, shop: Shop):
    date = format_datetime(NOON.replace(minute=2), usegmt=True)
    shop.by_path[JWKS] = replace(shop.by_path[JWKS], headers={"Date": date})
    assert wrong(look()) == {"clock"}


@pytest.mark.parametrize("answer", [Say(status=500), Say(status=429), Say(hang_up=True)], ids=str)
def test_a_shop_that_is_away_is_not_taken_for_a_dead_token(look: Look, saleor: FakeSaleor, answer: Say):
    saleor.before = lambda asked: answer
    findings = look()
    assert wrong(findings) == {"shop's API"}
    assert "install" not in findings["shop's API"].mend


@pytest.mark.parametrize(
    ("named", "holds"), [("https://a.example, https://b.example", True), ("https://a.example dashboard.example", False)]
)
def test_a_dashboard_without_its_scheme_is_found(look: Look, named: str, holds: bool):
    findings = look(dashboard_origins=named)
    assert findings["dashboard"].holds == holds
    assert holds or findings["dashboard"].words.startswith("dashboard.example is no address")


def test_a_token_sealed_under_another_key_is_said_so_and_not_tried(saleor: FakeSaleor, shop: Shop, signer: Signer):
    options = {"api_urls": shop.api_url, "base_url": origin(shop)}
    installation = replace(signer.installation(api_url=shop.api_url), token="")
    store = SaleorStore(installation, clock=lambda: NOON, options=options)
    found = {finding.name: finding for finding in store.inspect()}["token"]
    assert (found.holds, saleor.answered) == (False, [])
    assert "SECRET_KEY_FALLBACKS" in found.mend


def test_a_dead_token(look: Look, saleor: FakeSaleor):
    saleor.before = lambda asked: denied()
    assert wrong(look()) == {"token"}


@pytest.mark.parametrize("app", [{"id": "QXBwOjk="}], ids=["another app"])
def test_a_token_that_stands_for_another_app(look: Look, saleor: FakeSaleor, app: dict):
    saleor.app = app
    assert wrong(look()) == {"token"}


def test_a_permission_that_is_missing_is_named(look: Look, saleor: FakeSaleor):
    saleor.app = {"permissions": [{"code": "MANAGE_ORDERS"}]}
    findings = look()
    assert wrong(findings) == {"permissions"}
    assert "MANAGE_USERS" in findings["permissions"].words


def test_a_permission_too_many_is_said_and_does_no_harm(look: Look, saleor: FakeSaleor):
    saleor.app = {"permissions": [{"code": code} for code in ("MANAGE_ORDERS", "MANAGE_USERS", "MANAGE_CHECKOUTS")]}
    findings = look()
    assert wrong(findings) == set()
    assert "MANAGE_CHECKOUTS" in findings["permissions"].words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"isActive": False}, "switched off"),
        ({"targetUrl": "https://old.example/hooks/orders"}, "does not call"),
        ({"subscriptionQuery": "subscription { event { __typename } }"}, "other things"),
        ({"subscriptionQuery": None}, "other things"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_webhook_that_is_not_as_it_should_be(look: Look, saleor: FakeSaleor, changes: dict, words: str):
    saleor.webhooks[0] |= changes
    findings = look()
    assert wrong(findings) == {"webhooks"}
    assert words in findings["webhooks"].words


def test_a_webhooks_white_space_does_not_matter(look: Look, saleor: FakeSaleor):
    saleor.webhooks[0]["subscriptionQuery"] = " ".join(saleor.webhooks[0]["subscriptionQuery"].split())
    assert wrong(look()) == set()
