"""A passkey in a real browser: added, used alone and after the password, never locked by strangers."""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.people import sign_in

pytestmark = pytest.mark.browser
AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
PERSON = "npo-counselor"


def at_home(url):
    return urllib.parse.urlsplit(url).path == "/"


def with_authenticator(page):
    """The page's computer gets a key of its own."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return session, made["authenticatorId"]


def add_passkey(page, name):
    page.goto("/account/keys/passkey/")
    page.get_by_label("呼び名").fill(name)
    page.get_by_role("button", name="パスキーを登録する").click()
    page.wait_for_url("**/account/keys/")
    expect(page.locator("main")).to_contain_text(name)


def sign_out(page):
    page.goto("/logout/")
    page.locator("main form button").first.click()
    page.wait_for_url("**/login/")


def by_passkey(page):
    page.goto("/login/")
    page.get_by_role("button", name="パスキーでサインイン").click()


class Stranger:
    """Another computer that only knows the name."""

    def __init__(self, url):
        self.url = url
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        page = self.opener.open(f"{url}/login/").read().decode()
        self.rest = 0
        self.token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)

    def tries(self, login, password):
        data = urllib.parse.urlencode(
            {"login": login, "password": password, "csrfmiddlewaretoken": self.token}
        )
        try:
            return self.opener.open(f"{self.url}/login/", data.encode()).status
        except urllib.error.HTTPError as refused:
            self.rest = int(refused.headers["Retry-After"])
            return refused.code


def test_a_passkey_is_added_and_opens_the_house_even_when_strangers_have_locked_the_name(screens, house):
    page = screens.blank()
    with_authenticator(page)
    sign_in(page, PERSON, house.password)
    add_passkey(page, "机のパソコン")
    sign_out(page)

    by_passkey(page)
    page.wait_for_url(at_home)
    page.goto("/account/sessions/")
    expect(page.locator("main")).to_contain_text("この端末")
    sign_out(page)

    stranger = Stranger(house.url)
    answers = [stranger.tries(PERSON, f"wrong password {number}") for number in range(200)]
    assert answers[0] == 200
    assert set(answers[8:]) == {429}
    while stranger.rest < 2:  # seconds: else the rest could end just before the next line
        stranger.tries(PERSON, "wrong password")
    assert stranger.tries(PERSON, house.password) == 429

    by_passkey(page)
    page.wait_for_url(at_home)
    sign_out(page)

    # On a computer that she has used before, her password is still looked at; then her key is asked.
    page.get_by_label("ログイン名").fill(PERSON)
    page.locator("input[name=password]").fill(house.password)
    page.locator("[data-password-press]").click()
    page.wait_for_url("**/login/second/")
    page.get_by_role("button", name="パスキーを使う").click()
    page.wait_for_url(at_home)


def test_a_key_without_its_owner_opens_nothing(screens, house):
    page = screens.blank()
    session, authenticator = with_authenticator(page)
    sign_in(page, "ward-counselor", house.password)
    add_passkey(page, "青い鍵")
    sign_out(page)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    by_passkey(page)
    expect(page.locator("[data-passkey-said]")).to_be_visible()
    page.goto("/")
    expect(page).to_have_url(re.compile(r"/login/\?next=/"))


def test_who_has_a_key_shows_it_before_a_second_one_is_added_and_keeps_the_last(screens, house):
    page = screens.blank()
    with_authenticator(page)
    sign_in(page, "npo-admin", house.password)
    add_passkey(page, "古い鍵")
    page.goto("/account/keys/app/")
    expect(page.locator("h1")).to_have_text("ご本人であることをもう一度お示しください")
    page.get_by_role("button", name="パスキーを使う").click()
    page.wait_for_url("**/account/keys/app/")
    assert len(page.locator("code").inner_text().replace(" ", "")) == 32
    page.goto("/account/keys/")
    page.get_by_role("button", name="外す").click()
    expect(page.locator("main")).to_contain_text("古い鍵")
    expect(page.locator("body")).to_contain_text("業務を開く最後の鍵です")
