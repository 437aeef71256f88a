"""The real door, and the yardstick: verify the same signature, insert one row, answer."""

import json
from hashlib import sha256

import jwt
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from jwt.api_jws import PyJWS

from delight.models import Installation, StoreEvent

_keys: dict[str, object] = {}


def _key() -> object:
    if not _keys:
        _keys["key"] = jwt.PyJWK.from_dict(Installation.objects.get().key_set["keys"][0]).key
    return _keys["key"]


@csrf_exempt
def bare(request: HttpRequest) -> HttpResponse:
    """What a developer writes first."""
    body = request.body
    PyJWS().decode(request.headers["saleor-signature"], key=_key(), algorithms=["RS256"], detached_payload=body)
    StoreEvent.objects.create(
        store="bare",
        digest=sha256(body).hexdigest(),
        type=request.headers["saleor-event"],
        subject="order",
        subject_id=json.loads(body)["order"]["id"],
        received_at=timezone.now(),
        body=body,
    )
    return HttpResponse("ok")


urlpatterns = [path("stores/", include("delight.intake.urls")), path("bare/", bare)]
