"""By what a staff member would be known in a record: blind keys, and what she gave of her own will."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from partners.models.account import Account
from safeguards.fields import PublicNumberField
from safeguards.traces import full_name_keys

FORMER_NAME = "former_name"  # beside the kinds `phone` and `address` of `safeguards.traces`


class OwnTrace(models.Model):
    """One thing that a person gave about herself: a former name, a telephone, an address.

    What it was stands nowhere: only its blind keys do, so nobody can read it, she neither. She sees the kind and
    the day, and can take it away.
    """

    number = PublicNumberField()
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="own_traces")
    kind = models.CharField(max_length=20)
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["given_at", "pk"]


class StaffKey(models.Model):
    """One blind key of one account: of its present name (no `trace`) or of what she gave.

    Compared by the clock with the keys of the records that her agencies may see (`cases.actions.tie`).
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="staff_keys")
    trace = models.ForeignKey(OwnTrace, null=True, on_delete=models.CASCADE, related_name="keys")
    kind = models.CharField(max_length=10)
    digest = models.CharField(max_length=32)
    is_compared = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "trace", "digest"], name="a_staff_key_stands_once")
        ]
        indexes = [
            models.Index(fields=["digest"], name="staff_keys_by_digest"),
            models.Index(fields=["id"], condition=Q(is_compared=False), name="staff_keys_to_compare"),
        ]


def own_name_keys(account: Account) -> set[str]:
    """Keys of her present name, read and written; empty when only a surname is known."""
    read = full_name_keys(account.family_kana, account.given_kana)
    return {*read, *full_name_keys(account.family_name, account.given_name)}
