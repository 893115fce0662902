"""Registered numbers: which may be called now, and who may enter, confirm and end them (R-15)."""

from __future__ import annotations

from django.db.models import Q

from partners.models import Agency, RegisteredNumber
from partners.models.registered_number import RegisteredNumberQuerySet
from partners.queries.agencies import directory, may_name_deputy
from partners.queries.reach import ids_in_reach
from safeguards import matrix
from safeguards.access import Absent, Actor


def keepable(actor: Actor) -> Q:
    """Agencies (as a condition on `agency`) whose numbers she keeps.

    An administrator's reach; a supervisor's own agency and those for which it stands in; every agency for the
    supervisors of the women's center.
    """
    if may_name_deputy(actor):
        return Q()
    if actor.has("supervisor"):
        return Q(agency_id=actor.agency_id) | Q(agency__deputy_id=actor.agency_id)
    reached = ids_in_reach(actor)
    return Q() if reached is None else Q(agency_id__in=reached)


def may_keep(actor: Actor, agency: Agency) -> bool:
    """May she enter, confirm and end numbers of this agency? One that she may not know of is none of hers."""
    if not directory(actor).filter(pk=agency.pk).exists():
        return False
    if may_name_deputy(actor):
        return True
    if actor.has("supervisor"):
        return actor.agency_id in (agency.pk, agency.deputy_id)
    reached = ids_in_reach(actor)
    return reached is None or agency.pk in reached


def may_confirm(actor: Actor) -> bool:
    """Is she one of those who may be the second person, for the agencies whose numbers she keeps?"""
    return matrix.may_open(actor, "partner.number.confirm")


def numbers_of(actor: Actor, agency: Agency) -> list[RegisteredNumber]:
    """The numbers that stand on the page of an agency: those in force, and for who keeps them those that wait."""
    found = RegisteredNumber.objects.in_force(actor.now)
    if may_keep(actor, agency):
        found = found | RegisteredNumber.objects.waiting()
    return list(found.filter(agency=agency).select_related("entered_by", "confirmed_by"))


def callable_numbers(actor: Actor, agency: Agency) -> list[RegisteredNumber]:
    """The numbers by which this agency may be called back now."""
    return list(RegisteredNumber.objects.in_force(actor.now).filter(agency=agency))


def waiting_numbers(actor: Actor) -> RegisteredNumberQuerySet:
    """Numbers that wait for this person as the second one, the oldest first. Empty for everyone else."""
    if not may_confirm(actor) or actor.agency_id is None:
        return RegisteredNumber.objects.none()
    found = RegisteredNumber.objects.waiting().entered_by_another(actor).filter(keepable(actor))
    known = directory(actor).order_by().values("pk")
    return found.filter(agency_id__in=known).select_related("agency").order_by("entered_at", "pk")


def number_or_absent(actor: Actor, agency: Agency, number: str) -> RegisteredNumber:
    """One number of this agency that stands on its page for who keeps it; `Absent` for anything else."""
    if not may_keep(actor, agency):
        raise Absent
    found = next((one for one in numbers_of(actor, agency) if one.number == number), None)
    if found is None:
        raise Absent
    return found
