"""Giving many clients to one colleague at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.wall import ColleagueField
from cases.models import Client
from cases.queries.assignment import people_in_charge
from safeguards.access import Actor

MOST_AT_ONCE = 500
NOT_CHOSEN = _("Please choose at least one client.")


class BoardForm(forms.Form):
    """The chosen clients, each with who was in charge of her; or, on a colleague's list, all of hers."""

    account = ColleagueField(
        label=_("Give them to"), queryset=None, to_field_name="number", empty_label=_("Please choose"),
        error_messages={
            "required": _("Please choose a colleague."),
            "invalid_choice": _("This person does not work with records here. Please choose a colleague."),
        },
    )  # fmt: skip
    everyone = forms.BooleanField(label=_("All clients of this list, on every page"), required=False)

    def __init__(self, *args: Any, actor: Actor, may_take_all: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["account"].queryset = people_in_charge(actor, Client)
        if not may_take_all:
            del self.fields["everyone"]
        self.chosen = self._chosen()

    def _chosen(self) -> dict[str, str]:
        """Who was in charge by the number of each ticked client."""
        ticked = self.data.getlist("client") if self.is_bound else []
        pairs = (one.partition(":") for one in ticked[:MOST_AT_ONCE])
        return {number: holder for number, _colon, holder in pairs if number}

    def clean(self) -> dict[str, Any]:
        """Nothing chosen is told; the rest of the form keeps what was typed."""
        if not self.chosen and not self.cleaned_data.get("everyone"):
            raise forms.ValidationError(NOT_CHOSEN)
        return self.cleaned_data
