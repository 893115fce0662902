"""Searches for persons that count: for the hourly limit, and for a leak case that must know the words."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models

from safeguards.access import Actor, ScopedQuerySet
from safeguards.fields import EncryptedTextField, PublicNumberField

# Typed lists flit by; one that stood for two seconds, or from which a person was opened, was a search.
TYPED, STOOD, OPENED, SENT, NARRATIVE = "typed", "stood", "opened", "sent", "narrative"
EMERGENCY = "emergency"  # asked for emergency access, and nothing was opened
COUNTED = (STOOD, OPENED, SENT, NARRATIVE, EMERGENCY)


class NameSearchQuerySet(ScopedQuerySet):
    """Searches are seen by nobody but the count of their own account."""

    def visible_to(self, actor: Actor) -> Self:
        """Her own."""
        return self._mark().filter(account_id=actor.own_account_id)


class NameSearch(models.Model):
    """One search by one account. The words are sealed; they open in a leak case only.

    Counted in: the limit of searches in an hour (R-09). `typed` rows count only in bulk and are swept after a day.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    account_id = models.BigIntegerField()
    how = models.CharField(max_length=20)
    words = EncryptedTextField()
    shown = models.JSONField(default=list)
    at = models.DateTimeField()

    objects = NameSearchQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["account_id", "-at"], name="searches_of_account"),
            models.Index(fields=["how", "at"], name="searches_by_age"),
        ]
