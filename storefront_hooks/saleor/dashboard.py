"""Answers the pages that Saleor's dashboard shows in a frame: an empty page first, then, to a verified token, a viewer.

The frame's address proves nothing. What proves a person is the token that the dashboard hands to the page: an RS256 JWT
of five minutes, signed by the shop, made for this app, of somebody who may see orders.
"""

import html
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import parse_qs, urlsplit

import jwt

from storefront_hooks.errors import Refused, Unavailable
from storefront_hooks.saleor.shapes import LONGEST_ID
from storefront_hooks.saleor.signature import ALGORITHMS, UnknownKey, find_key, key_id
from storefront_hooks.vocabulary import Answer, InstallationSnapshot, Request, Viewer

FOLDER = "dashboard"
WANTED = "MANAGE_ORDERS"
LARGEST_FORM = 20_000
PAGES = ("", "order", "orders")
"""The page itself, as widget, popup and app page; all of them are the same, the address says which order is meant.
The dashboard opens the app's own address without its last slash, so that ``page.js`` is then in the folder below.
"""
_FILES = {"page.js": "text/javascript; charset=utf-8", "page.css": "text/css; charset=utf-8"}
FetchKeys = Callable[[], Mapping[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """What the pages need to know: who we are, how to get newer keys, and which dashboards may show us."""

    installation: InstallationSnapshot | None
    fetch_keys: FetchKeys
    origins: Sequence[str]

    def answer(self, request: Request, *, page: str) -> Answer:
        """The page, its files, and what a verified person may see."""
        if request.method == "GET" and page in _FILES:
            return Answer(status=200, body=_file(page), content_type=_FILES[page])
        if page == "show" or (request.method == "POST" and page in PAGES):
            return self._show(request, framed=page != "show")
        if request.method == "GET" and page in PAGES:
            return self._page(below=f"{FOLDER}/" if request.path.endswith(FOLDER) else "")
        return Answer(status=404, body=b"no such page of the dashboard")

    def _page(self, *, below: str) -> Answer:
        allowed = html.escape(" ".join(self.origins), quote=True)
        body = _file("page.html").decode().replace("{{ origins }}", allowed).replace("{{ below }}", below)
        return Answer(status=200, body=body.encode(), content_type="text/html; charset=utf-8", headers=self._headers())

    def _show(self, request: Request, *, framed: bool) -> Answer:
        """A page's own question carries the token in a header; a widget that is posted to carries it in its form."""
        if request.method != "POST":
            return Answer(status=405, body=b"this path takes POST only")
        try:
            order_id, token = _form(request) if framed else _question(request)
            viewer = self._viewer(token, order_id=order_id)
        except Refused as refusal:
            return Answer(status=401, body=str(refusal).encode(), headers=self._headers())
        except Unavailable as trouble:
            return Answer(status=503, body=str(trouble).encode(), headers=self._headers())
        return Answer(status=200, viewer=viewer, headers=self._headers())

    def _viewer(self, token: str, *, order_id: str) -> Viewer:
        if self.installation is None:
            raise Refused("this app is not registered with any shop")
        try:
            claims = verify_token(token, installation=self.installation)
        except UnknownKey:
            keys = self.fetch_keys()
            claims = verify_token(token, installation=self.installation, key_set=keys)
        return Viewer(email=str(claims.get("email", ""))[:LONGEST_ID], order_id=order_id)

    def _headers(self) -> Mapping[str, str]:
        ancestors = " ".join(self.origins) or "'none'"
        policy = f"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
frame-ancestors {ancestors}"
        return {"Content-Security-Policy": policy, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


def verify_token(
    token: str, *, installation: InstallationSnapshot, key_set: Mapping[str, object] | None = None
) -> Mapping[str, object]:
    """The claims of a dashboard token that is genuine, current, made for this app, and of staff who may see orders.

    A staff log-in token is signed by the same key and refused. Raises UnknownKey, Refused.
    """
    key = find_key(key_id(token), key_set=key_set or installation.key_set)
    try:
        claims: dict[str, object] = jwt.decode(
            token,
            key=key,
            algorithms=list(ALGORITHMS),
            issuer=installation.api_url,
            options={"require": ["exp", "iat", "iss"], "verify_aud": False},
        )
    except jwt.InvalidTokenError as error:
        raise Refused(f"the token is not good: {error}") from error
    if claims.get("type") != "thirdparty" or claims.get("app") != installation.app_id:
        raise Refused("the token was not made for this app")
    held = claims.get("user_permissions")
    if claims.get("is_staff") is not True or not isinstance(held, list) or WANTED not in held:
        raise Refused(f"you may not see orders: your account lacks {WANTED}")
    return claims


def origins_in(option: str) -> tuple[str, ...]:
    """The origins among these words: scheme and host, nothing more. Anything else is left out."""
    parts = [urlsplit(word) for word in option.replace(",", " ").split()]
    return tuple(f"{part.scheme}://{part.netloc}" for part in parts if part.scheme in ("https", "http") and part.netloc)


def _question(request: Request) -> tuple[str, str]:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Refused("the question carries no token")
    try:
        values = json.loads(request.body[:LARGEST_FORM])
    except (ValueError, RecursionError) as error:
        raise Refused("the question is not JSON") from error
    order_id = values.get("order") if isinstance(values, dict) else None
    return _order_id(order_id), token


def _form(request: Request) -> tuple[str, str]:
    try:
        values = parse_qs(request.body[:LARGEST_FORM].decode("ascii", errors="replace"), max_num_fields=50)
    except ValueError as error:
        raise Refused("the form cannot be read") from error
    return _order_id(values.get("orderId", [""])[0]), values.get("accessToken", [""])[0]


def _order_id(value: object) -> str:
    return value if isinstance(value, str) and len(value) <= LONGEST_ID else ""


def _file(name: str) -> bytes:
    return (files("storefront_hooks.saleor") / "frame" / name).read_bytes()
