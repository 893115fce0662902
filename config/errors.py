"""What a person reads when something is absent, refused or broken."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def absent(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not there, not hers, ended, malformed: the same page, status and headers."""
    request.refused = True  # nothing that waits for this address is given out
    return render(request, "errors/absent.html", status=404)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is too old or came from elsewhere."""
    return render(request, "errors/csrf.html", status=403)


def failed(request: HttpRequest) -> HttpResponse:
    """Something broke; nothing half was saved."""
    return render(request, "errors/broken.html", status=500)
