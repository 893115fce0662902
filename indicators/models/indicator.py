"""Indicators of the basic plan, the figures published for them, and their targets."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from safeguards.fields import PublicNumberField


class Indicator(models.Model):
    """One indicator of the plan. How it is computed stands in `definitions/`; the slug joins the two."""

    slug = models.SlugField(unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=20)
    unit_en = models.CharField(max_length=40, blank=True)
    direction = models.CharField(max_length=10, default="up", help_text="up: more is better; down: less is")

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The official name in the reader's language."""
        return self.name if (get_language() or "ja").startswith("ja") or not self.name_en else self.name_en


class PublishedFigure(models.Model):
    """A figure as the prefecture published it: a total of a day or of a fiscal year, with its source.

    It names no municipality and is never added to, or compared row by row with, what the records say.
    `value` is empty where the plan says that there is none. `breakdown` is the published splitting as
    `key=value;key=value`; rows whose breakdown starts with `total` are the headline, or the only row is.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="published")
    as_of = models.DateField(null=True, blank=True)
    fiscal_year = models.PositiveSmallIntegerField(null=True, blank=True)
    scope = models.CharField(max_length=20)
    unit = models.CharField(max_length=20)
    value = models.PositiveIntegerField(null=True, blank=True)
    breakdown = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300)
    is_demo = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["indicator__position", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(as_of__isnull=False, fiscal_year__isnull=True)
                | Q(as_of__isnull=True, fiscal_year__isnull=False),
                name="published_for_a_day_or_a_fiscal_year",
            ),
            models.UniqueConstraint(
                fields=["indicator", "position"], name="one_published_figure_at_a_place_of_the_source"
            ),
        ]

    @property
    def parts(self) -> dict[str, str]:
        """The breakdown: {"total": "", "plan": "dv", "city": "14"}."""
        pairs = (part.partition("=") for part in self.breakdown.split(";") if part)
        return {key: value for key, _sign, value in pairs}


class Target(models.Model):
    """What is aimed at, to be reached by the end of a fiscal year. One for each indicator."""

    number = PublicNumberField()
    indicator = models.OneToOneField(Indicator, on_delete=models.CASCADE, related_name="target")
    value = models.PositiveIntegerField()
    fiscal_year = models.PositiveSmallIntegerField()
    comment = models.CharField(max_length=500, blank=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    entered_by_id = models.BigIntegerField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
