"""Finds or makes the customer behind each snapshot: by the store's id first, then by address."""

from collections.abc import Mapping, Sequence

from delight.actions.orders.told_rows import CustomerRow, KnownCustomer
from delight.keys import address_key
from delight.models import Customer
from delight.models.among import among
from delight.models.rows import insert_rows, reserve_ids, update_rows
from storefront_hooks import CustomerSnapshot, OrderSnapshot, PersonSnapshot

OrderKey = tuple[str, str]
PersonKey = tuple[str, str]
"""A store and the identity of a person in it."""
TOLD = ("id", "external_id", "email", "address_key", "first_name", "last_name", "language", "time_zone", "told_at")
"""What a store tells anew of somebody known, after the id of their row."""


def identity_of(person: PersonSnapshot) -> str:
    """ "id:<store's id>", or for a guest "mail:<address key>" ("mail:" alone where there is no address either)."""
    return f"id:{person.external_id}" if person.external_id else f"mail:{address_key(person.email)}"


def know_customers(snapshots: Sequence[OrderSnapshot]) -> dict[OrderKey, KnownCustomer]:
    """The customer of each snapshot, brought up to date where the snapshot was issued later than what we knew."""
    told = [CustomerSnapshot(store=one.store, person=one.buyer, issued_at=one.issued_at) for one in snapshots]
    keys = [(one.store, identity_of(one.person)) for one in told]
    found = _keep(list(zip(keys, told, strict=True)))
    return {(one.store, one.external_id): found[key] for key, one in zip(keys, snapshots, strict=True)}


def keep_people(told: Sequence[CustomerSnapshot]) -> None:
    """Bring these people's rows up to date, and make those that are missing. A forgotten person stays forgotten."""
    _keep([((one.store, identity_of(one.person)), one) for one in told])


def _keep(told: Sequence[tuple[PersonKey, CustomerSnapshot]]) -> Mapping[PersonKey, KnownCustomer]:
    if not told:
        return {}
    identities = {identity for (_, identity), _ in told}
    known = {(row.store, row.identity): row for row in Customer.objects.filter(among("identity", identities))}
    created: dict[PersonKey, tuple[CustomerSnapshot, str]] = {}
    updated: dict[PersonKey, Customer] = {}
    for key, one in sorted(told, key=lambda pair: pair[1].issued_at):
        row = known.get(key)
        if row is None:
            _, language = created.get(key, (one, ""))
            created[key] = (one, one.person.language or language)
        elif row.forgotten_at is None and row.told_at <= one.issued_at:
            updated[key] = row
            _describe(row, told=one)
    update_rows(Customer, [[getattr(row, name) for name in TOLD] for row in updated.values()], columns=TOLD)
    return {**known, **_create(created)}


def _create(wanted: Mapping[PersonKey, tuple[CustomerSnapshot, str]]) -> dict[PersonKey, CustomerRow]:
    ids = reserve_ids(Customer, count=len(wanted))
    made = {
        key: _row(customer_id, identity=key[1], told=told, language=language)
        for customer_id, (key, (told, language)) in zip(ids, wanted.items(), strict=True)
    }
    insert_rows(Customer, list(made.values()), columns=CustomerRow._fields)
    return made


def _row(customer_id: int, *, identity: str, told: CustomerSnapshot, language: str) -> CustomerRow:
    person = told.person
    return CustomerRow(
        id=customer_id,
        store=told.store,
        identity=identity,
        external_id=person.external_id,
        email=person.email[:320],
        address_key=identity.removeprefix("mail:") if not person.external_id else address_key(person.email),
        first_name=person.first_name[:255],
        last_name=person.last_name[:255],
        language=language,
        time_zone=person.time_zone,
        told_at=told.issued_at,
    )


def _describe(row: Customer, *, told: CustomerSnapshot) -> None:
    person = told.person
    row.external_id, row.email = person.external_id, person.email[:320]
    row.address_key = address_key(person.email)
    row.first_name, row.last_name = person.first_name[:255], person.last_name[:255]
    row.language = person.language or row.language
    row.time_zone = person.time_zone or row.time_zone
    row.told_at = told.issued_at
