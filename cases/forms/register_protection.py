"""Forms of a measure of the resident register: one small form for each thing that is done with it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import deadlines
from cases.choices.register_protection import COMPARED_LABELS
from cases.forms.case import past
from cases.models import CodeBook, RegisterProtection
from cases.states.register_protection import UNLOCK_MINUTES
from partners.models import Municipality
from safeguards import calendar
from safeguards.forms import EraDateField, LongTextField

WORDS_LENGTH = 2_000
OFF = {"autocomplete": "off"}


def words(label: Any, *, required: Any = "", hint: Any = "") -> LongTextField:
    """A short text of one's own; `required` is the sentence that asks for it."""
    return LongTextField(
        label=label, required=bool(required), max_length=WORDS_LENGTH, help_text=hint,
        error_messages={"required": required}, widget=forms.Textarea(attrs={"rows": 3, **OFF}),
    )  # fmt: skip


def day(label: Any, *, required: bool = True, hint: Any = "") -> EraDateField:
    """A day in any spelling."""
    return EraDateField(
        label=label,
        required=required,
        help_text=hint,
        error_messages={"required": _("Please write the day.")},
    )


class _OfMeasure(forms.Form):
    """Every form of a measure: days that have come, and the version that its writer had before her eyes."""

    coming: tuple[str, ...] = ()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        today: date,
        book: CodeBook,
        measure: RegisterProtection | None = None,
        **options: Any,
    ) -> None:
        options.setdefault("initial", {"version": measure.version} if measure else {})
        super().__init__(*args, **options)
        self.today, self.book, self.measure = today, book, measure

    def clean(self) -> dict[str, Any]:
        """No day of these lies in the future, none before the application."""
        told = super().clean() or self.cleaned_data
        for name in self.coming:
            value = told.get(name)
            if not value:
                continue
            try:
                past(value, self.today)
            except forms.ValidationError as wrong:
                self.add_error(name, wrong)
                continue
            if self.measure and value < self.measure.applied_on:
                since = calendar.era_date(self.measure.applied_on)
                self.add_error(
                    name,
                    _("It was applied for on %(day)s. Please write that day or a later one.")
                    % {"day": since},
                )
        return told

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class _Placed(_OfMeasure):
    """A form with a municipality of the prefecture, or the name of one elsewhere."""

    municipality: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Municipality"), queryset=None, to_field_name="code", required=False,
        empty_label=_("One outside the prefecture"),
    )  # fmt: skip
    elsewhere = forms.CharField(
        label=_("Its name, when it is outside the prefecture"), required=False, max_length=60,
        widget=forms.TextInput(attrs=OFF),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["municipality"].queryset = Municipality.objects.order_by("code")
        self.fields["municipality"].label_from_instance = lambda one: one.name

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        told = super().clean()
        if not told.get("municipality") and not told.get("elsewhere"):
            self.add_error("municipality", _("Please choose the municipality, or write its name below."))
        return told


class ApplyForm(_Placed):
    """An application: where, when, as which kind, who consulted, who is protected with her."""

    coming = ("applied_on", "opinion_on")
    kind = forms.ChoiceField(
        label=_("Kind of measure"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose the kind.")},
    )  # fmt: skip
    applied_on = day(_("Applied on"))
    opinion_on = day(_("Day of the consulting body's opinion"), required=False)
    opinion_by = forms.CharField(
        label=_("Who gave the opinion"), required=False, max_length=120, widget=forms.TextInput(attrs=OFF)
    )
    children_along = forms.MultipleChoiceField(
        label=_("Children protected with her"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others_along = words(
        _("Others protected with her"), hint=_("One person a line: name, day of birth, relation.")
    )
    field_order = ("kind", "municipality", "elsewhere", "applied_on", "opinion_on", "opinion_by", "children_along",
                   "others_along")  # fmt: skip

    def __init__(self, *args: Any, children: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = self.book.choices("register_kind", calendar.fiscal_year(self.today))
        self.fields["children_along"].choices = children
        if not children:
            del self.fields["children_along"]


class SetForm(_OfMeasure):
    """The first day of the measure."""

    coming = ("starts_on",)
    starts_on = day(_("First day of the measure"), hint=_("It lasts one year. The last day is worked out."))


class RenewForm(_OfMeasure):
    """The day on which its renewal was taken in."""

    coming = ("renewed_on",)
    renewed_on = day(_("Renewed on"), hint=_("From one month before its last day on."))

    def clean_renewed_on(self) -> date:
        """Within the month before its end."""
        value: date = self.cleaned_data["renewed_on"]
        end = self.measure.ends_on if self.measure else None
        if end is None or not deadlines.is_renewable(end, value):
            since = calendar.era_date(deadlines.renewal_opens(end)) if end else ""
            raise forms.ValidationError(
                _("It can be renewed from %(day)s to its last day. After that a new application follows.")
                % {"day": since}
            )
        return value


class WordsForm(_OfMeasure):
    """Why."""

    words = words(_("Reason"), required=_("Please write why."))


class UnlockForm(WordsForm):
    """Why it is opened, and for how long."""

    minutes = forms.TypedChoiceField(
        label=_("For how long"), coerce=int, widget=forms.RadioSelect,
        choices=list(zip(UNLOCK_MINUTES, (_("15 minutes"), _("30 minutes"), _("60 minutes")), strict=True)),
        error_messages={"required": _("Please choose for how long.")},
    )  # fmt: skip


class CompareForm(_OfMeasure):
    """What the municipality's list says."""

    result = forms.ChoiceField(
        label=_("The municipality's list says"), widget=forms.RadioSelect, choices=list(COMPARED_LABELS.items()),
        error_messages={"required": _("Please choose one.")},
    )  # fmt: skip
    words = words(_("What differs"))

    def clean(self) -> dict[str, Any]:
        """What differs is said."""
        told = super().clean()
        if told.get("result") == "differs" and not told.get("words", "").strip():
            self.add_error("words", _("Please write what differs."))
        return told


class TellForm(_Placed):
    """Another municipality that was told."""

    coming = ("told_on",)
    place = forms.ChoiceField(
        label=_("What this municipality is for her"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )  # fmt: skip
    told_on = day(_("Told on"))
    field_order = ("place", "municipality", "elsewhere", "told_on")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"].choices = self.book.choices("register_place", calendar.fiscal_year(self.today))


class AcknowledgeForm(_OfMeasure):
    """Which municipality answered, when, and who there."""

    coming = ("acknowledged_on",)
    told = forms.ChoiceField(
        label=_("Which municipality"), error_messages={"required": _("Please choose one.")}
    )
    acknowledged_on = day(_("Answered on"))
    acknowledger = forms.CharField(
        label=_("Who answered"), max_length=120, widget=forms.TextInput(attrs=OFF),
        error_messages={"required": _("Please write who answered.")},
    )  # fmt: skip

    def __init__(self, *args: Any, waiting: dict[str, tuple[str, date]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.waiting = waiting
        self.fields["told"].choices = [(number, label) for number, (label, _told_on) in waiting.items()]

    def clean(self) -> dict[str, Any]:
        """Not before it was told."""
        told = super().clean()
        day_of = self.waiting.get(told.get("told", ""), ("", None))[1]
        if day_of and told.get("acknowledged_on") and told["acknowledged_on"] < day_of:
            self.add_error("acknowledged_on", _("It was told on %(day)s. Please write that day or a later one.")
                           % {"day": calendar.era_date(day_of)})  # fmt: skip
        return told
