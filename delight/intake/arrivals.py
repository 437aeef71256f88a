"""A carrier's word over HTTP: one signed, generic request that says which tracking numbers arrived, and when."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from delight import clock, conf
from delight.actions.orders.note_arrival import note_arrival_by_number
from delight.errors import PermanentError
from delight.models import Parcel

LARGEST_BODY = 200_000
MOST_AT_ONCE = 500
SIGNED_FOR = 5 * 60
"""Seconds around now within which a signature holds: whoever records a request cannot use it later."""


@csrf_exempt
@require_POST
def arrivals(request: HttpRequest) -> HttpResponse:
    """Note the arrivals of a genuine request.

    200 with what was noted, 400 for what is no list of arrivals, 401 for a wrong signature, 404 while no key is set,
    413 for too much at once. To send the same again changes nothing.
    """
    if not conf.CARRIER_KEY():
        return _refuse(HTTPStatus.NOT_FOUND, "no carrier tells arrivals here: DELIGHT_CARRIER_KEY is not set")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LARGEST_BODY:
        return _refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"send {LARGEST_BODY} bytes at most")
    fault = fault_of_signature(request.body, signature=request.headers.get("Delight-Signature", ""))
    if fault:
        return _refuse(HTTPStatus.UNAUTHORIZED, fault)
    try:
        told = list(_read(request.body))
    except (ValueError, RecursionError) as error:
        return _refuse(HTTPStatus.BAD_REQUEST, str(error))
    return JsonResponse(_note(told))


def sign(body: bytes, *, at: int, key: str) -> str:
    """The value of Delight-Signature for this body, signed at that Unix time."""
    made = hmac.new(key.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={made}"


def fault_of_signature(body: bytes, *, signature: str) -> str:
    """What is wrong with the signature; "" when nothing is."""
    parts = dict(part.partition("=")[::2] for part in signature.split(","))
    told = parts.get("t", "")
    if not told.isascii() or not told.isdigit() or len(told) > 12:
        return "the header Delight-Signature should be t=<Unix time>,v1=<hex HMAC-SHA256 of time, dot and body>"
    if not hmac.compare_digest(sign(body, at=int(told), key=conf.CARRIER_KEY()).encode(), signature.strip().encode()):
        return "the signature does not fit the body"
    if abs(clock.real_now().timestamp() - int(told)) > SIGNED_FOR:
        return "the signature is older than five minutes, or a clock is wrong"
    return ""


def _read(body: bytes) -> Iterable[tuple[str, datetime]]:
    """The arrivals told. Raises ValueError naming the one that cannot be read."""
    values = json.loads(body)
    told = values.get("arrivals", [values]) if isinstance(values, dict) else values
    if not isinstance(told, list) or not 0 < len(told) <= MOST_AT_ONCE:
        raise ValueError(f'send {{"arrivals": [{{"tracking": …, "arrived_at": …}}]}} with 1 to {MOST_AT_ONCE} entries')
    for number, one in enumerate(told, start=1):
        yield _arrival(one, number=number)


def _arrival(one: object, *, number: int) -> tuple[str, datetime]:
    tracking = one.get("tracking") if isinstance(one, Mapping) else None
    if not isinstance(tracking, str) or not tracking.strip() or len(tracking) > 255:
        raise ValueError(f"entry {number} has no tracking")
    words = str(one.get("arrived_at")) if isinstance(one, Mapping) else ""
    try:
        at = datetime.fromisoformat(words)
    except ValueError as error:
        raise ValueError(f"entry {number}: arrived_at {words[:40]!r} is no ISO 8601 time") from error
    if at.tzinfo is None:
        raise ValueError(f"entry {number}: arrived_at {words[:40]!r} has no offset, such as +01:00 or Z")
    return tracking, at


def _note(told: Iterable[tuple[str, datetime]]) -> dict[str, object]:
    noted, unknown, refused = 0, [], {}
    for tracking, at in told:
        try:
            found = note_arrival_by_number(tracking, at=at, source=Parcel.ArrivalSource.CARRIER)
        except PermanentError as error:
            refused[tracking] = str(error)
            continue
        noted += found.new
        if not found.found:
            unknown.append(tracking)
    return {"noted": noted, "unknown": unknown, "refused": refused}


def _refuse(status: HTTPStatus, sentence: str) -> HttpResponse:
    return JsonResponse({"error": sentence}, status=status)
