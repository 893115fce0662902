"""The client's card."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.client import FIELDS
from cases.contact_card import rule_of
from cases.forms.contact import ContactRuleFields
from cases.models import Client, CodeBook
from safeguards import calendar
from safeguards.forms import LongTextField, PersonSearchField

NOTE_LENGTH = 5_000


def _off(**attrs: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off", **attrs})


class PartialDateField(forms.CharField):
    """A birth date as far as it is known: 平成2年5月3日, 平成2年5月, 平成2年, 1990. Cleans to a dict, {} for none."""

    def clean(self, value: Any) -> dict[str, int | None]:
        text = super().clean(value)
        if not text:
            return {}
        try:
            born = calendar.parse_partial_date(text)
        except calendar.DateUnreadable as unreadable:
            raise forms.ValidationError(str(unreadable)) from None
        return {"year": born.year, "month": born.month, "day": born.day}

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return "-".join(str(value[part]) for part in ("year", "month", "day") if value.get(part))


class ClientForm(ContactRuleFields):
    """Nothing is compulsory: a woman may be known by a call name alone, or by her number."""

    family_name = forms.CharField(label=_("Family name"), required=False, max_length=60, widget=_off())
    given_name = forms.CharField(label=_("Given name"), required=False, max_length=60, widget=_off())
    family_kana = forms.CharField(
        label=_("Family name, reading"), required=False, max_length=60, widget=_off()
    )
    given_kana = forms.CharField(label=_("Given name, reading"), required=False, max_length=60, widget=_off())
    alias = forms.CharField(label=_("Former or call name"), required=False, max_length=120, widget=_off())
    birth = PartialDateField(
        label=_("Birth"),
        required=False,
        max_length=40,
        widget=_off(size=18),
        help_text=_("The year alone will do."),
    )
    sex = forms.ChoiceField(label=_("Sex"), required=False, widget=forms.RadioSelect)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40, widget=_off(inputmode="tel"))
    safe_contact = LongTextField(label=_("What may be done"), required=False, max_length=NOTE_LENGTH)
    never_contact = LongTextField(label=_("What must not be done"), required=False, max_length=NOTE_LENGTH)
    caller_name_to_give = forms.CharField(
        label=_("Name to give"), required=False, max_length=120, widget=_off()
    )
    current_place = LongTextField(label=_("Where she is now"), required=False, max_length=NOTE_LENGTH)
    registered_place = LongTextField(label=_("Registered address"), required=False, max_length=NOTE_LENGTH)
    daily_places = LongTextField(label=_("School, workplace, clinic"), required=False, max_length=NOTE_LENGTH)
    children_count = forms.IntegerField(
        label=_("Children"), required=False, min_value=0, max_value=30, widget=_off(inputmode="numeric", size=4),
        error_messages={"invalid": _("Please write the number of children as a number, such as 2.")},
    )  # fmt: skip
    children_note = LongTextField(label=_("About the children"), required=False, max_length=NOTE_LENGTH)
    health_note = LongTextField(label=_("Health"), required=False, max_length=NOTE_LENGTH)
    other_party_note = LongTextField(label=_("Other party"), required=False, max_length=NOTE_LENGTH)
    other_party_family_name = forms.CharField(
        label=_("Other party, family name"), required=False, max_length=60, widget=_off()
    )
    other_party_given_name = forms.CharField(
        label=_("Other party, given name"), required=False, max_length=60, widget=_off()
    )
    other_party_family_kana = forms.CharField(
        label=_("Other party, family name, reading"), required=False, max_length=60, widget=_off()
    )
    other_party_given_kana = forms.CharField(
        label=_("Other party, given name, reading"), required=False, max_length=60, widget=_off()
    )
    other_party_phone = forms.CharField(
        label=_("Other party, telephone"), required=False, max_length=40, widget=_off(inputmode="tel")
    )
    office_note = LongTextField(label=_("Office notes"), required=False, max_length=NOTE_LENGTH)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, book: CodeBook, today: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["sex"].choices = book.choices("sex", calendar.fiscal_year(today))
        for name in self.fields:
            if isinstance(self.fields[name].widget, forms.Textarea):
                self.fields[name].widget.attrs["rows"] = 3

    @classmethod
    def initial_of(cls, client: Client, *, with_places: bool) -> dict[str, Any]:
        """The stored values; whereabouts stay out of the page unless they were revealed."""
        values = {name: getattr(client, name) for name in FIELDS if name != "contact_rule"}
        values |= cls.initial_of_rule(rule_of(client))
        if not with_places:
            for name in ("current_place", "registered_place", "daily_places"):
                values.pop(name)
        return {**values, "version": client.version}

    def facts(self, *, keep_places: bool) -> dict[str, Any]:
        """Arguments for the actions. With `keep_places` an empty field leaves the masked place as it is."""
        facts = {name: self.cleaned_data[name] for name in FIELDS}
        if keep_places:
            for name in ("current_place", "registered_place", "daily_places"):
                if not facts[name]:
                    facts.pop(name)
        return facts


class ClientSearch(forms.Form):
    """Search of the list; posted."""

    q = PersonSearchField(label=_("Name, reading, telephone or number"))

    def asked(self) -> dict[str, Any]:
        """What was asked."""
        return {"q": self.cleaned_data["q"]} if self.cleaned_data["q"] else {}
