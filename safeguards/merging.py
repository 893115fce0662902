"""One paged list out of several tables by their moments: a key for all of them, never an OFFSET."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from safeguards.calendar import japanese_day
from safeguards.forms import moment_of
from safeguards.paging import KeyPage, address_with, choice_of_sizes, cursor_of, read_cursor, rows_asked


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one table with the column by which they stand in the list; a day begins at its Japanese midnight."""

    query: QuerySet[Any] | None  # None: nothing of this table is asked for, and no question is put
    moment: str
    is_day: bool

    def key(self, row: Any) -> datetime:
        """Its moment."""
        value = getattr(row, self.moment)
        return moment_of(value, None) if self.is_day else value

    def beyond(
        self, query: QuerySet[Any], at: datetime, sign: str, *, with_equal: bool, pk: Any
    ) -> QuerySet[Any]:
        """Rows after (`gt`) or before (`lt`) this moment; those of the same one all, or from this key on."""
        edge: Any = japanese_day(at) if self.is_day else at
        if self.is_day and moment_of(edge, None) != at:  # within the day: the day itself began before
            return query.filter(**{f"{self.moment}__{'gt' if sign == 'gt' else 'lte'}": edge})
        found = Q(**{f"{self.moment}__{sign}": edge})
        if with_equal:
            found |= Q(**{self.moment: edge})
        elif pk is not None:
            found |= Q(**{self.moment: edge, f"pk__{sign}": pk})
        return query.filter(found)

    def known(self, pk: str) -> Any:
        """The key as this table writes it; None for one of another table."""
        try:
            return self.query.model._meta.pk.to_python(pk) if self.query is not None else None
        except ValidationError:
            return None


def merged_page(request: HttpRequest, parts: Sequence[Part], *, newest_first: bool = False) -> KeyPage:
    """The page that the address asks for, the earliest moment first unless `newest_first`; `rows` are pairs (place
    of the part, row). One query for each part, whose cost does not grow with the depth of the page."""
    size = rows_asked(request)
    cursor = read_cursor(request.GET.get("p", ""))
    backwards = cursor is not None and cursor[0] == "before"
    found = _found(parts, cursor, backwards != newest_first, size + 1)
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_previous = more if backwards else cursor is not None
    has_next = bool(cursor) if backwards else more

    def address(way: str, pair: tuple[int, Any]) -> str:
        place, row = pair
        return address_with(request, cursor_of(way, [parts[place].key(row), f"{place}:{row.pk}"]))

    return KeyPage(
        found,
        address("before", found[0]) if has_previous and found else "",
        address("after", found[-1]) if has_next and found else "",
        choice_of_sizes(request, size, is_long=has_previous or has_next),
    )


def _found(
    parts: Sequence[Part], cursor: tuple[str, datetime, str] | None, descends: bool, most: int
) -> list[tuple[int, Any]]:
    sign, lead = ("lt", "-") if descends else ("gt", "")
    at, at_place, pk = None, -1, ""
    if cursor is not None:
        _way, at, key = cursor
        place, _colon, pk = key.partition(":")
        at_place = int(place) if place.isdecimal() else -1
    lists = []
    for number, part in enumerate(parts):
        rows = part.query
        if rows is None:
            continue
        if at is not None:
            later = number < at_place if descends else number > at_place
            at_key = part.known(pk) if number == at_place else None
            rows = part.beyond(rows, at, sign, with_equal=later, pk=at_key)
        rows = rows.order_by(f"{lead}{part.moment}", f"{lead}pk")[:most]
        lists.append([(number, row) for row in rows])

    def by(pair: tuple[int, Any]) -> tuple[datetime, int]:
        return parts[pair[0]].key(pair[1]), pair[0]

    return list(merge(*lists, key=by, reverse=descends))[:most]
