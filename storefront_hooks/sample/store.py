"""SampleStore: the Saleor adapter with a recorded key set and no client."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from storefront_hooks.errors import Unavailable
from storefront_hooks.saleor.adapter import SaleorStore
from storefront_hooks.saleor.events import understand
from storefront_hooks.saleor.orders import GiftKeys
from storefront_hooks.saleor.registration import refuse
from storefront_hooks.sample.course import demo_start
from storefront_hooks.sample.goods import GOODS
from storefront_hooks.sample.orders import sample_orders
from storefront_hooks.sample.recordings import STORE, recorded_installation, recordings
from storefront_hooks.vocabulary import (
    Answer,
    Finding,
    InstallationSnapshot,
    News,
    OrderSnapshot,
    OrderState,
    Request,
    VariantSnapshot,
)

_Told = tuple[datetime, OrderSnapshot]  # when the shop told it, and what


class SampleStore(SaleorStore):
    """A shop that needs no network: the recorded orders, and invented ones that are labelled as samples."""

    name = STORE

    def __init__(
        self,
        installation: InstallationSnapshot | None,
        *,
        clock: Callable[[], datetime],
        options: Mapping[str, str],
    ) -> None:
        super().__init__(installation or recorded_installation(), clock=clock, options=options)

    def read_orders(self, external_ids: Sequence[str]) -> Mapping[str, OrderSnapshot]:
        """The orders as the recorded and invented shop would show them now; what is yet to happen is not shown."""
        now = self._clock()
        found: dict[str, OrderSnapshot] = {}
        for external_id in external_ids:
            told = _sample_snapshots().get(external_id) or _recorded_snapshots(self._gift_keys).get(external_id, ())
            known = [snapshot for at, snapshot in told if at <= now]
            if known:
                found[external_id] = max(known, key=lambda snapshot: (snapshot.issued_at, snapshot.digest))
        return found

    def changes(self, *, since: datetime) -> Iterator[News]:
        """None: what happens in the sample shop comes in by the door, or as steps of its invented orders."""
        return iter(())

    def history(self, *, since: datetime, cursor: str) -> Iterator[News]:
        """None: as for changes."""
        return iter(())

    def missed(self, *, since: datetime) -> Iterator[News]:
        """None: as for changes."""
        return iter(())

    def states(self, *, since: datetime) -> Iterator[Mapping[str, OrderState]]:
        """As the orders are now that the recorded and invented shop made since then."""
        ids = [*_sample_snapshots(), *_recorded_snapshots(self._gift_keys)]
        orders = self.read_orders(ids).values()
        yield {order.external_id: order.state for order in orders if order.created_at >= since}

    def find_variants(self, words: str) -> Sequence[VariantSnapshot]:
        """The sample shop's things whose name or SKU holds all the words."""
        wanted = words.casefold().split()
        offered = [good.offered(at=self._clock()) for good in GOODS]
        return [one for one in offered if all(word in f"{one.product_name} {one.sku}".casefold() for word in wanted)]

    def read_variants(self, external_ids: Sequence[str]) -> Mapping[str, VariantSnapshot]:
        """The sample shop's things by their ids."""
        offered = {one.external_id: one for one in self.find_variants("")}
        return {external_id: offered[external_id] for external_id in external_ids if external_id in offered}

    def tell(self, external_id: str, *, words: Mapping[str, str]) -> bool:
        """Heard, and kept by nobody."""
        return bool(self.read_orders([external_id]))

    def inspect(self) -> Iterator[Finding]:
        """Nothing is out there."""
        yield Finding(name="shop", holds=True, words="the sample shop lives in this package and needs no network")

    def _receive(self, request: Request) -> Answer:
        """The recorded shop removes the app in the end; the demo goes on."""
        return replace(super()._receive(request), removed=False)

    def _register(self, _request: Request) -> Answer:
        return refuse(403, "the sample store needs no registration")

    def _fetch_keys(self) -> Mapping[str, object]:
        raise Unavailable("the signature names an unknown key, and the sample store has no shop to ask for its keys")


@lru_cache(maxsize=1)
def _sample_snapshots() -> Mapping[str, Sequence[_Told]]:
    start = demo_start()
    return {order.external_id: [(start + after, step) for after, step in order.steps] for order in sample_orders()}


@lru_cache(maxsize=4)
def _recorded_snapshots(gift_keys: GiftKeys) -> Mapping[str, Sequence[_Told]]:
    told: dict[str, list[_Told]] = {}
    for recording in recordings():
        understanding = understand(recording.body, event_type=recording.event_type, store=STORE, gift_keys=gift_keys)
        for snapshot in understanding.orders:
            told.setdefault(snapshot.external_id, []).append((recording.received_at, snapshot))
    return told
