"""Pages of a long list by key, never by OFFSET; the cursor is sealed, so it tells nothing."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.http import HttpRequest

from safeguards import keys

SIZES = (20, 50, 100)  # rows on a page that an address may ask for; the first one where it asks for nothing
ROWS = SIZES[0]
SIZE_PARAMETER = "rows"


@dataclass(frozen=True, slots=True)
class PageSize:
    """One size that a reader may choose, with the address of this list in that size."""

    rows: int
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class KeyPage:
    """The rows of one page and the addresses of the pages around them (empty where there is none).

    `sizes`: what the reader may choose between; empty where every size would show the same rows.
    """

    rows: list[Any]
    previous_url: str
    next_url: str
    sizes: tuple[PageSize, ...] = ()

    @property
    def size_asked(self) -> int:
        """The size that a form of this list must carry on; 0 while it is the first one."""
        return next((size.rows for size in self.sizes if size.is_chosen and size.rows != ROWS), 0)


def rows_asked(request: HttpRequest) -> int:
    """Rows on a page as the address asks for them (`?rows=50`); anything but one of SIZES is the first size."""
    asked = request.POST.get(SIZE_PARAMETER) or request.GET.get(SIZE_PARAMETER, "")
    return next((size for size in SIZES if asked == str(size)), ROWS)


def size_asked(request: HttpRequest) -> dict[str, str]:
    """What an address must carry so that the list keeps the size that was asked for; empty for the first size."""
    rows = rows_asked(request)
    return {} if rows == ROWS else {SIZE_PARAMETER: str(rows)}


def choice_of_sizes(request: HttpRequest, chosen: int, *, is_long: bool) -> tuple[PageSize, ...]:
    """The choice of sizes; the place in the list stays. Nothing to choose in a list that fits into the smallest."""
    if chosen == ROWS and not is_long:
        return ()
    return tuple(PageSize(size, _with_size(request, size), size == chosen) for size in SIZES)


def _with_size(request: HttpRequest, size: int) -> str:
    query = request.GET.copy()
    query[SIZE_PARAMETER] = str(size)
    return f"{request.path}?{query.urlencode()}"


def cursor_of(way: str, values: list[Any]) -> str:
    """A place in a list, sealed: `before` or `after` a moment and a key."""
    text = json.dumps(
        [way, *[value.isoformat() if isinstance(value, datetime) else str(value) for value in values]]
    )
    return base64.urlsafe_b64encode(keys.seal(text.encode(), "cursor")).decode().rstrip("=")


def read_cursor(token: str) -> tuple[str, datetime, str] | None:
    """The place that an address names; None for a broken one, which shows the first page."""
    try:
        sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        way, moment, key = json.loads(keys.unseal(sealed, "cursor"))
        return way, datetime.fromisoformat(moment), key
    except (ValueError, binascii.Error, IndexError):
        return None


def page_of(
    request: HttpRequest, query: QuerySet, *, moment: str, key: str = "pk", fixed: int = 0
) -> KeyPage:
    """The page of `query` that the address asks for, newest first by (`moment`, `key`).

    Its size is what the address asks for, or `fixed` rows where a list has a size of its own.

    `moment` and `key` are columns or annotations of the query, e.g. `listed_at` and `pk`; not a lookup over
    a many-valued relation, which a filter would join a second time. One query, whose cost does not grow with
    the depth of the page.
    """
    rows = fixed or rows_asked(request)
    query = query.annotate(page_moment=F(moment))
    cursor = read_cursor(request.GET.get("p", ""))
    backwards = cursor is not None and cursor[0] == "before"
    if cursor is not None:
        _way, at, pk = cursor
        sign = "gt" if backwards else "lt"
        # "At most this moment" stands alone so that the database enters the index at the right place.
        query = query.filter(
            Q(**{f"{moment}__{sign}": at}) | Q(**{f"{key}__{sign}": pk}), **{f"{moment}__{sign}e": at}
        )
    order = [moment, key] if backwards else [f"-{moment}", f"-{key}"]
    found = list(query.order_by(*order)[: rows + 1])
    more, found = len(found) > rows, found[:rows]
    if backwards:
        found.reverse()
    has_previous = more if backwards else cursor is not None
    has_next = bool(cursor) if backwards else more
    return KeyPage(
        found,
        _address(request, "before", found[0]) if has_previous and found else "",
        _address(request, "after", found[-1]) if has_next and found else "",
        () if fixed else choice_of_sizes(request, rows, is_long=has_previous or has_next),
    )


def _address(request: HttpRequest, way: str, row: Any) -> str:
    return address_with(request, cursor_of(way, [row.page_moment, row.pk]))


def address_with(request: HttpRequest, cursor: str) -> str:
    """The address of this list at that place."""
    query = request.GET.copy()
    query["p"] = cursor
    return f"{request.path}?{query.urlencode()}"


def page_by_place(request: HttpRequest, rows: list[Any]) -> KeyPage:
    """The page of a bounded list that is already in memory (search results), by place number `n`."""
    size = rows_asked(request)
    asked = request.GET.get("n", "0")
    place = min(int(asked), len(rows)) if asked.isdecimal() else 0

    def address(start: int) -> str:
        query = request.GET.copy()
        query["n"] = str(start)
        return f"{request.path}?{query.urlencode()}"

    return KeyPage(
        rows[place : place + size],
        address(max(place - size, 0)) if place else "",
        address(place + size) if place + size < len(rows) else "",
        choice_of_sizes(request, size, is_long=len(rows) > ROWS),
    )


def first_and_count(query: QuerySet[Any], shown: int) -> tuple[list[Any], int]:
    """The first rows of an ordered query and how many there are in all, in one query."""
    found = list(query.annotate(in_all=Window(Count("*")))[:shown])
    return found, found[0].in_all if found else 0
