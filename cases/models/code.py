"""Code lists of the field: rows with labels, validity and an honest mark."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language


class CodeQuerySet(models.QuerySet):
    """Codes by list and fiscal year."""

    def of(self, list_name: str, fiscal_year: int) -> CodeQuerySet:
        """The codes of one list that are valid in this fiscal year, in their fixed order."""
        return (
            self.filter(list_name=list_name)
            .filter(Q(valid_from_fy__isnull=True) | Q(valid_from_fy__lte=fiscal_year))
            .filter(Q(valid_to_fy__isnull=True) | Q(valid_to_fy__gte=fiscal_year))
            .order_by("position", "pk")
        )


class Code(models.Model):
    """One entry of one code list (contact method, main complaint, harm type ...).

    `valid_from_fy` and `valid_to_fy` are fiscal years, both included, empty = open. `status` says whether
    the wording was found in an official list or is provisional; provisional lists are never printed as official.
    `survey_code` maps to the column of the Cabinet Office survey where one is known.
    """

    list_name = models.CharField(max_length=40)
    code = models.CharField(max_length=60)
    label_ja = models.CharField(max_length=120)
    label_en = models.CharField(max_length=160)
    parent_code = models.CharField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    valid_from_fy = models.PositiveSmallIntegerField(null=True, blank=True)
    valid_to_fy = models.PositiveSmallIntegerField(null=True, blank=True)
    status = models.CharField(max_length=20, default="provisional")
    source = models.CharField(max_length=300, blank=True)
    survey_code = models.CharField(max_length=60, blank=True)
    hint_ja = models.CharField(max_length=300, blank=True)
    hint_en = models.CharField(max_length=300, blank=True)

    objects = CodeQuerySet.as_manager()

    class Meta:
        ordering = ["list_name", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["list_name", "code"], name="code_stands_once_in_its_list")]

    @property
    def label(self) -> str:
        """The label in the reader's language."""
        return self.label_ja if (get_language() or "ja").startswith("ja") else self.label_en

    def __str__(self) -> str:
        return self.label
