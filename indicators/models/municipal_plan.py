"""Basic plans of municipalities."""

from django.db import models
from django.db.models import Q

from indicators.models.record import DatedRecord
from partners.models import Municipality


class MunicipalPlan(DatedRecord):
    """A municipality's plan against spousal violence, for women in difficulty, or one for both.

    Law: DV Prevention Act art. 2-3 (3); Act on Support for Women Facing Difficulties art. 8 (3).
    Counted in: `definitions/municipal_plans.py`. A combined plan covers both and counts in each number.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="plans")
    title = models.CharField(max_length=200)
    covers_dv = models.BooleanField(default=False)
    covers_women = models.BooleanField(default=False)
    adopted_on = models.DateField(null=True, blank=True)

    class Meta(DatedRecord.Meta):
        ordering = ["municipality__code", "starts_on", "pk"]
        constraints = [
            *DatedRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(covers_dv=True) | Q(covers_women=True), name="plan_covers_at_least_one_subject"
            ),
        ]
        indexes = [models.Index(fields=["municipality", "starts_on"], name="plan_of_municipality")]

    def __str__(self) -> str:
        return self.title
