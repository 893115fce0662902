"""Forms of the dated records. They read every spelling of a date and keep what was typed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from indicators.actions.record import school_for
from indicators.models import Answer, CounselorPlacement, DvCenter, Lecture, MunicipalPlan, School, SchoolType
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


def _place() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Municipality"))


def _first_day() -> EraDateField:
    return EraDateField(label=_("First day"), help_text=_("like 令和8年4月1日 or 2026-04-01"))


def _last_day() -> EraDateField:
    return EraDateField(label=_("Last day"), required=False, help_text=_("Leave it empty while it is valid."))


def _source() -> forms.CharField:
    return forms.CharField(
        label=pgettext_lazy("indicators", "Source"),
        required=False,
        max_length=300,
        help_text=_("document, date, who told it"),
    )


def _note() -> forms.CharField:
    return LongTextField(
        label=pgettext_lazy("indicators", "Note"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PlanForm(RecordForm):
    """A plan of a municipality."""

    model = MunicipalPlan
    municipality = _place()
    title = forms.CharField(label=_("Name of the plan"), max_length=200)
    covers = forms.MultipleChoiceField(
        label=_("What it covers"),
        choices=[("dv", _("Plan against DV")), ("women", _("Women's-support plan"))],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A combined plan covers both."),
    )
    starts_on = _first_day()
    last_day = _last_day()
    adopted_on = EraDateField(label=_("Adopted on"), required=False)
    source = _source()
    note = _note()

    def initial_of(self, record: MunicipalPlan) -> dict[str, Any]:
        covers = [name for name, on in (("dv", record.covers_dv), ("women", record.covers_women)) if on]
        return super().initial_of(record) | {"covers": covers}

    def facts(self) -> dict[str, Any]:
        facts = super().facts()
        covers = facts.pop("covers")
        return facts | {"covers_dv": "dv" in covers, "covers_women": "women" in covers}


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


class PlacementForm(PlacedForm):
    """Counselors placed."""

    model = CounselorPlacement
    municipality = _place()
    persons = forms.IntegerField(label=_("Counselors (persons)"), min_value=1, max_value=999)
    full_time = forms.IntegerField(label=_("Full-time"), min_value=0, max_value=999, required=False)
    part_time = forms.IntegerField(label=_("Part-time"), min_value=0, max_value=999, required=False)
    starts_on = _first_day()
    last_day = _last_day()
    source = _source()
    note = _note()

    def clean(self) -> dict[str, Any]:
        super().clean()
        persons, full, part = (self.cleaned_data.get(name) for name in ("persons", "full_time", "part_time"))
        if None not in (persons, full, part) and persons != full + part:
            message = _("Full-time and part-time together are %(sum)s. Please correct one of the numbers.")
            self.add_error("persons", message % {"sum": full + part})
        return self.cleaned_data


class CenterForm(PlacedForm):
    """A DV centre: its name, never an address."""

    model = DvCenter
    municipality = _place()
    name = forms.CharField(
        label=_("Name of the center"), max_length=200, help_text=_("Only the name: no address, no building.")
    )
    starts_on = _first_day()
    last_day = _last_day()
    source = _source()
    note = _note()


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
    source = _source()
    note = _note()

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


class AnswerForm(RecordForm):
    """The statement of a municipality: it has it, or it has not."""

    model = Answer
    municipality = _place()
    has = forms.TypedChoiceField(
        label=_("What the municipality says"),
        choices=[("no", _("has none")), ("yes", _("has it, record to follow"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    as_of = EraDateField(
        label=_("For which day"), help_text=_("The answer holds until the end of that fiscal year.")
    )
    answered_on = EraDateField(label=_("Answered on"))
    comment = LongTextField(
        label=pgettext_lazy("indicators", "Comment"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Read by the prefecture's planners and this municipality's planner only. No names of persons."
        ),
    )

    def initial_of(self, record: Answer) -> dict[str, Any]:
        return super().initial_of(record) | {"has": "yes" if record.has else "no"}

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name in ("as_of", "answered_on"):
            day = self.cleaned_data.get(name)
            if day and day > self.today:
                self.add_error(name, _("This day has not come yet."))
            elif day and day < EARLIEST:
                self.add_error(name, _("The year cannot be right. Please look at it again."))
        return self.cleaned_data

    def refuse_double(self, indicator: Any) -> None:
        """Add an error when the municipality has an answer for this very day, or a record says otherwise."""
        place, day = self.cleaned_data.get("municipality"), self.cleaned_data.get("as_of")
        if self.errors or place is None or day is None:
            return
        same = Answer.objects.standing().filter(municipality=place, indicator=indicator, as_of=day)
        if self.record is not None:
            same = same.exclude(pk=self.record.pk)
        if same.exists():
            self.add_error(
                "as_of", _("There is an answer of this municipality for this day already. Change that one.")
            )


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
