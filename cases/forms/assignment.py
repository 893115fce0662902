"""Who is in charge."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.wall import ColleagueField
from cases.models import Case, Client
from cases.queries.assignment import may_be_in_charge
from safeguards.access import Actor


class AssignmentForm(forms.Form):
    """One counselor of the agency, or nobody for the time being; `before` says who it was when the page was drawn."""

    account = ColleagueField(
        label=_("Who is in charge?"), queryset=None, to_field_name="number", widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": _("Please choose a colleague."),
            "invalid_choice": _("This person does not work with records here. Please choose a colleague."),
        },
    )  # fmt: skip
    before = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, record: Client | Case, **options: Any) -> None:
        current = record.assigned_to
        options.setdefault(
            "initial", {"account": current, "before": current.number if current is not None else ""}
        )
        super().__init__(*args, **options)
        self.fields["account"].queryset = may_be_in_charge(actor, record)
