"""Two records of one woman joined into one, and all that is needed to give both back (一つにまとめる)."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q

from cases.models.client import Client
from partners.models import Account, Agency
from safeguards.access import Actor, ScopedQuerySet
from safeguards.fields import EncryptedJSONField, PublicNumberField


class ClientMergeQuerySet(ScopedQuerySet):
    """A merge is known to the agency that keeps both records, and to nobody who is walled off from either."""

    def visible_to(self, actor: Actor) -> Self:
        """Merges whose remaining record she sees; after it was undone, both records."""
        if actor.agency_id is None:
            return self._mark().none()
        seen = Client.objects.visible_to(actor).filter(agency_id=actor.agency_id).values("pk")
        kept = Q(kept__in=seen) | Q(kept__merged_into__in=seen)
        return self._mark().filter(
            kept, Q(undone_at__isnull=True) | Q(gone__in=seen), agency_id=actor.agency_id
        )

    def standing(self) -> Self:
        """Not undone."""
        return self.filter(undone_at__isnull=True)


class ClientMerge(models.Model):
    """`gone` was joined to `kept`; both of one agency. `reason` is a code of `merge_reason`.

    `record` is sealed: both rows as they were, the row that stays as it was joined, which value was taken, and the
    keys of everything that moved. `later` is what was changed after it and not given to either by undoing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kept = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=60)
    record = EncryptedJSONField()
    merged_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField()
    later = EncryptedJSONField()
    undone_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = ClientMergeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gone"], condition=Q(undone_at__isnull=True), name="a_client_is_merged_away_once"
            ),
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="a_merge_is_of_two"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="an_undone_merge_names_who_undid_it",
            ),
        ]
