"""Who opened a record of her own agency: for those who keep it (R-30)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from cases.models.anchor import Anchor
from partners.models import Account, Agency
from safeguards.access import Actor
from safeguards.calendar import japanese_day
from safeguards.models import AuditLine

MOST_LINES = 300
SHOWN = 10
KINDS = {
    "read": _("opened"),
    "open_to_change": _("opened to change"),
    "change": _("changed"),
    "make": _("recorded"),
    "reveal": _("saw the whereabouts"),
    "print": _("printed"),
}


@dataclass(frozen=True, slots=True)
class Opening:
    """One person on one day: what she did with the record and when last. People of other agencies have no name."""

    day: date
    last_at: datetime
    who: str
    did: tuple[str, ...]


def openings_of(actor: Actor, record: Anchor) -> list[Opening]:
    """The newest ten, by person and day; empty unless the record is her own agency's. Three queries.

    Only the newest 300 lines of the trail are looked at. Who opened what she may not know of (people of other
    agencies) is told by the agency alone.
    """
    if record.tie_to(actor) != "own":
        return []
    lines = AuditLine.objects.filter(
        object_type=record._meta.label_lower, object_number=record.number
    ).order_by("-at")[:MOST_LINES]
    days: dict[tuple[date, int | None, str], list[AuditLine]] = {}
    for line in lines:
        if line.event.partition(".")[2] in KINDS:
            days.setdefault((japanese_day(line.at), line.account_id, line.agency_code), []).append(line)
    newest = list(days.items())[:SHOWN]
    names = _names(actor, {key[1] for key, _lines in newest}, {key[2] for key, _lines in newest})
    return [
        Opening(
            day,
            found[0].at,
            names.get(account if agency == actor.agency_code else agency, agency),
            tuple(str(KINDS[kind]) for kind in KINDS if any(one.event.endswith(f".{kind}") for one in found)),
        )
        for (day, account, agency), found in newest
    ]


def _names(actor: Actor, accounts: set[int | None], codes: set[str]) -> dict[int | str | None, str]:
    """Names of people by account, and of other agencies by code."""
    told: dict[int | str | None, str] = {
        one.pk: one.name for one in Account.objects.filter(pk__in=[pk for pk in accounts if pk])
    }
    others = codes - {actor.agency_code}
    return told | {one.code: one.label for one in Agency.objects.filter(code__in=others)} if others else told
