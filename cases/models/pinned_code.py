"""Codes that an office has pinned: they stand first among the chips of its call screen."""

from __future__ import annotations

from django.db import models

from partners.models import Agency

PINNED_LISTS = ("main_complaint", "next_step", "support_activity")
MOST_PINNED = 6


class PinnedCode(models.Model):
    """One code of one list that stands first on the call screen of one agency; the rest keeps its fixed order.

    Chosen by the agency's supervisor, about once a year: hands learn where a chip stands.
    """

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+", db_index=False)
    list_name = models.CharField(max_length=40)
    code = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["list_name", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "list_name", "code"], name="a_code_is_pinned_once_in_an_agency"
            ),
            models.CheckConstraint(
                condition=models.Q(position__lt=MOST_PINNED), name="an_agency_pins_six_codes_of_a_list"
            ),
        ]
