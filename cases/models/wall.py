"""Walls: for the walled account the person does not exist."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cases import states
from partners.models import Account, Agency
from safeguards.fields import PublicNumberField


class WallQuerySet(models.QuerySet):
    """Walls by state. Whose walls a supervisor may know of: `cases.queries.wall`."""

    def standing(self) -> WallQuerySet:
        """In force, also while somebody asks to lift them."""
        return self.filter(state__in=states.IN_FORCE)

    def open(self) -> WallQuerySet:
        """In force or asked for."""
        return self.filter(state__in=states.OPEN)


class Wall(models.Model):
    """One account walled off one person: consultations, client, cases and children alike. Beats every grant.

    `ground` is a code of `wall_ground`; `agency` is the one whose supervisors watch over it: the walled
    person's at that time. `asked_by_id` is who asked for what waits now: the wall itself, or its end.
    """

    number = PublicNumberField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    person_key = models.UUIDField()
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=60)
    state = models.CharField(max_length=20, default=states.STANDING)
    asked_by_id = models.BigIntegerField(null=True)
    laid_by_id = models.BigIntegerField(null=True)
    since = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = WallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "person_key"],
                condition=Q(state__in=states.OPEN),
                name="one_open_wall",
            )
        ]
        indexes = [
            models.Index(fields=["account", "person_key"], name="wall_of_account"),
            models.Index(fields=["agency", "state", "-since"], name="wall_of_agency"),
        ]

    @property
    def is_self_declared(self) -> bool:
        """The walled person asked for it herself."""
        return self.laid_by_id == self.account_id
