"""児童虐待の確認: whether a child in a household with violence is abused, and what was decided and signed about it."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from cases.choices import ASK_SUPERVISOR, FINAL_DECISIONS, NOTIFY
from cases.models.consultation import Consultation
from partners.models import Account, Agency
from safeguards.access import Actor, ScopedQuerySet
from safeguards.fields import EncryptedTextField, PublicNumberField, Sealed


class SignedAlready(TypeError):
    """What somebody signed is neither changed nor taken away: a new version stands beside it."""


class ChildCheckQuerySet(ScopedQuerySet):
    """Sight of the consultation; what may be read of it is the field group `children` of that consultation."""

    def visible_to(self, actor: Actor) -> Self:
        """Checks of the consultations that she may see; the card keeps them from who is not told of children."""
        return self._mark().filter(consultation__in=Consultation.objects.visible_to(actor))

    def current(self) -> Self:
        """The newest version of each consultation."""
        newer = type(self)(self.model)._mark().filter(
            consultation_id=OuterRef("consultation_id"), version__gt=OuterRef("version")
        )  # fmt: skip
        return self.filter(~Exists(newer))

    def final(self) -> Self:
        """Those after which nothing waits: nobody to report, or the report was made."""
        return self.filter(Q(decision__in=FINAL_DECISIONS) | Q(decision=NOTIFY, notified_at__isnull=False))

    def asking(self) -> Self:
        """Those that ask the supervisor."""
        return self.filter(decision=ASK_SUPERVISOR)

    def update(self, **values: Any) -> int:
        """Nothing signed is changed: only the same words may be sealed anew, under a new key."""
        if not all(isinstance(value, Sealed) for value in values.values()):
            raise SignedAlready
        return super().update(**values)

    def delete(self) -> Any:
        """Nothing signed goes away."""
        raise SignedAlready


class ChildCheck(models.Model):
    """One signed version (面前DV, direct violence, injury or neglect, the decision on 通告).

    Law: Child Abuse Prevention Act, art. 6: whoever finds a child that seems abused has to notify municipality,
    welfare office or child guidance center; secrecy and a missing consent do not stand against it. A person decides
    and signs, the program never. `decision`: `cases.choices.CHILD_DECISIONS`; the three signs: `SIGN_ANSWERS`;
    `notified_to`: a code of `child_notified_to`. The signature is account, name, role, posting and moment of then.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = PublicNumberField()
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="child_checks")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.PositiveSmallIntegerField()
    seen_violence = models.CharField(max_length=20)
    direct_violence = models.CharField(max_length=20)
    injury_neglect = models.CharField(max_length=20)
    observed = EncryptedTextField()
    decision = models.CharField(max_length=20)
    reason = EncryptedTextField()
    notified_to = models.CharField(max_length=60, blank=True)
    notified_whom = EncryptedTextField()
    notified_at = models.DateTimeField(null=True)
    notifier = EncryptedTextField()
    told_her = models.CharField(max_length=20, blank=True)
    told_words = EncryptedTextField()
    no_consent = EncryptedTextField()
    signer = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    signer_name = models.CharField(max_length=130)
    signer_role = models.CharField(max_length=30)
    posting_id = models.BigIntegerField(null=True)
    signed_at = models.DateTimeField()

    objects = ChildCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "version"], name="a_child_check_has_one_signer_for_each_version"
            ),
            models.CheckConstraint(
                condition=~Q(decision=NOTIFY) | ~Q(notified_to=""), name="a_notification_goes_to_somebody"
            ),
        ]

    def save(self, *args: Any, **options: Any) -> None:
        """Once: what is signed stays as it was signed."""
        if not self._state.adding:
            raise SignedAlready
        super().save(*args, **{**options, "force_insert": True})

    def delete(self, *args: Any, **options: Any) -> Any:
        """Nothing signed goes away."""
        raise SignedAlready
