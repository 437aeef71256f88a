"""Aimed blows: each strikes at the one point that a planted fault leaves open, and so catches it on any machine.

``python -m tests.faults.blows <blow> [mutant]`` prints what came of it as one line of JSON, like a fire.
"""

import json
import os
import random
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from tempfile import mkdtemp

import django
import psutil

from tests.fakes_smtp import DROP, KEPT_HANG
from tests.faults.fire import Fire, burn_down, move_clock, patiently, report

TOUCHES = 6
PATIENCE = 150.0
"""Seconds for what takes some on a quiet machine."""


def worker_dies_after_the_server_took_the_mail(fire: Fire) -> None:
    """The server has the mail, nobody has noted it yet: whoever held it is killed, and its lease runs out."""
    fire.peer.answers["BODY"] = [KEPT_HANG]
    fire.light()
    until(lambda: not fire.peer.answers["BODY"], what="a mail is held")
    fire.kill_cluster()
    _outlast(fire)


def wire_breaks_within_the_mail(fire: Fire) -> None:
    """The server hangs up at the mail's last line, and keeps nothing."""
    fire.peer.answers["BODY"] = [DROP]
    fire.light()
    _outlast(fire)


def web_dies_after_the_answer(fire: Fire) -> None:
    """The store was told 200, and that very moment the web server dies."""
    fire.light()
    until(lambda: fire.knock() or fire.acknowledged, what="the door answers")
    fire.kill_web()


def orders_change_after_their_mails(fire: Fire) -> None:
    """Every order changes a little once its mail is out."""
    from delight.models import Order
    from tests.faults.door import CHANGED

    fire.light()
    _outlast(fire)
    for external_id in Order.objects.values_list("external_id", flat=True):
        body = CHANGED + external_id.encode()
        told = len(fire.acknowledged)
        until(lambda body=body, told=told: fire.knock(body) or len(fire.acknowledged) > told, what="the door answers")
    until(_all_understood, what="the changes are understood")
    _outlast(fire)


BLOWS: dict[str, Callable[[Fire], None]] = {
    blow.__name__: blow
    for blow in (
        worker_dies_after_the_server_took_the_mail,
        wire_breaks_within_the_mail,
        web_dies_after_the_answer,
        orders_change_after_their_mails,
    )
}


def _outlast(fire: Fire) -> None:
    """Time goes on until every touch has ended."""
    until(_time_passes, what="every touch ends")


def _time_passes() -> bool:
    """Two minutes, or until the next touch is due; whether every touch has ended."""
    from delight import clock
    from delight.models import Touch

    waiting = Touch.objects.filter(state=Touch.State.PLANNED).order_by("due_at").values_list("due_at", flat=True)
    due_at = waiting.first() or clock.now()
    move_clock(seconds=max(120.0, (due_at - clock.now()).total_seconds()))
    return not Touch.objects.filter(state__in=("planned", "claimed", "sending")).exists()


def _all_understood() -> bool:
    from delight.models import StoreEvent

    return not StoreEvent.objects.filter(state=StoreEvent.State.NEW).exists()


def until(happened: Callable[[], object], *, what: str) -> None:
    """Look again and again. Raises TimeoutError naming what did not happen."""
    ends_at = time.monotonic() + PATIENCE
    while time.monotonic() < ends_at:
        with patiently(), suppress(psutil.NoSuchProcess):
            if happened():
                return
        time.sleep(0.2)
    raise TimeoutError(f"It did not happen within {PATIENCE:.0f} s that {what}.")


def strike(blow: str) -> dict[str, object]:
    """Light, strike once, put out, look."""
    with ExitStack() as stack:
        fire = Fire(chance=random.Random(blow), stack=stack, servers=False)
        patient = fire.peer.url.replace("timeout=1", "timeout=60")  # nobody gives up before he is killed
        fire.env["FAULTS_MAIL"] = patient
        os.environ |= {name: value for name, value in fire.env.items() if name not in os.environ}
        os.environ |= {"DELIGHT_VAR": mkdtemp(prefix="delight-blow-"), "FAULTS_MAIL": patient}
        django.setup()
        from tests.faults.world import prepare

        prepare(TOUCHES)
        BLOWS[blow](fire)
        stopped = fire.put_out()
        burn_down()
        return report(fire, stopped=stopped)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.faults.settings"
    print(json.dumps(strike(sys.argv[1])))  # noqa: T201 - read by the test
