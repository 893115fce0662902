"""Pages of a long list by key, never by OFFSET; the cursor is sealed, so it tells nothing."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest

from safeguards import keys

ROWS = 20


@dataclass(frozen=True, slots=True)
class KeyPage:
    """Up to 20 rows and the addresses of the pages around them (empty where there is none)."""

    rows: list[Any]
    previous_url: str
    next_url: str


def _cursor(way: str, values: list[Any]) -> str:
    text = json.dumps(
        [way, *[value.isoformat() if isinstance(value, datetime) else str(value) for value in values]]
    )
    return base64.urlsafe_b64encode(keys.seal(text.encode(), "cursor")).decode().rstrip("=")


def _read_cursor(token: str) -> tuple[str, datetime, str] | None:
    try:
        sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        way, moment, key = json.loads(keys.unseal(sealed, "cursor"))
        return way, datetime.fromisoformat(moment), key
    except (ValueError, binascii.Error, IndexError):
        return None  # a broken cursor shows the first page


def page_of(
    request: HttpRequest, query: QuerySet, *, moment: str, key: str = "pk", rows: int = ROWS
) -> KeyPage:
    """The page of `query` that the address asks for, newest first by (`moment`, `key`).

    `moment` and `key` are columns or annotations of the query, e.g. `listed_at` and `pk`; not a lookup over
    a many-valued relation, which a filter would join a second time. One query, whose cost does not grow with
    the depth of the page.
    """
    query = query.annotate(page_moment=F(moment))
    cursor = _read_cursor(request.GET.get("p", ""))
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
    )


def _address(request: HttpRequest, way: str, row: Any) -> str:
    query = request.GET.copy()
    query["p"] = _cursor(way, [row.page_moment, row.pk])
    return f"{request.path}?{query.urlencode()}"


def page_by_place(request: HttpRequest, rows: list[Any], *, size: int = ROWS) -> KeyPage:
    """The page of a bounded list that is already in memory (search results), by place number `n`."""
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
    )
