"""What every page knows: the actor, whether this is a demo, and what the open page keeps asking."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


def surface(request: HttpRequest) -> dict[str, Any]:
    """Context of `base.html`."""
    actor = getattr(request, "actor", None)
    alive_of = getattr(request, "alive_of", None)
    alive_url = ""
    if actor is not None:
        asked = {"page": getattr(request, "page_name", "")}
        if alive_of:
            asked |= {"type": alive_of[0], "number": alive_of[1]}
        alive_url = f"{reverse('alive')}?{urlencode(asked)}"
    return {"actor": actor, "is_demo": settings.YUI_DEMO, "alive_url": alive_url}
