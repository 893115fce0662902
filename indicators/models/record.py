"""What every record behind an indicator has: a source, a mark for demo values, a version, who wrote it."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from partners.models import Agency, Municipality
from safeguards.access import Actor
from safeguards.fields import PublicNumberField


def may_write_for(actor: Actor, municipality_id: int | None) -> bool:
    """The prefecture's planner for every place, a municipality's planner for her own municipality only."""
    if not actor.has("planner"):
        return False
    return actor.tier == "prefecture" or (
        municipality_id is not None and municipality_id == actor.municipality_id
    )


def may_write_somewhere(actor: Actor) -> bool:
    """Is there any place this actor may write for?"""
    return may_write_for(actor, actor.municipality_id)


class RecordQuerySet(models.QuerySet):
    """Records are dated facts about municipalities, no persons: everyone with a live posting may read them."""

    def standing(self) -> Self:
        """Without those that were withdrawn because they had been written by mistake."""
        return self.filter(withdrawn_at__isnull=True)

    def writable_by(self, actor: Actor) -> Self:
        """The prefecture's planner writes for all, a municipal planner for her own municipality only."""
        if not actor.has("planner"):
            return self.none()
        if actor.tier == "prefecture":
            return self
        if actor.municipality_id is None:
            return self.none()
        lookup: str = self.model.municipality_lookup  # type: ignore[attr-defined]
        return self.filter(**{lookup: actor.municipality_id})


class Record(models.Model):
    """One fact that somebody wrote down. `version` grows with each change; the loser of two writers is told."""

    municipality_lookup = "municipality"

    number = PublicNumberField()
    source = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=500, blank=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    entered_by_id = models.BigIntegerField(null=True, blank=True)
    entered_at = models.DateTimeField(auto_now_add=True)
    changed_by_id = models.BigIntegerField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True


class DatedQuerySet(RecordQuerySet):
    """Records that are valid over a time."""

    def live(self, day: date) -> Self:
        """Valid on this day: begun, not ended, not withdrawn."""
        return self.standing().filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day))


class DatedRecord(Record):
    """A fact that is valid over [starts_on, ends_on): `ends_on` is the first day on which it no longer is."""

    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="%(class)s_ends_after_it_starts",
            )
        ]


class PlacedRecord(DatedRecord):
    """A dated fact either of a municipality or of an office of the prefecture, never of both."""

    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss"
    )
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss"
    )

    class Meta(DatedRecord.Meta):
        abstract = True
        constraints = [
            *DatedRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(municipality__isnull=False, agency__isnull=True)
                | Q(municipality__isnull=True, agency__isnull=False),
                name="%(class)s_is_of_a_municipality_or_an_office",
            ),
        ]

    @property
    def place(self) -> Municipality | Agency | None:
        """Whose it is; None only before it is saved."""
        return self.municipality or self.agency
