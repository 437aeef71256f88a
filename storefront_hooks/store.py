"""The one protocol that every store adapter keeps."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from storefront_hooks.vocabulary import (
    Answer,
    Finding,
    InstallationSnapshot,
    News,
    OrderSnapshot,
    OrderState,
    Request,
    Understanding,
    VariantSnapshot,
)


class Store(Protocol):
    """An adapter is made with ``(installation, clock=..., options=...)`` and holds no state that matters.

    ``installation`` is None before the store has registered us; ``clock`` returns the aware UTC time that Delight
    believes; ``options`` are the strings of ``DELIGHT_STORE_OPTIONS``.
    """

    name: str

    def __init__(
        self,
        installation: InstallationSnapshot | None,
        *,
        clock: Callable[[], datetime],
        options: Mapping[str, str],
    ) -> None: ...

    def answer(self, request: Request) -> Answer:
        """Answer a request on the adapter's own paths. Never raises for anything a caller can send."""
        ...

    def understand(self, body: bytes, *, event_type: str, digest: str = "") -> Understanding:
        """Translate a stored event; ``digest`` is its body's SHA-256 (hex), "" if unknown. Raises Unreadable."""
        ...

    def read_orders(self, external_ids: Sequence[str]) -> Mapping[str, OrderSnapshot]:
        """Orders as they are in the store now; an id the store does not know is absent. Raises Unavailable, Refused."""
        ...

    def changes(self, *, since: datetime) -> Iterator[News]:
        """Every order that changed since then, as it is now, the longest unchanged first. Raises Unavailable, Refused.

        Events of it are genuine and may be stored unread; an order that has not changed has the same digest again.
        """
        ...

    def missed(self, *, since: datetime) -> Iterator[News]:
        """Events that the store could not deliver to us since then, in any order. Raises Unavailable, Refused."""
        ...

    def history(self, *, since: datetime, cursor: str) -> Iterator[News]:
        """Every order made since then, the oldest first, from ``cursor`` on ("" for all).

        Raises Unavailable, Refused.
        """
        ...

    def states(self, *, since: datetime) -> Iterator[Mapping[str, OrderState]]:
        """The state of every order made since then, by id, a page at a time. Raises Unavailable, Refused."""
        ...

    def find_variants(self, words: str) -> Sequence[VariantSnapshot]:
        """The first things for sale that the store finds for these words, its first ones for "".

        A person waits: asked once, and not for long. Raises Unavailable, Refused.
        """
        ...

    def read_variants(self, external_ids: Sequence[str]) -> Mapping[str, VariantSnapshot]:
        """Things for sale by their ids; one that the store does not know is absent. Otherwise as ``find_variants``."""
        ...

    def tell(self, external_id: str, *, words: Mapping[str, str]) -> bool:
        """Write words at an order where its staff see them and its buyer does not; False if there is no such order.

        The same words written again change nothing. Raises Unavailable, Refused.
        """
        ...

    def inspect(self) -> Iterator[Finding]:
        """Look over the network whether all is right between the store and us. Raises no StoreError."""
        ...
