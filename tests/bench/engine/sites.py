"""Throw-away sites for the engine's rows: one on SQLite, one on PostgreSQL where DATABASE_URL names a server.

A row lays its site in a process of its own and prints what it measured there, so that nothing is warm by accident. The
tables are made once for each set-up and copied. BENCH_SCALE (1 unless told) makes all amounts smaller or larger.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from tests.faults.servers import environment

SQLITE, POSTGRES = "SQLite", "PostgreSQL"
SETUPS = (SQLITE, POSTGRES)
SERVER = os.environ.get("DATABASE_URL", "")
SCALE = float(os.environ.get("BENCH_SCALE", "1"))
LONGEST = 600
MEMORY = Path("/dev/shm")
Row = dict[str, object]
_ends = ExitStack()


def scaled(number: int) -> int:
    """So many, as BENCH_SCALE has it."""
    return max(1, round(number * SCALE))


def on_each(setups: tuple[str, ...], measure: Callable[[str], list[Row]], *, name: str) -> Iterator[Row]:
    """The rows of each set-up as they come, or a line that says why there are none."""
    for setup in setups:
        if setup == POSTGRES and not SERVER.startswith("postgres"):
            yield {"name": f"{name} ({setup})", "not_run": "DATABASE_URL names no PostgreSQL server"}
        else:
            yield from measure(setup)


def row(name: str, *, ours: float, yardstick: float, unit: str, ratio: float, goal: float, least: bool = True) -> Row:
    """One row; ``least`` says whether the goal is the least that the ratio may be, or the most."""
    holds = ratio >= goal if least else ratio <= goal
    return {
        "name": name,
        "ours": ours,
        "yardstick": yardstick,
        "unit": unit,
        "ratio": ratio,
        "goal": goal,
        "holds": holds,
    }


@contextmanager
def site(setup: str, *, in_memory: bool = False, **changes: str) -> Iterator[Mapping[str, str]]:
    """The environment of a migrated site of its own, thrown away afterwards.

    ``in_memory`` lays SQLite's file into memory where the machine can: for rows whose yardstick never commits, in which
    else the disk of the day would be all that is seen. PostgreSQL lies where DATABASE_URL has it.
    """
    place = MEMORY if in_memory and MEMORY.is_dir() else None
    with TemporaryDirectory(prefix="delight-bench-", dir=place) as folder, ExitStack() as stack:
        env = _environment(folder) | changes
        if setup == POSTGRES:
            env["DATABASE_URL"] = stack.enter_context(_database(template=_template(setup)))
        else:
            shutil.copy(_template(setup), Path(folder) / "delight.sqlite3")
        yield env


def measured(module: str, *arguments: object, env: Mapping[str, str]) -> Any:  # Any: whatever the row printed
    """What ``python -m tests.bench.engine.<module> <arguments>`` prints last, from JSON."""
    command = [sys.executable, "-m", f"tests.bench.engine.{module}", *map(str, arguments)]
    told = subprocess.run(command, env=dict(env), check=True, stdout=subprocess.PIPE, text=True, timeout=LONGEST)
    return json.loads(told.stdout.splitlines()[-1])


def _environment(folder: str) -> dict[str, str]:
    return environment(
        DELIGHT_VAR=folder, SECRET_KEY="only-for-the-bench", DJANGO_SETTINGS_MODULE="tests.bench.engine.settings"
    )


@cache
def _template(setup: str) -> str:
    """A migrated site of this set-up: a database file's path, or a database's name."""
    folder = _ends.enter_context(TemporaryDirectory(prefix="delight-bench-"))
    env = _environment(folder)
    if setup == POSTGRES:
        env["DATABASE_URL"] = _ends.enter_context(_database())
    command = [sys.executable, "-m", "delight", "migrate", "-v", "0", "--skip-checks"]
    subprocess.run(command, env=env, check=True)
    return urlsplit(env["DATABASE_URL"]).path.strip("/") if setup == POSTGRES else f"{folder}/delight.sqlite3"


@contextmanager
def _database(*, template: str = "template0") -> Iterator[str]:
    """A database of our own on the server that DATABASE_URL names; its address."""
    import psycopg

    name = f"delight_bench_{uuid4().hex[:12]}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield urlsplit(SERVER)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def throw_away() -> None:
    """The templates, when the last row is done."""
    _ends.close()
    _template.cache_clear()
