"""The safety plan: one box for each question, and what she takes along."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.choices.safety_plan import NO_PAPER, PAPER_LABELS, PAPERS_SAFE_LABELS, SAFETY_QUESTIONS
from cases.forms.case import past
from cases.forms.support_plan import words_field
from safeguards.forms import EraDateField


class SafetyPlanForm(forms.Form):
    """No question has to be answered; one at least is."""

    papers_safe = forms.ChoiceField(
        label=_("Are papers safe with her?"), choices=list(PAPERS_SAFE_LABELS.items()), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what she says of papers.")},
    )  # fmt: skip
    paper = forms.ChoiceField(
        label=_("What she takes along"), choices=list(PAPER_LABELS.items()), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what she takes along.")},
    )  # fmt: skip
    talked_on = EraDateField(
        label=_("Talked over with her on"), error_messages={"required": _("Please write the day.")}
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **{**options, "initial": {"talked_on": today} | options.get("initial", {})})
        self.today = today
        for one in SAFETY_QUESTIONS:
            self.fields[one.code] = words_field(one.label, hint=one.hint, rows=2)

    def questions(self) -> list[Any]:
        """The boxes in their order."""
        return [self[one.code] for one in SAFETY_QUESTIONS]

    def clean_talked_on(self) -> date:
        """A day that has come."""
        return past(self.cleaned_data["talked_on"], self.today)

    def clean(self) -> dict[str, Any]:
        """No paper goes where papers are not safe; one answer at least."""
        told = super().clean() or self.cleaned_data
        if told.get("papers_safe") == "no" and told.get("paper", NO_PAPER) != NO_PAPER:
            self.add_error("paper", _("Papers are not safe with her. Please choose “No paper”."))
        if not self.errors and not self.answers():
            self.add_error(SAFETY_QUESTIONS[0].code, _("Please write down at least one answer."))
        return told

    def answers(self) -> dict[str, str]:
        """What she said, by question."""
        told = self.cleaned_data
        return {one.code: told[one.code] for one in SAFETY_QUESTIONS if told.get(one.code)}

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        names = ("papers_safe", "paper", "talked_on")
        return {name: self.cleaned_data[name] for name in names} | {"answers": self.answers()}
