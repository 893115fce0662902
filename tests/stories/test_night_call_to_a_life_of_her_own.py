"""One worker at night: a call, a case, high risk, a bed without a name, protection, a plan, aftercare, an end."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.stories.acts import Her, chip, log_anonymous_call, make_client

pytestmark = pytest.mark.browser
HER = Her(family="夜野", given="灯", family_kana="よるの", given_kana="あかり")
CASE = re.compile(r"/cases/[\w-]{22}/$")


def press(page, name):
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).click()


def waits(page, url, *titles):
    page.goto(url)
    for title in titles:
        expect(page.locator("#tasks")).to_contain_text(title)


def test_from_a_night_call_to_the_end_of_her_case_without_waiting_for_anyone(screens):
    page = screens.of("pref-counselor")
    log_anonymous_call(page)
    make_client(page, HER)
    page.get_by_role("link", name="支援ケースをひらく").click()
    press(page, "ケースをひらく")
    page.wait_for_url(CASE)
    url = page.url
    waits(page, url, "最初の状況を確かめる")

    # the risk: a red flag proposes, she judges, it stands at once
    page.goto(f"{url}risk/")
    page.locator("label.chip:has(input[name=q_weapon][value=yes])").click()
    chip(page, "とてもこわい", "fear")
    press(page, "提案を見る")
    expect(page.locator("main")).to_contain_text("高い")
    page.locator("label.chip:has(input[name=judged][value=high])").click()
    press(page, "署名する")
    page.goto(url)
    expect(page.locator("#risk")).to_contain_text("高い")
    expect(page.locator(".alerts")).to_contain_text("危険度が高い")

    # a bed: the shelter says yes by telephone and does not know for whom; then protection, by herself
    page.goto(f"{url}bed/")
    page.locator("input[name=shelter]").first.check(force=True)
    page.locator("input[name=adults]").fill("1")
    page.locator("input[name=family_elementary]").fill("1")
    page.locator("input[name=family_toddler]").fill("1")
    page.locator("input[name=arrival]").first.check(force=True)
    page.locator("input[name=yes_from]").fill("夜間の当番")
    page.locator("input[name=told_clock]").fill(timezone.localtime().strftime("%H:%M"))
    press(page, "照会する")
    expect(page.locator("main")).to_contain_text("おさえている")
    page.goto(f"{url}protection/")
    chip(page, "1号：", "ground")
    page.locator("input[name=consent]").first.check(force=True)
    page.locator("input[name=by]").last.check(force=True)
    page.locator("label.chip:has(input[name=place])").filter(has_text="おさえている").first.click()
    page.locator("input[name=family_elementary]").fill("1")
    page.locator("input[name=family_toddler]").fill("1")
    press(page, "一時保護を始める")
    page.goto(url)
    expect(page.locator(".stages [aria-current]")).to_contain_text("保護")
    expect(page.locator("#protection")).to_contain_text("S-0")
    waits(page, url, "一時保護の見直し", "危険度")

    # the register: a measure in one municipality, told to another, and its answer
    page.goto(f"{url}register/")
    page.locator("input[name=kind]").first.check(force=True)
    page.locator("select[name=municipality]").select_option(index=1)
    page.locator("input[name=applied_on]").fill(timezone.localdate().isoformat())
    press(page, "申出を記録する")
    waits(page, url, "支援措置が設定されたか市町村に確かめる")

    # she leaves for a place of her own
    page.goto(f"{url}protection/")
    chip(page, "自立（アパートなど）", "destination")
    press(page, "退所を記録する")
    page.goto(url)
    expect(page.locator(".stages [aria-current]")).to_contain_text("支援")

    # the plan in her own words, procedures, then aftercare
    page.goto(f"{url}plan/write/")
    page.locator("textarea[name=own_words]").fill("静かに眠れる部屋がほしい")
    page.locator("select[name=area_0]").select_option("housing")
    page.locator("input[name=words_0]").fill("県営住宅の申込みに同行する")
    page.locator("input[name=agreed_on]").fill(timezone.localdate().isoformat())
    press(page, "計画に署名する")
    page.goto(f"{url}procedures/")
    for box in page.locator("input[name=codes]").all()[:3]:
        box.check(force=True)
    press(page, "選んだ手続を加える")
    page.goto(url)
    expect(page.locator("#plan")).to_contain_text("静かに眠れる部屋がほしい")
    expect(page.locator("#procedures")).to_contain_text("のうち0がすみました")
    page.get_by_role("link", name="アフターケアに移る").click()
    page.locator("input[name=next_contact_on]").fill((timezone.localdate() + timedelta(days=30)).isoformat())
    press(page, "アフターケアに移る")
    page.wait_for_url(url)
    expect(page.locator(".stages [aria-current]")).to_contain_text("アフターケア")
    waits(page, url, "ご本人に連絡する")

    # the end: what still waits is dropped with a reason, then the supervisor closes
    end = screens.of("pref-supervisor")
    while True:
        end.goto(url)
        left = end.locator("#tasks a").filter(has_text="要らない")
        if not left.count():
            break
        left.first.click()
        end.locator("input[name=why]").fill("引っ越した先の市が続ける")
        press(end, "要らなくなった")
    end.goto(url)
    end.get_by_role("link", name="ケースを終える").click()
    chip(end, "目標がすんだ", "outcome")
    end.locator("textarea[name=reason]").fill("ご本人の目標がすんだ")
    press(end, "ケースを終える")
    end.wait_for_url(url)
    expect(end.locator(".stages [aria-current]")).to_contain_text("終わり")
    page.goto("/clients/")
    page.goto(url)
    expect(page.locator("#steps")).to_contain_text("一時保護が始まりました")
    expect(page.locator("#steps")).to_contain_text("ケースを終えました")
