"""People at their screens: a browser that notes all that must not happen, and pages with a person signed in."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)

from tests.browser.house import House

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-default-apps", "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]  # fmt: skip
WIDE, NARROW, ZOOMED = 1280, 390, 640
HEIGHT = 900
PATIENCE_MS = 8000
# The browser itself reports an answered 404 or a pulled cable on the console; the tests ask for both on purpose.
EXPECTED_ON_CONSOLE = ("Failed to load resource:",)
POLICY_WATCH = """document.addEventListener("securitypolicyviolation",
  (event) => console.error("CSP " + event.violatedDirective + " " + event.blockedURI));"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, without a way to any other machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), headless=True, args=ARGUMENTS
        )
        yield browser
        browser.close()


@dataclass
class Screens:
    """Opens contexts on one house and keeps what must not happen: errors, requests to elsewhere, lost files."""

    browser: Browser
    house: House
    faults: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)
    signed_in: dict[tuple[str, str], Any] = field(default_factory=dict)

    def context(self, *, width: int = WIDE, language: str = "ja", **options: Any) -> BrowserContext:
        """A new computer, nobody signed in."""
        one = self.browser.new_context(
            base_url=self.house.url, viewport={"width": width, "height": HEIGHT}, locale="ja-JP",
            timezone_id="Asia/Tokyo", **options,
        )  # fmt: skip
        one.set_default_timeout(PATIENCE_MS)
        one.add_init_script(POLICY_WATCH)
        if language != "ja":
            one.add_cookies([{"name": "django_language", "value": language, "url": self.house.url}])
        one.on("page", self._watch)
        one.on("request", self._note_request)
        one.on("response", self._note_response)
        self.contexts.append(one)
        return one

    def blank(self, **options: Any) -> Page:
        """A page at which nobody has signed in."""
        return self.context(**options).new_page()

    def of(self, login: str, **options: Any) -> Page:
        """A page at which this person of the demo has signed in; the password is typed once for each person."""
        known = self.signed_in.get((login, self.house.url))
        context = self.context(storage_state=known, **options) if known else self.context(**options)
        page = context.new_page()
        if known is None:
            sign_in(page, login, self.house.password)
            self.signed_in[login, self.house.url] = context.storage_state()
        page.goto("/")
        return page

    def close(self) -> None:
        for one in self.contexts:
            one.close()
        self.contexts.clear()

    def _watch(self, page: Page) -> None:
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(EXPECTED_ON_CONSOLE):
            self.faults.append(f"console: {message.text}")

    def _note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in (
            "localhost",
            "127.0.0.1",
        ):
            self.faults.append(f"request to elsewhere: {request.url}")

    def _note_response(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"answer {response.status}: {urlsplit(response.url).path}")
        elif response.status >= 400 and "/static/" in response.url:
            self.faults.append(f"file not there: {response.url}")


def sign_in(page: Page, login: str, password: str, at: str = "") -> None:
    """Type name and password, and wait for the home page; `at` names another server than the context's."""
    page.goto(f"{at}/login/")
    page.get_by_label("ログイン名").or_(page.get_by_label("Login name")).fill(login)
    page.locator("input[name=password]").fill(password)
    page.locator("[data-password-press]").click()
    page.wait_for_url(lambda url: urlsplit(url).path == "/")
