"""Forms of the account administration."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners import choices
from partners.models import Account, Agency, Posting
from safeguards import matrix, roles
from safeguards.forms import EraDateField
from safeguards.roles import TIER_LABELS

LOGIN_SHAPE = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
EVERYTHING = ("", _("All"))


def agency_choices(agencies: list[Agency]) -> list[Any]:
    """Choices of a select, grouped by tier."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for agency in agencies:
        groups.setdefault(agency.tier, []).append((agency.code, agency.label))
    return [(TIER_LABELS.get(tier, tier), rows) for tier, rows in groups.items()]


class AccountFilterForm(forms.Form):
    """Search and filters of the account list."""

    q = forms.CharField(label=_("Name, login name or agency"), required=False, max_length=80)
    kind = forms.ChoiceField(label=_("Kind of agency"), required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[EVERYTHING, *choices.FILTER_LABELS.items()]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [EVERYTHING, *choices.KIND_LABELS.items()]
        self.fields["q"].widget.attrs = {"autocomplete": "off", "type": "search"}

    def asked(self) -> dict[str, str]:
        """What was asked for; an unreadable filter asks for nothing."""
        self.is_valid()
        found = self.cleaned_data
        return {"words": found.get("q", ""), "kind": found.get("kind", ""), "state": found.get("state", "")}


class AgencyForm(forms.Form):
    """First step of an invitation: where."""

    agency = forms.ChoiceField(label=_("Where does she work?"))

    def __init__(self, *args: Any, agencies: list[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = agency_choices(agencies)


class NamesForm(forms.ModelForm):
    """How a person is written and read."""

    class Meta:
        model = Account
        fields = ["family_name", "given_name", "family_kana", "given_kana"]
        labels = {
            "family_name": _("Family name"),
            "given_name": _("Given name"),
            "family_kana": _("Reading of the family name"),
            "given_kana": _("Reading of the given name"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def names(self) -> dict[str, str]:
        """The four names, trimmed."""
        return {field: self.cleaned_data[field] for field in self.Meta.fields}


class PostingFields(forms.Form):
    """Role and days of a posting at an agency that is already chosen."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    first_day = EraDateField(label=pgettext_lazy("posting", "First day"))
    last_day = EraDateField(
        label=_("Last day"),
        required=False,
        help_text=_("Access ends at midnight after this day. Empty: no end is known."),
    )

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = matrix.roles_of(agency.tier, agency.kind)
        self.fields["role"].choices = [(role, roles.label(role)) for role in given]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        first, last = self.cleaned_data.get("first_day"), self.cleaned_data.get("last_day")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("last_day", _("The last day lies before the first one."))
        return cleaned


class InviteForm(PostingFields, NamesForm):
    """Second step of an invitation: who, as what, from when until when."""

    login = forms.CharField(
        label=_("Login name"),
        max_length=60,
        help_text=_("Small letters, digits, dot, hyphen; at least 3. Not a staff number."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    field_order = [*NamesForm.Meta.fields, "login", "role", "first_day", "last_day"]

    class Meta(NamesForm.Meta):
        pass

    def clean_login(self) -> str:
        """Lower case, of the allowed shape, with a letter in it, not in use."""
        login = self.cleaned_data["login"].lower()
        if not LOGIN_SHAPE.fullmatch(login) or login.isdecimal():
            raise ValidationError(
                _(
                    "“%(login)s” cannot be a login name. Write small letters, digits, dot or hyphen, such as aoba-sato."
                )
                % {"login": login}
            )
        return login


class MoveForm(PostingFields):
    """A new posting of a person: does an old one end with it?"""

    old = forms.ChoiceField(label=_("Which posting ends with it?"), widget=forms.RadioSelect, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ["old", "role", "first_day", "last_day"]

    def __init__(self, *args: Any, postings: list[Posting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [(one.number, f"{one.agency.label}  {roles.label(one.role)}") for one in postings]
        self.fields["old"].choices = [*held, ("", _("None: a second part-time posting"))]


class EndForm(forms.Form):
    """When a posting ends."""

    AT_ONCE, AFTER_DAY = "now", "day"
    when = forms.ChoiceField(
        label=_("When does it end?"),
        widget=forms.RadioSelect,
        choices=[(AFTER_DAY, _("After the last day")), (AT_ONCE, _("At once"))],
    )
    last_day = EraDateField(
        label=_("Last day"), required=False, help_text=_("Access ends at midnight after this day.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        given = self.cleaned_data
        missing = not given.get("last_day") and "last_day" not in self.errors
        if given.get("when") == self.AFTER_DAY and missing:
            self.add_error("last_day", _("Write the last day, such as 令和9年3月31日, or choose “At once”."))
        return cleaned

    def day(self) -> date | None:
        """The last day; None for at once."""
        return self.cleaned_data["last_day"] if self.cleaned_data["when"] == self.AFTER_DAY else None


class VersionForm(forms.Form):
    """An act without further words; the version shows what its page was drawn from."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ChangeNamesForm(NamesForm):
    """Correct how a person is written."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta(NamesForm.Meta):
        pass


class ConfirmForm(forms.Form):
    """The statement of a supervisor who confirms a person."""

    knows_her = forms.BooleanField(
        label=_("I know this person. I asked her face to face or by a number I know: the password is hers."),
        error_messages={
            "required": _("Tick this sentence after you have asked her. Without it nothing is confirmed.")
        },
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
