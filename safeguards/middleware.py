"""Headers that every answer carries, and from where a request comes."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import get_callable

from safeguards.whence import address_of, coming_from

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class SurfaceHeaders:
    """Nothing signed-in is stored by browser or proxy; no other site may hold our answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._refused(request) or self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = (
            "camera=(), microphone=(), geolocation=(), interest-cohort=()"
        )
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    @staticmethod
    def _refused(request: HttpRequest) -> HttpResponse | None:
        """What another site's page sends is not even looked at, whatever token it carries."""
        if request.method in SAFE_METHODS or request.headers.get("Sec-Fetch-Site") in (
            None,
            "same-origin",
            "none",
        ):
            return None
        answer: HttpResponse = get_callable(settings.CSRF_FAILURE_VIEW)(request, reason="another site")
        return answer


class FromWhere:
    """Every line that the trail gets from this request says from which computer it came."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with coming_from(address_of(request)):
            return self.get_response(request)
