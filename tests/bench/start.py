"""From an empty folder to the first accepted event, and what the running demo costs when nobody asks it anything."""

import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent.parent
PORT = 8798
START_GOAL, CPU_GOAL, MEMORY_GOAL = 60.0, 2.0, 400.0
AFTER_START, WATCHED = 120.0, 60.0
"""Seconds: idle is measured two minutes after the start, over a minute."""


def rows() -> list[dict[str, object]]:
    """Three rows whose yardstick is the goal itself; ``make run`` in a clone, with the package cache as it is."""
    with tempfile.TemporaryDirectory(prefix="delight-start-") as folder:
        clone = Path(folder) / "delight"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        begun = time.monotonic()
        with _make_run(clone) as make:
            first = _wait_for_event(clone / "var" / "delight.sqlite3", begun=begun)
            time.sleep(AFTER_START)
            cpu, memory = _idle(psutil.Process(make.pid))
    return [
        _row("empty folder → first accepted event", ours=first, goal=START_GOAL, unit="s"),
        _row("idle, all processes together", ours=cpu, goal=CPU_GOAL, unit="% of a core"),
        _row("idle, all processes together", ours=memory, goal=MEMORY_GOAL, unit="MB (PSS)"),
    ]


@contextmanager
def _make_run(clone: Path) -> Iterator["subprocess.Popen[bytes]"]:
    make = subprocess.Popen(["make", "run", f"PORT={PORT}"], cwd=clone, stdout=subprocess.DEVNULL)
    try:
        yield make
    finally:
        for child in psutil.Process(make.pid).children():
            child.send_signal(signal.SIGINT)
        make.wait(timeout=60)


def _wait_for_event(database: Path, *, begun: float) -> float:
    while time.monotonic() - begun < 10 * START_GOAL:
        try:
            with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as own:
                if own.execute("SELECT 1 FROM delight_storeevent LIMIT 1").fetchone():
                    return time.monotonic() - begun
        except sqlite3.Error:
            pass  # not made yet
        time.sleep(0.1)
    raise RuntimeError("no event came in")


def _idle(process: psutil.Process) -> tuple[float, float]:
    """Percent of one core over a minute, and the proportional share of memory in MB."""
    family = process.children(recursive=True)
    before, start = _seconds(family), time.monotonic()
    time.sleep(WATCHED)
    used = _seconds(process.children(recursive=True)) - before
    memory = sum(one.memory_full_info().pss for one in process.children(recursive=True))
    return 100 * used / (time.monotonic() - start), memory / 1e6


def _seconds(family: list[psutil.Process]) -> float:
    return sum(sum(one.cpu_times()[:2]) for one in family)


def _row(name: str, *, ours: float, goal: float, unit: str) -> dict[str, object]:
    return {
        "name": name,
        "ours": ours,
        "yardstick": goal,
        "unit": unit,
        "ratio": ours / goal,
        "goal": 1.0,
        "holds": ours <= goal,
    }
