"""Contacts that leave no record: a wrong number, a silent call, information only."""

from __future__ import annotations

from typing import Self

from django.db import models

from partners.models import Account, Agency
from safeguards.access import Actor, ScopedQuerySet
from safeguards.fields import PublicNumberField


class BriefContactQuerySet(ScopedQuerySet):
    """Counted by its own agency alone."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the agency for which she acts."""
        return self._mark().filter(agency_id=actor.own_agency_id)


class BriefContact(models.Model):
    """One contact of an agency that is counted and nothing more: no person, no words, no number of a telephone.

    `kind` is a code of `brief_kind`, `method` one of `contact_method`. Counted in: contacts of a day, beside
    the consultations.
    """

    number = PublicNumberField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    method = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = BriefContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minutes__isnull=True) | models.Q(minutes__lte=1440),
                name="a_brief_contact_ends_within_a_day",
            )
        ]
        indexes = [models.Index(fields=["agency", "-at"], name="brief_contacts_of_agency")]
