"""What a cross table is asked for: two dimensions and a period."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices import DIMENSIONS
from indicators.forms.record import EARLIEST, FURTHEST
from safeguards.calendar import fiscal_year, fiscal_year_start
from safeguards.forms import EraDateField

ROWS, COLUMNS = "main_complaint", "method"
DAYS = ("since", "until")


class StatisticsForm(forms.Form):
    """Read from the address. What is not there, or not in the list: main complaint by method, this fiscal year.

    A day that cannot be read stays in its field with a sentence how to mend it; the table keeps to this fiscal year.
    """

    rows = forms.ChoiceField(label=pgettext_lazy("statistics", "Down the side"))
    columns = forms.ChoiceField(label=pgettext_lazy("statistics", "Across the top"))
    since = EraDateField(label=_("From"))
    until = EraDateField(label=_("To"))

    def __init__(self, asked: QueryDict, *, today: date) -> None:
        self.today = today
        self.usual: dict[str, Any] = {
            "rows": ROWS, "columns": COLUMNS, "since": fiscal_year_start(fiscal_year(today)), "until": today,
        }  # fmt: skip
        given = {name: asked.get(name, "").strip() for name in self.usual}
        known = {name: text for name, text in given.items() if text in DIMENSIONS or (text and name in DAYS)}
        self.is_narrowed = bool(known)
        super().__init__({**self.usual, **known})
        for name in ("rows", "columns"):
            self.fields[name].choices = [(code, one.label) for code, one in DIMENSIONS.items()]
        for field in self.fields.values():
            field.required = False  # every one has a value of its own: nothing needs to be filled in

    def clean(self) -> dict[str, Any]:
        """Days that can be, in their order."""
        cleaned = super().clean() or {}
        days = {name: cleaned[name] for name in DAYS if cleaned.get(name)}
        for name, day in days.items():
            if not EARLIEST <= day <= self.today + FURTHEST:
                self.add_error(name, _("The year cannot be right. Please look at it again."))
        if not self.errors and days["until"] < days["since"]:
            self.add_error(
                "until", _("The last day lies before the first day. Please correct one of the two.")
            )
        return cleaned

    def asked(self) -> dict[str, Any]:
        """Arguments of the cross table: never a name outside the list, never a day that was not read."""
        days = {name: self.usual[name] for name in DAYS} if self.errors else {}
        return {**self.cleaned_data, **days}
