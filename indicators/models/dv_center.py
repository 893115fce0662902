"""Centres with the functions of a DV centre (配偶者暴力相談支援センター)."""

from django.db import models

from indicators.models.record import PlacedRecord


class DvCenter(PlacedRecord):
    """One centre of a municipality or of the prefecture. The name only: no address ever stands here.

    Law: DV Prevention Act art. 3. A centre in a ward is recorded as the city's.
    """

    name = models.CharField(max_length=200)

    class Meta(PlacedRecord.Meta):
        ordering = ["municipality__code", "agency__code", "starts_on", "pk"]

    def __str__(self) -> str:
        return self.name
