"""Writes down what a mail server said, though the database is away for a moment: else the mail would be unsure."""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

logger = logging.getLogger(__name__)
T = TypeVar("T")

PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0)
"""Seconds between tries: a server that restarts is back within them, and they end before a stop kills."""


def surely(write: Callable[[], T]) -> T:
    """Call it until the database takes it, for some eight seconds; then raises what the last try raised.

    Every write must be guarded, so that one of which the answer was lost may be written again. Inside somebody else's
    transaction it is tried once: after an error that can only be rolled back.
    """
    for pause in PAUSES:
        try:
            return write()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block:
                raise
            logger.warning("The database is away; an outcome is written again in %s s.", pause)
            connection.close()
            time.sleep(pause)
    return write()
