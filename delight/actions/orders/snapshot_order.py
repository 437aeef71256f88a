"""Merges order snapshots into our copy: in any order of arrival, with repeats, the same orders come out.

A snapshot's version is (issued_at, digest). Scalars and lines are those of the newest version; each parcel is as the
newest version that shows it says; a parcel that a clearly later snapshot lacks is gone. So the result is a function of
the set of snapshots alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any  # columns of many types

from django.db import connection, transaction
from django.db.models import QuerySet

from delight.actions.orders.told_rows import (
    KnownCustomer,
    LineRow,
    OrderRow,
    ParcelRow,
    line_rows,
    order_row,
    parcel_row,
    version_of,
)
from delight.actions.people.know_customers import know_customers
from delight.actions.touches.gather_facts import as_told
from delight.actions.touches.plan_touches import plan_orders
from delight.models import Order, OrderLine, Parcel
from delight.models.among import among
from delight.models.prepared import Given, Prepared, listed
from delight.models.rows import insert_rows, one_at_a_time, reserve_ids, update_rows
from storefront_hooks import OrderSnapshot

__all__ = ["snapshot_order", "version_of"]

OrderKey = tuple[str, str]
Told = Sequence[tuple[str, OrderSnapshot]]
"""The snapshots of one order, each with its version, oldest first."""


def snapshot_order(
    snapshots: Sequence[OrderSnapshot], *, sample: bool = False, quiet_before: datetime | None = None
) -> list[int]:
    """Merge the snapshots, plan what follows, and return the ids of the orders that changed. One transaction.

    For orders that are new to us, what happened before ``quiet_before`` is followed by nothing.
    """
    if not snapshots:
        return []
    by_order: dict[OrderKey, list[tuple[str, OrderSnapshot]]] = defaultdict(list)
    for version, snapshot in sorted(((version_of(one), one) for one in snapshots), key=lambda pair: pair[0]):
        by_order[snapshot.store, snapshot.external_id].append((version, snapshot))
    with transaction.atomic(savepoint=False):
        one_at_a_time()
        known = _known_orders(by_order)
        newest = {key: told[-1] for key, told in by_order.items() if _is_newer(told[-1], row=known.get(key))}
        rows, customers = _rows(newest, known=known, sample=sample, quiet_before=quiet_before)
        _update([known[key] for key in newest if key in known], rows=rows)
        created = [row for key, row in rows.items() if key not in known]
        insert_rows(Order, created, columns=OrderRow._fields)
        lines = _keep_lines(newest, known=known, rows=rows)
        ids = {key: row.pk for key, row in known.items()} | {key: row.id for key, row in rows.items()}
        parcels = _keep_parcels(by_order, ids=ids, known=list(known.values()))
        new = [
            as_told(
                row,
                customer=customers[key],
                lines=lines[key],
                parcels=parcels.get(row.id, ()),
            )
            for key, row in rows.items()
            if key not in known
        ]
        changed = {ids[key] for key in newest} | parcels.keys()
        plan_orders(sorted(changed - {one.id for one in new}), new=new)
    return sorted(changed)


def _is_newer(told: tuple[str, OrderSnapshot], *, row: Order | None) -> bool:
    return row is None or told[0] > row.version


def _orders_named() -> QuerySet[Order]:
    rows = Order.objects.filter(among("external_id", Given("ids"))).select_related("customer").order_by("pk")
    return rows.select_for_update(of=("self",)) if connection.features.has_select_for_update else rows


def _lines_of() -> QuerySet[Any, Any]:
    return OrderLine.objects.filter(among("order__id", Given("orders"))).values_list(*LineRow._fields)


_NAMED = Prepared[Order](_orders_named)
_LINES = Prepared[tuple[Any, ...]](_lines_of)
_PARCELS = Prepared[Parcel](lambda: Parcel.objects.filter(among("order__id", Given("orders"))))


def _known_orders(keys: Iterable[OrderKey]) -> dict[OrderKey, Order]:
    ids = {external_id for _, external_id in keys}
    return {(row.store, row.external_id): row for row in _NAMED.ask(ids=listed(ids))}


def _kept_lines(orders: Sequence[Order]) -> dict[int, list[LineRow]]:
    found: dict[int, list[LineRow]] = defaultdict(list)
    for values in _LINES.ask(orders=listed(one.pk for one in orders)) if orders else ():
        found[values[0]].append(LineRow(*values))
    return found


def _rows(
    newest: Mapping[OrderKey, tuple[str, OrderSnapshot]],
    *,
    known: Mapping[OrderKey, Order],
    sample: bool,
    quiet_before: datetime | None,
) -> tuple[dict[OrderKey, OrderRow], dict[OrderKey, KnownCustomer]]:
    """The rows of the orders that change, and their customers; a forgotten person's order stays that person's."""
    forgotten: dict[OrderKey, KnownCustomer] = {
        key: known[key].customer for key in newest if key in known and known[key].customer.forgotten_at is not None
    }
    customers = know_customers([one for key, (_, one) in newest.items() if key not in forgotten]) | forgotten
    ids = iter(reserve_ids(Order, count=sum(key not in known for key in newest)))
    rows = {
        key: order_row(
            snapshot,
            order_id=known[key].pk if key in known else next(ids),
            version=version,
            customer=customers[key],
            sample=known[key].sample if key in known else sample,
            quiet_before=known[key].quiet_before if key in known else quiet_before,
        )
        for key, (version, snapshot) in newest.items()
    }
    return rows, customers


def _update(orders: Sequence[Order], *, rows: Mapping[OrderKey, OrderRow]) -> None:
    columns = [
        name for name in OrderRow._fields if name not in ("id", "store", "external_id", "sample", "quiet_before")
    ]
    for order in orders:
        row = rows[order.store, order.external_id]
        for name in columns:
            setattr(order, name, getattr(row, name))
    changed = [(order.pk, *(getattr(order, name) for name in columns)) for order in orders]
    update_rows(Order, changed, columns=["id", *columns])


def _keep_lines(
    newest: Mapping[OrderKey, tuple[str, OrderSnapshot]],
    *,
    known: Mapping[OrderKey, Order],
    rows: Mapping[OrderKey, OrderRow],
) -> dict[OrderKey, list[LineRow]]:
    """Write the lines of new orders, and anew those of orders whose lines changed; returns what was written."""
    told = {key: line_rows(snapshot, order_id=rows[key].id) for key, (_, snapshot) in newest.items()}
    kept = _kept_lines([known[key] for key in newest if key in known])
    written = {key: lines for key, lines in told.items() if key not in known or kept[known[key].pk] != lines}
    stale = [known[key].pk for key in written if key in known]
    if stale:
        OrderLine.objects.filter(order_id__in=stale).delete()
    insert_rows(OrderLine, [line for lines in written.values() for line in lines], columns=LineRow._fields)
    return written


def _keep_parcels(
    by_order: Mapping[OrderKey, Told], *, ids: Mapping[OrderKey, int], known: Sequence[Order]
) -> dict[int, list[ParcelRow]]:
    """Bring each parcel to the newest version that shows it; the rows that changed, by their order's id."""
    rows = _PARCELS.ask(orders=listed(one.pk for one in known)) if known else ()
    kept = {(row.order_id, row.external_id): row for row in rows}
    nameless = {order.pk for order in known if order.customer.forgotten_at is not None}
    merged: dict[tuple[int, str], ParcelRow] = {}
    for key, told in by_order.items():
        order_id = ids[key]
        for version, snapshot in told:
            for parcel in snapshot.parcels:
                place = (order_id, parcel.external_id)
                before = merged.get(place) or kept.get(place)
                if before is None or before.version < version:
                    merged[place] = parcel_row(
                        parcel if order_id not in nameless else replace(parcel, tracking=""),
                        order_id=order_id,
                        version=version,
                        issued_at=snapshot.issued_at,
                        before=before,
                    )
    insert_rows(Parcel, [row for place, row in merged.items() if place not in kept], columns=ParcelRow._fields)
    _update_parcels({row: merged[place] for place, row in kept.items() if place in merged})
    found: dict[int, list[ParcelRow]] = defaultdict(list)
    for (order_id, _), row in merged.items():
        found[order_id].append(row)
    return found


def _update_parcels(changes: Mapping[Parcel, ParcelRow]) -> None:
    columns = [name for name in ParcelRow._fields if name not in ("order_id", "external_id")]
    changed = [(parcel.pk, *(getattr(row, name) for name in columns)) for parcel, row in changes.items()]
    update_rows(Parcel, changed, columns=["id", *columns])
