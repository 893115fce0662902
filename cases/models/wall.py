"""Walls: for the walled account the person does not exist."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from partners.models import Account


class WallQuerySet(models.QuerySet):
    """Walls that stand."""

    def standing(self) -> WallQuerySet:
        """Not lifted."""
        return self.filter(lifted_at__isnull=True)


class Wall(models.Model):
    """One account walled off one person: consultations, client, cases and children alike. Beats every grant."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    person_key = models.UUIDField()
    ground = models.CharField(max_length=60)
    laid_by_id = models.BigIntegerField(null=True)
    since = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = WallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "person_key"],
                condition=Q(lifted_at__isnull=True),
                name="one_standing_wall",
            )
        ]
        indexes = [models.Index(fields=["account", "person_key"], name="wall_of_account")]
