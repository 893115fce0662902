"""Drafts in a real browser: saved while one types, back after a reload, told when two screens or two people write."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.stories.acts import chip

pytestmark = pytest.mark.browser
TEXT = "昨夜から友人の家にいると話された。"
DRAFT = re.compile(r"/consultations/drafts/[\w-]{22}/$")


def narrative(page):
    return page.locator("textarea[name=narrative]")


def state(page):
    return page.locator("[data-draft-state]")


def begin(page, text=TEXT):
    """A new sheet with this text, kept as a draft."""
    page.goto("/consultations/new/")
    narrative(page).press_sequentially(text)
    page.wait_for_url(DRAFT)


def test_what_is_typed_is_kept_by_itself_and_comes_back_word_for_word(screens):
    page = screens.of("pref-counselor2")
    page.goto("/consultations/new/")
    began = time.monotonic()
    with page.expect_response(lambda answer: answer.url.split("?")[0].endswith("/drafts/save/")) as kept:
        narrative(page).press_sequentially(TEXT)
    assert kept.value.status == 204 and time.monotonic() - began < 5
    page.wait_for_url(DRAFT)
    expect(state(page)).to_contain_text("下書きを保存しました")
    page.locator("[name=minutes]").fill("たくさん")
    page.locator("[name=started_on]").fill("きのう")
    chip(
        page,
        "メール・SNS" if page.locator("label.chip").filter(has_text="メール・SNS").count() else "電話",
        "method",
    )
    call = page.locator("[data-timer-start]").input_value()
    expect(state(page)).to_contain_text("下書きを保存しました")
    page.reload()
    expect(narrative(page)).to_have_value(TEXT)
    expect(page.locator("[name=minutes]")).to_have_value("たくさん")
    expect(page.locator("[name=started_on]")).to_have_value("きのう")
    assert call
    expect(page.locator(".field__error")).to_have_count(0)
