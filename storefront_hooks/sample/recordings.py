"""The recorded deliveries that ship with the package: what one real Saleor shop sent, byte for byte."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from storefront_hooks.errors import Unreadable
from storefront_hooks.saleor.events import parse
from storefront_hooks.vocabulary import InstallationSnapshot, Request

STORE = "sample"
API_URL = "http://127.0.0.1:8000/graphql/"
APP_ID = "QXBwOjE="


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One delivery as it came in. Header names are lower case, ``path`` is below the door, ``name`` is the file's."""

    scenario: str
    name: str
    received_at: datetime
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def event_type(self) -> str:
        """The event's name, as the shop wrote it in the header."""
        return self.headers["saleor-event"]

    def request(self) -> Request:
        """The same delivery, to be handed to a store's ``answer``."""
        return Request(method=self.method, path=self.path, headers=self.headers, body=self.body)


def recorded_installation() -> InstallationSnapshot:
    """The installation that the recorded deliveries were sent to. Its token opens nothing."""
    key_set = json.loads((files(__package__) / "jwks.json").read_text(encoding="utf-8"))
    return InstallationSnapshot(store=STORE, api_url=API_URL, app_id=APP_ID, token="", key_set=key_set)


@lru_cache(maxsize=1)
def recordings() -> tuple[Recording, ...]:
    """All recorded deliveries in the order in which they arrived."""
    folder = files(__package__) / "events"
    found = (_recording(json.loads(file.read_text(encoding="utf-8")), file.name) for file in folder.iterdir())
    return tuple(sorted(found, key=lambda recording: (recording.received_at, recording.name)))


@lru_cache(maxsize=1)
def histories() -> Mapping[str, tuple[Recording, ...]]:
    """For each order id the deliveries about that order, in the order in which they arrived."""
    found: dict[str, list[Recording]] = {}
    for recording in recordings():
        for order_id in _order_ids(recording.body):
            found.setdefault(order_id, []).append(recording)
    return MappingProxyType({order_id: tuple(history) for order_id, history in found.items()})


def _recording(content: Mapping[str, str], file_name: str) -> Recording:
    headers: Mapping[str, str] = content["headers"]  # type: ignore[assignment]  # the one field that is no text
    return Recording(
        scenario=content["scenario"],
        name=file_name.removesuffix(".json"),
        received_at=datetime.fromisoformat(content["received_at"]),
        method=content["method"],
        path=content["path"].lstrip("/"),
        headers=MappingProxyType({name.lower(): value for name, value in headers.items()}),
        body=content["body"].encode(),
    )


def _order_ids(body: bytes) -> Iterable[str]:
    event = parse(body)
    if not isinstance(event, dict):
        raise Unreadable("a recorded body is no object")
    orders = event["orders"] if "orders" in event else [event["order"]] if "order" in event else []
    return [order["id"] for order in orders]
