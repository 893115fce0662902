"""Every page of every role: axe finds nothing, nothing is wider than its window, no word is cut or small."""

import os
import re

import pytest
from playwright.sync_api import expect

from tests.browser.looking import cut_or_small, look, violations, wider_than_window
from tests.browser.pages import ABSENT, PEOPLE, kind_of, reachable
from tests.browser.people import HEIGHT, NARROW, WIDE, ZOOMED

pytestmark = pytest.mark.browser

WIDTHS = (WIDE, ZOOMED, NARROW)
FULL = bool(os.environ.get("YUI_TEST_FULL"))
# Pages that no link leads to from where the crawl passes: second steps of forms, and what a press opens.
BEYOND = {
    "pref-admin": ["/accounts/invite/?agency=pref-wsc", ABSENT],
    "pref-counselor": [ABSENT],
    "pref-planner": ["/indicators/municipal-plans/?on=R6.4.1", "/indicators/?on=2月30日"],
    "pref-auditor": ["/audit/?event=no.such.event"],
}
# Empty forms sent: the page with its errors. Address, and the fields that are emptied first.
WRONG = {
    "pref-counselor": ["/consultations/new/", "/referrals/new/", "/account/password/"],
    "pref-planner": ["/indicators/municipal-plans/records/new/", "/indicators/municipal-plans/import/"],
    "pref-admin": ["/accounts/invite/?agency=pref-wsc"],
}


def test_the_measures_find_what_is_wrong(screens):
    page = screens.of("pref-counselor")
    assert look(page, WIDTHS, HEIGHT) == []
    page.evaluate("""() => {
      const part = document.createElement("div");
      part.innerHTML = "<input><p class='wide'>あ</p>";
      part.lastChild.style.cssText = "width: 2000px; font-size: 11px";
      document.querySelector("main").append(part);
    }""")
    assert any(one.startswith("label:") for one in violations(page))
    assert wider_than_window(page) and cut_or_small(page)
    assert any(fault.startswith("console: ") for fault in screens.faults) is False


@pytest.fixture(scope="module")
def inspected():
    """Kinds of pages that were looked at in both languages already; other roles look at them in Japanese."""
    return set()


@pytest.mark.parametrize("login", PEOPLE)
def test_every_page_of_the_role(screens, inspected, login):
    faults, kinds = [], set()
    for language in ("ja", "en"):
        page = screens.of(login, language=language)
        for kind, path in reachable(page).items():
            if kind == "/login/" or (language == "en" and kind in inspected and not FULL):
                continue
            page.goto(path)
            axe = (WIDE, NARROW) if FULL or kind not in inspected else (WIDE,)
            faults += [f"{language} {kind} {fault}" for fault in look(page, WIDTHS, HEIGHT, axe=axe)]
            kinds.add(kind)
        for path in BEYOND.get(login, []):
            page.goto(path)
            faults += [f"{language} {path} {fault}" for fault in look(page, WIDTHS, HEIGHT)]
        page.context.close()
    inspected |= kinds
    assert len(kinds) > 10
    assert faults == []


@pytest.mark.parametrize("login", WRONG)
def test_every_page_with_errors(screens, login):
    faults = []
    for language in ("ja", "en"):
        page = screens.of(login, language=language)
        for path in WRONG[login]:
            page.goto(path)
            page.locator("main form[method=post] .button--primary").first.click()
            expect(page.locator("#errors")).to_be_focused()
            faults += [f"{language} {path} {fault}" for fault in look(page, WIDTHS, HEIGHT)]
        page.context.close()
    assert faults == []


def test_pages_before_signing_in(screens):
    faults = []
    for language in ("ja", "en"):
        page = screens.blank(language=language)
        for path in ("/login/", "/login/?next=/clients/", "/invitation/none/", "/no-such-page/"):
            page.goto(path)
            faults += [f"{language} {path} {fault}" for fault in look(page, WIDTHS, HEIGHT)]
        page.goto("/login/")
        page.locator("input[name=login]").fill("nobody-here")
        page.locator("input[name=password]").fill("wrong")
        with page.expect_navigation():
            page.locator("[data-password-press]").click()
        faults += [f"{language} refused {fault}" for fault in look(page, WIDTHS, HEIGHT)]
    assert faults == []


def test_a_list_page_is_met_by_the_crawl_for_every_item_of_the_navigation(screens):
    """The crawl is only as good as its start: all that the navigation names was visited."""
    for login in PEOPLE:
        page = screens.of(login)
        named = [one.get_attribute("href") for one in page.locator(".navigation__link").all()]
        kinds = reachable(page)
        assert {kind_of(path) for path in named} <= set(kinds)
        assert all(re.fullmatch(r"[\x21-\x7e]+", path) for path in kinds.values()), (
            "no name stands in an address"
        )
        page.context.close()
