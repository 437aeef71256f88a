"""Queries that Django compiles once: hot paths ask them again and again, each time with other values.

Compiling a query and wrapping its cursor costs Django several times what SQLite takes to answer it. What comes back
are the same rows and instances as from the query itself.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

from delight.models.rows import execute, on_sqlite

R = TypeVar("R")  # an instance, or the tuple of its values
USING = "default"
_NONE_YET: Any = object()


class Given(Expression):
    """The place in a prepared query for a value that is given each time it is asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """One parameter: this place itself, for which each asking puts its value."""
        return "%s", (self,)


def listed(values: Iterable[str] | Iterable[int]) -> Any:  # Any: text for SQLite, a list for PostgreSQL
    """Many keys as the one value that ``among(path, Given(…))`` takes."""
    found: list[Any] = sorted(values)
    return json.dumps(found) if on_sqlite() else found


class Prepared(Generic[R]):
    """A query written as a queryset with a ``Given`` for each value, compiled when it is first asked.

    ``make`` returns either instances, with ``select_related`` but without ``prefetch_related``, or ``values_list``
    without ``flat``. Values are handed to the driver as they are: times by ``rows.moment``, keys by ``listed``.
    """

    def __init__(self, make: Callable[[], "QuerySet[Any, Any]"]) -> None:
        self._make = make
        self._compiler: _Compiler | None = None

    def ask(self, **values: Any) -> list[R]:
        """The rows, with a value for each ``Given`` by its name. Raises KeyError for one left out; django.db.Error."""
        compiler = self._compiler = self._compiler or _Compiler(self._make())
        return compiler.rows(values)

    def first(self, **values: Any) -> R | None:
        """The first row, or None; ``make`` is to ask for one row."""
        return next(iter(self.ask(**values)), None)


def attach(owners: Sequence[Model], name: str, *, rows: Iterable[Model], by: str) -> None:
    """Let ``owners`` know what hangs on them, as ``prefetch_related(name)`` does; ``by`` is the rows' foreign key."""
    hanging: dict[Any, list[Model]] = defaultdict(list)
    known_owners = {owner.pk: owner for owner in owners}
    for row in rows:
        owner_id = getattr(row, f"{by}_id")
        setattr(row, by, known_owners[owner_id])
        hanging[owner_id].append(row)
    for owner in owners:
        model = owner._meta.get_field(name).related_model
        known = Hanging(model, by=by, owner=owner, rows=hanging[owner.pk])
        cache: dict[str, Any] = owner.__dict__.setdefault("_prefetched_objects_cache", {})
        cache[name] = known


class Hanging(QuerySet[Any, Any]):
    """The rows that hang on one owner, known already; whoever asks on, by a filter or an order, asks the database.

    Django's own takes several times as long to make, for a query that hardly anybody asks.
    """

    def __init__(self, model: Any, *, by: str, owner: Model, rows: list[Model]) -> None:
        super().__init__(model, query=_NONE_YET, using=USING)
        self._by, self._owner = by, owner
        self._result_cache, self._prefetch_done = rows, True

    @property
    def query(self) -> Any:  # type: ignore[override]  # nobody may put another query behind these rows
        """The question whose answer this is."""
        return self._chain().query

    def _chain(self) -> "QuerySet[Any, Any]":
        asked: QuerySet[Any, Any] = self.model._default_manager.using(USING).filter(**{self._by: self._owner})
        return asked


class _Compiler:
    def __init__(self, queryset: "QuerySet[Any, Any]") -> None:
        self._compiler = queryset.query.get_compiler(using=USING)
        self._sql, self._values = self._compiler.as_sql()
        self._converters = self._compiler.get_converters([one[0] for one in self._compiler.select])
        self._of_instances = queryset._iterable_class is ModelIterable

    def rows(self, values: dict[str, Any]) -> list[Any]:
        told = [values[one.name] if isinstance(one, Given) else one for one in self._values]
        found = execute(self._sql, told).fetchall()
        if not found:
            return []
        compiler: Any = copy(self._compiler)
        compiler.connection = connections[USING]  # this thread's own
        if not self._of_instances:
            if self._converters:
                return [tuple(row) for row in compiler.apply_converters(found, self._converters)]
            return list(found)
        return self._instances(compiler, found)

    def _instances(self, compiler: Any, found: Sequence[Any]) -> list[Any]:
        """Made by Django's own hand, out of rows that are there already."""
        compiler.execute_sql = lambda **_: [found]
        compiler.get_converters = lambda _: self._converters
        query = SimpleNamespace(get_compiler=lambda **_: compiler)
        queryset: Any = SimpleNamespace(db=USING, query=query, _known_related_objects={})
        return list(ModelIterable(queryset))
