"""What a municipality states about an indicator: that it has it, or that it has not."""

from __future__ import annotations

from typing import Self

from django.db import models

from indicators.models.indicator import Indicator
from indicators.models.record import Record, RecordQuerySet
from partners.models import Municipality
from safeguards.access import Actor


class AnswerQuerySet(RecordQuerySet):
    """Whether a municipality answered is known to all who read the figures; its words are not."""

    def open_to(self, actor: Actor) -> Self:
        """Answers whose comment this actor may read: the prefecture's planners all, a municipality's its own."""
        return self.writable_by(actor)


class Answer(Record):
    """The statement of one municipality for one day: `has` it, or has it not.

    It holds from `as_of` to the end of that fiscal year: next April the municipality is asked again.
    A yes without a dated record answers, but is not counted: a record is needed for that.
    `comment` is seen by the prefecture's planners and this municipality's planner only.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="answers")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="answers")
    as_of = models.DateField()
    has = models.BooleanField()
    comment = models.CharField(max_length=500, blank=True)
    answered_on = models.DateField()

    objects = AnswerQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-as_of", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "indicator", "as_of"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_answer_of_a_municipality_for_one_day",
            )
        ]
