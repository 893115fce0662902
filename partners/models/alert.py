"""Alerts: what a person has to know at once, told inside the house and without a word about a client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from partners.models.account import Account
from partners.models.agency import Agency
from safeguards.fields import PublicNumberField

if TYPE_CHECKING:
    from safeguards.access import Actor


class AlertQuerySet(models.QuerySet):
    """Alerts by reader and state."""

    def of(self, actor: Actor) -> AlertQuerySet:
        """Hers: those to her account, of the agency for which she acts or of none."""
        return self.filter(Q(agency_id=actor.agency_id) | Q(agency__isnull=True), account_id=actor.account_id)

    def unread(self) -> AlertQuerySet:
        """Not yet marked as read."""
        return self.filter(read_at__isnull=True)


class Alert(models.Model):
    """One alert to one account. `kind` names its sentence (`choices.ALERTS`); `about` is a public number or code.

    With `agency` it is shown only while she acts for that agency: a transfer takes her watch away with it.
    `path` leads to the page of this house where she acts. `facts` fill the sentence: numbers and codes only,
    because alerts are read beside other people.
    """

    number = PublicNumberField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=60, blank=True)
    path = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(default=dict)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        indexes = [
            models.Index(fields=["account", "-sent_at"], name="alert_of_account"),
            models.Index(
                fields=["account", "-sent_at"], condition=Q(read_at__isnull=True), name="alert_unread"
            ),
        ]
