"""The person on a sheet: fields for a body that keeps no client record."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import CodeBook
from referrals.choices import SHEET_GROUPS, SHEET_LABELS
from referrals.queries.person import Person
from safeguards import calendar
from safeguards.forms import EraDateField, LongTextField
from safeguards.templatetags.safeguards import era

NOTE_LENGTH = 2000


def short(**attrs: Any) -> forms.TextInput:
    """A line of text that the browser does not keep."""
    return forms.TextInput(attrs={"autocomplete": "off", **attrs})


def lines(rows: int) -> forms.Textarea:
    """Several lines of text."""
    return forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})


class SheetFields(forms.Form):
    """What a hand-over form asks about the person when there is no record of her."""

    person: Person
    book: CodeBook
    today: date

    def add_sheet(self, year: int) -> None:
        """Fields by name of the sheet, and the three that are seen before acceptance."""
        for name in SHEET_GROUPS:
            options: dict[str, Any] = {"label": SHEET_LABELS[name], "required": False}
            if name == "birth_on":
                field: forms.Field = EraDateField(**options)
            elif name in ("name", "kana", "phone"):
                field = forms.CharField(max_length=120, widget=short(), **options)
            else:
                field = LongTextField(max_length=NOTE_LENGTH, widget=lines(2), **options)
            self.fields[f"sheet_{name}"] = field
        self.fields["age_band"] = forms.ChoiceField(
            label=_("Age band"), required=False, choices=[("", "—"), *self.book.choices("age_band", year)]
        )
        self.fields["children_count"] = forms.IntegerField(
            label=_("Number of children"), required=False, min_value=0, max_value=20,
            widget=short(inputmode="numeric", size=4),
            error_messages={
                "invalid": _("Please write the number of children as a number, such as 2."),
                "min_value": _("The number of children cannot be below 0. Please check it."),
                "max_value": _("Please check the number of children."),
            },
        )  # fmt: skip
        self.fields["main_complaint"] = forms.ChoiceField(
            label=_("Main complaint"),
            required=False,
            choices=[("", "—"), *self.book.choices("main_complaint", year)],
        )

    @property
    def sheet_fields(self) -> list[forms.BoundField]:
        """The fields about the person, when there is no record of her."""
        return [self[f"sheet_{name}"] for name in SHEET_GROUPS] if self.person.is_sheet else []

    @property
    def outline_fields(self) -> list[forms.BoundField]:
        """What is seen of a sheet before acceptance."""
        return (
            [self[name] for name in ("age_band", "children_count", "main_complaint")]
            if self.person.is_sheet
            else []
        )

    def clean_sheet_birth_on(self) -> date | None:
        """A birth date does not lie in the future."""
        day = self.cleaned_data["sheet_birth_on"]
        if day and day > self.today:
            raise forms.ValidationError(
                _("%(day)s has not come yet. Please check the birth date."), params={"day": era(day)}
            )
        return day

    def sheet(self, data: dict[str, Any]) -> dict[str, str]:
        """The sheet as it is stored: texts, the birth date as ISO."""
        if not self.person.is_sheet:
            return {}
        values = {name: data.get(f"sheet_{name}") for name in SHEET_GROUPS}
        return {
            name: one.isoformat() if isinstance(one, date) else str(one)
            for name, one in values.items()
            if one
        }

    def outline(self, data: dict[str, Any]) -> dict[str, object]:
        """What is seen of a sheet before acceptance; the age band from the birth date where it was not chosen."""
        if not self.person.is_sheet:
            return {}
        band, born = data.get("age_band", ""), data.get("sheet_birth_on")
        if not band:
            band = calendar.age_band(calendar.age_on(born, self.today) if born else None)
        return {
            "age_band": band,
            "children_count": data.get("children_count"),
            "main_complaint": data.get("main_complaint", ""),
        }
