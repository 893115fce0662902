"""A masked place is neither in the page nor on the line before a purpose is given, and goes away again."""

from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

from tests.stories.acts import Her, log_anonymous_call, make_client

pytestmark = pytest.mark.browser


def test_whereabouts_stay_off_the_line_until_a_purpose_is_given(screens):
    page = screens.of("pref-counselor")
    her = Her(family="伏木", given="まち", family_kana="ふしき", given_kana="まち", phone="090-5550-0399")
    log_anonymous_call(page, "居所を伏せる試し。")
    make_client(page, her)
    client, came = page.url, []

    def note(route):
        with suppress(Error):  # what a page asked for and no longer waits for
            answer = route.fetch()
            came.append(answer.text())
            route.fulfill(response=answer)

    page.route(lambda url: "/static/" not in url, note)
    for path in (client, client + "edit/", "/consultations/", "/clients/", client):
        page.goto(path)
    page.locator("#group-whereabouts").get_by_role("link", name="表示する").click()
    expect(page.locator("#group-whereabouts")).to_contain_text("何のために見ますか")
    assert len(came) >= 6
    assert not [text for text in came if her.place in text]
    page.unroute_all()

    page.locator("#group-whereabouts .mask__ask button").first.click()
    expect(page.locator("[data-countdown-value]")).to_have_text(her.place)
    page.get_by_role("link", name="いま隠す").click()
    assert her.place not in page.content()
    with suppress(Error):  # the browser asks before it sends a form again: nothing is shown
        page.go_back()
    expect(page.locator("[data-countdown-value]")).to_have_count(0)


def test_the_open_value_leaves_the_page_by_itself(screens):
    page = screens.of("pref-counselor")
    her = Her(family="伏木", given="とき", family_kana="ふしき", given_kana="とき", phone="090-5550-0311")
    log_anonymous_call(page, "居所が自分で消える試し。")
    make_client(page, her)
    page.locator("#group-whereabouts").get_by_role("link", name="表示する").click()
    page.clock.install()
    page.locator("#group-whereabouts .mask__ask button").first.click()
    expect(page.locator("[data-countdown-value]")).to_have_text(her.place)
    page.clock.run_for(181_000)
    expect(page.locator("#group-whereabouts")).to_contain_text("また伏せました")
    assert her.place not in page.content()
