"""What an auditor looks for in the trail."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from partners.forms.account import EVERYTHING, agency_choices
from partners.models import Account, Agency
from partners.queries.audit import MOST_ACCOUNTS, Wanted, accounts_named
from safeguards import events
from safeguards.forms import EraDateField


def event_choices() -> list[Any]:
    """Groups as a whole first, then each event under its group."""
    whole = [(group, label) for group, label in events.GROUPS.items()]
    single = [
        (label, [(code, events.EVENTS[code].label) for code in events.codes_of(group)])
        for group, label in events.GROUPS.items()
    ]
    return [EVERYTHING, (_("Groups"), whole), *single]


class AuditFilter(forms.Form):
    """Period, event or group, agency, account, number: each narrows what the others leave."""

    since = EraDateField(label=_("First day"), required=False)
    until = EraDateField(label=_("Last day"), required=False)
    event = forms.ChoiceField(label=_("Event"), required=False)
    agency = forms.ChoiceField(label=_("Agency"), required=False)
    account = forms.CharField(label=_("Name or login name"), required=False, max_length=80)
    number = forms.CharField(label=_("Number of the record"), required=False, max_length=80)

    def __init__(self, *args: Any, agencies: list[Agency], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["event"].choices = event_choices()
        self.fields["agency"].choices = [EVERYTHING, *agency_choices(agencies)]
        for name in ("account", "number"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean_account(self) -> list[Account] | None:
        """The people who are meant; None when nobody is asked for."""
        words = self.cleaned_data["account"]
        if not words:
            return None
        found = accounts_named(words)
        if not found:
            raise ValidationError(_("Nobody has this name or login name."))
        if len(found) > MOST_ACCOUNTS:
            raise ValidationError(_("Too many people have this name. Please write the login name."))
        return found

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day lies before the first one."))
        return found

    def wanted(self) -> Wanted | None:
        """What to look for; None when the filters cannot be read: then nothing is shown rather than everything."""
        if self.is_bound and not self.is_valid():
            return None
        found: dict[str, Any] = self.cleaned_data if self.is_bound else {}
        asked: str = found.get("event", "")
        people: list[Account] | None = found.get("account")
        days: dict[str, date | None] = {name: found.get(name) for name in ("since", "until")}
        return Wanted(
            since=days["since"], until=days["until"],
            events=events.codes_of(asked) if asked in events.GROUPS else tuple(filter(None, [asked])),
            agency=found.get("agency", ""), number=found.get("number", ""),
            accounts=None if people is None else tuple(one.pk for one in people),
        )  # fmt: skip
