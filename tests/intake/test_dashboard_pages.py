"""Through the real door: what staff see inside the store's dashboard, and that the app leaves when it is removed."""

import json
from datetime import timedelta

import pytest

from delight.actions.orders.record_installation import record_installation
from delight.models import Installation, StoreEvent
from delight.store import current_store
from tests.factories import NOW, a_shipped_order, a_touch
from tests.hooks.signing import API_URL, APP_ID, Signer

pytestmark = pytest.mark.django_db
DOOR = "/stores/saleor"


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer()


@pytest.fixture
def installed(settings, clock, signer):
    settings.DELIGHT_STORE = "storefront_hooks.saleor.SaleorStore"
    settings.DELIGHT_STORE_OPTIONS = {"api_urls": API_URL, "dashboard_origins": "https://dashboard.example"}
    record_installation(signer.installation())
    current_store(fresh=True)


def token(signer: Signer) -> str:
    return signer.log_in_token(
        {
            "iat": int(NOW.timestamp()),
            "exp": int((NOW + timedelta(minutes=5)).timestamp()),
            "iss": API_URL,
            "type": "thirdparty",
            "app": APP_ID,
            "is_staff": True,
            "user_permissions": ["MANAGE_ORDERS"],
        }
    )


def shown(client, signer: Signer, *, order: str = "") -> str:
    headers = {"Authorization": f"Bearer {token(signer)}"}
    body = json.dumps({"order": order})
    answer = client.post(f"{DOOR}/dashboard/show", body, content_type="application/json", headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_staff_see_an_orders_timeline_and_what_is_to_come(installed, client, signer):
    order = a_shipped_order()
    a_touch(order=order, due_at=NOW + timedelta(days=1))
    page = shown(client, signer, order=order.external_id)
    assert f"order #{order.number}" in page
    assert "A guide by mail" in page
    assert "Parcel left" in page
    assert f"https://delight.example/admin/delight/orders/{order.pk}/" in page


def test_an_orders_words_are_escaped(installed, client, signer):
    order = a_shipped_order(line={"product_name": "<script>alert(1)</script>"})
    page = shown(client, signer, order=order.external_id)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_an_order_we_do_not_know_is_said_so(installed, client, signer):
    assert "has not heard of this order" in shown(client, signer, order="nobody-knows")


def test_another_stores_order_is_not_shown(installed, client, signer):
    order = a_shipped_order(store="sample")
    assert "has not heard of this order" in shown(client, signer, order=order.external_id)


def test_without_an_order_the_newest_are_shown_with_what_comes_next(installed, client, signer):
    order = a_shipped_order()
    a_touch(order=order, due_at=NOW + timedelta(days=1))
    page = shown(client, signer)
    assert f'href="https://delight.example/admin/delight/orders/{order.pk}/"' in page
    assert f"#{order.number}" in page
    assert "A guide by mail" in page
    assert "Held" not in page


def test_what_waits_for_a_person_is_not_shown_as_if_it_came_by_itself(installed, client, signer):
    a_touch(order=a_shipped_order(), hold_reason="approval")
    assert "Held: Somebody of the shop must say yes" in " ".join(shown(client, signer).split())


def test_the_page_may_be_framed_by_the_dashboard_and_everything_else_may_not(installed, client):
    page = client.get(f"{DOOR}/dashboard/order?orderId=x&saleorApiUrl=https://evil.example/")
    assert "X-Frame-Options" not in page.headers
    assert "frame-ancestors https://dashboard.example" in page.headers["Content-Security-Policy"]
    assert client.get(f"{DOOR}/manifest.json").headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_wrong_token_is_told_so_and_sees_nothing(installed, client):
    answer = client.post(f"{DOOR}/dashboard/show", "{}", content_type="application/json")
    assert answer.status_code == 401
    assert b"token" in answer.content


PATHS = [
    "manifest.json",
    "logo.png",
    "register",
    "hooks/orders",
    "dashboard",
    "dashboard/",
    "dashboard/order",
    "dashboard/show",
    "x",
]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", PATHS)
def test_no_app_url_redirects(installed, client, method, path, settings):
    settings.APPEND_SLASH = True
    assert getattr(client, method)(f"{DOOR}/{path}").status_code not in range(300, 400)


def removal(signer: Signer, *, app_id: str = APP_ID):
    content = {
        "__typename": "AppDeleted",
        "issuedAt": NOW.isoformat(),
        "recipient": {"id": app_id},
        "issuingPrincipal": {"id": "VXNlcjox"},
        "app": {"id": app_id},
    }
    return signer.deliver(content, event="app_deleted")


def deliver(client, request):
    headers = {name.title(): value for name, value in request.headers.items()}
    return client.post(f"{DOOR}/hooks/app", request.body, content_type="application/json", headers=headers)


def test_when_the_store_removes_the_app_token_and_keys_are_forgotten(installed, client, signer):
    assert deliver(client, removal(signer)).status_code == 200
    assert not Installation.objects.exists()
    assert StoreEvent.objects.get().type == "app_deleted"
    assert deliver(client, removal(signer)).status_code == 401


def test_late_news_of_an_earlier_installation_removes_nothing(installed, client, signer):
    assert deliver(client, removal(signer, app_id="QXBwOjk=")).status_code == 401
    assert Installation.objects.exists()
