"""The dashboard's pages: who may frame them, and whose token opens them, measured and forged."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import jwt
import pytest
import time_machine

from storefront_hooks import Answer, InstallationSnapshot, Request
from storefront_hooks.saleor import SaleorStore
from storefront_hooks.sample import recorded_installation
from tests.hooks.playback import DATA, Say, Shop
from tests.hooks.signing import API_URL, APP_ID, Signer
from tests.hooks.test_webhooks import NOON

SAMPLES = json.loads((DATA / "api" / "jwt-samples.json").read_text())
RECORDED = datetime.fromtimestamp(SAMPLES["dashboard_app_token"]["claims"]["iat"] + 60, tz=UTC)
ORIGIN = "https://dashboard.example"


def answer(request: Request, *, installation: InstallationSnapshot | None, origins: str = ORIGIN) -> Answer:
    return SaleorStore(installation, clock=lambda: NOON, options={"dashboard_origins": origins}).answer(request)


def get(path: str, **changes) -> Answer:
    request = Request(method="GET", path=path, headers={}, body=b"")
    return answer(request, **{"installation": recorded_installation(), **changes})


def ask(token: str, *, installation: InstallationSnapshot, order: str = "T3JkZXI6MQ==") -> Answer:
    headers = {"authorization": f"Bearer {token}"}
    body = json.dumps({"order": order}).encode()
    return answer(Request(method="POST", path="/dashboard/show", headers=headers, body=body), installation=installation)


@pytest.fixture
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def claims(**changes) -> dict:
    made = {
        "iat": int(NOON.timestamp()),
        "exp": int((NOON + timedelta(minutes=5)).timestamp()),
        "iss": API_URL,
        "type": "thirdparty",
        "app": APP_ID,
        "is_staff": True,
        "email": "noor@example.org",
        "user_permissions": ["MANAGE_ORDERS"],
        "permissions": ["MANAGE_ORDERS"],
    }
    return {name: value for name, value in {**made, **changes}.items() if value is not None}


@pytest.mark.parametrize("page", ["", "order", "orders"])
def test_a_page_may_be_framed_by_the_configured_dashboard_alone(page):
    shown = get(f"/dashboard/{page}")
    assert (shown.status, shown.content_type) == (200, "text/html; charset=utf-8")
    assert "frame-ancestors https://dashboard.example" in shown.headers["Content-Security-Policy"]
    assert b'data-origins="https://dashboard.example"' in shown.body


@pytest.mark.parametrize("origins", ["", "dashboard.example", "javascript:alert(1)", '"><script>', "*"])
def test_without_a_proper_origin_nobody_may_frame_it(origins):
    shown = get("/dashboard/order", origins=origins)
    assert "frame-ancestors 'none'" in shown.headers["Content-Security-Policy"]
    assert b'data-origins=""' in shown.body


def test_the_page_holds_no_word_of_an_order_and_its_files_are_there():
    assert b"One moment" in get("/dashboard/order").body
    assert get("/dashboard/page.js").content_type.startswith("text/javascript")
    assert get("/dashboard/page.css").content_type.startswith("text/css")
    assert get("/dashboard/settings.py").status == 404


def test_the_apps_own_address_opens_without_its_last_slash_as_the_dashboard_opens_it():
    """The dashboard joins the app's address and what it adds with url-join, which drops a slash before a "?"."""
    shown = get("/dashboard")
    assert (shown.status, shown.content_type) == (200, "text/html; charset=utf-8")
    assert b'href="dashboard/page.css"' in shown.body
    assert b'src="dashboard/page.js"' in shown.body
    assert b'src="page.js"' in get("/dashboard/").body
    assert get("/dashboards").status == 404


def test_the_recorded_dashboard_token_opens_the_page():
    with time_machine.travel(RECORDED, tick=False):
        shown = ask(SAMPLES["dashboard_app_token"]["token"], installation=recorded_installation())
    assert shown.status == 200
    assert shown.viewer is not None
    assert (shown.viewer.email, shown.viewer.order_id) == ("admin@example.com", "T3JkZXI6MQ==")


def test_the_recorded_token_is_refused_once_it_has_expired():
    with time_machine.travel(RECORDED + timedelta(minutes=6), tick=False):
        shown = ask(SAMPLES["dashboard_app_token"]["token"], installation=recorded_installation())
    assert (shown.status, shown.viewer) == (401, None)


OTHERS = [name for name in SAMPLES if name not in ("note", "dashboard_app_token")]


@pytest.mark.parametrize("name", OTHERS)
def test_the_recorded_tokens_of_other_kinds_are_refused_unless_they_are_an_extensions(name):
    sample = SAMPLES[name]
    with time_machine.travel(datetime.fromtimestamp(sample["claims"]["iat"] + 1, tz=UTC), tick=False):
        shown = ask(sample["token"], installation=recorded_installation())
    assert shown.status == (200 if "app_extension" in sample["claims"] else 401)


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "access"},
        {"type": None},
        {"app": "QXBwOjI="},
        {"app": None},
        {"iss": "https://evil.example/graphql/"},
        {"iss": None},
        {"exp": None},
        {"exp": 1},
        {"iat": None},
        {"is_staff": False},
        {"is_staff": "yes"},
        {"user_permissions": ["MANAGE_PRODUCTS"]},
        {"user_permissions": "MANAGE_ORDERS"},
        {"user_permissions": None},
    ],
    ids=str,
)
def test_a_genuine_token_for_something_else_is_refused(at_noon, signer: Signer, changes):
    refused = ask(signer.log_in_token(claims(**changes)), installation=signer.installation())
    assert (refused.status, refused.viewer) == (401, None)
    assert len(refused.body) > 10


def test_a_token_as_it_should_be_opens_the_page(at_noon, signer: Signer):
    assert ask(signer.log_in_token(claims()), installation=signer.installation()).status == 200


def _forged(signer: Signer) -> dict[str, str]:
    token = signer.log_in_token(claims())
    head, body, signature = token.split(".")
    other = base64.urlsafe_b64encode(json.dumps(claims(email="eve@example.org")).encode()).rstrip(b"=").decode()
    flipped = signature[:-2] + ("A" if signature[-2] != "A" else "B") + signature[-1]
    public = json.dumps(signer.key_set["keys"][0])
    return {
        "other claims": f"{head}.{other}.{signature}",
        "flipped bit": f"{head}.{body}.{flipped}",
        "no signature": f"{head}.{body}.",
        "none": jwt.encode(claims(), key=None, algorithm="none", headers={"kid": signer.kid}),
        "public key as a secret": _by_secret(public, kid=signer.kid),
        "another key of the same name": _renamed(signer),
        "empty": "",
        "words": "let me in",
        "long": "a" * 10_000,
    }


def _by_secret(secret: str, *, kid: str) -> str:
    """What PyJWT itself would not make: a token whose secret is the public key."""
    head = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "typ": "JWT", "kid": kid}).encode()).rstrip(b"=")
    body = base64.urlsafe_b64encode(json.dumps(claims()).encode()).rstrip(b"=")
    made = hmac.new(secret.encode(), head + b"." + body, hashlib.sha256).digest()
    return b".".join([head, body, base64.urlsafe_b64encode(made).rstrip(b"=")]).decode()


def _renamed(signer: Signer) -> str:
    other = Signer()
    other.kid = signer.kid
    return other.log_in_token(claims())


def test_every_forged_token_is_refused(at_noon, signer: Signer):
    answers = {name: ask(token, installation=signer.installation()) for name, token in _forged(signer).items()}
    assert {name: one.status for name, one in answers.items()} == dict.fromkeys(answers, 401)


def test_a_token_by_a_new_key_makes_the_keys_be_fetched_from_the_shop_we_know(shop: Shop, at_noon):
    old, new = Signer(), Signer()
    shop.by_path["/.well-known/jwks.json"] = Say(json.dumps(new.key_set).encode())
    token = new.log_in_token(claims(iss=shop.api_url))
    assert ask(token, installation=old.installation(api_url=shop.api_url)).status == 200
    assert [asked.path for asked in shop.asked] == ["/.well-known/jwks.json"]


def test_a_widget_that_is_posted_to_carries_its_token_in_the_form(at_noon, signer: Signer):
    form = {"accessToken": signer.log_in_token(claims()), "orderId": "order-7", "saleorApiUrl": "https://evil.example/"}
    request = Request(method="POST", path="/dashboard/order", headers={}, body=urlencode(form).encode())
    shown = answer(request, installation=signer.installation())
    assert shown.viewer is not None
    assert shown.viewer.order_id == "order-7"
    assert "frame-ancestors https://dashboard.example" in shown.headers["Content-Security-Policy"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"[" * 50_000, b"a=1&" * 6000])
def test_noise_in_a_question_or_a_form_is_refused(signer: Signer, body):
    for path in ("/dashboard/show", "/dashboard/order"):
        for headers in ({}, {"authorization": "Bearer x"}, {"authorization": "Basic x"}):
            request = Request(method="POST", path=path, headers=headers, body=body)
            assert answer(request, installation=signer.installation()).status == 401


def test_before_an_installation_nobody_is_shown_anything(at_noon, signer: Signer):
    request = Request(
        method="POST", path="/dashboard/show", headers={"authorization": "Bearer x"}, body=b'{"order": ""}'
    )
    assert answer(request, installation=None).status == 401
