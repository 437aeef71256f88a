"""What SQLite's test database begins with: tables made once for all test processes, rows made once for each."""

import fcntl
import re
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


class Rows:
    """Rows that many tests begin with: made by the product's own code once in a process, and repeated after that.

    What is repeated are the statements, which name their keys; so it is done only where the tables' counters stand as
    they stood the first time. Everywhere else, and on other databases, the rows are made anew.
    """

    def __init__(self, make: Callable[[], object]) -> None:
        self._make = make
        self._statements: list[tuple[str, Any]] = []
        self._begun: dict[str, int] = {}

    def lay(self) -> None:
        """As if ``make`` had been called."""
        if connection.vendor != "sqlite":
            self._make()
        elif not self._statements:
            begun, statements = _counters(), list[tuple[str, Any]]()
            with connection.execute_wrapper(_into(statements)):
                self._make()
            written = {table for sql, _ in statements for table in re.findall(r'INTO "(\w+)"', sql)}
            self._begun = {table: begun.get(table, 0) for table in written}
            self._statements = statements
        elif self._begun == {table: _counters().get(table, 0) for table in self._begun}:
            with connection.cursor() as cursor:
                for sql, values in self._statements:
                    cursor.execute(sql, values)
        else:
            self._make()


def _into(statements: list[tuple[str, Any]]) -> Callable[..., Any]:
    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        assert not many, sql
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            statements.append((sql, params))
        return execute(sql, params, many, context)

    return note


def _counters() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, seq FROM sqlite_sequence")
        return dict(cursor.fetchall())
