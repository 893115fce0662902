"""Opening a masked place for one purpose, for three minutes; each opening is written down."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from cases.cards import MASKED
from cases.models import Client, Code, Consultation
from cases.models.anchor import Anchor
from cases.models.known_as import with_known_as
from cases.queries.sight import groups_of, require
from cases.rules import PLACE_IS_OPEN
from cases.views.client import show_client
from cases.views.consultation import show_consultation
from safeguards import audit
from safeguards.access import Absent, get_or_absent
from safeguards.pages import page


def open_place(request: HttpRequest, anchor: Anchor) -> dict[str, Any]:
    """The value of one masked field for the template, after its line stands in the audit trail.

    `field` stands in the address, `purpose` (a code of `reveal_purpose`) is posted. Anything else is absent.
    """
    field, purpose = request.GET.get("field", ""), request.POST.get("purpose", "")
    require(request.actor, anchor, "reveal")
    if field not in MASKED[type(anchor)] or "whereabouts" not in groups_of(request.actor, anchor):
        raise Absent
    if not Code.objects.filter(list_name="reveal_purpose", code=purpose).exists():
        raise Absent
    with transaction.atomic():
        audit.record(request.actor, "whereabouts.reveal", anchor, field=field, purpose=purpose)
    return {"revealed": {field: getattr(anchor, field)}, "open_until": request.actor.now + PLACE_IS_OPEN}


@page("client.reveal", methods=("POST",))
def client_reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Open one place of a client."""
    client = get_or_absent(with_known_as(Client.objects.select_related("agency")), number, request.actor)
    return show_client(request, client, **open_place(request, client))


@page("consultation.reveal", methods=("POST",))
def consultation_reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Open the places named in a consultation."""
    one = get_or_absent(Consultation.objects.select_related("client", "agency"), number, request.actor)
    return show_consultation(request, one, **open_place(request, one))
