"""How much comes over the line before the first look, and what each page asks for."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import PEOPLE
from tests.browser.people import HEIGHT, WIDE

pytestmark = pytest.mark.browser

HOME_HTML_MOST = 40 * 1024
FIRST_VIEW_MOST = 200 * 1024


class Line:
    """Bytes that came over the line, by address, from the browser's own network log; headers count too."""

    def __init__(self, page: Page) -> None:
        self.bytes: dict[str, int] = {}
        self._urls: dict[str, str] = {}
        log = page.context.new_cdp_session(page)
        log.on(
            "Network.requestWillBeSent",
            lambda one: self._urls.update({one["requestId"]: one["request"]["url"]}),
        )
        log.on("Network.loadingFinished", self._finished)
        log.send("Network.enable")
        log.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def _finished(self, one: dict) -> None:
        url = self._urls.get(one["requestId"], "begun before")
        self.bytes[url] = self.bytes.get(url, 0) + int(one["encodedDataLength"])

    @property
    def total(self) -> int:
        return sum(self.bytes.values())


@pytest.mark.parametrize("login", PEOPLE)
def test_home_is_small_and_the_first_view_too(screens, login):
    page = screens.of(login)
    line = Line(page)
    answer = page.goto("/", wait_until="networkidle")
    assert len(answer.body()) <= HOME_HTML_MOST
    assert 20_000 < line.total <= FIRST_VIEW_MOST, sorted(line.bytes.items(), key=lambda one: -one[1])[:5]


@pytest.mark.parametrize(("login", "path"), [
    ("pref-counselor", "/consultations/new/"), ("pref-counselor", "/clients/"), ("pref-counselor", "/referrals/new/"),
    ("pref-planner", "/indicators/"), ("pref-planner", "/indicators/municipal-plans/"), ("pref-admin", "/accounts/"),
])  # fmt: skip
def test_the_first_view_of_the_big_pages_is_small_too(screens, login, path):
    page = screens.of(login)
    line = Line(page)
    page.goto(path, wait_until="networkidle")
    assert line.total <= FIRST_VIEW_MOST, sorted(line.bytes.items(), key=lambda one: -one[1])[:5]


def test_the_first_screen_of_a_call_holds_what_a_call_needs(screens):
    """At 1280 x 900 without scrolling: timer, text, who, main complaint, save."""
    page = screens.of("pref-counselor")
    page.goto("/consultations/new/")
    for part in (
        page.locator("[data-timer-clock]"), page.locator("textarea[name=narrative]"),
        page.locator("input[name=caller_name]"), page.get_by_role("button", name="相談を記録する"),
        page.locator("input[name=main_complaint]").first,
    ):  # fmt: skip
        box = part.bounding_box()
        assert box["y"] + box["height"] <= HEIGHT and box["x"] + box["width"] <= WIDE
    expect(page.locator("[data-timer-end]")).to_be_visible()


def test_the_timer_fills_the_minutes_and_never_overwrites_what_was_typed(screens):
    page = screens.of("pref-counselor")
    page.goto("/consultations/new/")
    page.locator("[data-timer-end]").click()
    expect(page.locator("input[name=minutes]")).to_have_value("1")
    page.goto("/clients/")
    page.goto("/consultations/new/")
    page.locator("input[name=minutes]").fill("40")
    page.locator("[data-timer-end]").click()
    expect(page.locator("input[name=minutes]")).to_have_value("40")
