"""Sets `request.actor`: judged anew with every request, so an ended posting ends at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from partners import actors
from partners.factors import needed_for, proof_of
from safeguards import matrix


class ActorOfToday:
    """`request.actor` is None for people who are not signed in.

    A posting opens only when this session has shown what its role needs (R-21): the others stand in
    `request.withheld`, and their pages lead to the page on which she adds or shows a key.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None
        request.postings, request.withheld = [], []
        if request.user.is_authenticated:
            now = timezone.now()
            shown = proof_of(request)
            for posting in actors.live_postings(request.user, now):
                opens = shown >= needed_for(posting.role)
                (request.postings if opens else request.withheld).append(posting)
            request.actor = actors.actor_of(
                request.user, request.postings, request.session.get(actors.SESSION_KEY), now
            )
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """A page that only a withheld posting would open: to the keys, not to an absence."""
        rule = getattr(view, "page_rule", None)
        if rule is None or not request.withheld or rule.is_public:
            return None
        closed = not matrix.may_open(request.actor, rule.name) or (
            rule.name == "home" and not request.postings
        )
        if closed and any(matrix.role_opens(one.role, rule.name) for one in request.withheld):
            return redirect("mfa_index")
        return None
