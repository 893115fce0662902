"""Without a mouse: a consultation from the home page to the saved record, and the way through every page."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.name || document.activeElement.className")


def tab_to(page: Page, name: str, most: int = 60) -> None:
    for _step in range(most):
        if page.evaluate("document.activeElement.name") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached with the tab key, the focus stands on {focused(page)}")


def checked(page: Page, name: str) -> list[str]:
    return page.eval_on_selector_all(f"input[name={name}]:checked", "all => all.map((one) => one.value)")


@pytest.mark.parametrize("key", ["Alt+n", "n"])
def test_a_consultation_is_recorded_with_the_keyboard_alone(screens, key):
    page = screens.of("pref-counselor")
    page.keyboard.press(key)
    expect(page.locator("textarea[name=narrative]")).to_be_focused()
    page.keyboard.insert_text("手で書くのと同じ速さで書けるかを試しています。")

    page.keyboard.press("Alt+3")
    assert focused(page) == "main_complaint"
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert checked(page, "main_complaint") == ["family_violence"]
    tab_to(page, "violence_types")
    page.keyboard.press("Space")
    assert len(checked(page, "violence_types")) == 1
    page.keyboard.press("Alt+1")
    tab_to(page, "sex", most=8)  # one group is one stop
    page.keyboard.press("Space")
    page.keyboard.press("Alt+2")
    expect(page.locator("textarea[name=narrative]")).to_be_focused()
    page.keyboard.press("Control+Enter")

    expect(page.locator("[data-focus]")).to_be_focused()
    expect(page.locator("[data-focus]")).to_contain_text("相談を記録しました")
    expect(page.locator("main")).to_contain_text("手で書くのと同じ速さで書けるかを試しています。")
    expect(page.locator("main")).to_contain_text("子・親・親族からの暴力")


def test_a_letter_in_a_text_is_a_letter(screens):
    page = screens.of("pref-counselor")
    page.goto("/clients/")
    page.locator("main input[name=q]").focus()
    page.keyboard.type("nana")
    expect(page.locator("main input[name=q]")).to_have_value("nana")
    assert page.url.endswith("/clients/")


def test_the_single_key_can_be_switched_off(screens):
    page = screens.of("pref-counselor")
    page.goto("/account/")
    page.locator("label[for=key-switch]").click()
    page.goto("/")
    page.keyboard.press("n")
    page.wait_for_timeout(300)
    assert page.url.endswith("/")
    page.keyboard.press("Alt+n")
    page.wait_for_url("**/consultations/new/")


def test_nothing_fires_while_the_input_method_composes(screens):
    page = screens.of("pref-counselor")
    page.keyboard.press("Alt+n")
    expect(page.locator("textarea[name=narrative]")).to_be_focused()
    page.locator("label.chip", has_text="夫等からの暴力").click()
    page.locator("textarea[name=narrative]").focus()
    page.evaluate("""() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
      {key: "Enter", code: "Enter", ctrlKey: true, isComposing: true, bubbles: true, cancelable: true}))""")
    page.wait_for_timeout(300)
    expect(page.locator("form[data-sheet]")).to_be_visible()  # still being written, and kept as a draft
    expect(page.locator("#errors")).to_have_count(0)


def test_the_tab_key_passes_every_stop_in_reading_order_and_the_focus_is_seen(screens):
    """On the pages of the day: each stop has a ring, none is hidden, the first one leads to the content."""
    page = screens.of("pref-counselor")
    for path in ("/", "/consultations/", "/clients/", "/referrals/", "/indicators/"):
        page.goto(path)
        page.keyboard.press("Tab")
        expect(page.locator(".skip-link")).to_be_focused()
        stops = set()
        for _step in range(25):
            page.keyboard.press("Tab")
            seen = page.evaluate("""() => {
              const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
              const around = one.closest("label") ? getComputedStyle(one.closest("label")) : style;
              const ring = [style, around].some((how) => how.outlineStyle !== "none" || how.boxShadow !== "none");
              return [one.tagName, (one.textContent || one.name || "").trim().slice(0, 40), ring, box.width > 0];
            }""")
            if seen[0] == "BODY":
                break
            assert seen[2] and seen[3], f"{path}: {seen}"
            stops.add(tuple(seen[:2]))
        assert len(stops) > 8, path
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_the_menu_of_the_phone_opens_and_closes_by_key(screens):
    page = screens.of("pref-counselor", width=390)
    button = page.locator("[data-menu]")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#navigation")).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(page.locator("#navigation")).to_be_hidden()
