"""Code lists in memory for one page."""

import pytest

from cases.models import Code, CodeBook
from cases.models.code import _Shelf

pytestmark = pytest.mark.django_db


def test_a_book_of_some_lists_says_what_the_whole_one_says(django_assert_num_queries):
    whole = CodeBook()
    with django_assert_num_queries(0):
        some = CodeBook("contact_method", "main_complaint")
    assert some.label("contact_method", "phone") == whole.label("contact_method", "phone") == "電話"
    assert some.choices("main_complaint", 2026) == whole.choices("main_complaint", 2026) != []
    assert some.labels("contact_method", ["visit", "phone"]) == "電話、来所"


@pytest.mark.parametrize("ask", ["label", "labels", "choices"])
def test_a_list_that_was_not_read_is_never_answered_with_a_bare_code(ask):
    some = CodeBook("contact_method")
    arguments = {"label": ("sex", "female"), "labels": ("sex", ["female"]), "choices": ("sex", 2026)}[ask]
    with pytest.raises(KeyError):
        getattr(some, ask)(*arguments)


def test_the_lists_are_read_once_for_many_pages_and_anew_after_a_minute(
    django_assert_num_queries, monkeypatch
):
    shelf, now = _Shelf(), [1000.0]
    monkeypatch.setattr("cases.models.code.time.monotonic", lambda: now[0])
    with django_assert_num_queries(1):
        shelf.lists()
        now[0] += _Shelf.FRESH_SECONDS - 1
        assert "main_complaint" in shelf.lists()
    Code.objects.filter(list_name="main_complaint", code="spouse_violence").update(label_ja="新しいことば")
    assert shelf.lists()["main_complaint"]["spouse_violence"].label_ja != "新しいことば"
    now[0] += 1
    with django_assert_num_queries(1):
        assert shelf.lists()["main_complaint"]["spouse_violence"].label_ja == "新しいことば"
    shelf.clear()
    with django_assert_num_queries(1):
        shelf.lists()
