"""The common part of every import: columns, places, doubles, and a run that writes all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import tablib
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override
from import_export.resources import ModelResource

from indicators.models.record import Record, may_write_for
from partners.models import Agency, Municipality
from safeguards import matrix
from safeguards.access import Actor
from safeguards.calendar import era_date
from safeguards.sheets import SheetUnreadable, Table, column, same_word


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the form sheet: the resource's field, its heading, whether it is needed, an example."""

    field: str
    label: Any
    needed: bool = False
    hint: Any = ""
    attribute: str = ""

    def words(self) -> set[str]:
        """Every heading under which the column is found: in both languages, and the field's own name."""
        found = {same_word(self.field)}
        for language in ("ja", "en"):
            with override(language):
                found.add(same_word(str(self.label)))
        return found


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong in one cell: row and column as the spreadsheet shows them."""

    row: int
    column: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class RowLook:
    """One row of the preview: its number, what would happen (new, changed, same), the first cells."""

    row: int
    act: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What a file would do, or did."""

    rows: tuple[RowLook, ...]
    faults: tuple[RowFault, ...]

    @property
    def is_sound(self) -> bool:
        """No row has an error, and there is a row."""
        return not self.faults and bool(self.rows)

    def _count(self, act: str) -> int:
        return sum(1 for row in self.rows if row.act == act)

    @property
    def new(self) -> int:
        """Records that did not exist."""
        return self._count("new")

    @property
    def changed(self) -> int:
        """Records that existed with other values."""
        return self._count("changed")

    @property
    def same(self) -> int:
        """Records that exist exactly so."""
        return self._count("same")


class RecordResource(ModelResource):
    """Reads rows into records of one model, for one planner. `columns` is the form sheet, in order."""

    columns: Sequence[Column] = ()
    update_fields: Sequence[str] = ()

    def __init__(self, actor: Actor, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.actor = actor
        self.seen_rows: dict[Any, int] = {}
        self.existing: dict[Any, Record] = {}
        self.line_numbers: list[int] = []

    # -- for each kind to say --

    def key_of(self, record: Record) -> Any:
        """What makes two rows the same record."""
        raise NotImplementedError

    def check(self, record: Record) -> dict[str, str]:
        """Errors across cells, by attribute."""
        return {}

    def read_existing(self) -> dict[Any, Record]:
        """Records that rows may change, by their key. One query."""
        query = self._meta.model._default_manager.standing().writable_by(self.actor)
        return {self.key_of(record): record for record in query}

    # -- places --

    def municipalities(self) -> dict[str, Municipality]:
        """Municipalities by name, English name and both codes."""
        found: dict[str, Municipality] = {}
        for one in Municipality.objects.order_by("code"):
            for word in (
                one.code,
                one.code5,
                one.code5.lstrip("0"),
                one.code.lstrip("0"),
                one.name,
                one.name_en,
            ):
                if word:
                    found[same_word(word)] = one
        return found

    def offices(self) -> dict[str, Agency]:
        """Offices of the prefecture that work with counselors, by name and code."""
        found = {}
        for one in Agency.objects.filter(tier="prefecture").order_by("code"):
            if "counselor" in matrix.roles_of(one.tier, one.kind):
                found[same_word(one.name)] = found[same_word(one.code)] = one
        return found

    def may_write(self, place: Any) -> bool:
        """Is this place hers?"""
        return may_write_for(self.actor, place.pk if isinstance(place, Municipality) else None)

    # -- the run --

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        self.existing = self.read_existing()
        self.seen_rows = {}

    def get_instance(self, instance_loader: Any, row: Any) -> None:
        return None  # found by key after the cells are read, see import_instance

    def import_row(self, row: Any, instance_loader: Any, **kwargs: Any) -> Any:
        """As the library does, with the record that the row means in place of a blank one."""
        result = super().import_row(row, instance_loader, **kwargs)
        if result.validation_error is None and not result.errors:
            result.import_type = {"same": "skip", "changed": "update"}.get(self._act, "new")
        return result

    def import_instance(self, instance: Record, row: Any, **kwargs: Any) -> None:
        self._act = "new"
        super().import_instance(instance, row, **kwargs)
        errors = self.check(instance)
        if errors:
            raise ValidationError(errors)
        key, line = self.key_of(instance), self.line_numbers[kwargs["row_number"] - 1]
        if key in self.seen_rows:
            raise ValidationError(
                _("The same record stands in row %(row)s already. Keep one of the two.")
                % {"row": self.seen_rows[key]}
            )
        self.seen_rows[key] = line
        found = self.existing.get(key)
        if found is not None:
            self._act = "same"
            for name in self.update_fields:
                if getattr(found, name) != getattr(instance, name):
                    self._act = "changed"
            instance.pk, instance.number, instance._state.adding = found.pk, found.number, False
            instance.version, instance.is_demo = found.version, found.is_demo
            instance.entered_by_id, instance.entered_at = found.entered_by_id, found.entered_at

    def skip_row(
        self, instance: Record, original: Any, row: Any, import_validation_errors: Any = None
    ) -> bool:
        return not import_validation_errors and self._act == "same"

    def save_instance(self, instance: Record, is_create: bool, row: Any, **kwargs: Any) -> None:
        super().save_instance(instance, self._act == "new", row, **kwargs)

    def before_save_instance(self, instance: Record, row: Any, **kwargs: Any) -> None:
        if self._act == "new":
            instance.entered_by_id = self.actor.account_id
            instance.is_demo = settings.YUI_DEMO
        else:
            instance.version += 1
            instance.changed_by_id = self.actor.account_id
            instance.changed_at = self.actor.now

    def get_bulk_update_fields(self) -> list[str]:
        return [*self.update_fields, "version", "changed_by_id", "changed_at"]

    # -- from a table to a look --

    def arrange(self, table: Table) -> tuple[list[str], list[tuple[int, list[Any]]]]:
        """Headings of the file as fields of ours; raises SheetUnreadable for missing, unknown, double ones."""
        fields = []
        for index, heading in enumerate(table.header):
            found = next((one.field for one in self.columns if same_word(heading) in one.words()), None)
            if found is None:
                raise SheetUnreadable(
                    _(
                        "Row %(row)s, column %(column)s: the heading “%(text)s” is not known. The headings: %(list)s."
                    )
                    % {
                        "row": table.header_row,
                        "column": column(index),
                        "text": heading[:30],
                        "list": "、".join(str(one.label) for one in self.columns),
                    }
                )
            if found in fields:
                raise SheetUnreadable(
                    _(
                        "Row %(row)s, column %(column)s: the heading “%(text)s” stands there twice. Remove one."
                    )
                    % {"row": table.header_row, "column": column(index), "text": heading[:30]}
                )
            fields.append(found)
        missing = [str(one.label) for one in self.columns if one.needed and one.field not in fields]
        if missing:
            raise SheetUnreadable(
                _("Row %(row)s: the column “%(list)s” is missing. Use the form sheet.")
                % {"row": table.header_row, "list": "、".join(missing)}
            )
        if not table.lines:
            raise SheetUnreadable(
                _("There is no row below the headings. Fill in the form sheet and choose it again.")
            )
        rows = []
        for line in table.lines:
            for index, value in enumerate(line.cells[len(fields) :], start=len(fields)):
                if value != "":
                    raise SheetUnreadable(
                        _(
                            "Row %(row)s, column %(column)s has no heading above it. Write one, or empty the column."
                        )
                        % {"row": line.number, "column": column(index)}
                    )
            cells = list(line.cells[: len(fields)])
            rows.append((line.number, cells + [""] * (len(fields) - len(cells))))
        return fields, rows

    def run(self, fields: Sequence[str], rows: Sequence[tuple[int, Sequence[Any]]], *, dry: bool) -> Look:
        """Read all rows; write them unless `dry` or one has an error. Everything or nothing."""
        self.line_numbers = [number for number, _cells in rows]
        dataset = tablib.Dataset(*[list(cells) for _number, cells in rows], headers=list(fields))
        result = self.import_data(
            dataset,
            dry_run=dry,
            use_transactions=True,
            raise_errors=False,
            rollback_on_validation_errors=True,
        )
        acts = {"new": "new", "update": "changed", "skip": "same"}
        looks = tuple(
            RowLook(number, acts.get(row.import_type, "wrong"), tuple(_shown(cell) for cell in cells))
            for row, (number, cells) in zip(result.rows, rows, strict=False)
        )
        return Look(looks, tuple(self._faults(result, fields)))

    def _faults(self, result: Any, fields: Sequence[str]) -> list[RowFault]:
        labels = {one.field: str(one.label) for one in self.columns}
        by_attribute = {one.attribute or one.field: one.field for one in self.columns}
        faults = []
        for invalid in result.invalid_rows:
            number = self.line_numbers[invalid.number - 1]
            for attribute, texts in invalid.error_dict.items():
                field = by_attribute.get(attribute, "")
                letter = column(list(fields).index(field)) if field in fields else ""
                faults += [RowFault(number, letter, labels.get(field, ""), text) for text in texts]
        for broken in result.error_rows:
            number = self.line_numbers[broken.number - 1]
            faults.append(
                RowFault(number, "", "", _("This row cannot be taken in. Compare it with the form sheet."))
            )
        if result.base_errors and not faults:
            faults.append(
                RowFault(0, "", "", _("The rows cannot be taken in together. Nothing was written."))
            )
        return sorted(faults, key=lambda fault: (fault.row, fault.column))


def _shown(cell: Any) -> str:
    return era_date(cell) if hasattr(cell, "year") else str(cell)
