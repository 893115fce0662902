"""Code lists in memory for one page."""

import pytest

from cases.models import CodeBook

pytestmark = pytest.mark.django_db


def test_a_book_of_some_lists_says_what_the_whole_one_says(django_assert_num_queries):
    whole = CodeBook()
    with django_assert_num_queries(1):
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
