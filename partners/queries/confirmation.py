"""Who waits for a supervisor's confirmation, and who may give it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from partners.cards import Confirmer
from partners.models import Agency, Invitation, Posting
from partners.models.posting import Role
from safeguards.access import Absent, Actor

CENTER = ("prefecture", "womens_center")
AT_CENTER = Q(agency__tier=CENTER[0], agency__kind=CENTER[1])


def live_supervisors(now: datetime) -> QuerySet[Posting]:
    """Postings that give the right to confirm at this moment."""
    return Posting.objects.live(now).filter(role=Role.SUPERVISOR)


def waiting_postings(actor: Actor) -> QuerySet[Posting]:
    """Postings that this supervisor may confirm now, longest waiting first. Empty for everyone else.

    Hers: those of her own agency, those of agencies that named hers as deputy, and, for the women's
    center, those of agencies where neither a supervisor nor a deputy's supervisor is at work. Never her
    own posting, nor one she made or invited to herself: two persons, always.
    """
    if not actor.has("supervisor") or actor.agency_id is None:
        return Posting.objects.none()
    invited_by_her = Invitation.objects.filter(account=OuterRef("account_id"), made_by_id=actor.account_id)
    return (
        Posting.objects.waiting_for_confirmation(actor.now)
        .filter(in_care_of(actor))
        .exclude(account_id=actor.account_id)
        .exclude(made_by_id=actor.account_id)
        .exclude(Exists(invited_by_her))
        .select_related("account", "agency")
        .order_by("since", "made_at", "pk")
    )


def in_care_of(actor: Actor) -> Q:
    """Postings that this supervisor watches over: of her agency, of those that named hers as deputy, and for
    the women's center of agencies where neither a supervisor nor a deputy's supervisor is at work."""
    hers = Q(agency_id=actor.own_agency_id) | Q(agency__deputy_id=actor.own_agency_id)
    if (actor.tier, actor.kind) == CENTER:
        hers |= ~Exists(_others_at(actor.now, "agency_id")) & ~Exists(
            _others_at(actor.now, "agency__deputy_id")
        )
    return hers


def _others_at(now: datetime, agency: str) -> QuerySet[Posting]:
    """Supervisors at work there, without the person herself."""
    return live_supervisors(now).filter(agency_id=OuterRef(agency)).exclude(account_id=OuterRef("account_id"))


def waiting_posting_or_absent(actor: Actor, number: str) -> Posting:
    """The one waiting posting with this number that she may confirm; `Absent` for anything else."""
    posting = waiting_postings(actor).filter(number=number).first()
    if posting is None:
        raise Absent
    return posting


def confirmers_of(
    postings: Iterable[Posting], now: datetime, supervisors: Iterable[Posting] | None = None
) -> dict[int, Confirmer]:
    """Who can confirm each of these postings, by its primary key: her own office first, then the stand-ins.

    One query, whatever their number; none when the supervisors at work (`live_supervisors`) are given.
    """
    asked = {one.agency_id for one in postings} | {one.agency.deputy_id for one in postings}
    at_work: dict[int, list[Posting]] = {}
    centers: dict[int, Agency] = {}
    there = Q(agency_id__in={agency for agency in asked if agency}) | AT_CENTER
    if supervisors is None:
        supervisors = live_supervisors(now).filter(there).select_related("account", "agency")
    for one in supervisors:
        at_work.setdefault(one.agency_id, []).append(one)
        if (one.agency.tier, one.agency.kind) == CENTER:
            centers[one.agency_id] = one.agency
    return {one.pk: _confirmer(one, at_work, list(centers.values())) for one in postings}


def _confirmer(posting: Posting, at_work: dict[int, list[Posting]], centers: list[Agency]) -> Confirmer:
    places = [posting.agency_id, posting.agency.deputy_id, *[center.pk for center in centers]]
    for place in places:
        others = [one for one in at_work.get(place or 0, []) if one.account_id != posting.account_id]
        if others:
            names = tuple(one.account.name for one in others[:3])
            return Confirmer(others[0].agency.label, names, place != posting.agency_id)
    return Confirmer("", (), True)
