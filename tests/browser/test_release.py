"""A place is neither in a page nor on the line before two people and a call-back, and goes away again."""

from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

from tests.browser.looking import look
from tests.stories.acts import Her, chip, log_anonymous_call, make_client

pytestmark = pytest.mark.browser


def press(page, name):
    page.get_by_role("button", name=name).first.click()


def test_a_place_goes_out_only_by_two_people_and_a_call_back(screens):
    page, boss = screens.of("pref-counselor"), screens.of("pref-supervisor")
    her = Her(family="照井", given="ふみ", family_kana="てるい", given_kana="ふみ", phone="090-5550-0277")
    log_anonymous_call(page, "外から居所を尋ねられる試し。")
    make_client(page, her)
    client, came = page.url, []

    def note(route):
        answer = route.fetch(max_redirects=0)
        came.append(answer.text())
        route.fulfill(response=answer)

    for one in (page, boss):
        one.route(lambda url: "/static/" not in url, note)
    page.goto(client)
    page.get_by_role("link", name="外部から居所を尋ねられた").click()
    page.locator("select[name=agency]").select_option(label="宮城県仙台中央警察署")
    page.locator("input[name=requester]").fill("生活安全課の人")
    page.locator("textarea[name=words]").fill("居所を知りたいとのこと。")
    chip(page, "いまの居所", "places")
    for name, label in (("way", "電話"), ("purpose", "保護"), ("ground", "DV防止法9条")):
        chip(page, label, name)
    press(page, "進む")
    shown = page.locator("[data-recipient]")
    expect(shown).to_contain_text("宮城県仙台中央警察署")
    if shown.locator("input[name=agency_name]").count():
        shown.locator("input[name=agency_name]").fill("仙台中央")
    press(page, "記録して、折り返しに進む")
    page.wait_for_url("**/clients/releases/**")
    expect(page.locator("aside, main").filter(has_text="お答えできません").first).to_be_visible()
    release = page.url
    chip(page, "代表", "called_number")
    chip(page, "自分でこの番号に", "has_called")
    page.locator("input[name=reached]").fill("当直の人")
    press(page, "つながった")
    expect(page.locator(".lead")).to_contain_text("承認待ち")

    boss.goto("/")
    boss.locator(f"a[href='{release[release.index('/clients/') :]}']").click()
    press(boss, "承認する")
    expect(boss.get_by_role("status").first).to_contain_text("承認しました")
    page.goto(release)
    assert len(came) >= 8
    assert not [text for text in came if her.place in text]
    page.unroute_all()

    press(page, "3分間だけ表示する")
    expect(page.locator("[data-countdown-value]")).to_have_text(her.place)
    assert look(page, (1280, 390), 900) == []
    page.get_by_role("link", name="いま隠す").click()
    assert her.place not in page.content()
    with suppress(Error):  # the browser asks before it sends a form again: nothing is shown
        page.go_back()
    expect(page.locator("[data-countdown-value]")).to_have_count(0)
