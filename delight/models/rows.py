"""SQL by hand, where the ORM costs more than the database: many rows by one statement, and the hottest statements."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from itertools import repeat
from typing import Any, TypeAlias

from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

Cursor: TypeAlias = Any
"""A cursor after its statement: Django's, or the driver's own; they have no type in common."""
Run: TypeAlias = Callable[[str, Sequence[Any]], Cursor]
"""What runs a statement with its values, as ``execute`` does."""
Row = Sequence[Any]  # Any: each column holds a value of its own field's type
Column = Iterable[Any]
Field: TypeAlias = "models.Field[Any, Any]"
ORDERS_LOCK = 0x44454C49
"""The number of PostgreSQL's advisory lock under which orders are merged; any number of our own would do."""
AS_IT_IS = (models.CharField, models.TextField, models.BooleanField, models.IntegerField, models.ForeignKey)
"""Fields whose Python value of the right type is what the database driver takes."""


def insert_rows(
    model: type[models.Model], rows: Sequence[Row], *, columns: Sequence[str], skip_known: bool = False
) -> int:
    """Insert rows whose values stand in the order of ``columns`` (attnames); how many were new.

    Each value is of its field's own Python type.

    A column left out gets its field's default, made once for all rows, so ValueError for one that must be unique.
    ``skip_known`` passes over rows that break a unique constraint. Nothing is validated, no signal is sent and no id
    comes back: where ids are needed, reserve them first. Raises django.db.Error as a save does.
    """
    if not rows:
        return 0
    connection = connections["default"]
    told = dict(zip(columns, zip(*rows, strict=True), strict=True))
    fields: list[Field] = [field for field in model._meta.concrete_fields if _is_written(field, told=told)]
    values = [
        _prepared(told[field.attname], field=field, connection=connection)
        if field.attname in told
        else _default(field, connection=connection)
        for field in fields
    ]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column or field.attname) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    ending = " ON CONFLICT DO NOTHING" if skip_known else ""
    table = quote(model._meta.db_table)
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks}){ending}"  # noqa: S608 - only names of our own tables
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(zip(*values, strict=False)))
        return int(cursor.rowcount)


def execute(statement: str, values: Sequence[Any]) -> Cursor:
    """Run one statement with ``%s`` for its values, given as ``moment`` and the driver take them, by the driver itself.

    For the hottest paths: Django's cursor costs several times what SQLite does. Who watches Django's statements
    (``execute_wrapper``, a log of queries) sees this one too. Raises django.db.Error.
    """
    database = connections["default"]
    if _is_watched(database):
        cursor = database.cursor()
        cursor.execute(statement, values)
        return cursor
    with database.wrap_database_errors:
        if database.connection is None:
            database.ensure_connection()
        found: Cursor = database.connection.execute(_with_its_marks(statement), values)
        return found


def changed(cursor: Cursor) -> bool:
    """Whether its statement changed one row: a guarded one changes that or none."""
    number: int = cursor.rowcount
    return number == 1


def _is_watched(database: BaseDatabaseWrapper) -> bool:
    return bool(database.execute_wrappers or database.queries_logged)


@contextmanager
def together() -> Iterator[Run]:
    """A way to ``execute`` whose changes are written at once, or not at all.

    For the hottest paths: Django's ``atomic`` costs more than a short transaction itself. It knows nothing of this one,
    so within it nothing but the yielded call may ask the database. In a transaction of Django's it is a part of that.
    Raises django.db.Error.
    """
    database = connections["default"]
    if database.in_atomic_block or _is_watched(database):
        with transaction.atomic():
            yield execute
        return
    database.ensure_connection()
    ask = database.connection.execute
    with database.wrap_database_errors:
        ask("BEGIN IMMEDIATE" if on_sqlite() else "BEGIN")
        try:
            yield lambda statement, values: ask(_with_its_marks(statement), values)
            ask("COMMIT")
        except BaseException:
            _roll_back(database)
            raise


def _roll_back(database: BaseDatabaseWrapper) -> None:
    try:
        database.connection.execute("ROLLBACK")
    except Exception:  # noqa: BLE001 - a connection that cannot even go back is of no use; why is told already
        database.close()


def moment(value: datetime) -> Any:  # Any: text for SQLite, a datetime for PostgreSQL
    """A time as ``execute`` takes it."""
    if value.tzinfo is UTC and on_sqlite():
        return value.isoformat(" ")[: -len("+00:00")]
    return connections["default"].ops.adapt_datetimefield_value(value)


@cache
def on_sqlite() -> bool:
    """Whether our tables lie in SQLite; it never changes while a process lives."""
    return connections["default"].vendor == "sqlite"


@cache
def _with_its_marks(statement: str) -> str:
    """The statement with the driver's own marks for values."""
    return statement.replace("%s", "?") if on_sqlite() else statement


def update_rows(model: type[models.Model], rows: Sequence[Row], *, columns: Sequence[str]) -> None:
    """Change known rows to values that stand in the order of ``columns`` (attnames), of which the first is ``id``.

    Each value is of its field's own Python type. Nothing is validated and no signal is sent, as with bulk_update.
    Raises django.db.Error as a save does.
    """
    if not rows:
        return
    connection = connections["default"]
    quote = connection.ops.quote_name
    fields: list[Field] = [_field(model, column) for column in columns]
    ids, *values = (
        _prepared(told, field=field, connection=connection)
        for field, told in zip(fields, zip(*rows, strict=True), strict=True)
    )
    changes = ", ".join(f"{quote(field.column or field.attname)} = %s" for field in fields[1:])
    table = quote(model._meta.db_table)
    statement = f"UPDATE {table} SET {changes} WHERE id = %s"  # noqa: S608 - only names of our own tables
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(zip(*values, ids, strict=True)))


def reserve_ids(model: type[models.Model], *, count: int) -> list[int]:
    """Ids for new rows of this model that nobody else gets. Call it inside the transaction that inserts them.

    PostgreSQL takes them off the column's sequence; SQLite's counter is moved on by a write, and whoever writes holds
    the only write lock until the commit.
    """
    if not count:
        return []
    connection, table = connections["default"], model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(sequence, [connection.ops.quote_name(table), count])
            return [found for (found,) in cursor.fetchall()]
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [count, table])
        if cursor.rowcount == 0:  # no row was ever inserted
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, count])
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        (last,) = cursor.fetchone()
        return list(range(last - count + 1, last + 1))


def one_at_a_time() -> None:
    """Let no other transaction past this line until ours ends, so that what is new to one is not new to two.

    SQLite's IMMEDIATE transactions have done so already; PostgreSQL gets a lock that the end of the transaction opens.
    """
    connection = connections["default"]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ORDERS_LOCK])


def _field(model: type[models.Model], attname: str) -> Field:
    return next(field for field in model._meta.concrete_fields if field.attname == attname)


def _is_written(field: Field, *, told: Mapping[str, Row]) -> bool:
    if field.attname in told:
        return True
    if field.unique and not field.primary_key:
        raise ValueError(f"{field.model.__name__}.{field.attname} must be unique: give its values.")
    return not field.primary_key


def _default(field: Field, *, connection: BaseDatabaseWrapper) -> Iterator[Any]:
    return repeat(field.get_db_prep_save(field.get_default(), connection))


def _prepared(values: Row, *, field: Field, connection: BaseDatabaseWrapper) -> Column:
    """The column as the driver takes it: by the backend's own adapters where a field's are the same for every value."""
    if isinstance(field, AS_IT_IS):
        return values
    if isinstance(field, models.DateTimeField):
        return _moments(values, adapt=connection.ops.adapt_datetimefield_value)
    if isinstance(field, models.JSONField):
        adapt, encoder = connection.ops.adapt_json_value, field.encoder
        return (None if value is None else adapt(value, encoder) for value in values)
    return (field.get_db_prep_save(value, connection) for value in values)


def _moments(values: Row, *, adapt: Callable[[datetime | None], Any]) -> Column:
    """Each UTC time is adapted once; times of another zone may be equal and differ in their fold: each by itself."""
    known: dict[datetime | None, Any] = {}
    for value in values:
        if value is not None and value.tzinfo is not UTC:
            yield adapt(value)
            continue
        if value not in known:
            known[value] = adapt(value)
        yield known[value]
