"""With script switched off the work goes on: search, record, link, hand over, invite, write a figure."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import sign_in
from tests.stories.acts import chip

pytestmark = pytest.mark.browser


def test_a_consultation_is_recorded_and_handed_over_without_script(screens, house):
    page = screens.context(java_script_enabled=False).new_page()
    sign_in(page, "ishinomaki-counselor", house.password)
    page.get_by_role("link", name="相談を記録する").click()
    page.locator("textarea[name=narrative]").fill("スクリプトなしで書きました。")
    page.get_by_role("button", name="相談を記録する").click()
    expect(page.locator("#errors")).to_contain_text("主訴")
    expect(page.locator("textarea[name=narrative]")).to_have_value("スクリプトなしで書きました。")
    chip(page, "住居問題", "main_complaint")
    page.get_by_role("button", name="相談を記録する").click()
    expect(page.get_by_role("status").filter(has_text="相談を記録しました")).to_be_visible()

    page.get_by_role("link", name="つなぐ", exact=True).click()
    page.locator("input[name=agency_words]").fill("女性相談")
    page.get_by_role("button", name="絞りこむ").click()
    page.locator("#agencies label", has_text="宮城県女性相談センター").first.click()
    chip(page, "助言がほしい", "kind")
    page.locator("textarea[name=asked]").fill("住まいの手続きを教えてください。")
    chip(page, "急がない", "urgency")
    chip(page, "ご本人の同意", "ground")
    page.get_by_role("button", name="相手の画面を新しくする").click()
    expect(page.locator("#seen")).to_contain_text("住まいの手続きを教えてください。")
    page.get_by_role("button", name="この内容でつなぐ").click()
    expect(page.get_by_role("status").filter(has_text="つなぎました")).to_be_visible()


def test_lists_search_and_language_work_without_script(screens, house):
    page = screens.context(java_script_enabled=False).new_page()
    sign_in(page, "sendai-counselor", house.password)
    for path in ("/clients/", "/consultations/", "/partners/"):
        page.goto(path)
        page.locator("main input[name=q]").fill("zzz")
        page.get_by_role("button", name="さがす").click()
        expect(page.locator("tbody tr")).to_have_count(0)
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_have_text("Agencies")
