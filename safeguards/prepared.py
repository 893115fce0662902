"""Questions that every page asks in the same words: put together once, then only filled in.

The framework puts a query together anew each time; for a short question that takes longer than the database needs
for its answer. What is asked is still written with the framework, by the table that it is about.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import Expression, F, QuerySet
from django.db.models.query import ModelIterable

from safeguards.access import ScopedQuerySet

Build = Callable[..., QuerySet[Any]]


class Given(Expression):
    """A value that will be known when the question is asked."""

    def __init__(self, name: str, kind: models.Field) -> None:
        super().__init__(output_field=kind)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """A place holder; until it is filled in, the expression itself stands for its value."""
        return "%s", (self,)


@dataclass(slots=True)
class _Asked:
    """What the framework asks of a query set in order to make rows: here its SQL is ready."""

    db: str
    compiler: Any
    _known_related_objects: dict[Any, Any] = field(default_factory=dict)

    @property
    def query(self) -> _Asked:
        return self

    def get_compiler(self, using: str) -> Any:
        return self.compiler


class Prepared:
    """`Prepared(lambda now: Posting.objects.live(now), now=DateTimeField())`: a question with values left open.

    `build` gets an expression for each open value and may only compare with it. Whatever else makes the question
    another one (a role, a list of codes of any length) needs a `Prepared` of its own.
    """

    def __init__(self, build: Build, **open_values: models.Field) -> None:
        self._build, self._open = build, open_values
        self._ready: dict[str, tuple[Any, str, tuple[Any, ...]]] = {}

    def rows(self, **values: Any) -> list[Any]:
        """Objects, as the query set would give them. One query."""
        compiler = self._filled(values)
        return list(ModelIterable(_Asked(compiler.using, compiler)))  # type: ignore[arg-type]

    def values(self, **values: Any) -> list[tuple[Any, ...]]:
        """The columns of each row, for a query set that names them. One query."""
        return list(self._filled(values).results_iter(tuple_expected=True))

    def _filled(self, values: dict[str, Any]) -> Any:
        """A compiler of the framework whose SQL stands; raises KeyError when a value is missing."""
        connection = connections[DEFAULT_DB_ALIAS]
        if connection.vendor not in self._ready:
            self._ready[connection.vendor] = self._put_together()
        known, sql, marks = self._ready[connection.vendor]
        params = _filled_in(marks, values, connection)
        compiler = copy.copy(known)
        compiler.connection, compiler.as_sql = connection, lambda *_with, **_options: (sql, params)
        return compiler

    def _put_together(self) -> tuple[Any, str, tuple[Any, ...]]:
        asked = _built(self._build, self._open)
        compiler = asked.query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, marks = compiler.as_sql()
        return compiler, sql, tuple(marks)


class PreparedExists:
    """Is there a row that points to the row outside? Put together once; `of` is a condition for `filter`.

    `build` gives the rows, with an expression for each open value; `points` is their column that names the row outside.
    """

    def __init__(self, build: Build, points: str, **open_values: models.Field) -> None:
        self._build, self._points, self._open = build, points, open_values
        self._alias = f"inside_{next(_NUMBERS)}"  # the query outside may read the same table
        self._ready: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def of(self, outside: str, **values: Any) -> Expression:
        """The condition, for a column of the query that it narrows."""
        return _Exists(self, F(outside), values)

    def filled(self, values: dict[str, Any], connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Its SQL with a mark for the column outside, and its parameters; raises KeyError when a value is missing."""
        if connection.vendor not in self._ready:
            self._ready[connection.vendor] = self._put_together(connection)
        sql, marks = self._ready[connection.vendor]
        return sql, _filled_in(marks, values, connection)

    def _put_together(self, connection: Any) -> tuple[str, tuple[Any, ...]]:
        asked = _built(self._build, self._open)
        query = asked.filter(**{self._points: _Outside()}).query.exists()
        query.change_aliases({query.get_initial_alias(): self._alias})
        sql, marks = query.get_compiler(connection=connection).as_sql()
        return f"EXISTS({sql})", tuple(marks)


_MARK = "<outside>"
_NUMBERS = count(1)


class _Outside(Expression):
    """Stands for the column of the query outside."""

    def __init__(self) -> None:
        super().__init__(output_field=models.BooleanField())  # never asked: it is compared as it stands

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[()]]:
        return _MARK, ()


class _Exists(Expression):
    """What `PreparedExists.of` gives."""

    def __init__(self, question: PreparedExists, outside: Any, values: dict[str, Any]) -> None:
        super().__init__(output_field=models.BooleanField())
        self.question, self.outside, self.given = question, outside, values

    def get_source_expressions(self) -> list[Any]:
        return [self.outside]

    def set_source_expressions(self, expressions: Any) -> None:
        (self.outside,) = expressions

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, _none = compiler.compile(self.outside)
        sql, params = self.question.filled(self.given, connection)
        return sql.replace(_MARK, column), params


def _built(build: Build, open_values: dict[str, models.Field]) -> QuerySet[Any]:
    """The query set with its open values; raises Unscoped for rows of personal work that say not for whom."""
    asked = build(**{name: Given(name, kind) for name, kind in open_values.items()})
    if isinstance(asked, ScopedQuerySet):
        asked._guard()
    return asked


def _filled_in(marks: tuple[Any, ...], values: dict[str, Any], connection: Any) -> tuple[Any, ...]:
    return tuple(
        one.output_field.get_db_prep_value(values[one.name], connection) if isinstance(one, Given) else one
        for one in marks
    )
