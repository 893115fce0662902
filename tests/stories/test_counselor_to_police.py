"""Story 1: a counselor logs an anonymous call, makes it a client, and refers her to the police station."""

import re

import pytest
from playwright.sync_api import expect

from tests.stories.acts import STORY, Her, log_anonymous_call, make_client, refer_to_police

pytestmark = pytest.mark.browser


def test_counselor_logs_a_call_makes_it_a_client_and_refers_her_to_the_police(screens):
    page, her = screens.of("pref-counselor"), Her()

    log_anonymous_call(page)
    expect(page.locator(".narrative").first).to_have_text(STORY)
    expect(page.locator("main")).to_contain_text("25分")
    expect(page.locator("main")).to_contain_text("身体的")
    expect(page.locator("main")).to_contain_text("まだ相談者につながっていません")
    call = page.url

    page.goto("/")
    mine = page.locator("section").filter(has_text="相談者につないでいない自分の相談")
    expect(mine.locator(".section-head__count")).not_to_have_text("0")

    page.goto(call)
    make_client(page, her)
    expect(page.locator("main")).to_contain_text("36歳")
    expect(page.locator(".timeline__entry")).to_have_count(2)  # the call, and that the record was made
    assert her.place not in page.content(), "whereabouts are masked, and not in the page"
    client = page.url
    page.goto(call)
    expect(page.locator("h1")).to_have_text(her.name)

    # Found again by an everyday spelling; no name in any address.
    page.goto("/clients/")
    page.locator("#id_q").fill("吉崎 高美")
    page.get_by_role("button", name="さがす").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text(her.name)
    assert re.fullmatch(r"[\x21-\x7e]+", page.url) and "%" not in page.url

    page.goto(client)
    offer = refer_to_police(page, her)
    expect(page.locator("h1")).to_have_text("いっしょに支援")
    expect(page.locator(".lead")).to_contain_text("宮城県仙台中央警察署")
    seen = page.locator(".other-screen")
    for text in (her.name, her.phone, "身体的"):
        expect(seen).not_to_contain_text(text)  # what the police see before they accept
    page.goto("/referrals/?box=out")
    expect(page.locator("tbody tr").first).to_contain_text("宮城県仙台中央警察署")
    assert page.locator("tbody tr a").first.get_attribute("href") in offer
    page.goto(client)
    expect(page.locator(".timeline__entry")).to_have_count(3)
