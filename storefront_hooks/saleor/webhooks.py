"""Decides whether a delivered event is genuine and meant for us, and makes of it an event to store."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from storefront_hooks.errors import Refused, Unavailable, Unreadable
from storefront_hooks.saleor.events import event_name, parse, subject_of
from storefront_hooks.saleor.orders import utc
from storefront_hooks.saleor.shapes import LONGEST_ID, IssuedBody, convert
from storefront_hooks.saleor.signature import UnknownKey, verify
from storefront_hooks.vocabulary import Answer, InstallationSnapshot, OrderEvent, Request, Subject

LARGEST_BODY = 2_000_000
REMOVED = "app_deleted"
"""Staff removed the app. A later installation has another id, so that late news of this one is refused."""
_SUBJECT_FIELDS: Mapping[Subject, str] = {"order": "order", "customer": "user", "product": "product", "app": "app"}
_Values = Mapping[str, object]


def receive(
    request: Request, *, installation: InstallationSnapshot | None, fetch_keys: Callable[[], Mapping[str, object]]
) -> Answer:
    """Answer one delivery. The shop calls again after a 503, and never after a 4xx.

    ``fetch_keys`` is called when the signature names an unknown key; it raises Unavailable when it cannot or may not
    ask the shop now. The keys it fetched come back in the answer's installation.
    """
    if len(request.body) > LARGEST_BODY:
        return _say(413, f"a body may have {LARGEST_BODY} bytes at most")
    if installation is None:
        return _say(401, "this app is not registered with any shop")
    try:
        renewed = _authenticate(request, installation=installation, fetch_keys=fetch_keys)
        event = event_in(request.body, kind=request.headers.get("saleor-event", ""), installation=installation)
    except Refused as refusal:
        return _say(401, str(refusal))
    except Unavailable as trouble:
        return _say(503, str(trouble))
    words = b"our own doing, not kept" if event is None else b"received"
    removed = event is not None and event.type == REMOVED
    return Answer(status=200, body=words, event=event, installation=None if removed else renewed, removed=removed)


def _authenticate(
    request: Request, *, installation: InstallationSnapshot, fetch_keys: Callable[[], Mapping[str, object]]
) -> InstallationSnapshot | None:
    """The installation with newer keys, if it took newer keys to verify the signature."""
    signature = request.headers.get("saleor-signature", "")
    if request.headers.get("saleor-api-url") != installation.api_url:
        raise Refused("the header Saleor-Api-Url names another shop than the one we are registered with")
    try:
        verify(request.body, signature=signature, key_set=installation.key_set)
        return None
    except UnknownKey:
        newer = fetch_keys()
        verify(request.body, signature=signature, key_set=newer)
        return replace(installation, key_set=newer)


def event_in(body: bytes, *, kind: str, installation: InstallationSnapshot) -> OrderEvent | None:
    """The event in a genuine body, of which the shop says that it is a ``kind``. Raises Refused for another app's.

    None for an echo of what we did ourselves.
    """
    try:
        values = parse(body)
    except Unreadable as error:
        return _unreadable(body, kind=kind[:LONGEST_ID], store=installation.store, reason=str(error))
    if not isinstance(values, dict):
        raise Refused("the body is no object and so names no recipient")
    recipient = _id_in(values, "recipient")
    if recipient != installation.app_id:
        raise Refused("the body is not addressed to this app: its recipient is another one, or none")
    if event_name(str(values.get("__typename"))) != kind:
        raise Refused("the header Saleor-Event and the body's type differ")
    if _id_in(values, "issuingPrincipal") == recipient:
        return None
    subject = subject_of(kind)
    return OrderEvent(
        store=installation.store,
        type=kind,
        subject=subject,
        subject_id=_subject_id(values, subject=subject),
        issued_at=_issued_at(values),
        digest=hashlib.sha256(body).hexdigest(),
        body=body,
    )


def _unreadable(body: bytes, *, kind: str, store: str, reason: str) -> OrderEvent:
    return OrderEvent(
        store=store,
        type=kind,
        subject=subject_of(kind),
        subject_id="",
        issued_at=None,
        digest=hashlib.sha256(body).hexdigest(),
        body=body,
        unreadable=reason,
    )


def _subject_id(values: _Values, *, subject: Subject) -> str:
    """An event about several orders is about none of them."""
    orders = values.get("orders")
    if isinstance(orders, list) and len(orders) == 1:
        return _id_in({"order": orders[0]}, "order")
    return _id_in(values, _SUBJECT_FIELDS.get(subject, ""))


def _id_in(values: _Values, key: str) -> str:
    part = values.get(key)
    found = part.get("id") if isinstance(part, dict) else None
    return found if isinstance(found, str) and len(found) <= LONGEST_ID else ""


def _issued_at(values: _Values) -> datetime | None:
    try:
        return utc(convert(values, shape=IssuedBody, at="").issued_at, field="issuedAt")
    except Unreadable:
        return None


def _say(status: int, words: str) -> Answer:
    return Answer(status=status, body=words.encode())
