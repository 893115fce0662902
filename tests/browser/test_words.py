"""What is typed survives: rare characters, emoji, long texts, every spelling of a date; errors keep it all."""

import pytest
from playwright.sync_api import expect

from tests.stories.acts import chip

pytestmark = pytest.mark.browser

RARE = "𠮷﨑髙子　𩸽・神🌸👩‍👧‍👦 葛󠄀 <b>\"'&amp;"
LINE = "くり返し話されたことを、そのまま書きとめます。𠮷﨑髙🌸\n"
LONG = (LINE * 800)[:19_992] + "ここで終わります"


def test_rare_characters_emoji_and_a_text_of_20000_characters_survive(screens):
    page = screens.of("pref-counselor")
    page.goto("/consultations/new/")
    page.locator("textarea[name=narrative]").fill(LONG)
    page.locator("input[name=caller_name]").fill(RARE)
    page.get_by_role("button", name="相談を記録する").click()  # the main complaint is missing
    expect(page.locator("#errors")).to_be_focused()
    assert page.locator("textarea[name=narrative]").input_value() == LONG
    chip(page, "経済関係", "main_complaint")
    page.get_by_role("button", name="相談を記録する").click()
    expect(page.get_by_role("status").filter(has_text="相談を記録しました")).to_be_visible()
    assert page.locator(".narrative").first.text_content() == LONG
    expect(page.locator("h1")).to_have_text(RARE.strip(), use_inner_text=False)
    page.locator(".page-header__acts a[href$='/edit/']").click()
    assert page.locator("textarea[name=narrative]").input_value() == LONG
    assert page.locator("input[name=caller_name]").input_value() == RARE


SPELLINGS = ["令和8年4月1日", "R8.4.1", "2026-04-01", "2026/4/1", "ｒ８．４．１", "令和８年４月１日"]


@pytest.mark.parametrize("typed", SPELLINGS)
def test_every_spelling_of_a_date_is_read(screens, typed):
    page = screens.of("pref-counselor")
    page.goto("/consultations/new/")
    page.locator("input[name=started_on]").fill(typed)
    page.locator("input[name=started_clock]").fill("午後2時5分")
    chip(page, "医療関係", "main_complaint")
    page.get_by_role("button", name="相談を記録する").click()
    expect(page.locator(".lead").first).to_contain_text("令和8年4月1日")
    expect(page.locator(".lead").first).to_contain_text("14:05")


def test_a_wrong_date_says_what_where_and_how_and_keeps_every_character(screens):
    page = screens.of("pref-counselor")
    page.goto("/consultations/new/")
    typed = {
        "started_on": "令和8年2月30日",
        "minutes": "二十五",
        "caller_name": "髙橋",
        "caller_phone": "０２２－５５５",
        "next_on": "らいしゅう",
    }
    for name, text in typed.items():
        page.locator(f"main [name={name}]").fill(text)
    page.locator("textarea[name=narrative]").fill("消えないこと。")
    chip(page, "身体的", "violence_types")
    page.get_by_role("button", name="相談を記録する").click()
    errors = page.locator("#errors")
    for words in ("4か所", "日付", "主訴", "時間（分）", "いつまでに"):
        expect(errors).to_contain_text(words)
    for words in (
        "「令和8年2月30日」はありません。令和8年",
        "25のように",
        "主訴を1つ",
        "「らいしゅう」は日付として",
    ):
        expect(page.locator(".field__error", has_text=words)).to_be_visible()
    for name, text in typed.items():
        assert page.locator(f"main [name={name}]").input_value() == text
    assert page.locator("textarea[name=narrative]").input_value() == "消えないこと。"
    expect(page.locator("label.chip", has_text="身体的").locator("input")).to_be_checked()
    errors.locator("a").first.click()
    assert page.evaluate("document.activeElement.name") == "started_on"
    expect(page.locator("input[name=started_on]")).to_have_attribute("aria-invalid", "true")
