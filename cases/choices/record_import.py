"""Closed lists of the import of old records."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class ImportField:
    """Where a column of an old ledger may go. `kind` says how its cells are read; `most` counts characters.

    Kinds: day, clock, minutes, text, long (several columns may go there), one and many (codes of `list_name`), age,
    birth, mark, number (held by the client).
    """

    name: str
    label: Promise
    kind: str
    list_name: str = ""
    most: int = 0


# In the order of the select. The lengths are those of the consultation sheet (test).
IMPORT_FIELDS = {
    field.name: field
    for field in (
        ImportField("started_on", _("Day"), "day"),
        ImportField("started_clock", _("Began at"), "clock"),
        ImportField("minutes", _("Minutes"), "minutes"),
        ImportField("counselor_name", _("Counselor of that time"), "text", most=130),
        ImportField("method", _("Method"), "one", "contact_method"),
        ImportField("contact_kind", _("First or again"), "one", "contact_kind"),
        ImportField("caller", _("Who is speaking"), "one", "caller"),
        ImportField("relation", _("Relation to her"), "text", most=60),
        ImportField("route", _("Route"), "one", "route"),
        ImportField("main_complaint", _("Main complaint"), "one", "main_complaint"),
        ImportField("harm_types", _("What applies"), "many", "harm_type"),
        ImportField("violence_types", _("Kinds of violence"), "many", "violence_type"),
        ImportField("partner_relation", _("Relation to the other party"), "one", "partner_relation"),
        ImportField("caller_name", _("Name given"), "text", most=120),
        ImportField("caller_kana", _("Reading"), "text", most=120),
        ImportField("caller_phone", _("Telephone"), "text", most=40),
        ImportField("sex", _("Sex"), "one", "sex"),
        ImportField("age_band", _("Age or age band"), "age", "age_band"),
        ImportField("birth", _("Birth date (only the age band is kept)"), "birth"),
        ImportField("held_number", _("Number held by the client (links to her)"), "number"),
        ImportField("is_disabled", _("Has a disability"), "mark"),
        ImportField("needs_interpreter", _("Needs an interpreter"), "mark"),
        ImportField("narrative", _("What was said"), "long", most=50_000),
        ImportField("support_text", _("Support in words"), "long", most=50_000),
        ImportField("safe_contact", _("Safe contact"), "long", most=5_000),
        ImportField("whereabouts_note", _("Places that she named"), "long", most=5_000),
        ImportField("children_note", _("About the children"), "long", most=5_000),
        ImportField("health_note", _("Health"), "long", most=5_000),
        ImportField("other_party_note", _("Other party"), "long", most=5_000),
        ImportField("support_activities", _("Support given"), "many", "support_activity"),
        ImportField("wishes", _("Her wishes"), "many", "wish"),
        ImportField("unmet_needs", _("What could not be met"), "many", "unmet_need"),
        ImportField("disposition", _("Disposition"), "one", "disposition"),
        ImportField("next_steps", _("Next step"), "many", "next_step"),
        ImportField("next_on", _("By when"), "day"),
    )
}
LEFT_OUT = "-"  # a column that the office does not take over
KEPT_AS_WORD = "-"  # a word for which there is no code: it stays in the narrative as it was
NEEDS_CODE = ("method", "main_complaint")  # without them there is no consultation
# Why a run came back without having taken anything in.
STOPPED = {
    "rows": _("Something changed since you looked. Nothing was taken in; please look at it again."),
    "right": _("Your right to take records in had ended. Nothing was taken in."),
    "fault": _("It could not be written. Nothing was taken in; please try again, or tell the administrator."),
}
