"""What stands around a client: alerts, other names, children, the other party."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.child import FIELDS as CHILD_FIELDS
from cases.actions.merge import MERGED_NAME
from cases.cards import OTHER_PARTY
from cases.forms.client import NOTE_LENGTH, ClientForm, PartialDateField
from cases.models import Child, Client, CodeBook
from safeguards import calendar
from safeguards.forms import EraDateField, LongTextField


def _line(label: Any, *, length: int = 120, **options: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=length, widget=widget, **options)


class AlertForm(forms.Form):
    """One alert to set."""

    kind = forms.ChoiceField(
        label=_("What must be known?"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what must be known.")},
    )  # fmt: skip
    until_on = EraDateField(label=_("Last day"), required=False, help_text=_("Empty while nobody knows it."))
    text = LongTextField(label=_("In words"), required=False, max_length=500)

    def __init__(self, *args: Any, book: CodeBook, today: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["kind"].choices = book.choices("client_alert", calendar.fiscal_year(today))
        self.fields["text"].widget.attrs["rows"] = 2

    def clean_until_on(self) -> Any:
        """A day that is past warns of nothing."""
        day = self.cleaned_data["until_on"]
        if day and day < self.today:
            raise forms.ValidationError(
                _("%(day)s is past. Please write a day that is still to come, or none."),
                params={"day": calendar.era_date(day)},
            )
        return day


class NameForm(forms.Form):
    """One more name, or a former telephone."""

    kind = forms.ChoiceField(
        label=_("What is it?"), widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what it is.")},
    )  # fmt: skip
    text = forms.CharField(
        label=_("Name or number"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Please write the name or the number.")},
    )  # fmt: skip
    reading = _line(_("Reading"))

    def __init__(self, *args: Any, book: CodeBook, today: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = book.choices("known_as", calendar.fiscal_year(today))
        self.fields["kind"].choices = [choice for choice in choices if choice[0] != MERGED_NAME]


class ChildForm(forms.Form):
    """One child; nothing is compulsory. The school is masked after saving: an empty field leaves it as it is."""

    family_name = _line(_("Family name"), length=60)
    given_name = _line(_("Given name"), length=60)
    family_kana = _line(_("Family name, reading"), length=60)
    given_kana = _line(_("Given name, reading"), length=60)
    birth = PartialDateField(
        label=_("Birth"), required=False, max_length=40, help_text=_("The year alone will do."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 18}),
    )  # fmt: skip
    is_along = forms.TypedChoiceField(
        label=_("With her"), required=False, widget=forms.RadioSelect, empty_value=None,
        choices=[("yes", _("lives with her")), ("no", _("lives elsewhere"))],
        coerce=lambda value: value == "yes",
    )  # fmt: skip
    school = _line(_("School or nursery"), help_text=_("Masked after saving; each look is noted."))
    note = LongTextField(label=_("About the child"), required=False, max_length=NOTE_LENGTH)
    health_note = LongTextField(label=_("Health"), required=False, max_length=NOTE_LENGTH)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @classmethod
    def initial_of(cls, child: Child) -> dict[str, Any]:
        """The stored values; the school stays out of the page."""
        values = {name: getattr(child, name) for name in CHILD_FIELDS if name != "school"}
        values["is_along"] = "" if child.is_along is None else "yes" if child.is_along else "no"
        return {**values, "version": child.version}

    def facts(self, *, keep_school: bool) -> dict[str, Any]:
        """Arguments for the actions."""
        facts = {name: self.cleaned_data[name] for name in CHILD_FIELDS}
        if keep_school and not facts["school"]:
            facts.pop("school")
        return facts


class OtherPartyForm(forms.Form):
    """The other party alone: the same fields as on the card."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in OTHER_PARTY:
            self.fields[name] = ClientForm.base_fields[name]

    @classmethod
    def initial_of(cls, client: Client) -> dict[str, Any]:
        """The stored values."""
        return {**{name: getattr(client, name) for name in OTHER_PARTY}, "version": client.version}

    def facts(self) -> dict[str, Any]:
        """Arguments for the action."""
        return {name: self.cleaned_data[name] for name in OTHER_PARTY}
