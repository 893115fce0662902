"""Sending forms as a browser does: the hidden fields of the drawn page go along."""

import re
from typing import Any

from django.http import HttpResponse

_INPUT = re.compile(r"<input[^>]*>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


def hidden_fields(body: str) -> dict[str, str]:
    """Name and value of the hidden fields of a page, without those of the frame."""
    found = {}
    for tag in _INPUT.findall(body):
        fields = dict(_ATTRIBUTE.findall(tag))
        if fields.get("type") == "hidden" and fields.get("name") not in {"csrfmiddlewaretoken", "next"}:
            found[fields["name"]] = fields.get("value", "")
    return found


def submit(browser: Any, url: str, *, drawn: dict[str, str] | None = None, **typed: Any) -> HttpResponse:
    """Open the page, then send its form with what was typed. `drawn`: hidden fields kept from before."""
    fields = hidden_fields(browser.get(url).content.decode()) if drawn is None else drawn
    return browser.post(url, {**fields, **typed})


def words_of(response: HttpResponse) -> str:
    """The page as text, tags and doubled spaces dropped."""
    body = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))
