"""Suggestions while typing: by keyboard, after the input method, by pointer; nothing in addresses; accessible."""

import pytest
from playwright.sync_api import expect

from tests.browser.looking import violations

pytestmark = pytest.mark.browser
BOX = "main input[name=q]"
OPTIONS = "[role=listbox] [role=option]"


def first_reading(page):
    page.goto("/clients/")
    own = page.locator("tbody tr", has=page.locator("td.number", has_text="-"))
    return own.locator("th .support").first.inner_text().split()[0]


def test_a_name_is_suggested_marked_and_opened_by_keyboard(screens):
    page = screens.of("pref-counselor")
    reading = first_reading(page)
    asked = []
    page.on("request", lambda one: asked.append((one.method, one.url)))
    page.locator(BOX).press_sequentially(reading[:2], delay=30)
    expect(page.locator(OPTIONS).first).to_contain_text(reading[:2])
    assert page.locator(OPTIONS).count() <= 10
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    expect(page.locator(OPTIONS).first).to_have_attribute("aria-selected", "true")
    assert page.locator(BOX).get_attribute("aria-activedescendant") == "suggestion-1"
    number = page.locator(OPTIONS).first.get_attribute("data-url")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{number}")
    assert sum(url.endswith("/clients/suggest/counted/") for _method, url in asked) == 1
    assert all(method == "POST" for method, url in asked if "suggest/" in url)
    assert not any("%E3" in url for _method, url in asked)


def test_nothing_is_asked_while_the_input_method_composes_and_escape_closes(screens):
    page = screens.of("pref-counselor")
    reading = first_reading(page)
    asked = []
    page.on("request", lambda one: asked.append(one.url))
    box = page.locator(BOX)
    box.focus()
    box.evaluate(
        """(box, words) => { box.dispatchEvent(new CompositionEvent("compositionstart", {bubbles: true}));
           box.value = words;
           box.dispatchEvent(new InputEvent("input", {bubbles: true, isComposing: true})); }""",
        reading[:2],
    )
    page.wait_for_timeout(500)
    assert not [url for url in asked if "suggest" in url]
    box.evaluate("""(box) => box.dispatchEvent(new CompositionEvent("compositionend", {bubbles: true}))""")
    expect(page.locator(OPTIONS).first).to_be_visible()
    page.wait_for_timeout(2300)
    assert sum(url.endswith("counted/") for url in asked) == 1
    page.keyboard.press("Escape")
    expect(page.locator("[role=listbox]")).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value(reading[:2])


def test_where_a_consultation_is_linked_a_chosen_name_is_searched_for(screens):
    page = screens.of("pref-counselor")
    reading = first_reading(page)
    page.goto("/consultations/new/")
    page.locator("textarea[name=narrative]").fill("折り返しの電話。")
    page.locator("input[name=main_complaint]").first.check(force=True)
    page.keyboard.press("Control+Enter")
    box = page.locator("#who input[name=q]")
    box.press_sequentially(reading[:2], delay=30)
    name = page.locator(OPTIONS).first.get_attribute("data-name")
    page.locator(OPTIONS).first.click()
    expect(page.locator("#who form .visually-hidden").filter(has_text=name).first).to_be_attached()
    assert page.url.endswith("#who") and "%E" not in page.url
