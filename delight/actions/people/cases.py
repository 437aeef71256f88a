"""Opens and closes a case; while one is open the gate holds every offer to that person."""

from delight import clock
from delight.models import Case, Customer, Order, Touch


def open_case(customer: Customer, *, order: Order | None, sort: str, words: str) -> Case:
    """Open a complaint, damage or question; the same words said twice are one case."""
    case, _ = Case.objects.get_or_create(
        customer=customer,
        order=order,
        sort=sort,
        words=words,
        closed_at=None,
        defaults={"opened_at": clock.now()},
    )
    return case


def close_case(case: Case, *, closing: str) -> bool:
    """Close it with how it was settled, and release what only this case held. False if it was closed before."""
    closed = Case.objects.filter(pk=case.pk, closed_at=None).update(closed_at=clock.now(), closing=closing)
    if closed and not Case.objects.filter(customer_id=case.customer_id, closed_at=None).exists():
        held = Touch.objects.filter(customer_id=case.customer_id, state=Touch.State.PLANNED, hold_reason="open_case")
        held.update(hold_reason="", hold_until=None)
    return closed == 1
