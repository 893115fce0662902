"""Who reported violence and when; what was explained to the woman, or why nothing was yet."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import CodeBook, DvReport
from safeguards import calendar
from safeguards.forms import ClockField, EraDateField, LongTextField, moment_of

WORDS_LENGTH = 5_000


def _short(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}), **more
    )


class _Dated(forms.Form):
    """A form with a day and a time that have come, and the version that its writer had before her eyes."""

    lists: dict[str, str] = {}
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, book: CodeBook, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        year = calendar.fiscal_year(today)
        for name, list_name in self.lists.items():
            self.fields[name].choices = book.choices(list_name, year)

    def clean_on(self) -> date | None:
        """It does not lie in the future."""
        day: date | None = self.cleaned_data["on"]
        if day and day > self.today:
            raise forms.ValidationError(_("This day has not come yet. Please look at it again."))
        return day

    def moment(self) -> datetime:
        """Day and time as one moment."""
        return moment_of(self.cleaned_data["on"], self.cleaned_data.get("clock"))


class DvReportForm(_Dated):
    """Who reported. The name may stay away; what was reported is the text of the consultation."""

    lists = {"reporter_kind": "dv_report_by", "her_will": "dv_report_will"}
    reporter_kind = forms.ChoiceField(
        label=_("Who reported"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose who reported.")},
    )  # fmt: skip
    reporter_name = _short(
        _("Name of who reported"),
        required=False,
        help_text=_("May stay empty. It is told to nobody outside."),
    )
    on = EraDateField(label=_("Day of the report"), error_messages={"required": _("Please write the day.")})
    clock = ClockField(label=_("Time of day"), required=False)
    her_will = forms.ChoiceField(
        label=_("Her will, as far as it is known"), required=False, widget=forms.RadioSelect,
        help_text=_("A doctor reports with respect for it (DV Prevention Act, art. 6)."),
    )  # fmt: skip

    @classmethod
    def initial_of(cls, report: DvReport | None, started_at: datetime) -> dict[str, Any]:
        """What stands in the record; for a new report the moment of the contact."""
        moment = timezone.localtime(report.reported_at if report else started_at)
        values: dict[str, Any] = {"on": moment.date(), "clock": moment.time(), "version": 0}
        if report:
            values |= {
                name: getattr(report, name)
                for name in ("reporter_kind", "reporter_name", "her_will", "version")
            }
        return values

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        names = ("reporter_kind", "reporter_name", "her_will")
        return {name: self.cleaned_data[name] for name in names} | {"reported_at": self.moment()}


class ExplanationForm(_Dated):
    """When, by whom and how it was explained to her, and what (DV Prevention Act, art. 7)."""

    lists = {"explanation_way": "dv_report_way", "explanation_points": "dv_report_point"}
    on = EraDateField(label=_("Day"), error_messages={"required": _("Please write the day.")})
    clock = ClockField(label=_("Time of day"), required=False)
    explainer = _short(_("Explained by"), error_messages={"required": _("Please write who explained it.")})
    explanation_way = forms.ChoiceField(
        label=_("How it was explained"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose how it was explained.")},
    )  # fmt: skip
    explanation_points = forms.MultipleChoiceField(
        label=_("What was explained"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one.")},
    )  # fmt: skip
    words = LongTextField(
        label=_("In words"), required=False, max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        names = ("explainer", "explanation_way", "explanation_points", "words")
        return {name: self.cleaned_data[name] for name in names} | {"explained_at": self.moment()}


class PostponeForm(forms.Form):
    """Why it could not be explained to her, and when it is tried once more."""

    why_not = forms.ChoiceField(
        label=_("Why not yet"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose the reason.")},
    )  # fmt: skip
    again_on = EraDateField(
        label=_("Try again on"), required=False, help_text=_("On this day it stands on the home page again.")
    )
    words = LongTextField(
        label=_("In words"), required=False, max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, book: CodeBook, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["why_not"].choices = book.choices("dv_report_why_not", calendar.fiscal_year(today))

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in ("why_not", "again_on", "words")}
