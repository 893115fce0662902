"""A button pressed twice, a form sent twice, a page gone back to: one record."""

import pytest
from playwright.sync_api import Page, expect

from tests.stories.acts import chip

pytestmark = pytest.mark.browser


def filled(page: Page, text: str) -> None:
    page.goto("/consultations/new/")
    page.locator("textarea[name=narrative]").fill(text)
    chip(page, "医療関係", "main_complaint")


def records_of(page: Page, name: str) -> int:
    page.goto("/consultations/")
    page.locator("input[name=q]").fill(name)
    page.get_by_role("button", name="さがす").click()
    page.wait_for_load_state()
    return page.locator("tbody tr").count()


def test_a_double_press_makes_one_record(screens):
    page = screens.of("pref-counselor2")
    filled(page, "二度押しを試す一件目。")
    page.locator("input[name=caller_name]").fill("二度 押子")
    page.get_by_role("button", name="相談を記録する").dblclick()
    expect(page.get_by_role("status").filter(has_text="相談を記録しました")).to_be_visible()
    assert records_of(page, "二度 押子") == 1


def test_two_sendings_of_one_form_lead_to_the_same_record(screens):
    """Without the script's guard, at the same moment: the server alone keeps it to one."""
    page = screens.of("pref-counselor2")
    filled(page, "同時に二度送る。")
    page.locator("input[name=caller_name]").fill("同時 送子")
    urls = page.evaluate("""async () => {
      const form = document.querySelector("form[data-sheet]");
      const send = () => fetch(form.action, {method: "POST", body: new URLSearchParams(new FormData(form))});
      return (await Promise.all([send(), send(), send()])).map((answer) => answer.url);
    }""")
    assert len(set(urls)) == 1 and "/consultations/new/" not in urls[0]
    assert records_of(page, "同時 送子") == 1


def test_going_back_leads_to_the_record_and_makes_no_second_one(screens):
    page = screens.of("pref-counselor2")
    filled(page, "戻ってもう一度送る。")
    page.locator("input[name=caller_name]").fill("戻田 送子")
    page.wait_for_url("**/consultations/drafts/*/")
    page.get_by_role("button", name="相談を記録する").click()
    expect(page.get_by_role("status").filter(has_text="相談を記録しました")).to_be_visible()
    record = page.url
    page.go_back()
    page.wait_for_url(record)  # the draft became this record: no form stands there any more
    expect(page.locator("h1")).to_have_text("戻田 送子")
    assert records_of(page, "戻田 送子") == 1
