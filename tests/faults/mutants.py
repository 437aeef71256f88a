"""Faults planted on purpose, one at a time: a fire that catches none of them proves nothing."""

import threading
from dataclasses import replace
from typing import Any

KEPT_WAITING = 20.0
"""Seconds between the answer and the storing of an event: longer than a kill takes on any machine."""


def plant(name: str) -> None:
    """Put the fault into this process, before it forks."""
    if name:
        {
            "resend_expired_sending": _resend_expired_sending,
            "no_mark": _no_mark,
            "done_before_sent": _done_before_sent,
            "ack_before_store": _ack_before_store,
            "version_in_key": _version_in_key,
        }[name]()


def _resend_expired_sending() -> None:
    from delight.engine import drain
    from delight.models import Touch

    sweep = drain.sweep_leases

    def careless(*, now: Any) -> dict[str, int]:
        expired = Touch.objects.filter(claimed_until__lt=now, state=Touch.State.SENDING)
        expired.update(state=Touch.State.PLANNED, claim="", claimed_until=None)
        return sweep(now=now)

    drain.sweep_leases = careless


def _no_mark() -> None:
    from delight.actions.touches import deliver_touch

    deliver_touch.mark = lambda mail: None


def _done_before_sent() -> None:
    """Says *done* at the mark: what is lost on the wire then is lost for good."""
    from delight.actions.touches import deliver_touch
    from delight.mails.outbox import Handed

    mark, done = deliver_touch.mark, deliver_touch.conclude_done

    def hasty(mail: Any) -> None:
        mark(mail)
        done(mail, handed=Handed(reply="surely"))

    deliver_touch.mark = hasty


def _ack_before_store() -> None:
    from delight.intake import views

    receive = views.receive_event
    views.receive_event = lambda event: threading.Timer(KEPT_WAITING, receive, [event]).start()


def _version_in_key() -> None:
    """Each new version of an order makes its touches anew."""
    from delight.actions.touches import plan_touches
    from delight.models import Order

    plan = plan_touches.plan

    def forgetful(order: Any, **others: Any) -> Any:
        version = Order.objects.get(external_id=order.external_id).version
        return plan(replace(order, external_id=f"{order.external_id}/{version}"), **others)

    plan_touches.plan = forgetful
