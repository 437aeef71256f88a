"""Opens and closes a case; while one is open the gate holds every offer to that person."""

from django.db import transaction

from delight import clock
from delight.actions.people.suppress import ASKED, suppress
from delight.models import Case, Customer, Order, Reply, Suppression, Touch

IN_PEACE = "closed in peace"
"""Where the stop comes from that is set when somebody is let go kindly."""


def open_case(customer: Customer, *, order: Order | None, sort: str, words: str) -> Case:
    """Open a complaint, damage or question; the same words said twice are one case."""
    told = {"customer": customer, "order": order, "sort": sort, "words": words}
    known = Case.objects.filter(**told, closed_at=None).first()  # said twice in one moment it may stand there twice
    return known or Case.objects.create(**told, opened_at=clock.now())


def close_case(case: Case, *, closing: str) -> bool:
    """Close it with how it was settled, and release what only this case held. False if it was closed before."""
    now = clock.now()
    closed = Case.objects.filter(pk=case.pk, closed_at=None).update(closed_at=now, closing=closing)
    Reply.objects.filter(case=case, answered_at=None).update(answered_at=now, answer=closing)
    people = Customer.objects.filter(pk=case.customer_id)
    if case.customer.address_key:
        people = Customer.objects.filter(address_key=case.customer.address_key)
    if closed and not Case.objects.filter(customer__in=people, closed_at=None).exists():
        held = Touch.objects.filter(customer__in=people, state=Touch.State.PLANNED, hold_reason="open_case")
        held.update(hold_reason="", hold_until=None)
    return closed == 1


def close_in_peace(case: Case, *, closing: str) -> bool:
    """Close it where nothing helps, and let the person go: from now on only service mails, and what they ask for.

    Only they take that back, on their own page. False if the case was closed before.
    """
    person = case.customer
    with transaction.atomic():
        closed = close_case(case, closing=closing)
        if closed:
            suppress(person.address_key, store=person.store, scope=Suppression.QUIET, reason=ASKED, source=IN_PEACE)
    return closed


def has_open_case(customer: Customer) -> bool:
    """Whether something is open between us and this person: cases count by address, whatever the account."""
    cases = Case.objects.filter(closed_at=None)
    key = customer.address_key
    return (cases.filter(customer__address_key=key) if key else cases.filter(customer=customer)).exists()
