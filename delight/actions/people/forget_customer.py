"""Erases a person: names, address, gift words and texts; what remains is the keyed stop and the bare order."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q, QuerySet

from delight import clock
from delight.actions.people.know_customers import identity_of
from delight.keys import address_key
from delight.mails.outbox import let_go
from delight.models import (
    Answer,
    Attempt,
    Case,
    Consent,
    Customer,
    Export,
    Order,
    Parcel,
    PrintLine,
    PrintRun,
    ProviderEvent,
    Reply,
    Sign,
    StoreEvent,
    Suppression,
    Thanks,
    Touch,
)
from storefront_hooks import CustomerSnapshot

NOTHING_LEFT = dict.fromkeys(("words", "subject", "sender", "sender_name", "address_key", "message_id", "answer"), "")
"""What a reply is after its person is forgotten."""
OPEN_STATES = (Touch.State.PLANNED, Touch.State.CLAIMED)


def same_person(customer: Customer) -> QuerySet[Customer]:
    """The accounts and guest orders that stand behind one address in one store."""
    if not customer.address_key:
        return Customer.objects.filter(pk=customer.pk)
    return Customer.objects.filter(store=customer.store, address_key=customer.address_key)


def forget_person(customer: Customer, *, source: str) -> None:
    """Forget whoever is behind this address, under every account and guest order of theirs, as they asked."""
    with transaction.atomic():
        for row in same_person(customer):
            forget_customer(row, source=source)


def forget_customer(customer: Customer, *, source: str = "account deleted") -> None:
    """Erase this person everywhere (GDPR art. 17) and keep only the stop, as a keyed hash (art. 21; spec A4.2)."""
    with transaction.atomic():
        _suppress(customer.store, key=customer.address_key, at=clock.now(), source=source)
        _erase(customer)
        forget_bodies([customer])


def erase(customer: Customer) -> None:
    """Make a person nameless who has been silent for long: no stop is left, and a new order makes a new person.

    What the store told of them in full must be gone already.
    """
    with transaction.atomic():
        _erase(customer)
        Customer.objects.filter(pk=customer.pk).update(identity=f"gone:{customer.pk}", external_id="")


def _erase(customer: Customer) -> None:
    orders = Order.objects.filter(customer=customer)
    _forget_touches(Touch.objects.filter(customer=customer))
    Sign.objects.filter(customer=customer).delete()
    Answer.objects.filter(customer=customer).delete()
    Thanks.objects.filter(order__in=orders).delete()
    Case.objects.filter(customer=customer).update(words="", closing="")
    _forget_replies(customer)
    _forget_refusals(set(orders.values_list("number", flat=True)))
    orders.update(
        recipient_first_name="", recipient_last_name="", recipient_company="", gift_text="", area="", avoid="", heard=""
    )
    Parcel.objects.filter(order__in=orders).update(tracking="")  # a carrier tells by it where somebody lives
    if customer.email:
        transaction.on_commit(partial(let_go, customer.email))
    if customer.address_key:
        ProviderEvent.objects.filter(address_key=customer.address_key).delete()
        Consent.objects.filter(address_key=customer.address_key, withdrawn_at=None).update(
            withdrawn_at=clock.now(), source="forgotten"
        )
    Customer.objects.filter(pk=customer.pk).update(
        email="", address_key="", first_name="", last_name="", time_zone="", forgotten_at=clock.now()
    )


def _forget_replies(customer: Customer) -> None:
    """What they wrote, also what nobody could match; that they wrote, and when, stays with the bare order."""
    written = Q(customer=customer)
    if customer.address_key:
        written |= Q(address_key=customer.address_key)
    Reply.objects.filter(written).update(**NOTHING_LEFT)


def _forget_touches(touches: QuerySet[Touch]) -> None:
    touches.filter(state__in=OPEN_STATES).update(state=Touch.State.WITHDRAWN, reason="forgotten", claim="")
    Attempt.objects.filter(touch__in=touches).update(text="", subject="", reply="", zone="", zone_source="")
    Touch.objects.filter(pk__in=touches.values("pk")).exclude(facts={}).update(facts={})
    Export.objects.filter(touch__in=touches).delete()
    PrintLine.objects.filter(touch__in=touches).update(content={})


def _forget_refusals(numbers: set[str]) -> None:
    """What the printer could not write is told with the name it could not write."""
    for run in PrintRun.objects.exclude(refused=[]):
        told = [{**one, "reason": "forgotten"} if one.get("order") in numbers else one for one in run.refused]
        if told != run.refused:
            PrintRun.objects.filter(pk=run.pk).update(refused=told)


def forget_bodies(people: Iterable[Customer]) -> None:
    """Empty what the store told in full of these people and their orders. The digest stays: a repeat is still known.

    Events not yet understood keep their body until they are.
    """
    for person in people:
        for event in told_of(person):
            if event.state != StoreEvent.State.NEW:
                StoreEvent.objects.filter(pk=event.pk).update(body=b"", error="")


def told_of(person: Customer) -> Iterator[StoreEvent]:
    """What the store told in full of this person and their orders; the body says so where the event does not."""
    ids = set(Order.objects.filter(customer=person).values_list("external_id", flat=True))
    ids |= {person.external_id} - {""}
    told = StoreEvent.objects.filter(store=person.store).exclude(body=b"")
    yield from told.filter(subject_id__in=ids)
    for event in told.filter(subject_id=""):
        if any(one.encode() in bytes(event.body) for one in ids):
            yield event


def forget_people(gone: Sequence[CustomerSnapshot]) -> None:
    """Forget those whom the store has deleted; one we never knew leaves a stop and an empty row for late news."""
    for one in gone:
        identity = identity_of(one.person)
        key = address_key(one.person.email)
        _suppress(one.store, key=key, at=one.issued_at)
        if key:
            for guest in Customer.objects.filter(store=one.store, address_key=key, told_at__lte=one.issued_at):
                forget_customer(guest)
        row, _ = Customer.objects.get_or_create(
            store=one.store,
            identity=identity,
            defaults={"external_id": one.person.external_id, "told_at": one.issued_at, "forgotten_at": one.issued_at},
        )
        if row.forgotten_at is None:
            forget_customer(row)


def _suppress(store: str, *, key: str, at: datetime, source: str = "account deleted") -> None:
    """Neither by mail nor on paper, and for good: who comes back under another account, or none, is a new row and the
    same person.
    """
    told = {"reason": "forgotten", "source": source, "at": at, "ends_at": None}
    for scope in (Suppression.ALL, Suppression.PRINT) if key else ():
        Suppression.objects.update_or_create(store=store, address_key=key, scope=scope, defaults=told)
