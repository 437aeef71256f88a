"""The empty tables of SQLite's test database: made once for all test processes, anew when what makes them changes."""

import fcntl
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.db import connection


def migrations_digest() -> str:
    """A name for what migrating makes: all migrations, our own code (it makes groups and rights) and the versions."""
    told = sha256(f"{django.__version__} {sqlite3.sqlite_version}".encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.name):
        files = Path(app.path).rglob("*.py") if app.name == "delight" else Path(app.path, "migrations").glob("*.py")
        for path in sorted(files):
            told.update(f"{app.name}/{path.name}".encode() + path.read_bytes())
    return told.hexdigest()[:32]


def lay_out(folder: Path) -> Callable[[], None]:
    """From here Django's test database starts from the tables in ``folder``, if they are there.

    Call what is returned once the database is migrated: it keeps the tables there for others. One process at a time:
    who has to wait finds them made.
    """
    if connection.vendor != "sqlite":
        return lambda: None
    kept = folder / f"{migrations_digest()}.sqlite3"
    creation: Any = connection.creation
    begin = creation._create_test_db
    stack = ExitStack()

    def from_kept(*arguments: Any, **options: Any) -> str:
        name = str(begin(*arguments, **options))
        if kept.exists():
            # Open until Django is connected: a database in memory lasts as long as somebody is.
            tables = stack.enter_context(closing(sqlite3.connect(name, uri=True)))
            with closing(sqlite3.connect(kept)) as source:
                source.backup(tables)
        return name

    def finish() -> None:
        with stack:
            creation._create_test_db = begin
            _keep(kept)

    lock = stack.enter_context((folder / "lock").open("w"))
    fcntl.flock(lock, fcntl.LOCK_EX)  # until the file is closed
    creation._create_test_db = from_kept
    return finish


def _keep(path: Path) -> None:
    if path.exists():
        return
    for old in path.parent.glob("*.sqlite3"):
        old.unlink()
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with closing(sqlite3.connect(fresh)) as into:
        connection.connection.backup(into)
    fresh.replace(path)
