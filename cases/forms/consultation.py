"""The consultation sheet (相談票)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.actions.consultation import FIELDS
from cases.models import CodeBook, Consultation
from safeguards import calendar
from safeguards.forms import ClockField, EraDateField, LongTextField, PersonSearchField, moment_of

NARRATIVE_LENGTH = 50_000
NOTE_LENGTH = 5_000

ONE_OF = {
    "method": "contact_method",
    "contact_kind": "contact_kind",
    "caller": "caller",
    "main_complaint": "main_complaint",
    "route": "route",
    "sex": "sex",
    "age_band": "age_band",
    "partner_relation": "partner_relation",
    "disposition": "disposition",
}
MANY_OF = {
    "harm_types": "harm_type",
    "violence_types": "violence_type",
    "support_activities": "support_activity",
    "next_steps": "next_step",
    "wishes": "wish",
    "unmet_needs": "unmet_need",
}


def _off(**attrs: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off", **attrs})


class ConsultationForm(forms.Form):
    """One contact. Compulsory: day, method, main complaint; a caller may stay unnamed."""

    started_on = EraDateField(label=_("Day"))
    started_clock = ClockField(label=_("Began at"), required=False)
    minutes = forms.IntegerField(
        label=_("Minutes"), required=False, min_value=0, max_value=1440,
        widget=_off(inputmode="numeric", size=6),
        error_messages={
            "invalid": _("Please write the minutes as a number, such as 25."),
            "max_value": _("A contact has at most 1440 minutes (one day). Please check the number."),
            "min_value": _("Minutes cannot be below 0. Please check the number."),
        },
    )  # fmt: skip
    method = forms.ChoiceField(label=_("Method"), widget=forms.RadioSelect)
    contact_kind = forms.ChoiceField(label=_("First or again"), required=False, widget=forms.RadioSelect)
    caller = forms.ChoiceField(label=_("Who is speaking"), required=False, widget=forms.RadioSelect)
    relation = forms.CharField(label=_("Relation to her"), required=False, max_length=60, widget=_off())
    route = forms.ChoiceField(label=_("Route"), required=False)
    narrative = LongTextField(
        label=_("What was said"), required=False, max_length=NARRATIVE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 12, "autocomplete": "off"}),
    )  # fmt: skip
    main_complaint = forms.ChoiceField(
        label=_("Main complaint"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one main complaint. The rest can be left open.")},
    )
    harm_types = forms.MultipleChoiceField(
        label=_("What applies"), required=False, widget=forms.CheckboxSelectMultiple
    )
    violence_types = forms.MultipleChoiceField(
        label=_("Kinds of violence"), required=False, widget=forms.CheckboxSelectMultiple
    )
    partner_relation = forms.ChoiceField(label=_("Relation to the other party"), required=False)
    sex = forms.ChoiceField(label=_("Sex"), required=False, widget=forms.RadioSelect)
    age_band = forms.ChoiceField(label=_("Age band"), required=False, widget=forms.RadioSelect)
    is_disabled = forms.BooleanField(label=_("Has a disability"), required=False)
    needs_interpreter = forms.BooleanField(label=_("Needs an interpreter"), required=False)
    caller_name = forms.CharField(label=_("Name given"), required=False, max_length=120, widget=_off())
    caller_kana = forms.CharField(label=_("Reading"), required=False, max_length=120, widget=_off())
    caller_phone = forms.CharField(
        label=_("Telephone"), required=False, max_length=40, widget=_off(inputmode="tel")
    )
    safe_contact = LongTextField(
        label=_("Safe contact"),
        required=False,
        max_length=NOTE_LENGTH,
        help_text=_("When, how, and what not to do"),
    )
    children_note = LongTextField(label=_("About the children"), required=False, max_length=NOTE_LENGTH)
    health_note = LongTextField(label=_("Health"), required=False, max_length=NOTE_LENGTH)
    other_party_note = LongTextField(label=_("Other party"), required=False, max_length=NOTE_LENGTH)
    whereabouts_note = LongTextField(
        label=_("Places that she named"), required=False, max_length=NOTE_LENGTH,
        help_text=_("Addresses, school, workplace: masked after saving"),
    )  # fmt: skip
    support_activities = forms.MultipleChoiceField(
        label=_("Support given"), required=False, widget=forms.CheckboxSelectMultiple
    )
    support_text = LongTextField(label=_("Support in words"), required=False, max_length=NARRATIVE_LENGTH)
    wishes = forms.MultipleChoiceField(
        label=_("Her wishes"), required=False, widget=forms.CheckboxSelectMultiple
    )
    unmet_needs = forms.MultipleChoiceField(
        label=_("What could not be met"), required=False, widget=forms.CheckboxSelectMultiple
    )
    disposition = forms.ChoiceField(label=_("Disposition"), required=False)
    next_steps = forms.MultipleChoiceField(
        label=_("Next step"), required=False, widget=forms.CheckboxSelectMultiple
    )
    next_on = EraDateField(label=_("By when"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, book: CodeBook, today: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        year = calendar.fiscal_year(today)
        for name, list_name in ONE_OF.items():
            field = self.fields[name]
            choices = book.choices(list_name, year, keep=self.initial.get(name, ""))
            radios = isinstance(field.widget, forms.RadioSelect)
            field.choices = choices if radios else [("", "—"), *choices]
        for name, list_name in MANY_OF.items():
            self.fields[name].choices = book.choices(list_name, year)

    @classmethod
    def initial_of(cls, one: Consultation) -> dict[str, Any]:
        """The stored values as the form shows them; masked places stay out of the page."""
        moment = timezone.localtime(one.started_at)
        masked = ("started_at", "whereabouts_note")
        values = {name: getattr(one, name) for name in FIELDS if name not in masked}
        return {**values, "started_on": moment.date(), "started_clock": moment.time(), "version": one.version}

    def clean_started_on(self) -> Any:
        """A contact does not lie in the future."""
        day = self.cleaned_data["started_on"]
        if day and day > self.today:
            raise forms.ValidationError(
                _("%(day)s has not come yet. Please write the day of the contact."),
                params={"day": calendar.era_date(day)},
            )
        return day

    def facts(self, *, keep_places: bool = False) -> dict[str, Any]:
        """Arguments for the actions. With `keep_places` an empty field leaves the masked places as they are."""
        facts = {name: self.cleaned_data[name] for name in FIELDS if name != "started_at"}
        if keep_places and not facts["whereabouts_note"]:
            facts.pop("whereabouts_note")
        clock = self.cleaned_data.get("started_clock")
        facts["started_at"] = moment_of(self.cleaned_data["started_on"], clock)
        return facts


class ConsultationFilter(forms.Form):
    """Search and filters of the list; everything is posted, so nothing stands in the address."""

    q = PersonSearchField(label=_("Name, reading, telephone or number"))
    since = EraDateField(label=_("From"), required=False)
    until = EraDateField(label=_("To"), required=False)
    method = forms.ChoiceField(label=_("Method"), required=False)
    main_complaint = forms.ChoiceField(label=_("Main complaint"), required=False)
    only = forms.ChoiceField(
        label=_("Only"),
        required=False,
        choices=[
            ("", _("All")),
            ("mine", _("Recorded by me")),
            ("unlinked", _("Not linked to a client")),
            ("loose", _("Recorded by me, not linked, last 30 days")),
            ("next", _("With a next step")),
        ],
    )

    def __init__(self, *args: Any, book: CodeBook, today: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        year = calendar.fiscal_year(today)
        for name, list_name in (("method", "contact_method"), ("main_complaint", "main_complaint")):
            self.fields[name].choices = [("", _("All")), *book.choices(list_name, year)]

    def asked(self) -> dict[str, Any]:
        """What was asked, as JSON can keep it."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}
