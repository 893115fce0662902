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
        shown = page_of(ask(url), query, moment="at", fixed=rows)
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


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ("", 20), ("rows=20", 20), ("rows=50", 50), ("rows=100", 100), ("rows=50&rows=100", 100),
        ("rows=21", 20), ("rows=0", 20), ("rows=-50", 20), ("rows=1000000", 20), ("rows=", 20),
        ("rows=%EF%BC%95%EF%BC%90", 20), ("rows=50%20", 20), ("rows=5e1", 20), ("rows=all", 20),
    ],
)  # fmt: skip
def test_a_page_holds_one_of_three_numbers_of_rows_whatever_is_asked_for(asked, rows):
    assert len(page_of(ask(f"/list/?{asked}"), lines(range(120)), moment="at").rows) == rows
    assert len(page_by_place(ask(f"/list/?{asked}"), list(range(120))).rows) == rows


def test_the_size_stays_while_one_turns_pages_and_the_place_stays_while_one_changes_the_size(db):
    query = lines(range(130))
    pages = walk_as_asked(query, "/list/?only=mine&rows=50")
    assert [len(page.rows) for page in pages] == [50, 50, 30]
    assert [row.sequence for page in pages for row in page.rows] == list(range(129, -1, -1))
    back = page_of(ask(pages[2].previous_url), query, moment="at")
    assert [row.sequence for row in back.rows] == [row.sequence for row in pages[1].rows]
    second = {size.rows: size for size in pages[1].sizes}
    assert {rows: size.is_chosen for rows, size in second.items()} == {20: False, 50: True, 100: False}
    smaller = page_of(ask(second[20].url), query, moment="at")
    assert [row.sequence for row in smaller.rows] == list(range(79, 59, -1))
    assert parse_qs(urlsplit(second[100].url).query)["only"] == ["mine"]


def walk_as_asked(query, url):
    pages = []
    while url:
        pages.append(page_of(ask(url), query, moment="at"))
        url = pages[-1].next_url
    return pages


def test_there_is_nothing_to_choose_where_every_size_shows_the_same(db):
    assert page_of(ask("/list/"), lines(range(20)), moment="at").sizes == ()
    assert page_by_place(ask("/list/"), list(range(20))).sizes == ()
    assert page_of(ask("/list/?rows=50"), lines([]), moment="at").sizes != ()  # the way back
    assert page_by_place(ask("/list/"), list(range(21))).sizes != ()


def test_a_list_with_a_size_of_its_own_offers_no_other(db):
    shown = page_of(ask("/list/?rows=100"), lines(range(45)), moment="at", fixed=7)
    assert (len(shown.rows), shown.sizes) == (7, ())


def test_a_form_carries_on_what_was_chosen(db):
    query = lines(range(45))
    assert page_of(ask("/list/?rows=50"), query, moment="at").size_asked == 50
    assert page_of(ask("/list/"), query, moment="at").size_asked == 0
