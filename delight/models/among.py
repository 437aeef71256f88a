"""Asks for the rows of many keys at once: one parameter holds them all, where ``in`` compiles each by itself."""

import json
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigAutoField, CharField, Q
from django.db.models.lookups import Lookup
from django.db.models.sql.compiler import SQLCompiler

from delight.models.prepared import Given

Key = TypeVar("Key", str, int)


def among(path: str, values: Iterable[Key] | Given) -> Q:
    """Rows whose text column or id at this path is one of the values; no values find no rows."""
    # A frozenset: Django looks at every single value of a list for expressions.
    return Q(**{f"{path}__among": values if isinstance(values, Given) else frozenset(values)})


@BigAutoField.register_lookup
@CharField.register_lookup
class Among(Lookup):
    """``column IN (many values)`` as each database takes a list in one parameter."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """SQLite reads the list out of JSON."""
        column, parameters = self.process_lhs(compiler, connection)
        clause = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - the column is compiled by Django
        return clause, [*parameters, self._told(json.dumps)]

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """PostgreSQL knows arrays."""
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*parameters, self._told(list)]

    def _told(self, write: Callable[[list[str] | list[int]], Any]) -> Any:
        return self.rhs if isinstance(self.rhs, Given) else write(sorted(self.rhs))
