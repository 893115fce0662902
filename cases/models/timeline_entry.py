"""The column of events on a client's page."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from cases.models.client import Client
from partners.models import Agency
from safeguards.access import Actor, ScopedQuerySet
from safeguards.fields import PublicNumberField


class TimelineEntryQuerySet(ScopedQuerySet):
    """An entry inherits its sight from its client; another agency's entries stay with that agency."""

    def visible_to(self, actor: Actor) -> Self:
        """Entries of clients that the actor sees, written by or addressed to her own agency."""
        clients = Client.objects.visible_to(actor).filter(pk=OuterRef("client_id")).values("pk")
        mine = Q(agency_id=actor.agency_id) | Q(other_agency_id=actor.agency_id)
        return self._mark().filter(mine, client_id=Subquery(clients))


class TimelineEntry(models.Model):
    """One event on the way of a client: what happened, when, by which agency. Codes only, no words about her."""

    number = PublicNumberField()
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="timeline")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    other_agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    event = models.CharField(max_length=60)
    target_number = models.CharField(max_length=40, blank=True)
    account_name = models.CharField(max_length=130, blank=True)

    objects = TimelineEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["client", "-at"], name="timeline_of_client")]
