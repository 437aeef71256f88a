"""One fire: real supervisors at work on one set-up, and so many seeded faults; run as a process of its own.

``python -m tests.faults.fire fire <faults> <seed>`` prints what came of it as one line of JSON; ``… supervise`` is one
supervisor of it. The ground truth is the mail server's list of what it accepted, and the door's of what it answered.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from email import message_from_bytes
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import mkdtemp

import django
import psutil

from tests.fakes_smtp import DROP, KEPT_DROP, SmtpPeer
from tests.faults.mutants import plant
from tests.faults.servers import Postgres, Redis, environment, fill, free_port, small_disk

FROZEN_AFTER = 14.0
BACKLOG = 24
REST = (0.05, 0.5)
TIME_PASSES = 0.3
HEALS_EVERY = 10
"""Faults between two looks whether mails still come through, however slow the machine is."""
SMTP_FAULTS = (
    ("CONNECT", DROP),
    ("MAIL", "421 4.3.2 closing"),
    ("RCPT", "450 4.2.0 later"),
    ("DATA", "451 4.3.0 later"),
    ("BODY", DROP),
    ("BODY", KEPT_DROP),
    ("BODY", "452 4.3.1 full"),
)


class Fire:
    """The world: where its database lies, its mail server and its supervisors; and each fault that can befall it."""

    def __init__(self, *, chance: random.Random, stack: ExitStack, servers: bool) -> None:
        self.chance = chance
        self.peer = stack.enter_context(SmtpPeer(extensions=("PIPELINING",)))
        self.peer.delay = 0.005
        self.disk = stack.enter_context(small_disk(megabytes=400))
        self.disk.chmod(0o755)
        self.env = environment(FAULTS_MAIL=self.peer.url, FAULTS_FOLDER=str(self.disk), DELIGHT_CHECKPOINTER="1")
        self.postgres = self.redis = None
        if servers:
            data = self.disk / "postgres"
            data.mkdir()
            self.postgres, self.redis = Postgres(data), Redis(Path(mkdtemp(prefix="delight-redis-")))
            stack.callback(self.postgres.stop)
            stack.callback(lambda: self.redis and self.redis.stop())
            self.env |= {"DATABASE_URL": self.postgres.url, "DELIGHT_BROKER_URL": self.redis.url}
        self.folders = [mkdtemp(prefix="delight-fire-") for _ in range(2 if servers else 1)]
        self.supervisors: list[subprocess.Popen[bytes]] = []
        self.ports = [free_port() for _ in self.folders]
        self.acknowledged: set[str] = set()
        self.done: Counter[str] = Counter()
        stack.callback(self.put_out)

    def light(self) -> None:
        self.supervisors = [self._supervisor(number) for number in range(len(self.folders))]

    def _supervisor(self, number: int) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "tests.faults.fire", "supervise", str(self.ports[number])]
        env = self.env | {"DELIGHT_VAR": self.folders[number]}
        return subprocess.Popen(command, env=env, stdout=sys.stderr, start_new_session=True)

    def faults(self) -> list[Callable[[], None]]:
        """Each sort of fault; those of single processes come oftener."""
        own = [self.kill_one] * 4 + [self.stop_one] * 3 + [self.kill_group, self.freeze_cluster, self.kill_supervisor]
        own += [self.jump, self.refuse, self.refuse, self.fill_disk]
        return own + ([self.crash_postgres, self.flush_redis, self.stop_redis] if self.postgres else [])

    def strike(self) -> None:
        fault = self.chance.choice(self.faults())
        with suppress(psutil.NoSuchProcess):
            fault()
        self.done[fault.__name__] += 1
        self.revive()

    def revive(self) -> None:
        """What a systemd would do: a supervisor that has ended is started again."""
        for number, supervisor in enumerate(self.supervisors):
            if supervisor.poll() is not None:
                self.supervisors[number] = self._supervisor(number)

    def _anyone(self) -> psutil.Process:
        family = [one for process in self.supervisors for one in psutil.Process(process.pid).children(recursive=True)]
        return self.chance.choice(family or [psutil.Process(self.supervisors[0].pid)])

    def _cluster(self) -> psutil.Process:
        """A leash and with it its group: the second child of a supervisor that has started them both."""
        supervisor = psutil.Process(self.chance.choice(self.supervisors).pid)
        return max(supervisor.children() or [supervisor], key=lambda one: one.pid)

    def kill_one(self) -> None:
        self._anyone().kill()

    def stop_one(self) -> None:
        victim = self._anyone()
        victim.suspend()
        time.sleep(self.chance.uniform(0.0, 1.0))
        victim.resume()

    def kill_group(self) -> None:
        leash = self._cluster()
        if leash.pid not in {one.pid for one in self.supervisors}:
            os.killpg(leash.pid, signal.SIGKILL)

    def kill_cluster(self) -> None:
        """Every worker of the first supervisor, at once."""
        self._kill_child(max)

    def kill_web(self) -> None:
        """The first supervisor's web server with all that it started."""
        self._kill_child(min)

    def _kill_child(self, which: Callable[..., psutil.Process]) -> None:
        leashes = psutil.Process(self.supervisors[0].pid).children()
        os.killpg(which(leashes, key=lambda one: one.pid).pid, signal.SIGKILL)

    def freeze_cluster(self) -> None:
        """Nobody wakes these again: the watchdog has to see it."""
        for one in self._cluster().children(recursive=True):
            one.suspend()

    def kill_supervisor(self) -> None:
        victim = self.chance.choice(self.supervisors)
        victim.kill()
        victim.wait(timeout=20)

    def jump(self) -> None:
        move_clock(seconds=self.chance.uniform(-900, 900))

    def refuse(self) -> None:
        verb, answer = self.chance.choice(SMTP_FAULTS)
        self.peer.answers[verb].append(answer)

    def fill_disk(self) -> None:
        filler = fill(self.disk)
        time.sleep(self.chance.uniform(0.1, 0.6))
        filler.unlink()

    def crash_postgres(self) -> None:
        assert self.postgres
        self.postgres.crash()

    def flush_redis(self) -> None:
        assert self.redis
        self.redis.flush()

    def stop_redis(self) -> None:
        assert self.redis
        self.redis.stop()
        time.sleep(self.chance.uniform(0.1, 1.0))
        self.redis.start()

    def knock(self, body: bytes = b"") -> None:
        """An event at a door; what is answered with 200 has to be kept."""
        body = body or self.chance.randbytes(60).hex().encode()
        with suppress(OSError, HTTPException):
            door = HTTPConnection("127.0.0.1", self.chance.choice(self.ports), timeout=3)
            door.request("POST", "/stores/agreeable/hook", body=body, headers={"content-type": "application/json"})
            if door.getresponse().status == 200:
                self.acknowledged.add(sha256(body).hexdigest())
            door.close()

    def put_out(self) -> tuple[float, int]:
        """Stop politely; how many seconds it took, and how many processes were left."""
        running = [psutil.Process(one.pid) for one in self.supervisors if one.poll() is None]
        family = running + [child for one in running for child in one.children(recursive=True)]
        begun = time.monotonic()
        for one in running:
            one.terminate()
        _, left = psutil.wait_procs(family, timeout=40)
        for one in left:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        self.supervisors = []
        return time.monotonic() - begun, len(left)


def move_clock(*, seconds: float) -> None:
    """Move everybody's time, never into a night: mails wait for the morning, and the fire would go out."""
    from delight import clock
    from delight.models import DemoClock

    with patiently():
        now = clock.now()
        if now.hour >= 14 or now.hour < 9:
            seconds += (33 - now.hour) % 24 * 3600
        row = DemoClock.objects.get(pk=1)
        DemoClock.objects.filter(pk=1).update(offset_seconds=row.offset_seconds + int(seconds))


@contextmanager
def patiently() -> Iterator[None]:
    """For the fire's own look at a database that it has just broken: what fails now is simply not done now."""
    from django.db import DatabaseError, connection

    try:
        yield
    except DatabaseError:
        connection.close()
        time.sleep(0.3)


def top_up() -> None:
    """There is always some work."""
    from delight.models import Moment, Touch
    from tests.factories import a_touch

    with patiently():
        waiting = Touch.objects.filter(state=Touch.State.PLANNED).count()
        moment = Moment.objects.get()
        for _ in range(max(0, BACKLOG - waiting)):
            a_touch(moment=moment, not_after=moment.active_since.replace(year=2028))


def burn_down() -> None:
    """In peace: time goes on until everything has ended."""
    from delight.engine.drain import drain
    from delight.models import Touch

    for _ in range(60):
        move_clock(seconds=3 * 3600)
        drain(budget=60)
        if not Touch.objects.filter(state__in=["planned", "claimed", "sending"]).exists():
            return


def report(fire: Fire, *, stopped: tuple[float, int]) -> dict[str, object]:
    from delight.models import StoreEvent, Touch

    accepted = [message_from_bytes(message) for message in fire.peer.messages]
    touches = Touch.objects.select_related("customer").prefetch_related("attempts")
    arrived = {str(mail["Message-ID"]).strip().split(".")[0] for mail in accepted}
    received = Counter(str(mail["To"]) for mail in accepted)  # everybody here has one order, and one mail to get
    states = Counter(touch.state for touch in touches)
    done = [touch for touch in touches if touch.state == Touch.State.DONE]
    unsure = [touch for touch in touches if touch.state == Touch.State.UNSURE]
    lost = [one.pk for one in done if not any(each.message_id.split(".")[0] in arrived for each in one.attempts.all())]
    kept = set(StoreEvent.objects.values_list("digest", flat=True))
    begun = set(fire.peer.begun)
    return {
        "faults": fire.done,
        "accepted": len(accepted),
        "touches": len(touches),
        "states": states,
        "twice": [one for one, number in received.items() if number > 1],
        "lost": lost,
        "never_ended": [one.pk for one in touches if one.state in ("planned", "claimed", "sending")],
        "unsure_and_never_begun": [one.pk for one in unsure if one.customer.email not in begun],
        "acknowledged": len(fire.acknowledged),
        "acknowledged_and_lost": len(fire.acknowledged - kept),
        "stopped_in": stopped[0],
        "left_running": stopped[1],
    }


def burn(*, faults: int, seed: int, servers: bool) -> dict[str, object]:
    """Light it, strike so many times, put it out, look."""
    with ExitStack() as stack:
        fire = Fire(chance=random.Random(seed), stack=stack, servers=servers)
        os.environ |= {name: value for name, value in fire.env.items() if name not in os.environ}
        os.environ |= {"DELIGHT_VAR": mkdtemp(prefix="delight-fire-"), "FAULTS_MAIL": fire.peer.url}
        django.setup()
        from tests.faults.world import prepare

        prepare(BACKLOG)
        fire.light()
        _wait_for_mails(fire)
        while fire.done.total() < faults:
            top_up()
            fire.knock()
            time.sleep(fire.chance.uniform(*REST))
            fire.strike()
            if fire.done.total() % HEALS_EVERY == 0:
                _wait_for_mails(fire)
            if fire.chance.random() < TIME_PASSES:  # seldom enough that looks can be followed by marks
                move_clock(seconds=fire.chance.uniform(0, 400))
        _wait_for_mails(fire)
        stopped = fire.put_out()
        fire.peer.answers.clear()
        burn_down()
        return report(fire, stopped=stopped)


def _wait_for_mails(fire: Fire) -> None:
    """Until a mail more came through: at the start, and after so many faults, so that a fire that healed is seen."""
    fire.peer.answers.clear()
    number, ends_at = len(fire.peer.messages), time.monotonic() + 90
    stirs_at = 0.0
    while len(fire.peer.messages) == number:
        if time.monotonic() > ends_at:
            raise RuntimeError("no mail came through for a minute and a half")
        if time.monotonic() > stirs_at:
            top_up()
            move_clock(seconds=400)
            fire.revive()
            fire.knock()
            stirs_at = time.monotonic() + 5
        time.sleep(0.1)


def supervise_here(port: int) -> None:
    """One supervisor of the fire, with whatever mutant is planted."""
    django.setup()
    plant(os.environ.get("FAULTS_MUTANT", ""))
    from delight.engine.supervisor import supervise
    from delight.engine.web import Web

    supervise(Web(port=port), frozen_after=FROZEN_AFTER)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.faults.settings"
    if sys.argv[1] == "supervise":
        supervise_here(int(sys.argv[2]))
    else:
        setup, number, seed = sys.argv[2:]
        print(json.dumps(burn(faults=int(number), seed=int(seed), servers=setup == "servers")))  # noqa: T201
