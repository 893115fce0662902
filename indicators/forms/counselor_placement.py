"""Counselors placed by a municipality or an office."""

from __future__ import annotations

from typing import Any

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
from indicators.models import CounselorPlacement


class PlacementForm(PlacedForm):
    """Counselors placed."""

    model = CounselorPlacement
    municipality = place_field()
    persons = forms.IntegerField(label=_("Counselors (persons)"), min_value=1, max_value=999)
    full_time = forms.IntegerField(label=_("Full-time"), min_value=0, max_value=999, required=False)
    part_time = forms.IntegerField(label=_("Part-time"), min_value=0, max_value=999, required=False)
    starts_on = first_day_field()
    last_day = last_day_field()
    source = source_field()
    note = note_field()

    def clean(self) -> dict[str, Any]:
        super().clean()
        persons, full, part = (self.cleaned_data.get(name) for name in ("persons", "full_time", "part_time"))
        if persons is not None and full is not None and part is not None and persons != full + part:
            message = _("Full-time and part-time together are %(sum)s. Please correct one of the numbers.")
            self.add_error("persons", message % {"sum": full + part})
        return self.cleaned_data
