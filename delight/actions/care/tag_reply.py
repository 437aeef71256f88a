"""Keeps what a letter was about, as staff found: it may be joy, or a complaint that no answer ends."""

from collections.abc import Iterable

from django.db import transaction

from delight.actions.people.cases import close_case, open_case
from delight.actions.touches.plan_touches import plan_touches
from delight.doorbell import ring
from delight.models import Case, Reply

SERIOUS = (Case.Sort.COMPLAINT, Case.Sort.DAMAGE)
"""Cases that an answer does not end: somebody closes them when they are settled."""


def tag_reply(reply: Reply, *, themes: Iterable[str]) -> bool:
    """Keep the themes, sort the letter's open case by them, and plan anew; False if nothing changed.

    Raises ValueError for a theme that does not exist.
    """
    wanted = {Reply.Theme(theme).value for theme in themes}
    found = [theme.value for theme in Reply.Theme if theme.value in wanted]
    if found == reply.themes:
        return False
    with transaction.atomic():
        Reply.objects.filter(pk=reply.pk).update(themes=found)
        reply.themes = found
        _sort_its_case(reply, serious=next((sort for sort in SERIOUS if sort.value in wanted), None))
        if reply.order is not None:
            plan_touches([reply.order.pk])
    ring()
    return True


def _sort_its_case(reply: Reply, *, serious: Case.Sort | None) -> None:
    """What turns out to be serious is open, answered or not; what turns out not to be is settled by its answer."""
    if reply.customer is None:
        return
    case = reply.case
    if case is None or case.closed_at is not None:
        if serious:
            reply.case = open_case(reply.customer, order=reply.order, sort=serious, words=reply.words or "…")
            reply.save(update_fields=["case"])
        return
    case.sort = serious or Case.Sort.QUESTION
    case.save(update_fields=["sort"])
    if reply.answered_at and not serious:
        close_case(case, closing=reply.answer)
