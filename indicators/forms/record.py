"""What the forms of all records share. They read every spelling of a date and keep what was typed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from indicators.models.record import Record, may_write_for
from partners.models import Agency, Municipality
from safeguards import matrix
from safeguards.access import Actor
from safeguards.calendar import japanese_day
from safeguards.forms import EraDateField, LongTextField

EARLIEST = date(1950, 1, 1)
FURTHEST = timedelta(days=365 * 15)


def municipalities_for(actor: Actor) -> list[Municipality]:
    """Municipalities for which this planner may write, by area. One query."""
    everywhere = Municipality.objects.select_related("area").order_by("area__position", "code")
    return [one for one in everywhere if may_write_for(actor, one.pk)]


def offices_for(actor: Actor) -> list[Agency]:
    """Offices of the prefecture that work with counselors; none for a municipal planner."""
    if not may_write_for(actor, None):
        return []
    offices = Agency.objects.filter(tier="prefecture").order_by("code")
    return [one for one in offices if "counselor" in matrix.roles_of(one.tier, one.kind)]


def by_area(municipalities: Iterable[Municipality]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices of a select, grouped by area."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in municipalities:
        groups.setdefault(one.area.label, []).append((one.code, one.label))
    return list(groups.items())


def again(form: forms.Form, version: int) -> None:
    """Let a form that came second be sent once more: what was typed stays, the version is the present one."""
    data = form.data.copy()
    data[form.add_prefix("version")] = str(version)
    form.data = data


class RecordForm(forms.Form):
    """The common part: for whom, source, note, and the version that was looked at."""

    model: type[Record]
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, actor: Actor, *args: Any, record: Record | None = None, **kwargs: Any) -> None:
        self.actor, self.record = actor, record
        self.places: dict[str, Any] = {}
        self.today = japanese_day(actor.now)
        if record is not None:
            kwargs["initial"] = {
                **self.initial_of(record),
                "version": record.version,
                **(kwargs.get("initial") or {}),
            }
        super().__init__(*args, **kwargs)
        self.offer_places()

    def offer_places(self) -> None:
        """Fill the choices of the place, limited to what she may write for."""
        municipalities = municipalities_for(self.actor)
        self.places = {one.code: one for one in municipalities}
        self.fields["municipality"].choices = [
            ("", pgettext_lazy("indicators", "Choose")),
            *by_area(municipalities),
        ]
        if len(municipalities) == 1:
            self.fields["municipality"].choices = by_area(municipalities)

    def initial_of(self, record: Any) -> dict[str, Any]:
        """What stands in the form of an existing record."""
        values = {name: getattr(record, name) for name in self.base_fields if hasattr(record, name)}
        if getattr(record, "municipality", None) is not None:
            values["municipality"] = record.municipality.code
        if getattr(record, "ends_on", None) is not None:
            values["last_day"] = record.ends_on - timedelta(days=1)
        return values

    def clean_municipality(self) -> Municipality:
        """The code as its municipality."""
        return self.places[self.cleaned_data["municipality"]]

    def day_is_near(self, name: str) -> None:
        """Refuse days that can only be slips of the pen."""
        day = self.cleaned_data.get(name)
        if day is not None and not EARLIEST <= day <= self.today + FURTHEST:
            self.add_error(name, _("The year cannot be right. Please look at it again."))

    def clean(self) -> dict[str, Any]:
        """The first day comes before the last."""
        super().clean()
        for name in ("starts_on", "last_day", "adopted_on"):
            self.day_is_near(name)
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data.get("last_day")
        if first and last and last < first:
            self.add_error(
                "last_day", _("The last day lies before the first day. Please correct one of the two.")
            )
        return self.cleaned_data

    def facts(self) -> dict[str, Any]:
        """Values of the model's fields."""
        facts = {key: value for key, value in self.cleaned_data.items() if key not in ("version", "last_day")}
        if "last_day" in self.cleaned_data:
            last = self.cleaned_data["last_day"]
            facts["ends_on"] = last + timedelta(days=1) if last else None
        return facts


def place_field() -> forms.ChoiceField:
    """The field ‘place’ as every record has it."""
    return forms.ChoiceField(label=_("Municipality"))


def first_day_field() -> EraDateField:
    """The field ‘first_day’ as every record has it."""
    return EraDateField(label=_("First day"), help_text=_("like 令和8年4月1日 or 2026-04-01"))


def last_day_field() -> EraDateField:
    """The field ‘last_day’ as every record has it."""
    return EraDateField(label=_("Last day"), required=False, help_text=_("Leave it empty while it is valid."))


def source_field() -> forms.CharField:
    """The field ‘source’ as every record has it."""
    return forms.CharField(
        label=pgettext_lazy("indicators", "Source"),
        required=False,
        max_length=300,
        help_text=_("document, date, who told it"),
    )


def note_field() -> forms.CharField:
    """The field ‘note’ as every record has it."""
    return LongTextField(
        label=pgettext_lazy("indicators", "Note"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PlacedForm(RecordForm):
    """A record of a municipality or of an office of the prefecture."""

    def offer_places(self) -> None:
        super().offer_places()
        offices = offices_for(self.actor)
        if offices:
            self.places |= {one.code: one for one in offices}
            self.fields["municipality"].label = _("Municipality or office of the prefecture")
            self.fields["municipality"].choices = [
                *self.fields["municipality"].choices,
                (_("Offices of the prefecture"), [(one.code, one.label) for one in offices]),
            ]

    def initial_of(self, record: Any) -> dict[str, Any]:
        return super().initial_of(record) | {"municipality": record.place.code}

    def facts(self) -> dict[str, Any]:
        facts = super().facts()
        place = facts.pop("municipality")
        is_office = isinstance(place, Agency)
        return facts | {"municipality": None if is_office else place, "agency": place if is_office else None}


class EndForm(forms.Form):
    """The last day of a record, or that it was written by mistake."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    act = forms.ChoiceField(
        label=_("What happened"),
        choices=[("end", _("It ended")), ("withdraw", _("It was written by mistake"))],
        widget=forms.RadioSelect,
        initial="end",
    )
    last_day = EraDateField(
        label=_("Last day"),
        required=False,
        help_text=_("The last day on which it is valid, like 令和9年3月31日"),
    )
    no_successor = forms.BooleanField(
        label=_("The municipality has none after that (counts as its answer)"), required=False
    )

    def __init__(self, actor: Actor, record: Record, *args: Any, **kwargs: Any) -> None:
        self.record = record
        kwargs["initial"] = {"version": record.version, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        if not hasattr(record, "starts_on"):
            self.fields["act"].choices = [("withdraw", _("It was written by mistake"))]
            self.fields["act"].initial = "withdraw"
            del self.fields["last_day"]
        if not hasattr(record, "starts_on") or getattr(record, "municipality", None) is None:
            del self.fields["no_successor"]

    def clean(self) -> dict[str, Any]:
        """An ending needs its day, not before the first."""
        super().clean()
        if self.cleaned_data.get("act") == "end" and "last_day" not in self.errors:
            last = self.cleaned_data.get("last_day")
            if last is None:
                self.add_error("last_day", _("Write the last day on which it is valid."))
            elif last < self.record.starts_on:
                self.add_error("last_day", _("The last day lies before the first day. Please correct it."))
            elif not EARLIEST <= last < date(2100, 1, 1):
                self.add_error("last_day", _("The year cannot be right. Please look at it again."))
        return self.cleaned_data

    @property
    def ends_on(self) -> date:
        """The first day without it."""
        return self.cleaned_data["last_day"] + timedelta(days=1)
