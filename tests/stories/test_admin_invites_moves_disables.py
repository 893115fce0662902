"""Story 4: an administrator invites a counselor, the supervisor confirms her, she is moved on a date, then stopped."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from safeguards.calendar import era_date
from tests.browser.people import sign_in
from tests.stories.acts import chip, log_anonymous_call

pytestmark = pytest.mark.browser

LOGIN, NAME = "sendai-hamada", "濵田 𠮷乃"
PASSWORD = "青葉の坂をゆっくり上って職場へ行く"
CLOSED = ("/consultations/", "/consultations/new/", "/clients/", "/referrals/")
BLANK_MS = 17_000


def invite(page: Page) -> str:
    """Invite her to the city's desk; answers with the link that is shown once."""
    page.goto("/accounts/")
    page.get_by_role("link", name="人を招く").click()
    page.locator("select[name=agency]").select_option("muni-04100")
    page.get_by_role("button", name="この機関にする").click()
    expect(page.locator("main label.chip").filter(has_text="監査担当")).to_have_count(0)
    for field, text in {
        "family_name": "濵田", "given_name": "𠮷乃", "family_kana": "はまだ", "given_kana": "よしの", "login": LOGIN,
    }.items():  # fmt: skip
        page.locator(f"main [name={field}]").fill(text)
    chip(page, "相談員", "role")
    page.locator("[name=last_day]").fill("R9.3.31")
    page.get_by_role("button", name="招待状をつくる").click()
    expect(page.locator("h1")).to_have_text("招待状ができました")
    return page.locator("#invitation-link").inner_text().strip()


def open_account(page: Page) -> None:
    page.goto(f"/accounts/?q={LOGIN}")
    page.get_by_role("link", name=NAME).click()
    expect(page.locator("h1")).to_have_text(NAME)


def is_shut_out(page: Page) -> bool:
    """Not one room of the counselors opens; each answers as what does not exist."""
    return all(page.goto(path).status == 404 for path in CLOSED)


def test_invited_confirmed_moved_and_stopped(screens, house):
    admin = screens.of("sendai-admin")
    link = invite(admin)
    assert link.startswith(house.url)
    admin.reload()  # shown once: the second time there is no link
    assert link not in admin.content()

    her = screens.blank()
    her.goto(link)
    expect(her.locator("main")).to_contain_text(NAME)
    her.locator("[name=new_password1]").fill(PASSWORD)
    her.locator("[name=new_password2]").fill(PASSWORD)
    her.get_by_role("button", name="パスワードを決める").click()
    expect(her.get_by_role("status").filter(has_text="パスワードを決めました")).to_be_visible()
    assert screens.blank().goto(link).status == 404  # used up

    sign_in(her, LOGIN, PASSWORD)
    expect(her.locator("main")).to_contain_text("所属長")
    assert is_shut_out(her)

    # The administrator cannot confirm; the supervisor of the agency can.
    assert admin.goto("/accounts/confirm/").status == 404
    supervisor = screens.of("sendai-supervisor")
    supervisor.goto("/accounts/confirm/")
    supervisor.locator(".rows__item").filter(has_text=LOGIN).get_by_role("link", name="確かめる").click()
    expect(supervisor.locator("h1")).to_contain_text(NAME)
    supervisor.locator("label.chip").filter(has_text="この人を知っています").click()
    supervisor.get_by_role("button", name="この人を確認する").click()
    expect(supervisor.get_by_role("status").filter(has_text="確認しました")).to_be_visible()

    log_anonymous_call(her, "招かれてはじめて書いた相談です。")
    expect(her.locator("main")).to_contain_text("招かれてはじめて書いた相談です。")
    call = her.url

    # Moved from tomorrow on: today all stays as it is.
    tomorrow = timezone.localdate() + timedelta(days=1)
    open_account(admin)
    admin.get_by_role("link", name="新しい所属").click()
    admin.locator("select[name=agency]").select_option("sendai-ward-aoba")
    admin.get_by_role("button", name="この機関にする").click()
    chip(admin, "仙台市", "old")
    chip(admin, "相談員", "role")
    admin.locator("[name=first_day]").fill(era_date(tomorrow))
    admin.get_by_role("button", name="この異動にする").click()
    expect(admin.get_by_role("status").filter(has_text="変更しました")).to_be_visible()
    expect(admin.locator("main")).to_contain_text("青葉区")
    assert her.goto(call).status == 200

    # The morning after: the old agency is gone, the new one waits for its supervisor.
    with house.ahead(24) as later:
        morning = screens.blank()
        sign_in(morning, LOGIN, PASSWORD, at=later.url)
        for path in (*CLOSED, "/consultations/" + call.split("/")[-2] + "/"):
            assert morning.goto(later.url + path).status == 404, path
        colleague = screens.blank()
        sign_in(colleague, "sendai-counselor", house.password, at=later.url)
        assert colleague.goto(later.url + "/consultations/" + call.split("/")[-2] + "/").status == 200

    # Stopped while she has the record open: the page blanks itself, and everything after it is refused.
    her.goto(call)
    open_account(admin)
    admin.get_by_role("link", name="アカウントを止める").click()
    admin.get_by_role("button", name="アカウントを止める").click()
    expect(admin.get_by_role("status").filter(has_text="変更しました")).to_be_visible()
    expect(her.locator("h1")).to_have_text("業務", timeout=BLANK_MS)
    assert "招かれてはじめて書いた相談です。" not in her.content()
    for path in (call, "/", *CLOSED):
        her.goto(path)
        assert "/login/" in her.url, path
    her.locator("input[name=login]").fill(LOGIN)
    her.locator("input[name=password]").fill(PASSWORD)
    her.locator("[data-password-press]").click()
    expect(her.locator("main")).to_contain_text("ログイン名とパスワードが合いません")
