"""Places of protection: a code for everybody, a name for those who need to know it."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from partners.models import Agency
from safeguards import matrix
from safeguards.access import Actor, ScopedQuerySet
from safeguards.fields import EncryptedTextField, PublicNumberField


class ShelterQuerySet(ScopedQuerySet):
    """Codes and free beds for who works for women; the name is opened by one view alone."""

    def visible_to(self, actor: Actor) -> Self:
        """Every shelter that takes women in now, for who may ask one for a bed or answers for one."""
        if actor.agency_id is None or not matrix.may_open(actor, "bed.list"):
            return self._mark().none()
        return self._mark().filter(Q(is_active=True) | Q(agency_id=actor.agency_id))

    def of_her_agency(self, actor: Actor) -> Self:
        """Those that her own agency runs, closed ones too."""
        return self.visible_to(actor).filter(agency_id=actor.agency_id)


class Shelter(models.Model):
    """One place of protection. `code` (S-03) is all that others see of it; `name` may tell where it is.

    `beds`: how many women, each with whom she brings, it takes in at one time. `accepts`: codes of `family_band`, the
    ages that may come along. How many beds are free is reckoned at each reading, never stored.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=12)
    name = EncryptedTextField()
    beds = models.PositiveSmallIntegerField()
    accepts = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    objects = ShelterQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code"], name="one_shelter_for_each_code")]
