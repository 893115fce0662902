"""Lectures at schools."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from indicators.actions.record import school_for
from indicators.forms.record import (
    EARLIEST,
    RecordForm,
    note_field,
    source_field,
)
from indicators.models import Lecture, School, SchoolType
from partners.models import Municipality
from safeguards.forms import EraDateField


class LectureForm(RecordForm):
    """A lecture at a school. Which schools stand in the list depends on the municipality chosen before."""

    model = Lecture
    school = forms.ChoiceField(label=pgettext_lazy("indicators", "School"), required=False)
    new_name = forms.CharField(
        label=_("A school that is not in the list"),
        max_length=120,
        required=False,
        help_text=_("its full name"),
    )
    new_type = forms.ChoiceField(
        label=_("Kind of school"),
        choices=[("", pgettext_lazy("indicators", "Choose")), *SchoolType.choices],
        required=False,
    )
    held_on = EraDateField(label=_("Held on"), help_text=_("like 令和8年4月1日 or 2026-04-01"))
    grade = forms.CharField(label=pgettext_lazy("indicators", "Grade"), max_length=60, required=False)
    pupils = forms.IntegerField(
        label=pgettext_lazy("indicators", "Pupils"), min_value=0, max_value=9999, required=False
    )
    given_by = forms.CharField(label=_("Given by"), max_length=120, required=False)
    source = source_field()
    note = note_field()

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        self.municipality = municipality
        super().__init__(*args, **kwargs)

    def offer_places(self) -> None:
        self.schools = {one.number: one for one in School.objects.filter(municipality=self.municipality)}
        choices = [(number, school.name) for number, school in self.schools.items()]
        self.fields["school"].choices = [("", pgettext_lazy("indicators", "Choose")), *choices]

    def initial_of(self, record: Lecture) -> dict[str, Any]:
        return super().initial_of(record) | {"school": record.school.number}

    def clean(self) -> dict[str, Any]:
        super().clean()
        chosen, name = self.cleaned_data.get("school"), self.cleaned_data.get("new_name")
        if not chosen and not name and "school" not in self.errors:
            self.add_error("school", _("Choose a school, or write its name below."))
        if chosen and name:
            self.add_error("new_name", _("A school is chosen above already. Empty one of the two."))
        if name and not self.cleaned_data.get("new_type"):
            self.add_error("new_type", _("Choose what kind of school it is."))
        held_on = self.cleaned_data.get("held_on")
        if held_on and held_on > self.today:
            self.add_error(
                "held_on", _("This day has not come yet. Lectures are recorded after they were held.")
            )
        elif held_on and held_on < EARLIEST:
            self.add_error("held_on", _("The year cannot be right. Please look at it again."))
        return self.cleaned_data

    def facts(self) -> dict[str, Any]:
        """Values of the model; makes the school when it is new: call it inside the submit's transaction."""
        facts = super().facts()
        name, school_type, chosen = facts.pop("new_name"), facts.pop("new_type"), facts.pop("school")
        school = self.schools[chosen] if chosen else school_for(self.municipality, name, school_type)
        return facts | {"school": school}
