"""Plans of municipalities."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.forms.record import (
    RecordForm,
    first_day_field,
    last_day_field,
    note_field,
    place_field,
    source_field,
)
from indicators.models import MunicipalPlan
from safeguards.forms import EraDateField


class PlanForm(RecordForm):
    """A plan of a municipality."""

    model = MunicipalPlan
    municipality = place_field()
    title = forms.CharField(label=_("Name of the plan"), max_length=200)
    covers = forms.MultipleChoiceField(
        label=_("What it covers"),
        choices=[("dv", _("Plan against DV")), ("women", _("Women's-support plan"))],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A combined plan covers both."),
    )
    starts_on = first_day_field()
    last_day = last_day_field()
    adopted_on = EraDateField(label=_("Adopted on"), required=False)
    source = source_field()
    note = note_field()

    def initial_of(self, record: MunicipalPlan) -> dict[str, Any]:
        covers = [name for name, on in (("dv", record.covers_dv), ("women", record.covers_women)) if on]
        return super().initial_of(record) | {"covers": covers}

    def facts(self) -> dict[str, Any]:
        facts = super().facts()
        covers = facts.pop("covers")
        return facts | {"covers_dv": "dv" in covers, "covers_women": "women" in covers}
