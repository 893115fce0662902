"""A desk that was left in the middle of a sentence: the page goes, the sentence stays, and comes back to its writer."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.house import ROOT
from tests.browser.people import sign_in

pytestmark = pytest.mark.browser
PERSON = "pref-counselor2"
TEXT = "来週の保育園の送り迎えを心配しておられた。"
AN_HOUR_AGO = """
import django; django.setup()
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from partners.models import Account
her = str(Account.objects.get(login=LOGIN).pk)
for one in Session.objects.all():
    store = SessionStore(one.session_key)
    if store.get("_auth_user_id") == her:
        store["seen"] -= 3600
        store.save()
"""


def an_hour_passes(house, login):
    """Her sessions were last touched an hour earlier than they say."""
    environment = {**house.environment, "DJANGO_SETTINGS_MODULE": "config.settings"}
    subprocess.run(
        [sys.executable, "-c", f"LOGIN = {login!r}{AN_HOUR_AGO}"], cwd=ROOT, env=environment, check=True
    )


def test_the_screen_locks_by_itself_and_nothing_typed_is_lost(screens, house):
    page = screens.blank()
    sign_in(page, PERSON, house.password)
    page.goto("/consultations/new/")
    page.locator("textarea[name=narrative]").fill(TEXT)
    page.locator("[data-timer-end]").click()  # the call is over: from now on only hands count as work
    an_hour_passes(house, PERSON)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_url("**/account/unlock/**")
    assert TEXT not in page.content()
    expect(page.locator("h1")).to_have_text("画面をロックしました")
    page.goto("/consultations/")
    expect(page.locator("h1")).to_have_text("画面をロックしました")
    page.go_back()
    expect(page.locator("h1")).to_have_text("画面をロックしました")
    page.locator("input[name=password]").fill(house.password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/consultations/drafts/*/")
    expect(page.locator("textarea[name=narrative]")).to_have_value(TEXT)
    expect(page.locator("[data-draft-state]")).to_contain_text("下書きを保存しました")


def test_a_note_is_not_sent_into_a_dead_line(screens):
    page = screens.of("pref-counselor")
    page.goto("/consultations/new/")
    page.locator("textarea[name=narrative]").fill(TEXT)
    page.context.set_offline(True)
    page.get_by_role("button", name="相談を記録する").click()
    expect(page.locator(".connection")).to_contain_text("書いたことはこの画面に残してあります")
    expect(page.locator("textarea[name=narrative]")).to_have_value(TEXT)
    page.context.set_offline(False)
    page.get_by_role("button", name="相談を記録する").click()
    expect(page.locator("#errors")).to_be_visible()  # it went: the server asks for the codes
    expect(page.locator("textarea[name=narrative]")).to_have_value(TEXT)
