"""Procedures: taking them up, changing one, the day of a round, the shared sheet."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.choices.procedure import (
    CONDITION_LABELS,
    PROCEDURE_STATE_LABELS,
    SHEET_FIELDS,
    SHEET_LONG,
    SITUATION_CODES,
)
from cases.forms.case import past
from cases.forms.support_plan import words_field
from cases.forms.wall import ColleagueField
from cases.models import Case
from cases.queries.assignment import may_work_on
from cases.states.procedure import DONE
from safeguards.access import Actor
from safeguards.forms import ClockField, EraDateField


class TakeUpForm(forms.Form):
    """Which procedures of the checklist stand in the case from now on."""

    codes = forms.MultipleChoiceField(
        label=_("Procedures to take up"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one procedure.")},
    )  # fmt: skip

    def __init__(self, *args: Any, checklist: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["codes"].choices = checklist


class CaseProcedureForm(forms.Form):
    """State, day and clock, who goes along, a note."""

    state = forms.ChoiceField(
        label=_("State"), choices=list(PROCEDURE_STATE_LABELS.items()), widget=forms.RadioSelect
    )
    planned_on = EraDateField(label=_("Planned for"), required=False)
    planned_at = ClockField(label=_("Time of day"), required=False)
    companion = ColleagueField(
        label=_("Who goes along"), queryset=None, to_field_name="number", required=False,
        empty_label=_("Nobody: she goes by herself"),
    )  # fmt: skip
    done_on = EraDateField(label=_("Done on"), required=False, help_text=_("Empty: today."))
    note = words_field(_("Note"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, case: Case, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["companion"].queryset = may_work_on(actor, case)

    def clean_done_on(self) -> date | None:
        """A day that has come."""
        day: date | None = self.cleaned_data["done_on"]
        return past(day, self.today) if day else None

    def clean(self) -> dict[str, Any]:
        """A clock belongs to a day; what is done has its day, what is not done has none."""
        told = super().clean() or self.cleaned_data
        if told.get("planned_at") and not told.get("planned_on") and "planned_on" not in self.errors:
            self.add_error("planned_on", _("Please write the day, too."))
        is_done = told.get("state") == DONE
        if "done_on" in told:
            told["done_on"] = (told["done_on"] or self.today) if is_done else None
        return told

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class SharedSheetForm(forms.Form):
    """What she says once for every office. No address: it stays masked in her record."""

    situation = forms.MultipleChoiceField(
        label=_("What applies to her"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(code, CONDITION_LABELS[code]) for code in SITUATION_CODES],
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, label in SHEET_FIELDS.items():
            if name in SHEET_LONG:
                self.fields[name] = words_field(label, rows=2)
            else:
                self.fields[name] = forms.CharField(
                    label=label, required=False, max_length=200,
                    widget=forms.TextInput(attrs={"autocomplete": "off"}),
                )  # fmt: skip

    def sheet_fields(self) -> list[Any]:
        """The boxes in their order."""
        return [self[name] for name in SHEET_FIELDS]

    def answers(self) -> dict[str, Any]:
        """What stands on the sheet."""
        told = self.cleaned_data
        found: dict[str, Any] = {name: told[name] for name in SHEET_FIELDS if told.get(name)}
        return found | ({"situation": told["situation"]} if told["situation"] else {})
