"""The mail provider's door: real webhook bodies through django-anymail, checked, kept once and acted on."""

import base64
import hmac
import json
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from delight.actions.touches.hear_provider import understand_provider
from delight.models import Attempt, ProviderEvent, Reply, Suppression, Touch
from tests.factories import NOW, a_touch
from tests.letters_in import a_mail

pytestmark = pytest.mark.django_db

URL = "/mail/resend/events/"
SECRET = "shop:a-long-random-word"


@pytest.fixture(autouse=True)
def _provider(settings: Settings) -> None:
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    settings.DELIGHT_STORE = "tests.fakes.AgreeableStore"
    settings.DELIGHT_STORE_OPTIONS = {}


def a_body(sort: str = "email.delivered", *, delight_id: str = "", **data: Any) -> dict[str, Any]:
    """As Resend tells it."""
    headers = [{"name": "X-Metadata", "value": json.dumps({"delight_id": delight_id})}]
    told = {"email_id": "esp-1", "to": ["Mira <mira@example.org>"], "headers": headers, **data}
    return {"type": sort, "created_at": "2026-11-12T09:00:05.000Z", "data": told}


def post(body: object, *, secret: str = SECRET, url: str = URL) -> int:
    header = "Basic " + base64.b64encode(secret.encode()).decode()
    return int(Client().post(url, body, content_type="application/json", headers={"authorization": header}).status_code)


def test_a_delivered_mail_ends_its_doubt() -> None:
    touch = a_touch(state=Touch.State.UNSURE, claim="c")
    Attempt.objects.create(
        touch=touch, number=1, claim="c", marked_at=NOW, transport="anymail:resend", message_id="<4711.1@shop.example>"
    )
    assert post(a_body(delight_id="4711.1@shop.example")) == 200
    understand_provider()
    touch.refresh_from_db()
    assert touch.state == "done"


def test_a_hard_bounce_stops_the_address() -> None:
    bounce = {"message": "The recipient's email provider sent a hard bounce message, so no further attempts are made."}
    assert post(a_body("email.bounced", bounce=bounce)) == 200
    understand_provider()
    assert Suppression.objects.get().reason == "bounced"


def test_a_complaint_is_kept_once_however_often_it_is_told() -> None:
    assert [post(a_body("email.complained")) for _ in range(3)] == [200] * 3
    assert ProviderEvent.objects.count() == 1


@pytest.mark.parametrize("secret", ["shop:wrong", "", "a-long-random-word"])
def test_a_wrong_secret_keeps_nothing(secret: str) -> None:
    assert post(a_body("email.complained"), secret=secret) == 400
    assert not ProviderEvent.objects.exists()


def test_without_a_secret_of_ours_nobody_is_believed_and_the_provider_calls_again(settings: Settings) -> None:
    settings.ANYMAIL = {}
    assert post(a_body("email.complained")) == 503
    assert not ProviderEvent.objects.exists()


def test_a_provider_that_nobody_knows_has_no_door() -> None:
    assert post(a_body(), url="/mail/carrier-pigeon/events/") == 404


def test_too_large_a_body_is_turned_away_unread() -> None:
    answer = Client().post(URL, b"", content_type="application/json", CONTENT_LENGTH="6000000")
    assert answer.status_code == 413


def test_looking_changes_nothing() -> None:
    assert Client().get(URL).status_code == 405


REPLIES = "/mail/mailgun/replies/"
IN = {"recipient": "hannah@lindenloom.example", "sender": "mira@example.org"}


def answer_by_provider(raw: bytes, *, secret: str = SECRET) -> int:
    """As Mailgun hands over a whole mail."""
    header = "Basic " + base64.b64encode(secret.encode()).decode()
    signed = {"timestamp": "1", "token": "t", "signature": sign_of_mailgun("1", "t")}
    body = {**IN, **signed, "body-mime": raw.decode()}
    return int(Client().post(REPLIES, body, headers={"authorization": header}).status_code)


def sign_of_mailgun(timestamp: str, token: str) -> str:
    return hmac.new(b"signing", f"{timestamp}{token}".encode(), "sha256").hexdigest()


@pytest.fixture
def mailgun(settings: Settings) -> None:
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "MAILGUN_WEBHOOK_SIGNING_KEY": "signing", "MAILGUN_API_KEY": "k"}


@pytest.mark.usefixtures("mailgun")
def test_what_people_answer_comes_in_through_the_provider_once() -> None:
    touch = a_touch(state=Touch.State.DONE)
    Attempt.objects.create(
        touch=touch,
        number=1,
        claim="c",
        marked_at=NOW,
        transport="anymail:mailgun",
        message_id="<g@lindenloom.example>",
    )
    raw = a_mail("The hem frays.", **{"In-Reply-To": "<g@lindenloom.example>"})
    assert [answer_by_provider(raw) for _ in range(2)] == [200, 200]
    reply = Reply.objects.get()
    assert (reply.order, reply.words) == (touch.order, "The hem frays.")


@pytest.mark.usefixtures("mailgun")
def test_what_belongs_to_nobody_we_know_waits_for_staff() -> None:
    assert answer_by_provider(a_mail("Who are you?")) == 200
    assert Reply.objects.get().customer is None


@pytest.mark.usefixtures("mailgun")
def test_an_answer_with_a_wrong_secret_is_turned_away() -> None:
    assert answer_by_provider(a_mail("Hello"), secret="shop:guessed") == 400
    assert not Reply.objects.exists()
