"""Postings (所属): who works where, in which role, from when until when."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from partners.models.account import Account
from partners.models.agency import Agency
from safeguards import matrix
from safeguards.fields import PublicNumberField


class Role(models.TextChoices):
    """Roles of the contract; which of them an agency may give stands in matrix.toml."""

    COUNSELOR = "counselor"
    SUPERVISOR = "supervisor"
    PLANNER = "planner"
    ACCOUNT_ADMIN = "account_admin"
    LIAISON = "liaison"
    AUDITOR = "auditor"


def _sleeping() -> Q:
    roles = [role for role in matrix.all_roles() if matrix.needs_confirmation(role)]
    return Q(confirmed_at__isnull=True) & (Q(role__in=roles) | Q(confirm_again=True))


class PostingQuerySet(models.QuerySet):
    """Postings by time and state."""

    def live(self, now: datetime) -> PostingQuerySet:
        """Postings that give their role at this moment: begun, not ended, confirmed where needed."""
        return self.current(now).exclude(_sleeping()).filter(account__is_active=True)

    def current(self, now: datetime) -> PostingQuerySet:
        """Begun and not ended, confirmed or not."""
        return self.filter(since__lte=now).filter(Q(until__isnull=True) | Q(until__gt=now))

    def not_ended(self, now: datetime) -> PostingQuerySet:
        """Current and future ones."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=now))

    def waiting_for_confirmation(self, now: datetime) -> PostingQuerySet:
        """Asleep until a supervisor has confirmed the person."""
        return self.not_ended(now).filter(_sleeping(), account__is_active=True)


class Posting(models.Model):
    """One role of one person at one agency, half open: [since, until).

    `until` is the first moment without access: a last working day of 31 March ends on 1 April 00:00 JST.
    A posting as counselor, supervisor or liaison sleeps until a supervisor of the agency, or of its
    deputy, has confirmed that this is the person: an administrator cannot invent a reader. After a fresh
    invitation of an account that was in use, every posting sleeps so: nor can she become another administrator.
    """

    number = PublicNumberField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="postings")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="postings")
    role = models.CharField(max_length=20, choices=Role)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    made_by_id = models.BigIntegerField(null=True, blank=True)
    confirmed_by_id = models.BigIntegerField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirm_again = models.BooleanField(
        default=False, help_text="the account got a fresh invitation while in use: asleep whatever the role"
    )
    reviewed_by_id = models.BigIntegerField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        indexes = [models.Index(fields=["account", "since"], name="posting_of_account")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="posting_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by_id__isnull=True) | ~Q(confirmed_by_id=F("account")),
                name="nobody_confirms_herself",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by_id__isnull=True) | ~Q(reviewed_by_id=F("account")),
                name="nobody_reviews_herself",
            ),
        ]

    @property
    def is_sleeping(self) -> bool:
        """Waits for a supervisor's confirmation."""
        return self.confirmed_at is None and (self.confirm_again or matrix.needs_confirmation(self.role))
