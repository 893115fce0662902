"""Code lists of the field: rows with labels, validity and an honest mark."""

from __future__ import annotations

import time
from collections.abc import Iterable

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
        constraints = [
            models.UniqueConstraint(fields=["list_name", "code"], name="code_stands_once_in_its_list")
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The label in the reader's language."""
        return self.label_ja if (get_language() or "ja").startswith("ja") else self.label_en


Lists = dict[str, dict[str, Code]]


class _Shelf:
    """The code lists of the house, read once for all pages of this process.

    They change when reference data is loaded, at most a few times a year: every process has the new ones after
    FRESH_SECONDS, and the one that loads them at once. Rows on the shelf are read, never changed.
    """

    FRESH_SECONDS = 60

    def __init__(self) -> None:
        self._lists: Lists = {}
        self._read_at: float | None = None

    def lists(self) -> Lists:
        """Every list by its name, each in its fixed order. One query, or none."""
        now = time.monotonic()
        if self._read_at is None or now - self._read_at >= self.FRESH_SECONDS:
            read: Lists = {}
            for row in Code.objects.order_by("list_name", "position", "pk"):
                read.setdefault(row.list_name, {})[row.code] = row
            self._lists, self._read_at = read, now
        return self._lists

    def clear(self) -> None:
        """The next page reads them again."""
        self._read_at = None


SHELF = _Shelf()


class CodeBook:
    """Code lists for one page: labels and choices without queries of their own.

    All of them, or only those that the page names; then any other is a KeyError, never a bare code on the screen.
    """

    def __init__(self, *names: str) -> None:
        self._names = frozenset(names)
        self._lists = SHELF.lists()

    def _of(self, list_name: str) -> dict[str, Code]:
        if self._names and list_name not in self._names:
            raise KeyError(list_name)
        return self._lists.get(list_name, {})

    def label(self, list_name: str, code: str) -> str:
        """The label of a code; the bare code when its row is gone; empty for none."""
        row = self._of(list_name).get(code)
        return row.label if row else code

    def hint(self, list_name: str, code: str) -> str:
        """The sentence that stands with a code, in the reader's language; empty for none."""
        row = self._of(list_name).get(code)
        if row is None:
            return ""
        return row.hint_ja if (get_language() or "ja").startswith("ja") else row.hint_en

    def has(self, list_name: str, code: str) -> bool:
        """Does the list hold this code?"""
        return code in self._of(list_name)

    def labels(self, list_name: str, codes: list[str]) -> str:
        """Labels of several codes in the order of the list, joined for reading."""
        joiner = "、" if (get_language() or "ja").startswith("ja") else ", "
        return joiner.join(self.label(list_name, code) for code in self.in_order(list_name, codes))

    def in_order(self, list_name: str, codes: Iterable[str]) -> list[str]:
        """Codes in the order of their list; those whose row is gone stand last, as they came."""
        asked = list(codes)
        known = [code for code in self._of(list_name) if code in asked]
        return [*known, *(code for code in asked if code not in known)]

    def below(self, list_name: str, *parents: str) -> list[str]:
        """Codes that hang below one of these codes of the same list, in their order."""
        return [code for code, row in self._of(list_name).items() if row.parent_code in parents]

    def choices(self, list_name: str, fiscal_year: int, keep: str = "") -> list[tuple[str, str]]:
        """First-level choices valid in a fiscal year, with `keep` (the stored value) even if it has run out."""
        rows = self._of(list_name).values()
        return [
            (row.code, row.label)
            for row in rows
            if row.code == keep
            or (
                not row.parent_code
                and (row.valid_from_fy is None or row.valid_from_fy <= fiscal_year)
                and (row.valid_to_fy is None or row.valid_to_fy >= fiscal_year)
            )
        ]
