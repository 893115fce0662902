"""Who is in charge of a record: one person of its own agency."""

from __future__ import annotations

from django.db import models

from partners.models import Account
from safeguards.access import Actor


class InCharge(models.Model):
    """A kind of record that one counselor answers for. Without one it is the agency's all the same.

    `assigned_by_id` is the account that put her in charge: another's means that it was handed to her.
    """

    assigned_to = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    assigned_since = models.DateTimeField(null=True)
    assigned_by_id = models.BigIntegerField(null=True)

    class Meta:
        abstract = True

    def is_in_charge(self, actor: Actor) -> bool:
        """Is it the actor? After she moved to another agency it is nobody's tie any more."""
        return (
            self.assigned_to_id is not None
            and self.assigned_to_id == actor.account_id
            and getattr(self, "agency_id") == actor.agency_id  # noqa: B009  # the anchor's column
        )
