"""Sets `request.actor`: judged anew with every request, so an ended posting ends at once."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from partners import actors


class ActorOfToday:
    """`request.actor` is None for people who are not signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None
        request.postings = []
        if request.user.is_authenticated:
            now = timezone.now()
            request.postings = actors.live_postings(request.user, now)
            request.actor = actors.actor_of(
                request.user, request.postings, request.session.get(actors.SESSION_KEY), now
            )
        return self.get_response(request)
