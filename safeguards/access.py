"""Who acts, and rows that cannot be read before one says for whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.http import Http404
from django.utils import timezone

from safeguards import matrix


class Unscoped(RuntimeError):
    """Rows of personal work were asked for without saying for whom."""


class Absent(Http404):
    """Not there, not hers, ended or malformed: one answer for all."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts, with the posting for which she acts today; or a job that says why it runs.

    Without a live posting `role` is empty and `agency_id` None: such a person sees her account page only.
    `now` is the moment of the request; everything in one request is judged at that one moment.
    """

    account_id: int | None = None
    login: str = ""
    name: str = ""
    posting_id: int | None = None
    agency_id: int | None = None
    agency_code: str = ""
    agency_name: str = ""
    group_id: int | None = None
    tier: str = ""
    kind: str = ""
    municipality_id: int | None = None
    role: str = ""
    until: datetime | None = None
    now: datetime = field(default_factory=timezone.now)
    reason: str = ""

    def has(self, *roles: str) -> bool:
        """Does she hold one of the roles? A supervisor may do all that a counselor may (`matrix.toml`)."""
        return bool(matrix.held_roles(self.role).intersection(roles))

    @property
    def own_agency_id(self) -> int:
        """The agency for which she acts, where only a person with a posting comes; raises Absent without one."""
        if self.agency_id is None:
            raise Absent
        return self.agency_id

    @property
    def own_account_id(self) -> int:
        """Her account, where only a person acts; raises Absent for a job."""
        if self.account_id is None:
            raise Absent
        return self.account_id

    @property
    def is_system(self) -> bool:
        """A job, not a person."""
        return bool(self.reason)

    @classmethod
    def system(cls, reason: str) -> Actor:
        """A job of the house; it sees no record by itself and must use `everything(reason)`."""
        if not reason:
            raise ValueError("A job must say why it runs.")
        return cls(login="system", name="system", reason=reason)


class ScopedQuerySet(models.QuerySet):
    """Rows come out only after `visible_to(actor)`, or in a job after `everything(reason)`.

    Every way out is guarded, `exists` and `contains` too: whether a row exists is already an answer.
    """

    _scoped = False

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]  # not in the stubs: Django's own way to copy a query
        clone._scoped = self._scoped
        return clone

    def _mark(self) -> Self:
        clone = self.all()
        clone._scoped = True
        return clone

    def _guard(self) -> None:
        if not self._scoped:
            raise Unscoped(f"{self.model.__name__}: say visible_to(actor) or everything(reason) first.")

    def visible_to(self, actor: Actor) -> Self:
        """The rows this actor may see now. Each scoped table says how."""
        raise NotImplementedError

    def everything(self, reason: str) -> Self:
        """All rows, for a job that says why. Views may not call it (house test)."""
        if not reason.strip():
            raise ValueError("Say why all rows are needed.")
        return self._mark()

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._guard()
        super()._fetch_all()

    def iterator(self, chunk_size: int | None = None) -> Iterator[Any]:
        self._guard()
        return super().iterator(chunk_size)

    def aiterator(self, chunk_size: int = 2000) -> Any:
        self._guard()
        return super().aiterator(chunk_size)

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._guard()
        return super().aggregate(*args, **kwargs)

    def count(self) -> int:
        self._guard()
        return super().count()

    def exists(self) -> bool:
        self._guard()
        return super().exists()

    def contains(self, obj: models.Model) -> bool:
        self._guard()
        return super().contains(obj)

    def explain(self, *, format: str | None = None, **options: Any) -> str:
        self._guard()
        return super().explain(format=format, **options)

    def update(self, **kwargs: Any) -> int:
        self._guard()
        return super().update(**kwargs)

    update.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        self._guard()
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        raise Unscoped("Raw SQL cannot be scoped.")

    def __or__(self, other: Any) -> Any:
        self._guard()
        other._guard()
        return super().__or__(other)

    def __and__(self, other: Any) -> Any:
        self._guard()
        other._guard()
        return super().__and__(other)

    def __xor__(self, other: Any) -> Any:
        self._guard()
        other._guard()
        return super().__xor__(other)

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        self._guard()  # inside another table's filter it would still tell which rows exist
        return super().resolve_expression(*args, **kwargs)

    def union(self, *others: Any, all: bool = False) -> Any:
        for query in (self, *others):
            query._guard()
        return super().union(*others, all=all)

    def intersection(self, *others: Any) -> Any:
        for query in (self, *others):
            query._guard()
        return super().intersection(*others)

    def difference(self, *others: Any) -> Any:
        for query in (self, *others):
            query._guard()
        return super().difference(*others)


def get_or_absent(source: type[models.Model] | models.QuerySet[Any], number: str, actor: Actor) -> Any:
    """The one row with this public number that the actor may see; `Absent` for anything else.

    `source` is a model with a scoped manager, or a query of it that is not scoped yet.
    """
    query: Any = source._default_manager.all() if isinstance(source, type) else source
    if "\0" in number:
        raise Absent  # no row holds this sign, and PostgreSQL breaks on the question
    row = query.visible_to(actor).filter(number=number).first()
    if row is None:
        raise Absent
    return row
