"""Which lines of the trail speak of referrals of a person: they are taken out of the page of a walled reader."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from referrals.models import NamedPerson, Referral

WHY = "walls of the reader of the audit trail"


def numbers_about(persons: list[UUID]) -> list[str]:
    """Numbers of referrals of these persons, and of who must not see them."""
    about = (
        Q(person_key__in=persons)
        | Q(client__person_key__in=persons)
        | Q(consultation__person_key__in=persons)
    )
    found = Referral.objects.everything(WHY).filter(about)
    namings = NamedPerson.objects.everything(WHY).filter(referral__in=found.values("pk"))
    return [*found.values_list("number", flat=True), *namings.values_list("number", flat=True)]
