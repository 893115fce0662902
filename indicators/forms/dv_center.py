"""DV centers."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.forms.record import (
    PlacedForm,
    first_day_field,
    last_day_field,
    note_field,
    place_field,
    source_field,
)
from indicators.models import DvCenter


class CenterForm(PlacedForm):
    """A DV centre: its name, never an address."""

    model = DvCenter
    municipality = place_field()
    name = forms.CharField(
        label=_("Name of the center"), max_length=200, help_text=_("Only the name: no address, no building.")
    )
    starts_on = first_day_field()
    last_day = last_day_field()
    source = source_field()
    note = note_field()
