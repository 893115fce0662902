"""What the two screens of a receiver, a list and a history may show: narrowed before a template sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cases.cards import Card, Fact, Section
from cases.models import CodeBook
from referrals.choices import EVENT_LABELS, EVENT_LISTS, SHEET_GROUPS, SHEET_LABELS, STATE_LABELS, STATE_TONES
from referrals.models import Referral, ReferralEvent
from safeguards import calendar, matrix, roles

Groups = frozenset[str]


@dataclass(frozen=True, slots=True)
class Offer:
    """What is seen before acceptance: who asks for what, for whom in outline. No identity stands here."""

    from_agency: str
    from_person: str
    kind: str
    who: str
    main_complaint: str
    asked: str
    urgency: str
    answer_due_at: datetime | None
    groups: tuple[str, ...]
    ground: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Part:
    """One record within a disclosure: a heading (empty for the person herself) and her facts by group."""

    number: str
    heading: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What is seen after acceptance: exactly the ticked groups, in their fixed order."""

    title: str
    reading: str
    is_named: bool
    summary: str
    parts: tuple[Part, ...]
    until: datetime | None


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event of the history."""

    at: datetime
    label: str
    who: str
    agency: str
    code: str
    done_on: date | None
    text: str


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """One line of the inbox or the outbox. `number` is empty where it can no longer be opened."""

    number: str
    sent_at: datetime
    agency: str
    kind: str
    outline: str
    state: str
    tone: str
    answer_due_at: datetime | None
    is_late: bool


def last_day_of(until: datetime | None) -> date | None:
    """The last day of sight: `until` is the first moment without it."""
    if until is None:
        return None
    local = until.astimezone(calendar.JAPAN)
    day = local.date()
    return date.fromordinal(day.toordinal() - 1) if (local.hour, local.minute) == (0, 0) else day


def outline_text(referral: Referral, book: CodeBook) -> str:
    """Age band and children, as they were frozen at sending: 30歳代、子ども2人."""
    known = referral.age_band and referral.age_band != calendar.age_band(None)
    age = book.label("age_band", referral.age_band) if known else _("age not known")
    count = referral.children_count
    if count is None:
        return age
    children = (
        ngettext("%(count)s child", "%(count)s children", count) % {"count": count}
        if count
        else _("no child")
    )
    return _("%(age)s, %(children)s") % {"age": age, "children": children}


def about(referral: Referral, book: CodeBook) -> str:
    """Outline and main complaint in one line: 30歳代、子ども2人、夫等からの暴力."""
    parts = [outline_text(referral, book), book.label("main_complaint", referral.main_complaint)]
    return pgettext("list", ", ").join(part for part in parts if part)


def offer_card(referral: Referral, book: CodeBook, from_person: str) -> Offer:
    """A referral as its receiver sees it before she accepts; also for the sender's preview (not yet saved)."""
    return Offer(
        from_agency=referral.from_agency.label,
        from_person=from_person,
        kind=book.label("referral_kind", referral.kind),
        who=outline_text(referral, book),
        main_complaint=book.label("main_complaint", referral.main_complaint),
        asked=referral.asked,
        urgency=book.label("urgency", referral.urgency),
        answer_due_at=referral.answer_due_at,
        groups=group_labels(referral.field_groups),
        ground=book.label("legal_ground", referral.ground),
        until=referral.until,
    )


def group_labels(groups: list[str]) -> tuple[str, ...]:
    """Labels of field groups in the fixed order."""
    return tuple(roles.group_label(group) for group in matrix.field_groups() if group in groups)


def sheet_part(referral: Referral, groups: Groups, on: date) -> Part:
    """The sheet's fields of these groups; places are masked facts without their value."""
    facts: dict[str, list[Fact]] = {}
    for name, group in SHEET_GROUPS.items():
        text = referral.sheet.get(name, "")
        if text and group in groups:
            facts.setdefault(group, []).extend(_sheet_facts(name, text, on))
    if "children" in groups and referral.children_count is not None:
        facts.setdefault("children", []).insert(0, Fact(_("Children"), str(referral.children_count)))
    order = [group for group in matrix.field_groups() if group in facts]
    return Part(
        referral.number, "", tuple(Section(one, roles.group_label(one), tuple(facts[one])) for one in order)
    )


def _sheet_facts(name: str, text: str, on: date) -> list[Fact]:
    label = str(SHEET_LABELS[name])
    if SHEET_GROUPS[name] == "whereabouts":
        return [Fact(label, field=name, is_masked=True)]
    if name == "birth_on":
        born = date.fromisoformat(text)
        age = _("%(age)s years old") % {"age": calendar.age_on(born, on)}
        return [Fact(label, calendar.era_date(born)), Fact(_("Age"), age)]
    return [Fact(label, text)]


def sheet_name(referral: Referral) -> str:
    """The name on a sheet, else its reading, else nothing; for those who may read `identity`."""
    return referral.sheet.get("name", "") or referral.sheet.get("kana", "")


def sheet_told(referral: Referral, groups: Groups, on: date) -> Told:
    """A sheet for a reader of these groups."""
    name = sheet_name(referral)
    named = "identity" in groups and bool(name)
    part = sheet_part(referral, groups, on)
    reading = referral.sheet.get("kana", "") if named else ""
    title = name if named else untold()
    return Told(title, reading, named, referral.summary, (part,) if part.sections else (), referral.until)


def record_told(referral: Referral, client: Card | None, calls: list[tuple[Card, str]]) -> Told:
    """A client's card, and consultations each with its heading, as one disclosure."""
    parts = [Part(client.number, "", client.sections)] if client and client.sections else []
    parts += [Part(card.number, heading, card.sections) for card, heading in calls if card.sections]
    head = next(
        (card for card in (client, *(card for card, _heading in calls)) if card and card.is_named), None
    )
    title, reading = (head.title, head.reading) if head else (untold(), "")
    return Told(title, reading, head is not None, referral.summary, tuple(parts), referral.until)


def untold() -> str:
    """How a person stands on the screen whose name was not told."""
    return _("A person whose name was not told")


def event_line(event: ReferralEvent, book: CodeBook, *, with_text: bool) -> EventLine:
    """One event; the words only where this reader may have them."""
    list_name = EVENT_LISTS.get(event.what, "")
    return EventLine(
        at=event.at,
        label=str(EVENT_LABELS.get(event.what, event.what)),
        who=event.account_name,
        agency=event.agency.label,
        code=book.label(list_name, event.code) if list_name and with_text else "",
        done_on=event.done_on if with_text else None,
        text=event.text if with_text else "",
    )


def state_words(referral: Referral, now: datetime) -> tuple[str, str]:
    """Label and tone of the state; an offer or a disclosure that outlived its day says so."""
    if referral.state in STATE_TONES and now >= referral.until:
        return _("Ended by its date"), "quiet"
    return str(STATE_LABELS[referral.state]), STATE_TONES.get(referral.state, "quiet")
