"""What a browser refused on a page of ours: written down in codes, for the operator (R-28)."""

from __future__ import annotations

import json
import logging
import re
from typing import Any
from urllib.parse import urlsplit

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from safeguards.pages import page

log = logging.getLogger("yui.surface")
LINES_A_MINUTE = 20
BYTES_AT_MOST = 10_000
DIRECTIVE = re.compile(r"[a-z-]{1,40}")


@page("surface", methods=("POST",))
@csrf_exempt  # the browser itself sends it, and nothing is changed by it
def surface_report(request: HttpRequest) -> HttpResponse:
    """The browser's report on our content policy. Always 204: whoever sends it learns nothing.

    Kept are the directive, the kind of source and the page of the house; never an address, for it can hold
    words, and no more than 20 lines a minute, so that nobody fills the log.
    """
    minute = f"surface:{timezone.now():%Y%m%d%H%M}"
    cache.add(minute, 0, 120)
    if cache.incr(minute) <= LINES_A_MINUTE and (told := _told(request.body[: BYTES_AT_MOST + 1])):
        log.warning("refused %s from %s on %s", *told)
    return HttpResponse(status=204)


def _told(body: bytes) -> tuple[str, str, str] | None:
    """Directive, source and page in codes; None for what no browser of ours sends."""
    if len(body) > BYTES_AT_MOST:
        return None
    try:
        report = json.loads(body)["csp-report"]
        directive = str(report.get("effective-directive") or report["violated-directive"]).split(" ")[0]
        source, document = str(report.get("blocked-uri", "")), str(report.get("document-uri", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    if not DIRECTIVE.fullmatch(directive):
        return None
    return directive, _kind_of(source), _page_of(document)


def _kind_of(source: str) -> str:
    if source in ("inline", "eval", "data", "blob", "self"):
        return source
    return urlsplit(source).scheme[:10] if re.match(r"[a-z-]+:", source) else "other"


def _page_of(document: Any) -> str:
    try:
        return f"/{resolve(urlsplit(document).path).route}"
    except (Resolver404, ValueError):
        return "(no page)"
