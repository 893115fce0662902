"""Hide-now: one press, no server, nothing left on the screen; the text is still there afterwards."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import NARROW, sign_in

pytestmark = pytest.mark.browser

TEXT = "もうすぐ帰ってくるので切ります、と言われた。"


@pytest.mark.parametrize("how", ["key", "button"])
def test_one_press_hides_everything_without_a_connection(screens, how):
    page = screens.of("pref-counselor")
    page.goto("/consultations/new/")
    page.locator("textarea[name=narrative]").fill(TEXT)
    page.context.set_offline(True)
    if how == "key":
        page.keyboard.press("Control+Shift+Period")
    else:
        page.get_by_role("button", name="画面を隠す").click()
    assert page.locator("body").inner_text().split() == ["業務", "続ける"]
    assert page.title() == "業務"
    assert "neutral" in page.locator("link[rel=icon]").get_attribute("href")
    assert TEXT not in page.locator("html").inner_text()
    page.keyboard.press("Enter")  # the focus stands on the one button
    expect(page.locator("textarea[name=narrative]")).to_have_value(TEXT)
    if how == "key":
        expect(page.locator("textarea[name=narrative]")).to_be_focused()
    page.context.set_offline(False)


def test_every_open_tab_hides_and_a_reload_does_not_bring_it_back(screens):
    page = screens.of("pref-counselor")
    other = page.context.new_page()
    other.goto("/clients/")
    page.keyboard.press("Control+Shift+Period")
    expect(other.locator("body")).to_contain_text("続ける")
    assert other.title() == page.title() == "業務"
    page.reload()
    expect(page.locator("h1")).to_have_text("業務")
    page.get_by_role("button", name="続ける").click()
    expect(page.locator("h1")).to_contain_text("今日待っていること")


def test_the_button_is_in_reach_on_a_phone(screens):
    page = screens.of("pref-counselor", width=NARROW)
    box = page.get_by_role("button", name="画面を隠す").bounding_box()
    assert box["height"] >= 44 and box["y"] < 120
    page.get_by_role("button", name="画面を隠す").click()
    expect(page.locator("h1")).to_have_text("業務")


def test_signing_out_blanks_the_other_tabs(screens, house):
    page = screens.blank()
    sign_in(page, "office-counselor", house.password)
    other = page.context.new_page()
    other.goto("/clients/")
    page.get_by_role("button", name="サインアウト").click()
    page.wait_for_url("**/login/")
    other.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(other.locator("h1")).to_have_text("業務")
    other.go_back()
    page.go_back()
    expect(page.locator("body")).not_to_contain_text("今日待っていること")


def test_a_lost_connection_says_so_and_keeps_the_text(screens):
    page = screens.of("pref-counselor")
    page.goto("/consultations/new/")
    page.locator("textarea[name=narrative]").fill(TEXT)
    page.context.set_offline(True)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator(".connection")).to_contain_text("つながりません")
    expect(page.locator("textarea[name=narrative]")).to_have_value(TEXT)
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(".connection")).to_have_count(0)
