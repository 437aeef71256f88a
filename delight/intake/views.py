"""The store's door over HTTP: reads a bounded body, lets the adapter answer, stores what came in. Plans nothing."""

import logging
from dataclasses import replace
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from delight.actions.orders.receive_event import receive_event
from delight.actions.orders.record_installation import record_installation, remove_installation
from delight.intake.dashboard import shown_to
from delight.store import current_store
from storefront_hooks import Answer, Request

logger = logging.getLogger(__name__)

LARGEST_BODY = 2_000_000
"""Bytes; a store's event has a few thousand."""

LARGEST_READ_AWAY, PIECE = 10_000_000, 65_536
"""Bytes; as much as the proxy in the README hands on."""

AWAY = "The database cannot be reached just now. Please send this again in a moment."


@csrf_exempt
def door(http_request: HttpRequest, name: str, path: str) -> HttpResponse:
    """Answer the store ``name`` on one of its adapter's paths.

    200 stored or already stored, 401 not from our store, 404 no such store, 411 and 413 for a body without a length or
    too long, 503 when it cannot be stored or verified now: stores call again after a 5xx, never after a 4xx.
    """
    refusal = _refuse_length(http_request)
    if refusal:
        return refusal
    try:
        request = _as_plain(http_request, path=path)
        return _answer(request, name=name)
    except UnreadablePostError:
        return _say(HTTPStatus.BAD_REQUEST, "The connection broke before the whole body was here.")
    except (OperationalError, InterfaceError):
        logger.exception("An event of the store %s could not be stored; the store was asked to send it again.", name)
        return _say(HTTPStatus.SERVICE_UNAVAILABLE, AWAY)


def _refuse_length(http_request: HttpRequest) -> HttpResponse | None:
    """Refuse what need not be kept. Django reads no further than Content-Length says."""
    length = http_request.META.get("CONTENT_LENGTH") or ""
    if not length and http_request.META.get("HTTP_TRANSFER_ENCODING"):
        return _say(HTTPStatus.LENGTH_REQUIRED, "Send the body with a Content-Length.")
    if length and not (length.isascii() and length.isdigit()):
        return _say(HTTPStatus.BAD_REQUEST, "Content-Length is no number.")
    if length and int(length) > LARGEST_BODY:
        _read_away(http_request, length=int(length))
        return _say(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A body may have {LARGEST_BODY} bytes at most.")
    return None


def _read_away(http_request: HttpRequest, *, length: int) -> None:
    """Take what is too long off the wire, within reason: a proxy that cannot hand it on says 502 in our place."""
    try:
        while length <= LARGEST_READ_AWAY and http_request.read(PIECE):
            pass
    except UnreadablePostError:
        logger.info("A body of %d bytes broke off; it was too long anyhow.", length)


def _as_plain(http_request: HttpRequest, *, path: str) -> Request:
    headers = {header.lower(): value for header, value in http_request.headers.items()}
    return Request(method=http_request.method or "GET", path=f"/{path}", headers=headers, body=http_request.body)


def _answer(request: Request, *, name: str) -> HttpResponse:
    store = current_store()
    if name != store.name:
        return _say(HTTPStatus.NOT_FOUND, f"There is no store {name!r} here; DELIGHT_STORE names {store.name!r}.")
    answer = store.answer(request)
    if answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.SERVICE_UNAVAILABLE):
        renewed = current_store(fresh=True)
        # Another process may have registered us a second ago; a genuine event refused with a 401 would be lost.
        answer = renewed.answer(request) if renewed is not store else answer
    _keep(answer, store=name)
    if answer.viewer is not None:
        answer = replace(answer, body=shown_to(answer.viewer, store=name), content_type="text/html; charset=utf-8")
    return _as_response(answer)


def _as_response(answer: Answer) -> HttpResponse:
    """An answer that says itself who may frame it is not framed by our general rule as well."""
    response = HttpResponse(
        answer.body, status=answer.status, content_type=answer.content_type, headers=dict(answer.headers)
    )
    response.xframe_options_exempt = "Content-Security-Policy" in answer.headers
    return response


def _keep(answer: Answer, *, store: str) -> None:
    if answer.installation is not None:
        record_installation(answer.installation)
        current_store(fresh=True)
    if answer.event is not None:
        receive_event(answer.event)
    if answer.removed:
        remove_installation(store)
        current_store(fresh=True)


def _say(status: HTTPStatus, sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
