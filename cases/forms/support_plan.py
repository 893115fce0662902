"""The support plan: her words, her goals by area, and the marks of how far each area has come."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import deadlines
from cases.choices.support_plan import LIFE_AREA, STEP_LABELS
from cases.forms.case import WORDS_LENGTH, past
from cases.models import CodeBook
from cases.queries.support_plan import Area
from safeguards import calendar
from safeguards.forms import EraDateField, LongTextField

MOST_GOALS, EMPTY_ROWS = 20, 2
LINE = 200  # characters of a short field


def words_field(label: Any, *, required: Any = "", rows: int = 3, hint: Any = "") -> LongTextField:
    """A text of several lines."""
    return LongTextField(
        label=label, required=bool(required), max_length=WORDS_LENGTH, help_text=hint,
        error_messages={"required": required}, widget=forms.Textarea(attrs={"rows": rows, "autocomplete": "off"}),
    )  # fmt: skip


def _line_field(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=LINE, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class SupportPlanForm(forms.Form):
    """One version. Goals are rows of four fields; a row without words is no goal."""

    own_words = words_field(
        _("Her own words"),
        required=_("Please write what she said, as she said it."),
        hint=_("What does she want? As she says it, not as an office would."),
    )
    wishes = words_field(_("How she wants to be helped"), hint=_("What she does not want stands here, too."))
    agreed_on = EraDateField(
        label=_("She agreed on"),
        required=False,
        help_text=_("Leave it empty while she has not agreed. The plan is owed until then."),
    )
    review_on = EraDateField(
        label=_("Looked at again on"), error_messages={"required": _("Please write the day of the review.")}
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, today: date, book: CodeBook, goals: list[dict[str, Any]], **options: Any
    ) -> None:
        known = {"review_on": deadlines.due_of("plan_review", today)}
        super().__init__(*args, **{**options, "initial": known | options.get("initial", {})})
        self.today = today
        areas = [("", "—"), *book.choices(LIFE_AREA, calendar.fiscal_year(today))]
        self.places = range(self._row_count(len(goals)))
        for place in self.places:
            goal = goals[place] if place < len(goals) else {}
            self.fields[f"area_{place}"] = forms.ChoiceField(
                label=_("Area of life"), required=False, choices=areas, initial=goal.get("life_area", "")
            )
            for name, field in (
                ("words", _line_field(_("Goal"))),
                ("who", _line_field(_("Who does what"))),
                ("due", EraDateField(label=_("By"), required=False)),
            ):
                field.initial = goal.get("due_on" if name == "due" else name, "")
                self.fields[f"{name}_{place}"] = field

    def _row_count(self, known: int) -> int:
        """As many rows as were sent; on a fresh page a few more than there are goals."""
        if self.is_bound:
            sent = sum(1 for key in self.data if key.startswith("words_"))
            return max(1, min(sent, MOST_GOALS))
        return min(max(known + EMPTY_ROWS, 4), MOST_GOALS)

    def rows(self) -> list[dict[str, Any]]:
        """The fields of each goal, for the page."""
        return [
            {name: self[f"{name}_{place}"] for name in ("area", "words", "who", "due")}
            | {"number": place + 1}
            for place in self.places
        ]

    def clean_agreed_on(self) -> date | None:
        """A day that has come."""
        day: date | None = self.cleaned_data["agreed_on"]
        return past(day, self.today) if day else None

    def clean_review_on(self) -> date:
        """A day to come."""
        day: date = self.cleaned_data["review_on"]
        if day <= self.today:
            raise forms.ValidationError(_("Please write a day that is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """A goal has an area and words; a plan has a goal."""
        told = super().clean() or self.cleaned_data
        for place in self.places:
            area, words = told.get(f"area_{place}"), told.get(f"words_{place}")
            if words and not area:
                self.add_error(f"area_{place}", _("Please choose the area of this goal."))
            elif not words and (area or told.get(f"who_{place}") or told.get(f"due_{place}")):
                self.add_error(f"words_{place}", _("Please write the goal, or empty the row."))
        if not self.errors and not self.goals():
            self.add_error("words_0", _("Please write at least one goal."))
        return told

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in ("own_words", "wishes", "agreed_on", "review_on")}

    def goals(self) -> list[dict[str, Any]]:
        """The rows that hold a goal."""
        told = self.cleaned_data
        return [
            {
                "life_area": told[f"area_{place}"], "words": told[f"words_{place}"],
                "who": told.get(f"who_{place}", ""), "due_on": told.get(f"due_{place}"),
            }
            for place in self.places if told.get(f"words_{place}")
        ]  # fmt: skip


class ProgressForm(forms.Form):
    """A mark for each area that was looked at."""

    noted_on = EraDateField(label=_("Day"), error_messages={"required": _("Please write the day.")})
    with_her = forms.BooleanField(label=_("Put together with her"), required=False)
    words = words_field(_("What happened"), rows=2)

    def __init__(self, *args: Any, areas: tuple[Area, ...], today: date, **options: Any) -> None:
        options.setdefault("initial", {"noted_on": today})
        super().__init__(*args, **options)
        self.today, self.codes = today, [area.code for area in areas]
        steps = [("", _("Not looked at today")), *((str(step), label) for step, label in STEP_LABELS.items())]
        for area in areas:
            self.fields[f"step_{area.code}"] = forms.ChoiceField(
                label=area.label, choices=steps, required=False
            )

    def step_fields(self) -> list[Any]:
        """One select for each area."""
        return [self[f"step_{code}"] for code in self.codes]

    def clean_noted_on(self) -> date:
        """A day that has come."""
        return past(self.cleaned_data["noted_on"], self.today)

    def clean(self) -> dict[str, Any]:
        """One mark at least."""
        told = super().clean() or self.cleaned_data
        if not self.errors and not self.steps():
            self.add_error(None, _("Please put a mark for at least one area."))
        return told

    def steps(self) -> dict[str, int]:
        """Step by area."""
        told = self.cleaned_data
        return {code: int(told[f"step_{code}"]) for code in self.codes if told.get(f"step_{code}")}
