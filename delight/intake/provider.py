"""The mail provider's door: django-anymail checks and reads what comes in, we keep it and answer at once."""

import json
import logging
from collections.abc import Mapping
from hashlib import sha256
from http import HTTPStatus
from typing import Any  # anymail carries no types

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt

from delight import clock
from delight.actions.care.receive_reply import receive_reply
from delight.actions.touches.hear_provider import Told, hear
from delight.mails.providers import OUR_ID

logger = logging.getLogger(__name__)

LARGEST_BODY = 5_000_000
"""Bytes; the largest batch of a provider's events has under one million."""
LARGEST_REPLY = 40_000_000
"""Bytes; providers take mails up to some 30 million, attachments and all."""
NO_SECRET = "Set WEBHOOK_SECRET in ANYMAIL to user:password and put both into the address the provider calls."  # noqa: S105


@csrf_exempt
def provider_events(request: HttpRequest, provider: str) -> HttpResponseBase:
    """Answer the mail provider.

    200 kept, 400 for a wrong secret or signature, 404 for a provider that anymail does not know, 413 for too much, 503
    while no secret is set or nothing can be kept: providers call again after a 5xx.
    """
    return _answer(request, provider=provider, sort="tracking", most=LARGEST_BODY)


@csrf_exempt
def provider_replies(request: HttpRequest, provider: str) -> HttpResponseBase:
    """Take in what people answered; the same answers as ``provider_events``. What cannot be kept is sent again."""
    return _answer(request, provider=provider, sort="inbound", most=LARGEST_REPLY)


def _answer(request: HttpRequest, *, provider: str, sort: str, most: int) -> HttpResponseBase:
    view = _views().get(f"{provider}_{sort}_webhook")
    if view is None:
        raise Http404(provider)
    if not _secret_is_set():
        logger.error("The mail provider's events are turned away: %s", NO_SECRET)
        return _say(HTTPStatus.SERVICE_UNAVAILABLE, NO_SECRET)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > most:
        return _say(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A body may have {most} bytes at most.")
    try:
        answer: HttpResponseBase = view(request)
    except (OperationalError, InterfaceError):
        logger.exception("Events of the mail provider could not be kept; it was asked to send them again.")
        return _say(HTTPStatus.SERVICE_UNAVAILABLE, "The database cannot be reached just now.")
    return answer


def _views() -> Mapping[str, Any]:
    """anymail's views by their names; none where it is not installed."""
    try:
        patterns = import_string("anymail.urls.urlpatterns")
    except ImportError:
        return {}
    return {pattern.name: pattern.callback for pattern in patterns}


def _secret_is_set() -> bool:
    return bool(getattr(settings, "ANYMAIL", {}).get("WEBHOOK_SECRET"))


def listen() -> None:
    """Hear anymail's events, whichever view of the site took them in."""
    try:
        tracking = import_string("anymail.signals.tracking")
    except ImportError:
        return
    tracking.connect(heard, dispatch_uid="delight.provider")
    import_string("anymail.signals.inbound").connect(answered, dispatch_uid="delight.replies")


def answered(sender: object, *, event: Any, **_: object) -> None:
    """One of anymail's inbound mails: somebody wrote to us."""
    del sender
    receive_reply(event.message.as_bytes())


def heard(sender: object, *, event: Any, esp_name: str, **_: object) -> None:
    """One of anymail's tracking events."""
    del sender
    hear([_told(event, provider=esp_name)])


def _told(event: Any, *, provider: str) -> Told:
    message_id = str((event.metadata or {}).get(OUR_ID, ""))
    said = " ".join(filter(None, [event.description, event.mta_response]))
    return Told(
        provider=provider,
        digest=_digest(event),
        sort=event.event_type or "",
        cause=event.reject_reason or "",
        message_id=message_id,
        provider_id=str(event.message_id or ""),
        recipient=event.recipient or "",
        said=said,
        at=event.timestamp or clock.now(),
    )


def _digest(event: Any) -> str:
    """The same for a repetition: by the provider's id of the event, else by what it says."""
    told = [event.event_type, event.event_id, event.recipient, event.message_id]
    if not event.event_id:
        told += [event.timestamp, json.dumps(event.esp_event, sort_keys=True, default=str)]
    return sha256("\n".join(map(str, told)).encode()).hexdigest()


def _say(status: HTTPStatus, sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
