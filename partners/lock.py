"""The desk that was left or hidden: nothing opens until she has shown again that it is she (R-23, R-35)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from partners.actions.kept_form import keep, let_go
from partners.queries.kept_form import kept_at_address
from safeguards.access import Absent

SEEN, BEGAN, LOCKED = "seen", "began", "locked"
LEFT, HID = "left", "hid"  # why it is locked
HIDDEN_COOKIE = "yui_hidden"  # set by hide.js at the press, so that it reaches us with whatever comes next
TELL_EVERY = 60  # seconds; a session is written once a minute at most
ABSOLUTE_SECONDS = 10 * 3600
STAYS_OPEN = frozenset(
    {"login", "login.passkey", "login.second", "logout", "language", "health", "invitation",
     "account.unlock", "account.keep", "draft.save"}
)  # fmt: skip
# Open pages ask these by themselves; with `active` when hands work there or a call runs. The addresses by name.
BY_THEMSELVES = ("alive", "draft_save", "presence")
ASK_ONLY = frozenset({"alive", "presence"})


def unlock(request: HttpRequest) -> None:
    """She is back: the clocks of this session begin anew."""
    now = int(timezone.now().timestamp())
    request.session.update({SEEN: now, BEGAN: now})
    request.session.pop(LOCKED, None)


class IdleLock:
    """Locks a session that was idle for YUI_IDLE_MINUTES, or is 10 hours old. A running call counts as work:
    its open page says so with each question whether it may stay (`/alive/?active=1`).

    Whoever hides the screen locks as well (R-35): the press leaves a cookie, needs no connection, and is
    acted upon by the next request of any page. The cookie can only lock; it goes when she has proved herself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.actor is not None and not request.session.get(LOCKED):
            if request.COOKIES.get(HIDDEN_COOKIE):
                request.session[LOCKED] = HID
            else:
                self._look_at_the_clock(request)
        response = self.get_response(request)
        if request.COOKIES.get(HIDDEN_COOKIE) and not request.session.get(LOCKED):
            response.delete_cookie(HIDDEN_COOKIE, samesite="Lax")
        if _was_taken(request, response) and request.actor is not None:
            let_go(request.actor, request.POST["kept"])
        return response

    def _look_at_the_clock(self, request: HttpRequest) -> None:
        now, session = int(timezone.now().timestamp()), request.session
        seen, began = session.get(SEEN, now), session.get(BEGAN, now)
        asks = request.path in map(reverse, BY_THEMSELVES)
        in_call = asks and request.GET.get("active") == "1"
        at_work = not asks or in_call
        idle = now - seen > settings.YUI_IDLE_MINUTES * 60
        if idle or (now - began > ABSOLUTE_SECONDS and not in_call):
            session[LOCKED] = LEFT
        elif SEEN not in session or (at_work and now - seen >= TELL_EVERY):
            session.update({SEEN: now, BEGAN: began})

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Everything leads to the unlocking page; what was typed and sent meanwhile is kept."""
        rule = getattr(view, "page_rule", None)
        if (
            request.actor is None
            or not request.session.get(LOCKED)
            or rule is None
            or rule.name in STAYS_OPEN
        ):
            return None
        if rule.name in ASK_ONLY:
            return HttpResponse(status=423)
        path = form_page(request) if request.method == "POST" else request.get_full_path()
        if request.method == "POST":
            try:
                keep(request.actor, path, dict(request.POST.lists()))
            except Absent:
                path = reverse("home")
        return redirect(f"{reverse('account_unlock')}?{urlencode({'next': path})}")


def _was_taken(request: HttpRequest, response: HttpResponse) -> bool:
    """Was a form that brought kept text back accepted? A way to a lock or a proof is no acceptance."""
    if request.method != "POST" or response.status_code != 302 or not request.POST.get("kept"):
        return False
    stops = [
        reverse(name) for name in ("account_unlock", "account_reauthenticate", "account_login", "mfa_index")
    ]
    return urlsplit(response["Location"]).path not in stops


def form_page(request: HttpRequest) -> str:
    """The page on which the sent form stands: where it came from when that is ours, else its own address."""
    came = urlsplit(request.headers.get("Referer", ""))
    if came.netloc != request.get_host():
        return request.get_full_path()
    query = QueryDict(came.query, mutable=True)
    query.pop("kept", None)
    return came.path + (f"?{query.urlencode()}" if query else "")


def kept_text(request: HttpRequest) -> dict[str, Any]:
    """For `base.html`: the text that waits for this very page, once its view has let her in."""
    number = request.GET.get("kept", "")
    actor = getattr(request, "actor", None)
    if not number or actor is None or getattr(request, "refused", False):
        return {}
    query = request.GET.copy()
    del query["kept"]
    path = request.path + (f"?{query.urlencode()}" if query else "")
    found = kept_at_address(actor, path, number)
    return {"kept_text": {"kept": [number], **found.fields}} if found else {}
