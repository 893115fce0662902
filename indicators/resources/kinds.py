"""The four kinds of records that can be taken in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from import_export.fields import Field

from indicators.actions.record import school_for
from indicators.models import CounselorPlacement, DvCenter, Lecture, MunicipalPlan, SchoolType
from indicators.models.record import Record
from indicators.resources.base import Column, RecordResource
from indicators.resources.cells import Choice, Day, Mark, NeededText, Number, Place, PlaceField
from safeguards.calendar import japanese_day
from safeguards.names import search_key
from safeguards.sheets import same_word

FURTHEST = timedelta(days=365 * 15)
_MUNICIPALITY = Column("municipality", gettext_lazy("Municipality"), needed=True)
_PLACE = Column("place", gettext_lazy("Municipality or office of the prefecture"), needed=True)
_FIRST = Column(
    "starts_on", gettext_lazy("First day"), needed=True, hint=gettext_lazy("like 令和8年4月1日 or 2026-04-01")
)
_LAST = Column(
    "last_day", gettext_lazy("Last day"), hint=gettext_lazy("empty = still valid"), attribute="ends_on"
)
_SOURCE = Column(
    "source", pgettext_lazy("indicators", "Source"), hint=gettext_lazy("document, date, who told it")
)
_NOTE = Column("note", pgettext_lazy("indicators", "Note"))


def _days_are_odd(record: Any, today: date) -> dict[str, str]:
    """Errors by attribute: an end before the beginning, a year that can only be a slip of the pen."""
    errors = {}
    for name in ("starts_on", "ends_on"):
        day = getattr(record, name)
        if day is not None and day > today + FURTHEST:
            errors[name] = _("The year cannot be right. Please look at it again.")
    if record.ends_on is not None and record.starts_on is not None and record.ends_on <= record.starts_on:
        errors["ends_on"] = _("The last day lies before the first day. Please correct one of the two.")
    return errors


class PlanResource(RecordResource):
    """Plans of municipalities. The same record = same municipality, same title, same first day."""

    columns = (
        _MUNICIPALITY,
        Column("title", gettext_lazy("Name of the plan"), needed=True),
        Column("covers_dv", gettext_lazy("Plan against DV"), needed=True, hint=gettext_lazy("○ or empty")),
        Column(
            "covers_women", gettext_lazy("Women's-support plan"), needed=True, hint=gettext_lazy("○ or empty")
        ),
        Column("adopted_on", gettext_lazy("Adopted on")),
        _FIRST,
        _LAST,
        _SOURCE,
        _NOTE,
    )
    update_fields = ("covers_dv", "covers_women", "adopted_on", "ends_on", "source", "note")

    title = Field("title", "title", NeededText(200, needed=True))
    covers_dv = Field("covers_dv", "covers_dv", Mark())
    covers_women = Field("covers_women", "covers_women", Mark())
    adopted_on = Field("adopted_on", "adopted_on", Day())
    starts_on = Field("starts_on", "starts_on", Day(needed=True))
    last_day = Field("ends_on", "last_day", Day(is_last_day=True))
    source = Field("source", "source", NeededText(300))
    note = Field("note", "note", NeededText(500))

    class Meta:
        model = MunicipalPlan
        fields = (
            "municipality",
            "title",
            "covers_dv",
            "covers_women",
            "adopted_on",
            "starts_on",
            "last_day",
            "source",
            "note",
        )
        import_id_fields = ()
        use_bulk, batch_size, skip_diff, skip_unchanged, report_skipped = True, 500, True, False, True

    def __init__(self, actor: Any, **kwargs: Any) -> None:
        super().__init__(actor, **kwargs)
        self.fields["municipality"] = Field(
            "municipality", "municipality", Place(self.municipalities(), self.may_write)
        )

    def key_of(self, record: Any) -> Any:
        return record.municipality_id, search_key(record.title), record.starts_on

    def check(self, record: Any) -> dict[str, str]:
        errors = _days_are_odd(record, japanese_day(self.actor.now))
        if not (record.covers_dv or record.covers_women):
            errors["covers_dv"] = _("Neither kind of plan is marked. Put ○ into one column or both.")
        return errors


class _PlacedResource(RecordResource):
    """Records of a municipality or of an office of the prefecture."""

    def __init__(self, actor: Any, **kwargs: Any) -> None:
        super().__init__(actor, **kwargs)
        places = {**self.offices(), **self.municipalities()}
        self.fields["place"] = PlaceField("place", "place", Place(places, self.may_write))


class PlacementResource(_PlacedResource):
    """Counselors placed. The same record = same place, same first day."""

    columns = (
        _PLACE,
        Column("persons", gettext_lazy("Counselors (persons)"), needed=True),
        Column("full_time", gettext_lazy("Full-time")),
        Column("part_time", gettext_lazy("Part-time")),
        _FIRST,
        _LAST,
        _SOURCE,
        _NOTE,
    )
    update_fields = ("persons", "full_time", "part_time", "ends_on", "source", "note")

    persons = Field("persons", "persons", Number(least=1, most=999, needed=True))
    full_time = Field("full_time", "full_time", Number(most=999))
    part_time = Field("part_time", "part_time", Number(most=999))
    starts_on = Field("starts_on", "starts_on", Day(needed=True))
    last_day = Field("ends_on", "last_day", Day(is_last_day=True))
    source = Field("source", "source", NeededText(300))
    note = Field("note", "note", NeededText(500))

    class Meta:
        model = CounselorPlacement
        fields = ("place", "persons", "full_time", "part_time", "starts_on", "last_day", "source", "note")
        import_id_fields = ()
        use_bulk, batch_size, skip_diff, skip_unchanged, report_skipped = True, 500, True, False, True

    def key_of(self, record: Any) -> Any:
        return record.municipality_id, record.agency_id, record.starts_on

    def check(self, record: Any) -> dict[str, str]:
        errors = _days_are_odd(record, japanese_day(self.actor.now))
        parts = (record.full_time, record.part_time)
        if None not in parts and sum(parts) != record.persons:
            errors["persons"] = _(
                "Full-time and part-time together are %(sum)s. Please correct one of the numbers."
            ) % {"sum": sum(parts)}
        return errors


class CenterResource(_PlacedResource):
    """DV centres. The same record = same place, same name, same first day."""

    columns = (
        _PLACE,
        Column("name", gettext_lazy("Name of the center"), needed=True),
        _FIRST,
        _LAST,
        _SOURCE,
        _NOTE,
    )
    update_fields = ("ends_on", "source", "note")

    name = Field("name", "name", NeededText(200, needed=True))
    starts_on = Field("starts_on", "starts_on", Day(needed=True))
    last_day = Field("ends_on", "last_day", Day(is_last_day=True))
    source = Field("source", "source", NeededText(300))
    note = Field("note", "note", NeededText(500))

    class Meta:
        model = DvCenter
        fields = ("place", "name", "starts_on", "last_day", "source", "note")
        import_id_fields = ()
        use_bulk, batch_size, skip_diff, skip_unchanged, report_skipped = True, 500, True, False, True

    def key_of(self, record: Any) -> Any:
        return record.municipality_id, record.agency_id, search_key(record.name), record.starts_on

    def check(self, record: Any) -> dict[str, str]:
        return _days_are_odd(record, japanese_day(self.actor.now))


def _school_types() -> Choice:
    words: dict[str, str] = {}
    for choice in SchoolType:
        words[same_word(choice.value)] = choice.value
        for language in ("ja", "en"):
            with translation.override(language):
                words[same_word(str(choice.label))] = choice.value
    return Choice(words, [str(choice.label) for choice in SchoolType])


class LectureResource(RecordResource):
    """Lectures at schools; unknown schools are made. The same record = same school, same day, same grade."""

    columns = (
        Column("municipality", gettext_lazy("Municipality"), needed=True, attribute="import_municipality"),
        Column("school_name", pgettext_lazy("indicators", "School"), needed=True, attribute="import_name"),
        Column(
            "school_code",
            gettext_lazy("School code"),
            hint=gettext_lazy("where known"),
            attribute="import_code",
        ),
        Column("school_type", gettext_lazy("Kind of school"), needed=True, attribute="import_type"),
        Column(
            "held_on",
            gettext_lazy("Held on"),
            needed=True,
            hint=gettext_lazy("like 令和8年4月1日 or 2026-04-01"),
        ),
        Column("grade", pgettext_lazy("indicators", "Grade")),
        Column("pupils", pgettext_lazy("indicators", "Pupils")),
        Column("given_by", gettext_lazy("Given by")),
        _SOURCE,
        _NOTE,
    )
    update_fields = ("pupils", "given_by", "source", "note")

    held_on = Field("held_on", "held_on", Day(needed=True))
    grade = Field("grade", "grade", NeededText(60))
    pupils = Field("pupils", "pupils", Number(most=9_999))
    given_by = Field("given_by", "given_by", NeededText(120))
    source = Field("source", "source", NeededText(300))
    note = Field("note", "note", NeededText(500))

    class Meta:
        model = Lecture
        fields = (
            "municipality", "school_name", "school_code", "school_type",
            "held_on", "grade", "pupils", "given_by", "source", "note",
        )  # fmt: skip
        import_id_fields = ()
        use_bulk, batch_size, skip_diff, skip_unchanged, report_skipped = True, 500, True, False, True

    def __init__(self, actor: Any, **kwargs: Any) -> None:
        super().__init__(actor, **kwargs)
        self.fields["municipality"] = Field(
            "import_municipality", "municipality", Place(self.municipalities(), self.may_write)
        )
        self.fields["school_name"] = Field("import_name", "school_name", NeededText(120, needed=True))
        self.fields["school_code"] = Field("import_code", "school_code", NeededText(20))
        self.fields["school_type"] = Field("import_type", "school_type", _school_types())
        self._schools: dict[Any, Any] = {}

    def read_existing(self) -> dict[Any, Record]:
        query = Lecture.objects.standing().writable_by(self.actor).select_related("school")
        return {self.key_of(record): record for record in query}

    def key_of(self, record: Any) -> Any:
        return record.school_id, record.held_on, record.grade

    def check(self, record: Any) -> dict[str, str]:
        if record.held_on > japanese_day(self.actor.now):
            return {"held_on": _("This day has not come yet. Lectures are recorded after they were held.")}
        place, name = record.import_municipality, record.import_name
        code = getattr(record, "import_code", "")
        wanted = (place.pk, search_key(name), code)
        if wanted not in self._schools:
            self._schools[wanted] = school_for(place, name, record.import_type, code)
        record.school = self._schools[wanted]
        if record.school.municipality_id != place.pk:
            return {"import_code": _("This school code belongs to a school of another municipality.")}
        return {}
