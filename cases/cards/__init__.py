"""What a page, a referral or an export may show of a person: already narrowed to the field groups of its reader.

Templates of personal data get these frozen cards and never the rows. A group that may not be read is not
there at all: no label, no dots. Whereabouts are there as masked facts, and the value is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Child, Client, CodeBook, Consultation
from cases.rules import spoken
from safeguards import calendar, matrix, roles

Groups = frozenset[str]


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: a label and its value. `is_masked`: there is a value, it is not here; `field` opens it."""

    label: str
    value: str = ""
    field: str = ""
    is_masked: bool = False
    is_long: bool = False
    sign: str = ""  # "never" or "may": what must not and what may be done to reach her


@dataclass(frozen=True, slots=True)
class Section:
    """The facts of one field group."""

    group: str
    label: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One record as its reader may see it. `title` is a name only where `identity` may be read."""

    number: str
    title: str
    reading: str
    is_named: bool
    tie: str
    sections: tuple[Section, ...]

    def section(self, group: str) -> Section | None:
        """The section of one group, None where it is not hers or empty."""
        return next((one for one in self.sections if one.group == group), None)


@dataclass(frozen=True, slots=True)
class Outline:
    """What a receiver sees before she accepts: no name, no birth date, no place, no words of the record."""

    age_band: str
    children: str
    main_complaint: str


def unnamed() -> str:
    """How a caller without a name stands on the screen."""
    return _("A caller who gave no name")


def age_text(birth: dict, on: date) -> str:
    """Age as far as the birth date is known: 36歳, or a birth year; empty when unknown."""
    if not birth.get("year"):
        return ""
    if birth.get("month") and birth.get("day"):
        return _("%(age)s years old") % {
            "age": calendar.age_on(date(birth["year"], birth["month"], birth["day"]), on)
        }
    return _("born in %(year)s") % {"year": calendar.era_year(birth["year"])}


def age_band_of(birth: dict, on: date) -> str:
    """Ten-year band for an outline; empty when the year is unknown."""
    if not birth.get("year"):
        return ""
    age = on.year - birth["year"]
    return _("under 20") if age < 20 else _("in her %(ten)ss") % {"ten": age // 10 * 10}


def facts_of(pairs: Iterable[tuple[str, str]], long: frozenset[str] = frozenset()) -> tuple[Fact, ...]:
    """Facts with these labels, without empty ones."""
    return tuple(Fact(label, value, is_long=label in long) for label, value in pairs if value)


def _other_names(client: Client, book: CodeBook) -> list[tuple[str, str]]:
    """Former names and aliases, where the query read them along."""
    return [
        (book.label("known_as", one.kind), f"{one.text}（{one.reading}）" if one.reading else one.text)
        for one in client.read_along()
        if not one.is_phone
    ]


def _safe_contact(client: Client) -> tuple[Fact, ...]:
    """First what must not be done: a wrong call can cost her life."""
    facts = (
        Fact(_("What must not be done"), client.never_contact, sign="never"),
        Fact(_("Telephone"), client.phone),
        *(
            Fact(_("Former telephone: she may not be there"), one.text)
            for one in client.read_along()
            if one.is_phone
        ),
        Fact(_("What may be done"), client.safe_contact, sign="may"),
        Fact(_("Name to give"), client.caller_name_to_give),
    )
    return tuple(fact for fact in facts if fact.value)


def _other_party(client: Client) -> tuple[Fact, ...]:
    return facts_of(
        [
            (_("Other party's name"), client.other_party_name),
            (_("Other party's name, reading"), client.other_party_kana),
            (_("Other party's telephone"), client.other_party_phone),
            (_("Other party"), client.other_party_note),
        ]
    )


def sections_of(groups: Groups, builders: dict[str, Callable[[], tuple[Fact, ...]]]) -> tuple[Section, ...]:
    """The sections of these groups that hold something, in the order of the matrix."""
    order = [*matrix.field_groups(), "admin"]
    built = ((group, builders[group]()) for group in order if group in groups and group in builders)
    return tuple(Section(group, roles.group_label(group), facts) for group, facts in built if facts)


OTHER_PARTY = (
    "other_party_family_name", "other_party_given_name", "other_party_family_kana", "other_party_given_kana",
    "other_party_phone", "other_party_note",
)  # fmt: skip
WHEREABOUTS = ("current_place", "registered_place", "daily_places")
# The masked fields of each kind of record.
PLACES: dict[type, tuple[str, ...]] = {Client: WHEREABOUTS, Consultation: ("whereabouts_note",)}
# Those that a page opens for a purpose; what is released to an agency outside are PLACES alone.
MASKED: dict[type, tuple[str, ...]] = {**PLACES, Child: ("school",)}


def whereabouts_label(field: str) -> str:
    """The label of one field of whereabouts; KeyError for any other field."""
    return {
        "current_place": _("Where she is now"),
        "registered_place": _("Registered address"),
        "daily_places": _("School, workplace, clinic"),
        "whereabouts_note": _("Places that she named"),
        "school": _("School or nursery"),
    }[field]


def masked_facts(row: Client | Consultation | Child, fields: Iterable[str]) -> tuple[Fact, ...]:
    """Facts of the places that are there: their labels, never their values."""
    return tuple(
        Fact(whereabouts_label(name), field=name, is_masked=True) for name in fields if getattr(row, name)
    )


def client_card(client: Client, groups: Groups, book: CodeBook, on: date, tie: str = "own") -> Card:
    """A client for a reader of these field groups on this day."""
    named = "identity" in groups
    sections = sections_of(
        groups,
        {
            "identity": lambda: facts_of(
                [
                    (_("Name"), client.name),
                    (_("Reading"), client.kana),
                    (_("Also known as"), client.alias),
                    *_other_names(client, book),
                    (_("Birth"), birth_text(client.birth)),
                    (_("Age"), age_text(client.birth, on)),
                    (_("Sex"), book.label("sex", client.sex)),
                    (_("Number for the telephone"), spoken(client.held_number) if tie == "own" else ""),
                ]
            ),
            "contact": lambda: _safe_contact(client),
            "children": lambda: facts_of(
                [
                    (_("Children"), "" if client.children_count is None else str(client.children_count)),
                    (_("About the children"), client.children_note),
                ]
            ),
            "health": lambda: facts_of([(_("Health"), client.health_note)]),
            "other_party": lambda: _other_party(client),
            "whereabouts": lambda: masked_facts(client, WHEREABOUTS),
            "admin": lambda: facts_of([(_("Office notes"), client.office_note)]),
        },
    )
    title = client.name if named and client.name else unnamed()
    return Card(
        client.number, title, client.kana if named else "", named and bool(client.name), tie, sections
    )


def consultation_card(consultation: Consultation, groups: Groups, book: CodeBook, tie: str = "own") -> Card:
    """A consultation for a reader of these field groups."""
    one = consultation
    sections = sections_of(
        groups,
        {
            "identity": lambda: facts_of(
                [
                    (_("Name"), one.caller_name),
                    (_("Reading"), one.caller_kana),
                    (_("Sex"), book.label("sex", one.sex)),
                    (_("Age band"), book.label("age_band", one.age_band)),
                ]
            ),
            "contact": lambda: facts_of(
                [(_("Telephone"), one.caller_phone), (_("Safe contact"), one.safe_contact)]
            ),
            "narrative": lambda: facts_of(
                [
                    (_("Main complaint"), book.label("main_complaint", one.main_complaint)),
                    (_("What was said"), one.narrative),
                    (_("Support given"), book.labels("support_activity", one.support_activities)),
                    (_("Support in words"), one.support_text),
                    (_("Her wishes"), book.labels("wish", one.wishes)),
                    (_("What could not be met"), book.labels("unmet_need", one.unmet_needs)),
                ],
                long=frozenset({_("What was said"), _("Support in words")}),
            ),
            "children": lambda: facts_of([(_("About the children"), one.children_note)]),
            "health": lambda: facts_of(
                [
                    (_("Health"), one.health_note),
                    (_("Disability"), _("yes") if one.is_disabled else ""),
                    (_("Interpreter"), _("needed") if one.needs_interpreter else ""),
                ]
            ),
            "risk": lambda: facts_of(
                [
                    (_("Kinds of violence"), book.labels("violence_type", one.violence_types)),
                    (_("Harm"), book.labels("harm_type", one.harm_types)),
                ]
            ),
            "other_party": lambda: facts_of(
                [
                    (_("Relation to the other party"), book.label("partner_relation", one.partner_relation)),
                    (_("Other party"), one.other_party_note),
                ]
            ),
            "whereabouts": lambda: masked_facts(one, PLACES[Consultation]),
        },
    )
    named = "identity" in groups and bool(one.caller_name or one.caller_kana)
    title = (one.caller_name or one.caller_kana) if named else unnamed()
    return Card(one.number, title, one.caller_kana if named else "", named, tie, sections)


def outline(client: Client | None, consultation: Consultation | None, book: CodeBook, on: date) -> Outline:
    """The minimal view before acceptance, from a client, a consultation or both."""
    band = age_band_of(client.birth, on) if client else ""
    if not band and consultation:
        band = book.label("age_band", consultation.age_band)
    count = client.children_count if client else None
    return Outline(
        age_band=band or _("age not known"),
        children="" if count is None else _("%(count)s children") % {"count": count},
        main_complaint=book.label("main_complaint", consultation.main_complaint) if consultation else "",
    )


def birth_text(birth: dict) -> str:
    """A birth date as far as it is known; empty when it is not."""
    if not birth.get("year"):
        return ""
    if birth.get("month") and birth.get("day"):
        return calendar.era_date(date(birth["year"], birth["month"], birth["day"]))
    month = _("month %(month)s") % {"month": birth["month"]} if birth.get("month") else ""
    return f"{calendar.era_year(birth['year'])} {month}".strip()


def local_day(moment: datetime) -> date:
    """The Japanese day of a moment."""
    return timezone.localtime(moment).date()
