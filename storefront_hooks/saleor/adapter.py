"""SaleorStore: the Store protocol for a Saleor shop; sends each request to the module that answers it."""

import hashlib
import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from importlib.resources import files

from storefront_hooks.errors import Refused, Unavailable, Unreadable
from storefront_hooks.saleor import shapes
from storefront_hooks.saleor.client import PAUSES, SaleorClient
from storefront_hooks.saleor.dashboard import FOLDER, Dashboard, origins_in
from storefront_hooks.saleor.events import understand
from storefront_hooks.saleor.inspection import Inspection
from storefront_hooks.saleor.manifest import manifest
from storefront_hooks.saleor.news import OrderPages, missed_news, order_news
from storefront_hooks.saleor.orders import ORDER_STATES, GiftKeys, Source, order_snapshot
from storefront_hooks.saleor.registration import register
from storefront_hooks.saleor.variants import WAITED_SECONDS, Variants
from storefront_hooks.saleor.webhooks import event_in, receive
from storefront_hooks.vocabulary import (
    Answer,
    Finding,
    InstallationSnapshot,
    News,
    OrderEvent,
    OrderSnapshot,
    OrderState,
    Request,
    Understanding,
    VariantSnapshot,
)

KEYS_AT_MOST_EVERY = timedelta(minutes=1)
_log = logging.getLogger(__name__)
_keys_asked_at: dict[str, datetime] = {}


class SaleorStore:
    """Speaks with one Saleor shop.

    Options: ``base_url``, the site's absolute address; ``door``, where on it the adapter's paths are mounted
    (default ``/stores/saleor/``); ``api_urls``, the API addresses that may register, separated by spaces or commas;
    ``dashboard_origins``, the origins whose frames may show our pages to staff, separated likewise;
    ``gift_flag_key`` and ``gift_text_key``, the metadata keys under which the shop keeps gifts; ``tries``, how often
    at most a question is asked while the shop is away (1 to 3, default 3).
    """

    name = "saleor"

    def __init__(
        self,
        installation: InstallationSnapshot | None,
        *,
        clock: Callable[[], datetime],
        options: Mapping[str, str],
    ) -> None:
        self._installation = installation
        self._clock = clock
        self._options = options
        defaults = GiftKeys()
        self._gift_keys = GiftKeys(
            flag=options.get("gift_flag_key", defaults.flag), text=options.get("gift_text_key", defaults.text)
        )

    def answer(self, request: Request) -> Answer:
        """Answer manifest, logo, registration, webhooks and dashboard pages; anything else is 404 or 405."""
        path = request.path.lstrip("/")
        if path.startswith("hooks/"):
            return self._only("POST", request, self._receive)
        if path == "register":
            return self._only("POST", request, self._register)
        if path.partition("/")[0] == FOLDER:
            return self._dashboard(request, page=path.partition("/")[2])
        if path == "manifest.json":
            return self._only("GET", request, self._manifest)
        if path == "logo.png":
            return self._only("GET", request, self._logo)
        return Answer(
            status=404, body=b"no such path: there are manifest.json, logo.png, register, hooks/ and dashboard/"
        )

    def understand(self, body: bytes, *, event_type: str, digest: str = "") -> Understanding:
        """Translate a stored event. Raises Unreadable with the path of the field that cannot be read."""
        return understand(body, event_type=event_type, store=self.name, gift_keys=self._gift_keys, digest=digest)

    def read_orders(self, external_ids: Sequence[str]) -> Mapping[str, OrderSnapshot]:
        """The orders as they are in the shop now. Raises Unavailable, Refused.

        An order the shop does not know, and one it cannot show us in full, is absent; the latter is logged.
        ``issued_at`` is our clock's time just before asking, so that an event issued meanwhile counts as newer.
        """
        asked_at = self._clock()
        client = self._client()
        orders: dict[str, OrderSnapshot] = {}
        for external_id, fields in client.read_orders(external_ids):
            source = Source(store=self.name, issued_at=asked_at, digest=_digest(fields), gift_keys=self._gift_keys)
            try:
                order = shapes.convert(fields, shape=shapes.Order, at=f"order {external_id}")
                orders[external_id] = order_snapshot(order, source=source)
            except Unreadable as error:
                _log.warning("the shop's answer about an order cannot be read: %s", error)
        return orders

    def changes(self, *, since: datetime) -> Iterator[News]:
        """As the protocol says. A change that leaves ``updatedAt`` as it was is not among them."""
        return self._news(where={"updatedAt": {"gte": since.isoformat()}}, sort="LAST_MODIFIED_AT")

    def history(self, *, since: datetime, cursor: str) -> Iterator[News]:
        """As the protocol says."""
        return self._news(where={"createdAt": {"gte": since.isoformat()}}, sort="CREATED_AT", cursor=cursor, count=True)

    def missed(self, *, since: datetime) -> Iterator[News]:
        """As the protocol says. Saleor keeps what it could not deliver for 14 days."""
        return missed_news(self._client(), since=since, as_event=self._event_in)

    def states(self, *, since: datetime) -> Iterator[Mapping[str, OrderState]]:
        """As the protocol says; a state that we do not know is left out."""
        where = {"createdAt": {"gte": since.isoformat()}}
        for orders in OrderPages(client=self._client(), where=where, sort="CREATED_AT", full=False):
            told = {str(order["id"]): ORDER_STATES.get(str(order["status"])) for order in orders}
            yield {order_id: state for order_id, state in told.items() if state is not None}

    def find_variants(self, words: str) -> Sequence[VariantSnapshot]:
        """As the protocol says. Saleor searches names and SKUs."""
        return self._variants().found(words)

    def read_variants(self, external_ids: Sequence[str]) -> Mapping[str, VariantSnapshot]:
        """As the protocol says."""
        return self._variants().named(external_ids)

    def tell(self, external_id: str, *, words: Mapping[str, str]) -> bool:
        """As the protocol says, in the order's private metadata. What comes back of it as an event is our own echo."""
        pairs = [{"key": key, "value": value} for key, value in words.items()]
        answer = self._client().change("tell.graphql", variables={"id": external_id, "input": pairs})
        result = answer.get("updatePrivateMetadata")
        return isinstance(result, dict) and not result.get("errors")

    def inspect(self) -> Iterator[Finding]:
        """As the protocol says."""
        door = self._door()
        inspection = Inspection(
            installation=self._installation,
            api_urls=self._api_urls(),
            dashboards=self._options.get("dashboard_origins", ""),
            manifest_url=f"{door}manifest.json" if door else "",
            manifest=self._manifest_at(door),
            clock=self._clock,
            client=self._client,
        )
        return inspection.findings()

    def _news(self, *, where: Mapping[str, object], sort: str, cursor: str = "", count: bool = False) -> Iterator[News]:
        pages = OrderPages(client=self._client(), where=where, sort=sort, cursor=cursor, count=count)
        return order_news(pages, store=self.name, app_id=self._installed().app_id, clock=self._clock)

    def _event_in(self, body: bytes, kind: str) -> OrderEvent | None:
        try:
            return event_in(body, kind=kind, installation=self._installed())
        except Refused as refusal:
            _log.warning("a delivery that the shop kept for us is not taken: %s", refusal)
            return None

    def _installed(self) -> InstallationSnapshot:
        if self._installation is None:
            raise Unavailable("no shop has registered this app yet")
        return self._installation

    def _client(self) -> SaleorClient:
        installation, tries = self._installed(), self._options.get("tries", "")
        pauses = PAUSES[: max(int(tries) - 1, 0)] if tries.isdigit() else PAUSES
        return SaleorClient(installation.api_url, token=installation.token, pauses=pauses)

    def _variants(self) -> Variants:
        installation = self._installed()
        client = SaleorClient(installation.api_url, token=installation.token, read_seconds=WAITED_SECONDS, pauses=())
        return Variants(client, clock=self._clock)

    def _only(self, method: str, request: Request, handle: Callable[[Request], Answer]) -> Answer:
        if request.method != method:
            return Answer(status=405, body=f"this path takes {method} only".encode())
        return handle(request)

    def _receive(self, request: Request) -> Answer:
        return receive(request, installation=self._installation, fetch_keys=self._fetch_keys)

    def _register(self, request: Request) -> Answer:
        return register(request, store=self.name, api_urls=self._api_urls())

    def _api_urls(self) -> list[str]:
        return [one for one in re.split(r"[\s,]+", self._options.get("api_urls", "")) if one]

    def _manifest(self, _request: Request) -> Answer:
        """Addresses come from the options: Saleor 3.23 sends a Host header without its port."""
        door = self._door()
        if not door:
            return Answer(status=503, body=b"the store option base_url must hold this site's absolute address")
        return Answer(status=200, body=self._manifest_at(door), content_type="application/json")

    def _door(self) -> str:
        """The absolute address below which our paths are, "" where base_url is none."""
        base_url = self._options.get("base_url", "").rstrip("/")
        if not base_url.startswith(("https://", "http://")):
            return ""
        return f"{base_url}/{self._options.get('door', f'/stores/{self.name}/').strip('/')}/"

    def _manifest_at(self, door: str) -> bytes:
        return manifest(door=door, homepage=f"{self._options.get('base_url', '').rstrip('/')}/")

    def _dashboard(self, request: Request, *, page: str) -> Answer:
        origins = origins_in(self._options.get("dashboard_origins", ""))
        shown = Dashboard(installation=self._installation, fetch_keys=self._fetch_keys, origins=origins)
        return shown.answer(request, page=page)

    def _logo(self, _request: Request) -> Answer:
        body = (files("storefront_hooks.saleor") / "logo.png").read_bytes()
        return Answer(status=200, body=body, content_type="image/png")

    def _fetch_keys(self) -> Mapping[str, object]:
        """At most once a minute and shop: anybody can send a signature that names an unknown key."""
        client, now = self._client(), self._clock()
        api_url = self._installation.api_url if self._installation else ""
        asked_at = _keys_asked_at.get(api_url)
        if asked_at is not None and abs(now - asked_at) < KEYS_AT_MOST_EVERY:
            raise Unavailable("the signature names an unknown key, and the shop was asked for its keys just now")
        _keys_asked_at[api_url] = now
        return client.fetch_keys()


def _digest(values: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()
