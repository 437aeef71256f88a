"""Copies every row from one database to another, from SQLite to PostgreSQL above all, and proves that all are there.

Ids are kept, so every link, code and reference to a revision still leads where it led.
"""

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, models, transaction

LEFT_OUT = ("django_q", "sessions", "modelsearch", "wagtailsearch")
"""Rings and log-ins end with the change; the index for searching is another on each database, and is made anew."""
AT_ONCE = 1000

Row = tuple[Any, ...]  # Any: each column holds a value of its own field's type
Table = type[models.Model]


def copy_rows(source: str, *, to: str) -> int:
    """Empty the target's tables and fill them with the source's rows, in one transaction; how many rows.

    Both databases must be migrated to the same state. Raises django.db.Error, and then nothing was changed.
    """
    with transaction.atomic(using=to):
        with connections[to].cursor() as cursor:
            for table in reversed(tables()):
                cursor.execute(f"DELETE FROM {_quoted(table, using=to)}")  # noqa: S608 - our own tables' names
        copied = sum(_copy(table, source=source, to=to) for table in tables())
        with connections[to].cursor() as cursor:
            for statement in connections[to].ops.sequence_reset_sql(no_style(), tables()):
                cursor.execute(statement)
            cursor.execute("ANALYZE")  # or the first minutes go by reading whole tables that have an index
    return copied


def differences(source: str, *, to: str) -> list[str]:
    """Each table whose rows are not the same in both, to the last value, as a sentence; empty if all are."""
    found = []
    for table in tables():
        ours, theirs = (_fingerprint(table, using=using) for using in (source, to))
        if ours != theirs:
            found.append(f"{table._meta.db_table}: {ours[0]} rows in the source, {theirs[0]} in the target.")
    return found


def tables() -> list[Table]:
    """Every table but those left out, each after those that it refers to where there is such an order."""
    every = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.app_label not in LEFT_OUT
    ]
    ordered: list[Table] = []
    while every:
        ready = [model for model in every if not _needs(model) & set(every) - {model}] or every[:1]
        ordered += ready
        every = [model for model in every if model not in ready]
    return ordered


def _needs(model: Table) -> set[Table]:
    return {field.related_model for field in model._meta.local_concrete_fields if field.related_model}


def _copy(table: Table, *, source: str, to: str) -> int:
    fields = table._meta.local_concrete_fields
    names = ", ".join(connections[to].ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {_quoted(table, using=to)} ({names}) VALUES ({marks})"  # noqa: S608 - names of ours
    copied = 0
    with connections[to].cursor() as cursor:
        for rows in _batches(_rows(table, using=source)):
            cursor.executemany(statement, [_prepared(row, table=table, using=to) for row in rows])
            copied += len(rows)
    return copied


def _prepared(row: Row, *, table: Table, using: str) -> Row:
    fields = table._meta.local_concrete_fields
    return tuple(field.get_db_prep_save(value, connections[using]) for field, value in zip(fields, row, strict=True))


def _rows(table: Table, *, using: str) -> Iterator[Row]:
    names = [field.attname for field in table._meta.local_concrete_fields]
    yield from table._base_manager.using(using).order_by("pk").values_list(*names).iterator(AT_ONCE)


def _batches(rows: Iterator[Row]) -> Iterator[Sequence[Row]]:
    while batch := list(islice(rows, AT_ONCE)):
        yield batch


def _fingerprint(table: Table, *, using: str) -> tuple[int, str]:
    """The number of rows and a digest of every value, as Python sees it in whichever database it lies."""
    digest, number = sha256(), 0
    for row in _rows(table, using=using):
        digest.update(repr([_plain(value) for value in row]).encode())
        number += 1
    return number, digest.hexdigest()


def _plain(value: object) -> object:
    """The value without what only the way of keeping it makes different: the order of a JSON object's keys."""
    if isinstance(value, memoryview):
        return bytes(value)
    return json.dumps(value, sort_keys=True, default=str) if isinstance(value, dict | list) else value


def _quoted(table: Table, *, using: str) -> str:
    return str(connections[using].ops.quote_name(table._meta.db_table))
