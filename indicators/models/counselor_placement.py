"""Women's support counselors (女性相談支援員) placed by a municipality or an office of the prefecture."""

from django.db import models
from django.db.models import F, Q

from indicators.models.record import PlacedRecord


class CounselorPlacement(PlacedRecord):
    """So many counselors placed here over a time. A change of the number is a new record.

    Law: Act on Support for Women Facing Difficulties art. 11. Unit: persons, not full-time equivalents;
    `full_time` and `part_time` may be unknown. Wards of a designated city are recorded as the city.
    """

    persons = models.PositiveSmallIntegerField()
    full_time = models.PositiveSmallIntegerField(null=True, blank=True)
    part_time = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(PlacedRecord.Meta):
        ordering = ["municipality__code", "agency__code", "starts_on", "pk"]
        constraints = [
            *PlacedRecord.Meta.constraints,
            models.CheckConstraint(condition=Q(persons__gte=1), name="placement_has_at_least_one_person"),
            models.CheckConstraint(
                condition=Q(full_time__isnull=True)
                | Q(part_time__isnull=True)
                | Q(persons=F("full_time") + F("part_time")),
                name="persons_are_full_time_and_part_time",
            ),
        ]
