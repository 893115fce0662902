"""The directory of agencies: search, filters, one agency with its place in the tree."""

from __future__ import annotations

from django.db.models import Q

from partners import rules
from partners.models import Agency, Municipality, Ward
from partners.models.agency import AgencyQuerySet
from safeguards import matrix
from safeguards.access import Absent, Actor
from safeguards.calendar import japanese_day


def directory(actor: Actor) -> AgencyQuerySet:
    """Agencies that exist today, as this person may see them.

    Places of refuge are listed for those only who place women there; to everyone else they do not exist.
    """
    agencies = Agency.objects.open_on(japanese_day(actor.now)).select_related("municipality__area")
    if not actor.has("counselor"):
        agencies = agencies.exclude(kind__in=rules.KEPT_FROM_DIRECTORY)
    return agencies


def find_agencies(
    actor: Actor, *, words: str = "", tier: str = "", kind: str = "", municipality: str = ""
) -> list[int]:
    """Primary keys of the agencies that fit, in the order of their codes. One query."""
    found = directory(actor)
    for word in words.split():
        found = found.filter(
            Q(name__icontains=word) | Q(kana__icontains=word) | Q(name_en__icontains=word)
            | Q(municipality__name__icontains=word) | Q(municipality__area__name__icontains=word)
        )  # fmt: skip
    for field, asked in (("tier", tier), ("kind", kind), ("municipality__code", municipality)):
        if asked:
            found = found.filter(**{field: asked})
    return list(found.in_order().values_list("pk", flat=True))


def agency_or_absent(actor: Actor, code: str) -> Agency:
    """The agency with this code, as far as she may know of it; `Absent` for anything else."""
    agency = (
        directory(actor).select_related("municipality__area", "parent", "deputy").filter(code=code).first()
    )
    if agency is None:
        raise Absent
    return agency


def jurisdiction_of(agency: Agency) -> tuple[bool, list[str]]:
    """Is it the whole prefecture, and else the names of its municipalities and wards. Two queries."""
    parts = agency.jurisdiction.split()
    if any(part.startswith("prefecture:") for part in parts):
        return True, []
    wards = [part.removeprefix("ward:") for part in parts if part.startswith("ward:")]
    places = list(Municipality.objects.filter(code__in=parts)) + list(Ward.objects.filter(code__in=wards))
    return False, [place.label for place in places]


def agency_rows(actor: Actor, keys: list[int]) -> list[Agency]:
    """The agencies of one page, in the order of `keys`. One query."""
    found = directory(actor).in_bulk(keys)
    return [found[key] for key in keys if key in found]


def agencies_below(actor: Actor, agency: Agency) -> list[Agency]:
    """Agencies directly below this one in the tree of offices."""
    return list(directory(actor).filter(parent=agency).in_order())


def kinds_in_use(actor: Actor) -> list[str]:
    """Kinds of the agencies that she may know of, for a filter."""
    return list(directory(actor).order_by("kind").values_list("kind", flat=True).distinct())


def may_name_deputy(actor: Actor) -> bool:
    """Only supervisors of the women's center name deputies."""
    return actor.has("supervisor") and (actor.tier, actor.kind) == ("prefecture", "womens_center")


def deputies_for(actor: Actor, agency: Agency) -> AgencyQuerySet:
    """Agencies that may stand in for this one: other ones whose kind gives the role supervisor."""
    agencies = Agency.objects.open_on(japanese_day(actor.now)).exclude(pk=agency.pk)
    giving = [
        pair
        for pair in agencies.order_by().values_list("tier", "kind").distinct()
        if "supervisor" in matrix.roles_of(*pair)
    ]
    fits = Q(pk__isnull=True)
    for tier, kind in giving:
        fits |= Q(tier=tier, kind=kind)
    return agencies.filter(fits).in_order()
