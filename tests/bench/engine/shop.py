"""The sample store with as many orders as the bench has laid: like it, it holds them in memory and asks nobody."""

from collections.abc import Mapping, Sequence

from delight.models import Order
from storefront_hooks import OrderSnapshot
from storefront_hooks.sample import SampleStore
from tests.fakes import as_snapshot


class RememberingStore(SampleStore):
    """What it has once read of our database it knows by heart."""

    _orders: Mapping[str, OrderSnapshot] = {}

    def read_orders(self, external_ids: Sequence[str]) -> Mapping[str, OrderSnapshot]:
        if not set(external_ids) <= set(self._orders):
            rows = Order.objects.select_related("customer").prefetch_related("lines", "parcels")
            self._orders = {row.external_id: as_snapshot(row) for row in rows}
        return {one: self._orders[one] for one in external_ids}
