"""Forms of the directory."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners import choices
from partners.forms.account import EVERYTHING, agency_choices
from partners.models import Agency, Municipality
from safeguards.roles import TIER_LABELS


class AgencyFilterForm(forms.Form):
    """Search and filters of the directory."""

    q = forms.CharField(label=_("Name of the agency or place"), required=False, max_length=80)
    tier = forms.ChoiceField(label=_("Tier"), required=False)
    kind = forms.ChoiceField(label=_("Kind of agency"), required=False)
    municipality = forms.ChoiceField(label=_("Municipality"), required=False)

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Municipality.objects.order_by("code")
        self.fields["tier"].choices = [EVERYTHING, *TIER_LABELS.items()]
        self.fields["kind"].choices = [EVERYTHING, *[(kind, choices.kind_label(kind)) for kind in kinds]]
        self.fields["municipality"].choices = [EVERYTHING, *[(place.code, place.label) for place in places]]
        self.fields["q"].widget.attrs["autocomplete"] = "off"

    def asked(self) -> dict[str, str]:
        """What was asked for; an unreadable filter asks for nothing."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name, "") for name in ("tier", "kind", "municipality")}
        return {"words": self.cleaned_data.get("q", ""), **found}


class DeputyForm(forms.Form):
    """Which agency stands in."""

    deputy = forms.ChoiceField(label=_("Who stands in when there is no supervisor?"), required=False)

    def __init__(self, *args: Any, deputies: list[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_code = {agency.code: agency for agency in deputies}
        self.fields["deputy"].choices = [("", _("The women's support center")), *agency_choices(deputies)]

    def chosen(self) -> Agency | None:
        """The agency, or None for the center."""
        return self.by_code.get(self.cleaned_data["deputy"])
