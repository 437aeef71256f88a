"""What the engine's rows lay and run inside a site of theirs: due mails, and a supervisor at NOW's time of day."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import django
import time_machine


@contextmanager
def daylight() -> Iterator[None]:
    """Django is ready and time goes on from a Thursday at ten: at night mails wait, whatever the hour of the bench."""
    django.setup()
    from delight.engine.children import settle_memory
    from tests.factories import NOW

    settle_memory()  # as in every process of a real site
    with time_machine.travel(NOW, tick=True):
        yield


def open_shop() -> None:
    """Words, a guide, a signer, and the moment of the guide."""
    from delight.actions.load_wordings import load_wordings
    from tests.factories import a_moment
    from tests.pages.shop import open_shop as open_pages

    load_wordings()
    open_pages()
    a_moment()


def lay_mails(number: int) -> list[int]:
    """So many guides by mail, due now, each to a person and an order of its own; their touches' ids."""
    from django.db import transaction

    from delight.models import Moment
    from tests.factories import a_shipped_order, a_touch

    moment = Moment.objects.filter(kind="guide").earliest("pk")
    with transaction.atomic():
        return [a_touch(moment=moment, order=a_shipped_order(store="sample")).pk for _ in range(number)]


def supervise_here(port: int) -> None:
    """The real supervisor: web, cluster, tick, watchdog, checkpointer."""
    from delight.engine.supervisor import supervise
    from delight.engine.web import Web

    supervise(Web(port=port))


if __name__ == "__main__":
    with daylight():
        supervise_here(int(sys.argv[1]))
