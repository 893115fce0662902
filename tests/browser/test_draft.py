"""Drafts in a real browser: saved while one types, back after a reload, told when two screens or two people write."""

import re
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.stories.acts import chip, log_anonymous_call

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


SAVES = re.compile(r"/consultations/drafts/save/")
ROUNDS = 20


def saved(page):
    """Wait until the foot says that everything is kept."""
    expect(state(page)).to_contain_text("下書きを保存しました")


def test_what_is_typed_is_kept_by_itself_and_comes_back_word_for_word(screens):
    page = screens.of("pref-counselor2")
    page.goto("/consultations/new/")
    began = time.monotonic()
    with page.expect_response(SAVES) as kept:
        narrative(page).press_sequentially(TEXT)
    assert kept.value.status == 204 and time.monotonic() - began < 5
    page.wait_for_url(DRAFT)
    page.locator("[name=minutes]").fill("たくさん")
    page.locator("[name=started_on]").fill("きのう")
    chip(page, "身体的", "violence_types")
    saved(page)
    page.goto("/")  # everything is safe: nobody is asked whether she wants to leave
    page.locator("main .rows a").filter(has_text="続きを書く").first.click()
    expect(narrative(page)).to_have_value(TEXT)
    expect(page.locator("[name=minutes]")).to_have_value("たくさん")
    expect(page.locator("[name=started_on]")).to_have_value("きのう")
    expect(page.locator("label.chip:has(input[name=violence_types]:checked)")).to_have_text("身体的")
    expect(page.locator(".field__error")).to_have_count(0)
    page.locator("[name=minutes]").fill("10")
    page.locator("[name=started_on]").fill("")
    page.get_by_role("button", name="相談を記録する").click()  # refused: the day is missing
    expect(page.locator("#errors")).to_be_visible()
    page.wait_for_url(DRAFT)
    saved(page)
    with page.context.expect_page() as other:
        page.get_by_role("link", name="別の電話が来た").click()
    expect(narrative(other.value)).to_have_value("")
    expect(other.value.locator(".form-footer")).to_contain_text("ほかの下書き")
    other.value.close()
    page.goto("/consultations/drafts/")
    row = page.locator(".rows__item").first
    row.get_by_text("捨てる").first.click()
    row.get_by_role("button", name="完全に捨てる").click()
    expect(page.get_by_role("status").filter(has_text="下書きを捨てました")).to_be_visible()


def test_while_the_line_is_dead_the_page_says_so_keeps_the_text_and_sends_it_later(screens):
    page = screens.of("pref-counselor2")
    begin(page)
    saved(page)
    page.context.set_offline(True)
    narrative(page).press_sequentially("続き。")
    expect(state(page)).to_have_text("つながりません、この画面に残してあります")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.evaluate("location.href = '/consultations/'")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    page.context.set_offline(False)
    saved(page)
    page.reload()
    expect(narrative(page)).to_have_value(TEXT + "続き。")


def test_what_an_input_method_composes_is_not_sent_but_when_the_page_is_left(screens):
    page = screens.of("pref-counselor2")
    begin(page)
    saved(page)
    sent = []
    page.on("request", lambda request: sent.append(request) if SAVES.search(request.url) else None)
    method = page.context.new_cdp_session(page)
    narrative(page).press("Control+End")
    method.send("Input.imeSetComposition", {"text": "こども", "selectionStart": 3, "selectionEnd": 3})
    page.wait_for_timeout(4500)
    assert sent == [], "sent in the middle of a composition"
    method.send("Input.insertText", {"text": "子ども"})
    with page.expect_response(SAVES):
        pass
    method.send("Input.imeSetComposition", {"text": "がっこう", "selectionStart": 4, "selectionEnd": 4})
    path = page.url
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto("/consultations/")
    page.goto(path)
    expect(narrative(page)).to_have_value(TEXT + "子どもがっこう")


@pytest.mark.slow
def test_two_desks_write_one_draft_twenty_times_and_no_text_is_lost(screens):
    """Each time the slower one sees both texts; what she wrote is kept apart until she decides."""
    one = screens.of("pref-counselor2")
    begin(one, "0")
    saved(one)
    other = screens.of("pref-counselor2")
    desks = [one, other]
    other.goto(one.url)
    for number in range(1, ROUNDS + 1):
        first, second = desks if number % 2 else desks[::-1]
        theirs, mine = f"机{number}の文章", f"廊下{number}の文章"
        for page, text in ((first, theirs), (second, mine)):
            with page.expect_response(SAVES):
                narrative(page).fill(text)
                narrative(page).blur()
        box = second.locator("[data-draft-conflict]")
        expect(box).to_contain_text("別の画面で先に保存しました")
        expect(box.locator("td").nth(0)).to_have_text(mine)
        expect(box.locator("td").nth(1)).to_have_text(theirs)
        expect(state(second)).to_contain_text("別の下書きとして保存しています")
        assert second.url != first.url, "both texts have a draft of their own"
        both = theirs + mine
        narrative(second).fill(both)
        box.get_by_role("button", name="この画面の内容にする").click()
        saved(second)
        expect(box).to_be_empty()
        first.reload()
        expect(narrative(first)).to_have_value(both)
        assert first.url == second.url
    one.goto("/consultations/drafts/")
    expect(one.locator("main .rows__act a").filter(has_text="続きを書く")).not_to_have_count(0)


@pytest.mark.slow
def test_two_people_change_one_record_twenty_times_know_of_each_other_and_no_text_is_lost(screens):
    one, other = screens.of("pref-counselor"), screens.of("pref-counselor2")
    log_anonymous_call(one)
    record = urlsplit(one.url).path
    other.goto(record)
    one.goto(f"{record}edit/")
    name = one.locator(".header").inner_text()
    line = other.locator("[data-presence]")
    expect(line).to_contain_text("さんが書いています", timeout=15_000)
    assert line.inner_text().partition("さん")[0] in name
    for number in range(1, ROUNDS + 1):
        first, second = (one, other) if number % 2 else (other, one)
        first.goto(f"{record}edit/")
        second.goto(f"{record}edit/")
        theirs, mine = f"先の修正{number}。", f"後の修正{number}。"
        narrative(first).fill(theirs)
        narrative(second).fill(mine)
        first.get_by_role("button", name="変更を保存する").click()
        first.wait_for_url(f"**{record}")
        second.get_by_role("button", name="変更を保存する").click()
        expect(second.locator("main")).to_contain_text("先に保存")
        expect(narrative(second)).to_have_value(mine)
        expect(second.locator(".narrative").filter(has_text=theirs)).to_be_visible()
        narrative(second).fill(theirs + mine)
        second.get_by_role("button", name="変更を保存する").click()
        second.wait_for_url(f"**{record}")
        expect(second.locator("main")).to_contain_text(theirs + mine)
