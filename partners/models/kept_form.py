"""Text that was typed and not sent when a desk was locked: kept sealed until its writer comes back."""

from __future__ import annotations

import uuid

from django.db import models

from partners.models.account import Account
from safeguards.access import Actor, ScopedQuerySet
from safeguards.fields import EncryptedJSONField, PublicNumberField


class KeptFormQuerySet(ScopedQuerySet):
    """Kept texts belong to their writer alone."""

    def visible_to(self, actor: Actor) -> KeptFormQuerySet:
        """Hers; nobody else's, whatever the role."""
        return self.filter(account_id=actor.own_account_id)._mark()


class KeptForm(models.Model):
    """The fields of one open form of one person, at one address of the house (R-23).

    It is given back only inside the page at that address, so that whoever lost sight of a record meanwhile
    does not get its text back either. Two open calls are two tabs at one address: each keeps its own.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=300)
    fields = EncryptedJSONField()
    kept_at = models.DateTimeField()

    objects = KeptFormQuerySet.as_manager()

    class Meta:
        ordering = ["-kept_at", "-pk"]
        indexes = [models.Index(fields=["account", "-kept_at"], name="kept_form_of_account")]
