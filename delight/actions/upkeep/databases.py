"""Copies a database whole while it is in use, puts a copy back, and looks whether it is sound."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from django.db import connection

from delight.errors import DelightError

PATIENCE = 30.0
"""Seconds for which a copy waits for a writer."""


class BackupError(DelightError):
    """A backup could not be made, or cannot be put back; the message says what to do."""


def vendor() -> str:
    """ "sqlite" or "postgresql"."""
    return str(connection.vendor)


def copy_database(target: Path) -> None:
    """The whole database, as of one moment, into a new file. Raises BackupError."""
    if vendor() == "sqlite":
        copy_sqlite(Path(str(connection.settings_dict["NAME"])), to=target)
    else:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def copy_sqlite(source: Path, *, to: Path) -> None:
    """``VACUUM INTO``: one read transaction, so writers go on; the copy needs no write-ahead log."""
    if not source.exists():
        raise BackupError(f"There is no database file {source}: run `python -m delight migrate` first.")
    try:
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=PATIENCE)) as own:
            own.execute("VACUUM INTO ?", [str(to)])
    except sqlite3.Error as error:
        raise BackupError(f"{source} could not be copied to {to.parent}: {error}.") from error


def damage(copy: Path) -> str:
    """What is broken in a copy, "" if it is sound: every page, index and reference of SQLite; PostgreSQL's own list."""
    if vendor() == "sqlite":
        return sqlite_damage(copy)
    listed = _run("pg_restore", "--list", str(copy), connects=False)
    return "" if " TABLE DATA " in listed else f"{copy.name} holds no table's data"


def sqlite_damage(copy: Path) -> str:
    """As above for SQLite."""
    try:
        with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as own:
            found = [row[0] for row in own.execute("PRAGMA integrity_check(10)") if row[0] != "ok"]
            found += [f"{row[0]} row {row[1]} points nowhere" for row in own.execute("PRAGMA foreign_key_check")][:10]
    except sqlite3.Error as error:
        return str(error)
    return "; ".join(found)


def put_back(copy: Path, *, aside: str) -> None:
    """Put a copy in the database's place; SQLite's old file is kept beside it, named with ``aside``."""
    connection.close()
    if vendor() == "sqlite":
        _put_file(copy, place=Path(str(connection.settings_dict["NAME"])), aside=aside)
        return
    _run(
        "pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction",
        "--exit-on-error", str(copy),
    )  # fmt: skip


def _put_file(copy: Path, *, place: Path, aside: str) -> None:
    for ending in ("", "-wal", "-shm"):
        old = Path(f"{place}{ending}")
        if old.exists():
            old.rename(f"{place}.{aside}{ending}")
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".{place.name}.part")
    shutil.copyfile(copy, draft)
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    draft.replace(place)


def _run(program: str, *arguments: str, connects: bool = True) -> str:
    """PostgreSQL's own programs; the password goes by the environment, never by the command line."""
    settings = connection.settings_dict
    told: Mapping[str, str] = {
        "PGHOST": str(settings["HOST"] or ""),
        "PGPORT": str(settings["PORT"] or ""),
        "PGUSER": str(settings["USER"] or ""),
        "PGPASSWORD": str(settings["PASSWORD"] or ""),
    }
    where: Sequence[str] = [f"--dbname={settings['NAME']}"] if connects else []
    try:
        done = subprocess.run(  # noqa: S603 - our own programs and paths
            [program, *where, *arguments],
            env={**os.environ, **{name: value for name, value in told.items() if value}},
            capture_output=True,
            text=True,
            check=True,
        )
    except FileNotFoundError as error:
        raise BackupError(f"{program} is not installed: install PostgreSQL's client programs.") from error
    except subprocess.CalledProcessError as error:
        raise BackupError(f"{program} failed: {' '.join(error.stderr.split())[:500]}") from error
    return done.stdout
