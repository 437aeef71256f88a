"""Keeps what a person wrote to us, once, and finds whose it is; from then on all else to them waits for the answer."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from delight import clock
from delight.actions.people.cases import open_case
from delight.keys import address_key, touch_of_token
from delight.models import Attempt, Case, Customer, Order, Reply, Touch
from delight.rules.replies import Incoming, read_mail
from delight.rules.values import value
from delight.store import current_store

RECENT = timedelta(days=180)
"""An address is believed to speak of its newest order when that is no older (our links live as long)."""


@value
class Whose:
    """To whom a reply belongs, as far as anybody can tell."""

    customer: Customer | None = None
    order: Order | None = None
    touch: Touch | None = None


def receive_reply(raw: bytes, *, only_ours: bool = False) -> Reply | None:
    """Keep this mail; None where it is known already.

    ``only_ours`` leaves out what neither answers a mail of ours nor comes from a customer: a box of the shop's gets
    other post as well, and that is nobody's business here.
    """
    incoming = read_mail(raw)
    whose = find_whose(incoming)
    if only_ours and whose.customer is None:
        return None
    return keep(incoming, whose=whose)


def keep(incoming: Incoming, *, whose: Whose) -> Reply | None:
    """Keep it once; from a person, open their case in the same transaction. None where it is known already."""
    store = whose.touch.store if whose.touch else current_store().name
    with transaction.atomic():
        reply, new = Reply.objects.get_or_create(
            store=store,
            digest=incoming.digest,
            defaults={
                "customer": whose.customer,
                "order": whose.order,
                "touch": whose.touch,
                "received_at": clock.now(),
                "sender": incoming.sender[:320],
                "sender_name": incoming.sender_name[:255],
                "address_key": address_key(incoming.sender),
                "message_id": incoming.message_id,
                "subject": incoming.subject,
                "words": incoming.words,
                "automatic": incoming.automatic,
            },
        )
        if new:
            _open_its_case(reply)
    return reply if new else None


def say_whose(reply: Reply, *, order: Order) -> bool:
    """Staff know to which order an unmatched reply belongs; False if somebody has said so already."""
    with transaction.atomic():
        mine = Reply.objects.filter(pk=reply.pk, customer=None).update(customer=order.customer_id, order=order)
        if mine:
            reply.refresh_from_db()
            _open_its_case(reply)
    return mine == 1


def _open_its_case(reply: Reply) -> None:
    if reply.automatic or reply.customer is None or reply.answered_at is not None:
        return
    reply.case = open_case(reply.customer, order=reply.order, sort=Case.Sort.QUESTION, words=reply.words or "…")
    reply.save(update_fields=["case"])


def find_whose(incoming: Incoming) -> Whose:
    """By the mail it answers, else by the mark in the address it went to, else by its sender and their newest order.

    A forgotten person is nobody we know.
    """
    touch = _answered(incoming) or _marked(incoming)
    if touch is not None:
        if touch.customer.forgotten_at is not None:
            return Whose()
        return Whose(customer=touch.customer, order=touch.order, touch=touch)
    key = address_key(incoming.sender)
    recent = Order.objects.filter(customer__address_key=key, created_at__gte=clock.now() - RECENT)
    order = recent.select_related("customer").order_by("-created_at", "-pk").first() if key else None
    return Whose(customer=order.customer, order=order) if order else Whose()


def _answered(incoming: Incoming) -> Touch | None:
    """The touch of the newest attempt that the mail refers to: by our Message-ID, or by the one a provider gave it."""
    if not incoming.answers:
        return None
    bare = [one.strip("<>") for one in incoming.answers]
    named = Q(message_id__in=incoming.answers) | Q(provider_id__in=[*incoming.answers, *bare])
    found = Attempt.objects.filter(named).select_related("touch__customer", "touch__order__customer")
    attempt = found.order_by("-pk").first()
    return attempt.touch if attempt else None


def _marked(incoming: Incoming) -> Touch | None:
    """The touch whose mark stands in an address that the mail went to."""
    numbers = filter(None, map(touch_of_token, incoming.tokens))
    touches = Touch.objects.select_related("customer", "order__customer").filter(pk__in=list(numbers))
    return touches.order_by("-pk").first() if incoming.tokens else None
