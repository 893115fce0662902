"""Invitations: the one way to a first password; good once, for 24 hours, shown once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models

from partners.models.account import Account
from safeguards.fields import PublicNumberField

VALID_FOR = timedelta(hours=24)


class Invitation(models.Model):
    """One invitation of one account. Only a digest of its secret is kept; the secret is shown once."""

    number = PublicNumberField()
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="invitations")
    secret_digest = models.CharField(max_length=64, unique=True)
    made_by_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]

    @property
    def ends_at(self) -> datetime:
        """First moment at which it no longer works."""
        return self.made_at + VALID_FOR

    def is_open(self, now: datetime) -> bool:
        """Unused, not withdrawn, younger than 24 hours."""
        return self.used_at is None and self.withdrawn_at is None and now < self.ends_at
