"""Lets go of what we need no longer, by the retention of spec A7.5; each step small, so that nobody waits for it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any  # querysets of several models

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from delight.actions.people.forget_customer import NOTHING_LEFT, erase
from delight.models import (
    Answer,
    Attempt,
    Case,
    Customer,
    Export,
    Order,
    PrintLine,
    ProviderEvent,
    Reply,
    StoreEvent,
    Thanks,
)

BODIES_KEPT = timedelta(days=30)
"""Raw store events hold addresses; understood, they are not needed. Their digests stay: a repeat is still known."""
UNREADABLE_KEPT = timedelta(days=180)
TEXTS_KEPT = timedelta(days=730)
"""Notes, mails and gift words: 24 months."""
PEOPLE_KEPT = timedelta(days=1096)
"""36 months after a person's last deed (an order, a sign, a case), then the person is made nameless."""
PROVIDER_EVENTS_KEPT = timedelta(days=365)
EXPORTS_KEPT = timedelta(days=7)
"""Longer than the link to an export opens."""
AT_ONCE = 200


def prune(*, now: datetime) -> dict[str, int]:
    """How many of each were let go. Doing it twice changes nothing."""
    return {
        "bodies": _emptied(_old_bodies(now=now), body=b""),
        "events": _deleted(
            StoreEvent.objects.filter(received_at__lt=now - PEOPLE_KEPT).exclude(state=StoreEvent.State.NEW)
        ),
        "mails": _emptied(
            Attempt.objects.filter(marked_at__lt=now - TEXTS_KEPT).exclude(text="", subject="", reply=""),
            text="",
            subject="",
            reply="",
        ),
        "pieces": _emptied(PrintLine.objects.filter(run__made_at__lt=now - TEXTS_KEPT).exclude(content={}), content={}),
        "gift words": _emptied(
            Order.objects.filter(created_at__lt=now - TEXTS_KEPT).exclude(gift_text="", avoid=""),
            gift_text="",
            avoid="",
        ),
        "cases": _emptied(
            Case.objects.filter(closed_at__lt=now - TEXTS_KEPT).exclude(words="", closing=""), words="", closing=""
        ),
        "replies": _emptied(
            Reply.objects.filter(received_at__lt=now - TEXTS_KEPT).exclude(words="", sender=""), **NOTHING_LEFT
        ),
        "answers": _emptied(Answer.objects.filter(at__lt=now - TEXTS_KEPT).exclude(words=""), words=""),
        "thanks": _emptied(Thanks.objects.filter(at__lt=now - TEXTS_KEPT).exclude(words=""), words=""),
        "provider events": _deleted(ProviderEvent.objects.filter(received_at__lt=now - PROVIDER_EVENTS_KEPT)),
        "exports": _deleted(Export.objects.filter(asked_at__lt=now - EXPORTS_KEPT)),
        "people": _anonymised(now=now),
        "sessions": _sessions(),
    }


def _old_bodies(*, now: datetime) -> QuerySet[StoreEvent]:
    understood = Q(state=StoreEvent.State.DONE, received_at__lt=now - BODIES_KEPT)
    unreadable = Q(state=StoreEvent.State.UNREADABLE, received_at__lt=now - UNREADABLE_KEPT)
    return StoreEvent.objects.filter(understood | unreadable).exclude(body=b"")


def _emptied(rows: QuerySet[Any], **change: object) -> int:
    return _in_steps(rows, do=lambda some: some.update(**change))


def _deleted(rows: QuerySet[Any]) -> int:
    return _in_steps(rows, do=lambda some: some.delete()[0])


def _in_steps(rows: QuerySet[Any], *, do: Callable[[QuerySet[Any]], int]) -> int:
    """A few hundred rows at a time: SQLite has one writer, and the shop's events must get in between."""
    total = 0
    while ids := list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        do(rows.model._default_manager.filter(pk__in=ids))
        total += len(ids)
    return total


def silent_people(*, now: datetime) -> QuerySet[Customer]:
    """People with a name of whom there was no deed for 36 months. Opens are no deed (spec A7.5)."""
    since = now - PEOPLE_KEPT
    named = Customer.objects.filter(forgotten_at=None, told_at__lt=since)
    lively = Q(orders__created_at__gte=since) | Q(signs__at__gte=since) | Q(cases__opened_at__gte=since)
    lively |= Q(answers__at__gte=since)
    return named.exclude(pk__in=Customer.objects.filter(lively).values("pk"))


def _anonymised(*, now: datetime) -> int:
    total = 0
    while people := list(silent_people(now=now).order_by("pk")[:AT_ONCE]):
        for customer in people:
            with transaction.atomic():
                erase(customer)
        total += len(people)
    return total


def _sessions() -> int:
    """Log-ins that are over; the session engine does not say how many."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return 0
