"""How a page is compared with hand-written SQL: same rows, same run, same connection."""

from __future__ import annotations

import os
import re
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test import Client as Browser
from django.test.utils import setup_test_environment, teardown_test_environment
from django.utils import timezone

from partners.actors import actor_of, live_postings
from partners.models import Account
from safeguards.access import Actor

REPEATS = int(os.environ.get("YUI_BENCH_REPEATS", "30"))
MOST_QUERIES = 13
# Around every page, whatever stands on it: who asks, and the line that says she did.
FRAME = re.compile(
    r"(FROM|INTO|UPDATE) \"(django_session|partners_account|partners_posting|safeguards_audit\w+)\""
)
CONTROL = re.compile(r"(BEGIN|COMMIT|SAVEPOINT|RELEASE|ROLLBACK)\b")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. Times are medians in milliseconds; `limit` says against what `ok` was judged."""

    what: str
    consultations: int
    limit: str
    ok: bool
    queries: int | None = None
    page_ms: float | None = None
    own_ms: float | None = None
    plain_ms: float | None = None
    ratio: float | None = None
    other: str = ""


class Watch:
    """Counts what is sent to the database and adds up the time of the page's own queries."""

    def __init__(self) -> None:
        self.queries, self.own_seconds = 0, 0.0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.queries += 1
            if not FRAME.search(sql) and not CONTROL.match(sql):
                self.own_seconds += time.perf_counter() - begun


@contextmanager
def watched() -> Iterator[Watch]:
    """The block's queries, without those that only open and close a transaction outside a cursor."""
    watch = Watch()
    with connection.execute_wrapper(watch):
        yield watch


@contextmanager
def as_served() -> Iterator[None]:
    """The block's pages are drawn as they are for people: without noting for a test what each was drawn from.

    The noting copies the context of every template, also of each part that a page includes. A page that is compared
    with a site that does not note must not pay for it.
    """
    teardown_test_environment()
    try:
        yield
    finally:
        setup_test_environment(debug=False)


def median_ms(seconds: Sequence[float]) -> float:
    """Median of some seconds, in milliseconds."""
    return statistics.median(seconds) * 1000


def signed_in(login: str) -> Browser:
    """A browser of this demo account."""
    browser = Browser()
    browser.force_login(Account.objects.get(login=login))
    return browser


def actor_named(login: str) -> Actor:
    """The actor of this demo account, now."""
    account, now = Account.objects.get(login=login), timezone.now()
    return actor_of(account, live_postings(account, now), None, now)


def plain_query(sql: str, params: dict[str, Any]) -> tuple[float, list[tuple]]:
    """Seconds and rows of hand-written SQL."""
    with connection.cursor() as cursor:
        begun = time.perf_counter()
        cursor.execute(sql, params)
        return time.perf_counter() - begun, cursor.fetchall()


def against_plain(
    what: str,
    address: str,
    who: str | Browser,
    plain: Callable[[], tuple[float, list[tuple]]],
    *,
    limit: float,
    numbers: Callable[[Any], list[str]],
    consultations: int,
) -> Figure:
    """The page beside the hand-written SQL, in turn, so that both meet the same state of the machine.

    The first column of the plain rows is the public number: both must show the same ones, in order.
    Opening and closing the transaction of the audit line counts as two queries.
    """
    browser = signed_in(who) if isinstance(who, str) else who
    browser.get(address)
    pages, own, plains, queries = [], [], [], 0
    for _repeat in range(REPEATS):
        seconds, rows = plain()
        plains.append(seconds)
        with watched() as watch:
            begun = time.perf_counter()
            answer = browser.get(address)
            pages.append(time.perf_counter() - begun)
        own.append(watch.own_seconds)
        queries = watch.queries + 2
    shown = numbers(answer.context)
    if shown != [row[0] for row in rows][: len(shown)] or not shown:
        raise AssertionError(f"{what}: the page and the hand-written SQL show different rows")
    ratio = statistics.median(own) / statistics.median(plains)
    return Figure(
        what, consultations, f"{MOST_QUERIES} queries, {limit:g}x", queries <= MOST_QUERIES and ratio <= limit,
        queries, median_ms(pages), median_ms(own), median_ms(plains), ratio,
    )  # fmt: skip


def row_numbers(context: Any) -> list[str]:
    """Public numbers of the lines of a list."""
    return [row.number for row in context["rows"]]
