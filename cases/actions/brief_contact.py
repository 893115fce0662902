"""Counting a contact that leaves no record; pinning codes."""

from __future__ import annotations

from django.db import transaction

from cases.models import BriefContact, PinnedCode
from cases.models.pinned_code import MOST_PINNED, PINNED_LISTS
from partners.models import Agency
from safeguards import audit
from safeguards.access import Actor


@transaction.atomic
def count_brief_contact(actor: Actor, kind: str, method: str, minutes: int | None) -> BriefContact:
    """Count one contact of her own agency, now; `kind` and `method` are codes."""
    one = BriefContact.objects.create(
        agency_id=actor.own_agency_id,
        account_id=actor.own_account_id,
        at=actor.now,
        kind=kind,
        method=method,
        minutes=minutes,
    )
    audit.record(actor, "brief.make", one, kind=kind, method=method)
    return one


@transaction.atomic
def pin_codes(actor: Actor, pins: dict[str, list[str]]) -> None:
    """Make these the pinned codes of her own agency; lists that are not named keep theirs.

    Raises ValueError for a list that cannot be pinned and for more than six codes.
    """
    if set(pins) - set(PINNED_LISTS) or any(len(codes) > MOST_PINNED for codes in pins.values()):
        raise ValueError("Only some lists are pinned, and six codes of each at most.")
    agency = Agency.objects.select_for_update(no_key=True).get(pk=actor.own_agency_id)
    PinnedCode.objects.filter(agency=agency, list_name__in=pins).delete()
    PinnedCode.objects.bulk_create(
        PinnedCode(agency=agency, list_name=name, code=code, position=place)
        for name, codes in pins.items()
        for place, code in enumerate(codes)
    )
    audit.record(actor, "pins.change", agency, **{name: list(codes) for name, codes in pins.items()})
