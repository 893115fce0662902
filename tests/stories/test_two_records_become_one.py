"""A woman was recorded twice: her counselor joins the two, works on, sees that it was wrong, and both stand again."""

import pytest
from playwright.sync_api import expect

from tests.browser.looking import look
from tests.stories.acts import Her, chip, log_anonymous_call, make_client

pytestmark = pytest.mark.browser


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()


def record(page, story, her):
    log_anonymous_call(page, story)
    make_client(page, her)
    return page.url


def test_two_records_are_joined_and_given_back(screens):
    page = screens.of("pref-counselor")
    first = record(
        page, "初めの記録の話。", Her(family="照沼", given="あや", family_kana="てるぬま", given_kana="あや")
    )
    other = Her(family="照沼", given="彩", family_kana="てるぬま", given_kana="あや", phone="090-5550-0288")
    second = record(page, "二つ目の記録の話。", other)
    page.goto(first)
    page.get_by_role("link", name="二重の記録をまとめる").click()
    page.locator("main input[name=q]").fill("照沼 彩")
    press(page, "相談者をさがす")
    page.get_by_role("link", name="見くらべる 照沼 彩").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("この二つは同じ方ですか")
    assert other.place not in page.content(), "places stay masked while one is chosen"
    assert look(page, (1280, 390), 900) == []
    chip(page, "同じ方を二重に登録していた", "reason")
    press(page, "一つにまとめる")
    expect(page.get_by_role("status").first).to_contain_text("一つにまとめました")
    assert page.url == first
    expect(page.locator("#events").get_by_text("二つの記録を一つにまとめた")).to_be_visible()
    page.goto(second)
    assert page.url == first, "the old number leads to her"
    page.get_by_role("link", name="確かめる").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("一つにまとめた二つの記録")
    assert look(page, (1280, 390), 900) == []
    press(page, "二つの記録に戻す")
    expect(page.get_by_role("status").first).to_contain_text("まとめる前のとおりに戻しました")
    for url, name in ((first, "照沼 あや"), (second, "照沼 彩")):
        page.goto(url)
        assert page.url == url
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        expect(page.locator("#events").get_by_text("まとめた記録を元に戻した")).to_be_visible()
