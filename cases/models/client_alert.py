"""Dated alerts on a client's card: what must be known before the next step, or a mistake is made."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from cases.models.client import Client
from safeguards.access import Actor, ScopedQuerySet
from safeguards.fields import EncryptedTextField, PublicNumberField


class ClientAlertQuerySet(ScopedQuerySet):
    """An alert inherits its sight from its client; of the client it belongs to the field group of its kind."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of clients that the actor sees."""
        clients = Client.objects.visible_to(actor).filter(pk=OuterRef("client_id")).values("pk")
        return self._mark().filter(client_id=Subquery(clients))

    def in_force(self, on: date) -> Self:
        """Neither ended by a person nor past their last day."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=on), ended_at__isnull=True)


class ClientAlert(models.Model):
    """One alert: `kind` is a code of `client_alert` (`cases.choices.ALERT_KINDS` says which field group and how red).

    `until_on` is its last day, none when nobody knows it yet. Kept when it has ended: the column of events tells it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="alerts")
    kind = models.CharField(max_length=60)
    text = EncryptedTextField()
    until_on = models.DateField(null=True, blank=True)
    begun_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_id = models.BigIntegerField(null=True, blank=True)

    objects = ClientAlertQuerySet.as_manager()

    class Meta:
        ordering = ["begun_at", "pk"]
        indexes = [models.Index(fields=["client", "ended_at"], name="client_alerts")]
