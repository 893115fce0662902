"""A promised call-back from the sheet to the talk, and a forbidden line that opens only by two people."""

import pytest
from playwright.sync_api import expect

from tests.browser.looking import look
from tests.stories.acts import Her, chip, log_anonymous_call, make_client

pytestmark = pytest.mark.browser
AT_HOME = "000-555-0142"
WHY = "病院からの知らせを、今日中に伝える必要があるため。"


def press(page, name):
    page.get_by_role("button", name=name).first.click()


def test_her_rule_acts_from_the_board_to_the_line(screens):
    page, boss, other = (screens.of(one) for one in ("pref-counselor", "pref-supervisor", "pref-counselor2"))
    her = Her(family="大和田", given="しの", family_kana="おおわだ", given_kana="しの", phone="090-5550-0288")
    log_anonymous_call(page, "折り返しを約束する試し。")
    call = page.url
    make_client(page, her)
    client = page.url

    # The rule: chips, a number behind its own fold, nothing else to write.
    page.get_by_role("link", name="変える", exact=True).click()
    chip(page, "使わない", "home_may")
    chip(page, "使ってよい", "mobile_may")
    page.locator(".contact-rule__way").filter(has_text="自宅の電話").locator("summary").click()
    page.locator("input[name=home_at]").fill(AT_HOME)
    chip(page, "使わない", "voicemail")
    assert look(page, (1280, 390), 900) == []
    press(page, "変更を保存する")
    strip = page.locator("#safe-contact")
    expect(strip.locator("li").first).to_contain_text("自宅へかけない")
    assert her.phone not in page.content() and AT_HOME not in page.content()

    # A sheet promises a call-back; one takes it, the other reads who has it.
    page.goto(f"{call}edit/")
    chip(page, "折り返す", "next_steps")
    page.locator("input[name=next_on]").fill(
        page.evaluate("new Date().toLocaleDateString('sv', {timeZone: 'Asia/Tokyo'})")
    )
    press(page, "変更を保存する")
    expect(page.get_by_role("status").first).to_contain_text("変更を保存しました")
    for one in (page, other):
        one.goto("/consultations/call-backs/?whose=all&until=week")
    row = page.locator(".rows__item").filter(has_text=her.family)
    expect(row.locator("li").first).to_contain_text("自宅へかけない")
    assert look(page, (1280, 390), 900) == []
    row.get_by_role("button", name="折り返しを始める").click()
    expect(page.locator(".safe-contact--strip")).to_contain_text("自宅へかけない")
    expect(page.locator("textarea[name=narrative]")).to_be_focused()
    talk = page.url
    other.locator(".rows__item").filter(has_text=her.family).get_by_role(
        "button", name="折り返しを始める"
    ).click()
    expect(other.locator("main, .messages").filter(has_text="が受け持っています").first).to_be_visible()

    # The forbidden line: a reason, a second person, and only then the number.
    page.goto(f"{client}contact/")
    assert AT_HOME not in page.content()
    page.get_by_role("link", name="それでも必要なとき").first.click()
    page.locator("textarea[name=words]").fill(WHY)
    press(page, "二人目に頼む")
    expect(page.locator(".lead")).to_contain_text("承認待ち")
    assert AT_HOME not in page.content()
    attempt = page.url
    boss.goto("/")
    boss.locator(f"a[href='{attempt[attempt.index('/clients/') :]}']").click()
    expect(boss.locator("dl.facts").last).to_contain_text(WHY)
    press(boss, "認める")
    expect(boss.get_by_role("status").first).to_contain_text("認めました")
    page.goto(attempt)
    press(page, "ひらく")
    expect(page.locator("[data-countdown-value]")).to_have_text(AT_HOME)
    assert page.locator("[data-countdown-value] a").get_attribute("href") == f"tel:{AT_HOME}"
    assert look(page, (1280, 390), 900) == []
    press(page, "出なかった")
    expect(page.get_by_role("status").first).to_contain_text("これまでのこと")
    page.goto(client)
    expect(page.locator(".timeline")).to_contain_text("連絡した：出なかった")

    # Reached: the talk closes the call-back.
    page.goto(talk)
    page.locator("textarea[name=narrative]").fill("折り返して話せた。")
    chip(page, "夫等からの暴力", "main_complaint")
    press(page, "相談を記録する")
    expect(page.get_by_role("status").first).to_contain_text("相談を記録しました")
    page.goto("/consultations/call-backs/?whose=all&until=week")
    expect(page.locator(".rows__item").filter(has_text=her.family)).to_have_count(0)
