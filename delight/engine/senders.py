"""The threads that hand mails over: each with a mail connection and a database connection of its own, kept between."""

import os
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache

from django.db import close_old_connections

from delight import conf
from delight.actions.touches.deliver_touch import hand_mail_over
from delight.actions.touches.mark_touch import Mail

SWITCH = 0.0005
"""Seconds after which a sender that has its answer gets the interpreter; five thousandths are Python's own. It else
waits as long for whoever writes the next mails, at each of a mail's answers."""


class Senders:
    """So many mails at once: a mail server answers in tens of milliseconds, in which one connection only waits."""

    def __init__(self, number: int) -> None:
        self.number = max(1, number)
        self._pool = ThreadPoolExecutor(number, thread_name_prefix="sender") if number > 0 else None
        if self._pool is not None:
            sys.setswitchinterval(SWITCH)

    def send(self, mail: Mail) -> "Future[str]":
        """Hand it over as soon as a thread is free; without threads here and now."""
        if self._pool is not None:
            return self._pool.submit(_with_a_living_database, mail)
        return _done_here(lambda: hand_mail_over(mail))


def senders() -> Senders:
    """This process's senders: as many as DELIGHT_CONNECTIONS says."""
    return _senders(os.getpid(), conf.CONNECTIONS())


@lru_cache(maxsize=1)
def _senders(pid: int, number: int) -> Senders:
    """Threads do not live through a fork, so each process (``pid``) has its own."""
    del pid
    return Senders(number)


def _with_a_living_database(mail: Mail) -> str:
    """A connection that broke with the last mail is replaced before this one."""
    close_old_connections()
    return hand_mail_over(mail)


def _done_here(work: Callable[[], str]) -> "Future[str]":
    found: Future[str] = Future()
    try:
        found.set_result(work())
    except Exception as error:  # noqa: BLE001 - as a thread would: whoever asks for the result gets it
        found.set_exception(error)
    return found
