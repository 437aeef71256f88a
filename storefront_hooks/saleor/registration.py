"""Registers this app with a shop: checks who asks, that the token works and what it may; fetches the shop's keys."""

import json
import logging
from collections.abc import Sequence

from storefront_hooks.errors import Refused, StoreError, Unavailable
from storefront_hooks.saleor.client import SaleorClient
from storefront_hooks.saleor.manifest import PERMISSIONS
from storefront_hooks.vocabulary import Answer, InstallationSnapshot, Request

LONGEST_TOKEN = 255
LONGEST_ADDRESS = 200
ASKING_SECONDS = 5.0
ALLOW = "let it be named in DELIGHT_STORE_API_URLS, letter by letter, and install again"
_log = logging.getLogger(__name__)


def register(request: Request, *, store: str, api_urls: Sequence[str]) -> Answer:
    """Answer the shop's registration request.

    It is not signed and anybody can send it; so only a configured address is believed, and the token counts once the
    shop at that address has answered to it. The shop waits 18 s, so nothing is asked twice.
    """
    try:
        api_url = _known_url(request.headers.get("saleor-api-url", ""), api_urls=api_urls)
        token = _token(request.body)
        client = SaleorClient(api_url, token=token, read_seconds=ASKING_SECONDS, pauses=())
        app_id = _app_id(client)
        key_set = client.fetch_keys()
    except StoreError as trouble:
        _log.warning("a registration was refused: %s", trouble)
        return refuse(503 if isinstance(trouble, Unavailable) else 403, str(trouble))
    installation = InstallationSnapshot(store=store, api_url=api_url, app_id=app_id, token=token, key_set=key_set)
    return Answer(status=200, body=b"registered", installation=installation)


def refuse(status: int, words: str) -> Answer:
    """A refusal in the shape whose message Saleor shows to staff."""
    body = json.dumps({"error": {"message": words}}).encode()
    return Answer(status=status, body=body, content_type="application/json")


def _known_url(api_url: str, *, api_urls: Sequence[str]) -> str:
    if not api_urls:
        raise Refused(f"no shop may register here yet: {ALLOW}")
    if api_url not in api_urls:
        named = repr(api_url[:LONGEST_ADDRESS]) if api_url else "none"
        raise Refused(f"this shop's API address ({named}) is not one that may register here: {ALLOW}")
    return api_url


def _token(body: bytes) -> str:
    try:
        values = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused("the registration is not JSON") from error
    token = values.get("auth_token") if isinstance(values, dict) else None
    if not isinstance(token, str) or not 0 < len(token) <= LONGEST_TOKEN or not _is_visible_ascii(token):
        raise Refused("the registration carries no auth_token")
    return token


def _is_visible_ascii(text: str) -> bool:
    return all("!" <= character <= "~" for character in text)


def _app_id(client: SaleorClient) -> str:
    app = client.who_am_i()
    missing = sorted(PERMISSIONS.keys() - app.permissions)
    if missing:
        raise Refused(f"the app lacks the permission {' and '.join(missing)}; grant it and install again")
    return app.id
