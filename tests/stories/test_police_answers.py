"""Story 2: the police liaison sees no name, accepts, sees exactly what was disclosed, and reports back."""

import pytest
from playwright.sync_api import expect

from tests.stories.acts import REQUEST, STORY, Her, chip, log_anonymous_call, make_client, refer_to_police

pytestmark = pytest.mark.browser


def test_police_see_no_name_then_exactly_what_was_disclosed_and_report_back(screens):
    counselor = screens.of("pref-counselor")
    her = Her(
        family="鍋澤", given="くるみ", family_kana="なべさわ", given_kana="くるみ", phone="090-5550-0288"
    )
    log_anonymous_call(counselor)
    call = counselor.url
    make_client(counselor, her)
    client = counselor.url
    offer = refer_to_police(counselor, her)

    police = screens.of("police-liaison")
    told = [her.family, her.given, her.safe_contact, her.never_contact, "身体的"]
    never = [her.phone, STORY, her.children, her.health, her.other_party, her.place, her.office_note]

    # Before acceptance: the request, the outline, no identity, anywhere.
    for path in ("/", "/referrals/?box=in", offer):
        police.goto(path)
        source = police.content()
        assert not [text for text in [*told, *never] if text in source], path
    expect(police.locator("main")).to_contain_text(REQUEST)
    expect(police.locator("main")).to_contain_text("30歳代")
    for path in (call, client, "/consultations/", "/clients/"):
        assert police.goto(path).status == 404
        expect(police.locator("h1")).to_have_text("見つかりません。")

    police.goto(offer)
    police.get_by_role("button", name="引き受ける", exact=True).click()
    expect(police.locator("h1")).to_have_text(her.name)
    source = police.content()
    assert [text for text in told if text not in source] == []
    assert [text for text in never if text in source] == []
    for path in (call, client):
        assert police.goto(path).status == 404

    # The number is theirs to use by the act, which her rule watches over and which leaves its line.
    police.goto(offer)
    police.goto(police.get_by_role("link", name="連絡する").get_attribute("href"))
    expect(police.locator(".safe-contact__never").first).to_contain_text(her.never_contact)
    police.get_by_role("button", name="ひらく ご本人の携帯").click()
    expect(police.locator("main")).to_contain_text(her.phone)
    police.get_by_role("button", name="出なかった").click()
    expect(police.locator("main")).not_to_contain_text(her.phone)

    police.goto(offer)
    chip(police, "ご本人と話せた", "report-code")
    police.locator("[name=report-done_on]").fill("R8.11.20")
    police.locator("[name=report-text]").fill("夜の見回りを一回行い、異常はありませんでした。")
    police.get_by_role("button", name="報告する").click()
    expect(police.get_by_role("status").filter(has_text="報告を送りました")).to_be_visible()

    counselor.goto("/")
    expect(counselor.locator("main")).to_contain_text("報告がありました")
    counselor.goto(offer)
    expect(counselor.locator("main")).to_contain_text("夜の見回りを一回行い、異常はありませんでした。")
    expect(counselor.locator("main")).to_contain_text("ご本人と話せた")
    expect(counselor.locator("main")).to_contain_text("令和8年11月20日")

    # Closed: from that moment on nothing is left on the other side, not even on the page that stands open.
    counselor.get_by_role("button", name="終える").click()
    expect(counselor.get_by_role("status").filter(has_text="終えました")).to_be_visible()
    assert police.reload().status == 404
    assert her.family not in police.content()
