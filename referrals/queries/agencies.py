"""Agencies to which one can refer: open today, not one's own, with roles that can answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, Max, OuterRef

from partners.choices import kind_label
from partners.models import Agency, Municipality, Posting
from referrals.models import Referral
from referrals.states import ANSWERERS
from safeguards import calendar, matrix
from safeguards.access import Actor
from safeguards.names import search_key

MOST_SHOWN = 10
RECENT = 5


@dataclass(frozen=True, slots=True)
class Receiver:
    """One agency as a choice. `has_people`: somebody there can answer today."""

    agency: Agency
    kind: str
    place: str
    has_people: bool
    used_at: date | None = None

    @property
    def code(self) -> str:
        """The agency's code: the value of the choice."""
        return self.agency.code


def can_answer(agency: Agency) -> bool:
    """May this kind of agency give a role that answers referrals?"""
    return any(
        matrix.held_roles(role).intersection(ANSWERERS) for role in matrix.roles_of(agency.tier, agency.kind)
    )


def receivers(actor: Actor) -> list[Receiver]:
    """Every agency to which this actor can refer today. Two queries: agencies, and when each was last used."""
    today = calendar.japanese_day(actor.now)
    answering = [role for role in matrix.all_roles() if matrix.held_roles(role).intersection(ANSWERERS)]
    people = Posting.objects.live(actor.now).filter(agency=OuterRef("pk"), role__in=answering)
    rows = (
        Agency.objects.open_on(today)
        .exclude(pk=actor.agency_id)
        .select_related("municipality")
        .annotate(has_people=Exists(people))
        .order_by("code")
    )
    used = _last_used(actor)
    return [
        Receiver(
            agency,
            kind_label(agency.kind),
            agency.municipality.label if agency.municipality else "",
            agency.has_people,
            used.get(agency.pk),
        )
        for agency in rows
        if can_answer(agency)
    ]


def _last_used(actor: Actor) -> dict[int, date]:
    sent = Referral.objects.listed_to(actor).filter(from_agency_id=actor.agency_id)
    last = sent.order_by().values_list("to_agency").annotate(at=Max("sent_at"))
    return {agency: calendar.japanese_day(at) for agency, at in last}


def narrowed(
    all_receivers: list[Receiver],
    *,
    tier: str = "",
    municipality: str = "",
    words: str = "",
    own_place: int | None = None,
) -> list[Receiver]:
    """The receivers that fit; without any wish those used last and those of her own municipality, at most a few.

    Those used last stand first.
    A municipality finds also the bodies that are responsible for it (police, health office), by jurisdiction.
    """
    if not (tier or municipality or words):
        recent = sorted(
            (one for one in all_receivers if one.used_at),
            key=lambda one: one.used_at or date.min,
            reverse=True,
        )
        near = [one for one in all_receivers if own_place and one.agency.municipality_id == own_place]
        return list(dict.fromkeys([*recent[:RECENT], *near]))[: 2 * RECENT]
    key = search_key(words)
    fits = [
        one
        for one in all_receivers
        if (not tier or one.agency.tier == tier)
        and (not municipality or _serves(one.agency, municipality))
        and (not key or key in search_key(one.agency.name) or key in search_key(one.agency.kana))
    ]
    return sorted(fits, key=lambda one: one.used_at or date.min, reverse=True)


def _serves(agency: Agency, municipality: str) -> bool:
    here = agency.municipality is not None and agency.municipality.code == municipality
    return here or municipality in agency.jurisdiction.split()


def municipalities() -> list[tuple[str, str]]:
    """Choices of places: code and name."""
    return [(one.code, one.label) for one in Municipality.objects.order_by("code")]
