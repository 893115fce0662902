"""Which pages a person can reach: followed from her home page, one of each kind, so that no page is forgotten."""

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import APIResponse, Page

# Somebody of each role; between them they reach every page.
PEOPLE = (
    "pref-counselor", "pref-supervisor", "pref-planner", "pref-admin", "pref-auditor", "police-liaison",
)  # fmt: skip
HREF = re.compile(r'<a\b[^>]*\bhref="([^"#]*)')
NUMBER = re.compile(r"^(?=.*[A-Z0-9])[A-Za-z0-9_-]{20,}$")
AGENCY = re.compile(r"(?<=/partners/)[^/]+")
FILES = ("/excel/", "/template/", "/static/")
# A query that changes what a page looks like and not only its rows.
TELLING = ("box", "ask", "what", "client", "consultation")
ABSENT = "/consultations/there-is-none/"


def kind_of(address: str) -> str:
    """The address with every number replaced: two consultations are one kind of page."""
    parts = urlsplit(address)
    path = "/".join("*" if NUMBER.match(one) else one for one in parts.path.split("/"))
    names = sorted(name.partition("=")[0] for name in parts.query.split("&") if name)
    telling = [name for name in names if name in TELLING]
    if "box=out" in parts.query:
        telling = ["box=out"]
    return AGENCY.sub("*", path) + ("?" + "&".join(telling) if telling else "")


def reachable(
    page: Page, start: str = "/", check: Callable[[str, APIResponse], None] | None = None
) -> dict[str, str]:
    """Kind of page to one address of it, in the order in which they are met; `check` is shown every answer."""
    found, waiting = {kind_of(start): start}, [start]
    while waiting:
        address = waiting.pop(0)
        answer = page.request.get(address)
        assert answer.ok, f"{address} is linked and answers {answer.status}"
        if check:
            check(kind_of(address), answer)
        for link in HREF.findall(answer.text()):
            target = urljoin(answer.url, unescape(link))
            path = target.removeprefix(page.url.split("/", 3)[0] + "//" + urlsplit(page.url).netloc)
            if not path.startswith("/") or any(part in path for part in FILES):
                continue
            if kind_of(path) not in found:
                found[kind_of(path)] = path
                waiting.append(path)
    return found
