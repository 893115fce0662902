"""Ten calls are written down while the server and the browser are killed in mid-sentence: no more than five seconds
of typing are ever missing, and each call is recorded once and whole (R-49).

On SQLite, where the database lives in the killed server. Two calls at a time, in two windows, at a quick hand's pace.
"""

import random
import re
import shutil
import subprocess
import time
from html import unescape
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.house import House, free_port
from tests.browser.people import ARGUMENTS, sign_in
from tests.drill.house import house, kill, killed_after
from tests.drill.test_acknowledged import serve
from tests.stories.acts import chip

pytestmark = [pytest.mark.slow, pytest.mark.browser]
RNG = random.Random(49)
ROUNDS = 5  # of two calls, one server and one browser killed in each
MAY_MISS_SECONDS = 5
LOGIN = "pref-counselor"
SENTENCE = "昨夜から友人の家にいて、子どもは今日は学校を休ませたと話された。仕事のことは夫に知られたくない。"
TEXT_OF = re.compile(r'<textarea name="narrative"[^>]*>\s(.*?)</textarea>', re.DOTALL)


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "")
    with house(tmp_path / "house", consultations=5) as one:
        yield one


class Screen:
    """A Chromium in a group of processes of its own, with a fresh profile each time: what it knew is gone."""

    def __init__(self, chromium, place, url, cookies):
        self.folder = place / f"profile-{time.monotonic_ns()}"
        command = [
            shutil.which("chromium"),
            "--headless=new",
            "--remote-debugging-port=0",
            f"--user-data-dir={self.folder}",
        ]
        nowhere = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(
            [*command, *ARGUMENTS, "about:blank"], start_new_session=True, **nowhere
        )
        told = self.folder / "DevToolsActivePort"
        while not told.exists() or not told.read_text().strip():
            assert self.process.poll() is None
            time.sleep(0.02)
        browser = chromium.connect_over_cdp(f"http://127.0.0.1:{told.read_text().splitlines()[0]}")
        self.windows = [
            browser.new_context(base_url=url, locale="ja-JP", timezone_id="Asia/Tokyo") for _each in range(2)
        ]
        for one in self.windows:
            one.set_default_timeout(15_000)
            one.add_cookies(cookies)

    def kill(self):
        """kill -9 of the whole browser; the moment at which it was dead."""
        kill(self.process)
        killed_at = time.monotonic()
        self.process.wait(10)
        return killed_at

    def pages(self):
        return [one.new_page() for one in self.windows]


class Call:
    """One call: what was typed, and when each sign was."""

    def __init__(self, number):
        self.mark, self.text, self.at, self.page = f"通話{number}。", "", [], None

    def open(self, page, path="/consultations/new/"):
        self.page = page
        page.goto(path)
        page.locator("textarea[name=narrative]").focus()

    def type(self, words):
        self.page.keyboard.insert_text(words)
        now = time.monotonic()
        self.text += words
        self.at += [now] * len(words)

    def missing(self, found, killed_at):
        """Seconds between the first sign that is missing and the kill."""
        assert self.text.startswith(found), "what was kept is not what was typed"
        return killed_at - self.at[len(found)] if len(found) < len(self.text) else 0


def write(calls, seconds):
    """Both calls go on, word by word."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for call in calls:
            start = len(call.text) % len(SENTENCE)
            call.type(call.mark if not call.text else SENTENCE[start : start + 2] or SENTENCE[:2])
        time.sleep(0.05)


def kept(call):
    """The text of the draft as the house gives it, asked beside the open page."""
    answer = call.page.request.get(urlsplit(call.page.url).path)
    return unescape(TEXT_OF.search(answer.text())[1]).replace("\r\n", "\n")


def test_no_more_than_the_last_five_seconds_are_ever_missing(place, tmp_path, chrome):
    port = free_port()
    url, server = f"http://localhost:{port}", serve(place, port)
    missed = []
    chromium = chrome.browser_type  # one Playwright for all: a second one finds its loop taken
    screen = Screen(chromium, tmp_path, url, [])
    first = screen.pages()[0]
    for _each in range(100):
        try:
            sign_in(first, LOGIN, House("", place.environment, place.folder / "log").password)
            break
        except Exception:  # the server is still starting
            time.sleep(0.2)
    cookies = first.context.cookies()
    for one in screen.windows:
        one.add_cookies(cookies)
    for number in range(ROUNDS):
        calls = [Call(2 * number), Call(2 * number + 1)]
        for call, page in zip(calls, screen.pages(), strict=True):
            call.open(page)
        write(calls, RNG.uniform(1.5, 3))
        killed_after(server, 0)
        killed_at = time.monotonic()
        write(calls, 0.7)
        expect(calls[0].page.locator("[data-draft-state]")).to_contain_text(
            "つながりません、この画面に残してあります"
        )
        server = serve(place, port)
        write(calls, 1.5)
        for call in calls:
            expect(call.page.locator("[data-draft-state]")).to_contain_text(
                "下書きを保存しました", timeout=20_000
            )
            missed.append(call.missing(kept(call), killed_at))
        write(calls, RNG.uniform(2, 5.5))  # with what came before always more than may be missing
        killed_at = screen.kill()
        screen = Screen(chromium, tmp_path, url, cookies)
        for call, page in zip(calls, screen.pages(), strict=True):
            _go_on(page, call)
            found = page.locator("textarea[name=narrative]").input_value()
            missed.append(call.missing(found, killed_at))
            call.page = page
            page.locator("textarea[name=narrative]").press("Control+End")
            call.page.keyboard.insert_text(call.text[len(found) :])
            chip(page, "夫等からの暴力", "main_complaint")
            page.locator("[name=minutes]").fill("25")
            page.get_by_role("button", name="相談を記録する").click()
            expect(page.get_by_role("status").filter(has_text="相談を記録しました")).to_be_visible()
            expect(page.locator("main")).to_contain_text(call.text)
    screen.kill()
    killed_after(server, 0)
    assert len(missed) == 4 * ROUNDS and max(missed) <= MAY_MISS_SECONDS, missed
    assert place.ask("SELECT count(*) FROM cases_draft WHERE recorded_at IS NULL") == [(0,)]
    lines = place.ask("SELECT count(*) FROM safeguards_auditline WHERE event = 'consultation.make'")[0][0]
    assert lines == 2 * ROUNDS
    print(f"missing at each kill, in seconds: {', '.join(f'{one:.1f}' for one in sorted(missed))}")


def _go_on(page, call):
    """From the home page, where a draft waits, to the one of this call."""
    page.goto("/")
    links = page.locator("main .rows a").filter(has_text="続きを書く")
    expect(links.first).to_be_visible()
    for place in range(links.count()):
        page.goto("/")
        links.nth(place).click()
        page.wait_for_url("**/consultations/drafts/*/")
        if call.mark in page.locator("textarea[name=narrative]").input_value():
            return
    pytest.fail(f"the draft of {call.mark} waits nowhere")
