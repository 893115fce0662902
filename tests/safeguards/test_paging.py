"""Pages by key: every row once, whatever is added meanwhile, and an address that tells nothing."""

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import transaction
from django.test import RequestFactory
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from safeguards.models import AuditLine
from safeguards.paging import page_by_place, page_of

pytestmark = pytest.mark.django_db
START = datetime(2026, 4, 1, tzinfo=UTC)


def lines(minutes):
    AuditLine.objects.bulk_create(
        AuditLine(stream="pages", sequence=place, at=START + timedelta(minutes=minute), event="x", digest="")
        for place, minute in enumerate(minutes)
    )
    return AuditLine.objects.filter(stream="pages")


def ask(url):
    return RequestFactory().get(url)


def walk(query, way="next_url", url="/list/?only=mine", rows=20):
    pages = []
    while url:
        shown = page_of(ask(url), query, moment="at", rows=rows)
        pages.append(shown)
        url = getattr(shown, way)
        assert len(pages) < 200
    return pages


@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(minutes=st.lists(st.integers(0, 5), max_size=30), rows=st.integers(1, 7))
def test_every_row_stands_on_one_page_newest_first_there_and_back(db, minutes, rows):
    with transaction.atomic():  # each example begins with an empty trail, which cannot be deleted
        check_every_row(lines(minutes), rows)
        transaction.set_rollback(True)


def check_every_row(query, rows):
    expected = [row.pk for row in query.order_by("-at", "-pk")]
    there = walk(query, rows=rows)
    assert [row.pk for page in there for row in page.rows] == expected
    assert all(len(page.rows) == rows for page in there[:-1])
    assert (there[0].previous_url, there[-1].next_url) == ("", "")
    if len(there) > 1:
        back = walk(query, "previous_url", there[-1].previous_url, rows)
        assert [row.pk for page in reversed(back) for row in page.rows] == expected[
            : len(expected) - len(there[-1].rows)
        ]


def test_a_row_added_meanwhile_moves_nothing(db):
    query = lines(range(45))
    first = page_of(ask("/list/"), query, moment="at")
    AuditLine.objects.create(stream="pages", sequence=999, at=START + timedelta(days=9), event="x", digest="")
    second = page_of(ask(first.next_url), query, moment="at")
    assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}
    assert [row.sequence for row in second.rows] == list(range(24, 4, -1))


def test_the_address_keeps_the_rest_and_hides_its_key(db):
    page = page_of(ask("/list/?s=abc&only=mine"), lines(range(45)), moment="at")
    asked = parse_qs(urlsplit(page.next_url).query)
    assert (asked["s"], asked["only"]) == (["abc"], ["mine"])
    assert b"2026" not in base64.urlsafe_b64decode(asked["p"][0] + "===")
    assert page.next_url != page_of(ask("/list/?s=abc&only=mine"), lines([]), moment="at").next_url


@pytest.mark.parametrize("broken", ["x", "", "=", "%00", "AAAA", "あ", "A" * 3000, "[1,2]", "eyJ4IjoxfQ"])
def test_a_broken_address_shows_the_first_page(db, broken):
    query = lines(range(25))
    shown = page_of(ask(f"/list/?p={broken}"), query, moment="at")
    assert [row.sequence for row in shown.rows] == list(range(24, 4, -1))


def test_one_page_asks_once(db, django_assert_num_queries):
    query = lines(range(45))
    with django_assert_num_queries(1):
        page_of(ask("/list/"), query, moment="at")


@pytest.mark.parametrize(
    ("asked", "first", "count"),
    [
        ("", 0, 20), ("?n=20", 20, 20), ("?n=40", 40, 5), ("?n=999", 45, 0), ("?n=-3", 0, 20), ("?n=x", 0, 20),
        ("?n=²", 0, 20),
    ],
)  # fmt: skip
def test_a_list_in_memory_is_paged_by_place(asked, first, count):
    shown = page_by_place(ask(f"/list/{asked}"), list(range(45)))
    assert shown.rows == list(range(first, first + count))
    assert bool(shown.previous_url) == (first > 0)
    assert bool(shown.next_url) == (first + 20 < 45)
