"""Runs heavy, short work in a copy of this process, so that what it piles up in memory is gone when it is done."""

import gc
import logging
import os
import sys
from collections.abc import Callable

from django.db import connections

from delight.engine.preflight import CannotStart
from delight.errors import DelightError

logger = logging.getLogger(__name__)

RARELY = (100_000, 20, 100)
"""Collect garbage rarely: migrating makes thousands of model classes and is half as long again with the usual care."""


def run_apart(work: Callable[[], object]) -> None:
    """Do the work in a copy and wait for it. Raises CannotStart with the sentence of what it raised."""
    connections.close_all()
    sys.stdout.flush()
    sys.stderr.flush()
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ours)
        _work_and_exit(work, report=theirs)
    os.close(theirs)
    with os.fdopen(ours, encoding="utf-8") as report:
        sentence = report.read()
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status:
        raise CannotStart(sentence or f"the preparation was ended from outside (status {status}): start again")


def _work_and_exit(work: Callable[[], object], *, report: int) -> None:
    """In the copy; never returns into the stack of who forked."""
    status = 1
    gc.set_threshold(*RARELY)
    try:
        work()
        sys.stdout.flush()
        status = 0
    except DelightError as error:
        os.write(report, str(error).encode())
    except Exception as error:
        logger.exception("The preparation broke.")
        os.write(report, f"the preparation broke ({type(error).__name__}); the trace above says where".encode())
    finally:
        os._exit(status)
