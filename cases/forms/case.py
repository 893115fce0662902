"""Opening a case, moving it, and a task of one's own words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.wall import ColleagueField
from cases.models import Case, CodeBook
from cases.queries.assignment import may_be_in_charge
from cases.states.case import CaseMove
from safeguards import calendar
from safeguards.access import Actor
from safeguards.forms import EraDateField, LongTextField

WORDS_LENGTH = 5_000


def _words(label: Any, *, required: Any = "", rows: int = 3) -> LongTextField:
    return LongTextField(
        label=label, required=bool(required), max_length=WORDS_LENGTH, error_messages={"required": required},
        widget=forms.Textarea(attrs={"rows": rows, "autocomplete": "off"}),
    )  # fmt: skip


class CaseForm(forms.Form):
    """The day on which the case begins, and why."""

    opened_on = EraDateField(
        label=_("Opened on"), error_messages={"required": _("Please write the day on which it begins.")}
    )
    reason = _words(_("Why a case is opened"))

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        options.setdefault("initial", {"opened_on": today})
        super().__init__(*args, **options)
        self.today = today

    def clean_opened_on(self) -> date:
        """Not in the future."""
        return past(self.cleaned_data["opened_on"], self.today)


def past(day: date, today: date) -> date:
    """A day that has come; raises a sentence for one that has not."""
    if day > today:
        raise forms.ValidationError(_("This day has not come yet. Please look at it again."))
    return day


class CaseMoveForm(forms.Form):
    """What one move needs, and nothing else."""

    made_on = EraDateField(label=_("Day"), error_messages={"required": _("Please write the day.")})
    support_needs = forms.MultipleChoiceField(
        label=_("What she needs"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one.")},
    )  # fmt: skip
    outcome = forms.ChoiceField(
        label=_("How it ended"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose how it ended.")},
    )  # fmt: skip
    receiver = forms.CharField(
        label=_("Which agency goes on"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Please write which agency goes on.")},
    )  # fmt: skip
    next_contact_on = EraDateField(
        label=_("In touch with her again on"),
        error_messages={"required": _("Please write the day of the next contact.")},
    )
    reason = _words(_("Reason"), required=_("Please write why."))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, move: CaseMove, case: Case, book: CodeBook, today: date, **options: Any
    ) -> None:
        options.setdefault(
            "initial", {"made_on": today, "support_needs": case.support_needs, "version": case.version}
        )
        super().__init__(*args, **options)
        self.today, self.case = today, case
        for name in set(self.fields) - move.needs - {"made_on", "version"}:
            del self.fields[name]
        year = calendar.fiscal_year(today)
        for name, codes in (("support_needs", "support_need"), ("outcome", "case_outcome")):
            if name in self.fields:
                self.fields[name].choices = book.choices(codes, year)

    def clean_made_on(self) -> date:
        """Between the last move and today."""
        day = past(self.cleaned_data["made_on"], self.today)
        if self.case.state_since and day < self.case.state_since:
            before = calendar.era_date(self.case.state_since)
            raise forms.ValidationError(
                _("The step before was on %(day)s. Please write that day or a later one.") % {"day": before}
            )
        return day

    def clean_next_contact_on(self) -> date:
        """A day to come."""
        day: date = self.cleaned_data["next_contact_on"]
        if day <= self.today:
            raise forms.ValidationError(_("Please write a day that is still to come."))
        return day

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class CaseTaskForm(forms.Form):
    """What is to be done, by when, by whom."""

    words = forms.CharField(
        label=_("What is to be done"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Please write what is to be done.")},
    )  # fmt: skip
    due_on = EraDateField(label=_("By"), error_messages={"required": _("Please write the day.")})
    owner = ColleagueField(
        label=_("Who does it"), queryset=None, to_field_name="number", required=False,
        empty_label=_("Who is in charge of the case"),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, case: Case, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["owner"].queryset = may_be_in_charge(actor, case)

    def clean_due_on(self) -> date:
        """Today or later."""
        day: date = self.cleaned_data["due_on"]
        if day < self.today:
            raise forms.ValidationError(_("Please write today or a day that is still to come."))
        return day


class DropTaskForm(forms.Form):
    """Why a task is not needed any more."""

    why = forms.CharField(
        label=_("Why it is not needed any more"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Please write why it is not needed any more.")},
    )  # fmt: skip
