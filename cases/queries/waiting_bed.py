"""Requests for a bed that wait for an answer of her agency's shelters, for the home page."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import CodeBook
from cases.queries.bed import may_answer, people_words, requests_to
from cases.states.bed import ASKED
from partners.cards import Waiting, WaitingRow
from safeguards.access import Actor
from safeguards.templatetags.safeguards import when

SHOWN = 50  # all of them stand here, the oldest first


def waiting_beds(actor: Actor) -> list[Waiting]:
    """What waits for a yes or a no; nothing of it is a woman's. One query."""
    if not may_answer(actor):
        return []
    found = list(requests_to(actor).filter(state=ASKED).order_by("asked_at", "pk")[:SHOWN])
    if not found:
        return []
    book = CodeBook()
    rows = tuple(
        WaitingRow(
            when=when(one.asked_at),
            badge=book.label("bed_arrival", one.arrival),
            title=_("%(agency)s asks %(code)s for a bed")
            % {"agency": one.agency.label, "code": one.shelter.code},
            text=people_words(one.adults + sum(one.family.values())),
            url=reverse("bed_detail", args=[one.number]),
            act=_("Answer it"),
            tone="near",
        )
        for one in found
    )
    return [Waiting("beds", _("Requests for a bed"), len(rows), "", rows)]
