"""Registered numbers (折り返し番号): the telephones by which an agency is called back before anything is released."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from partners.models.account import Account
from partners.models.agency import Agency
from safeguards.fields import PublicNumberField

if TYPE_CHECKING:
    from safeguards.access import Actor


class RegisteredNumberQuerySet(models.QuerySet):
    """Registered numbers by state."""

    def in_force(self, now: datetime) -> RegisteredNumberQuerySet:
        """Confirmed by a second person and not ended: only these may be called."""
        return self.filter(confirmed_by__isnull=False, since__lte=now).filter(
            Q(until__isnull=True) | Q(until__gt=now)
        )

    def waiting(self) -> RegisteredNumberQuerySet:
        """Entered, not yet confirmed and not taken back."""
        return self.filter(confirmed_by__isnull=True, until__isnull=True)

    def entered_by_another(self, actor: Actor) -> RegisteredNumberQuerySet:
        """Those that somebody else than the actor entered."""
        return self.exclude(entered_by_id=actor.account_id)


class RegisteredNumber(models.Model):
    """One telephone of one agency, half open: [since, until). `label` is a code of `choices.NUMBER_LABELS`.

    Entered by one person and in force only when another account has confirmed it (R-15): the number that is
    called back never comes from whoever is on the line, nor from one hand. It is not changed, only ended and
    entered anew. `source`: where it was looked up.
    """

    number = PublicNumberField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="registered_numbers")
    phone = models.CharField(max_length=40)
    label = models.CharField(max_length=20)
    source = models.CharField(max_length=200)
    entered_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    objects = RegisteredNumberQuerySet.as_manager()

    class Meta:
        ordering = ["entered_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("entered_by")),
                name="a_number_is_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, since__isnull=True)
                | Q(confirmed_by__isnull=False, since__isnull=False),
                name="a_number_is_in_force_since_it_was_confirmed",
            ),
        ]
        indexes = [models.Index(fields=["agency", "until"], name="registered_number_of_agency")]
