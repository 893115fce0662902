"""What stands on the papers of cases: made of the same cards as the pages, narrowed to the reader's field groups."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases.cards import Card, Fact, Section, age_text, client_card, consultation_card, local_day
from cases.models import Client, CodeBook, Consultation
from cases.models.anchor import Anchor
from cases.queries.client_alert import alerts_of
from cases.queries.sight import groups_of, is_opened_in_emergency
from cases.queries.timeline import newest_events
from safeguards.access import Absent, Actor
from safeguards.documents import Facts, Kind, Label, Paper, Rows, Text, Words
from safeguards.documents.paper import Part
from safeguards.templatetags.safeguards import era, when

RECORD_SHEET = Kind("consultation.record")
CLIENT_SHEET = Kind("client.card")
ENVELOPE = Kind("client.envelope")


def groups_to_print(actor: Actor, anchor: Anchor) -> frozenset[str]:
    """Field groups that she may print. Absent for what only an emergency opens: paper outlives its hour."""
    if is_opened_in_emergency(actor, anchor):
        raise Absent
    groups = groups_of(actor, anchor)
    if not groups:
        raise Absent
    return groups


def places_of(card: Card) -> tuple[str, ...]:
    """The fields of whereabouts that hold something and may be read."""
    section = card.section("whereabouts")
    return tuple(fact.field for fact in section.facts) if section else ()


def stamps_of(anchor: Anchor, actor: Actor) -> tuple[str, ...]:
    """Boxes for seals, on an office's own ledger alone."""
    return (_("Supervisor"), _("In charge")) if anchor.tie_to(actor) == "own" else ()


def consultation_paper(
    actor: Actor, one: Consultation, card: Card, book: CodeBook, places: Iterable[str] = ()
) -> Paper:
    """相談記録票: one consultation. `places`: fields of whereabouts that were ticked; the others are not there."""
    minutes = _("%(minutes)s min") % {"minutes": one.minutes} if one.minutes else ""
    lead = [when(one.started_at), book.label("contact_method", one.method), minutes]
    first = [section for section in card.sections if section.group == "narrative"]
    others = [section for section in card.sections if section.group != "narrative"]
    parts: list[Part] = [_contact(actor, one, card, book)]
    for section in [*first, *others]:
        parts += _parts(one, section, frozenset(places))
    return Paper(_("Consultation record"), "　".join(filter(None, lead)), tuple(parts), stamps_of(one, actor))


def _contact(actor: Actor, one: Consultation, card: Card, book: CodeBook) -> Facts:
    """The head of the sheet. What only the keeper's page shows stands only on the keeper's sheet."""
    rows = [(_("Client"), _client_name(actor, one) or (card.title if card.is_named else ""))]
    caller = " ".join(filter(None, [book.label("caller", one.caller), one.relation]))
    rows += [
        (_("Who was speaking"), caller),
        (_("First or again"), book.label("contact_kind", one.contact_kind)),
    ]
    if card.tie == "own":
        steps = " ".join(filter(None, [book.labels("next_step", one.next_steps), era(one.next_on)]))
        rows += [
            (_("Route"), book.label("route", one.route)),
            (_("Disposition"), book.label("disposition", one.disposition)),
            (_("Next step"), steps),
            (_("Counselor"), one.counselor_name),
        ]
    rows += [(_("Agency"), one.agency.label), (_("Recorded"), when(one.made_at))]
    return Facts(_("This contact"), tuple(row for row in rows if row[1]))


def _client_name(actor: Actor, one: Consultation) -> str:
    if one.client_id is None:
        return ""
    client = Client.objects.visible_to(actor).filter(pk=one.client_id).first()
    return client.name if client and "identity" in groups_of(actor, client) else ""


def client_paper(
    actor: Actor,
    client: Client,
    card: Card,
    groups: frozenset[str],
    book: CodeBook,
    places: Iterable[str] = (),
) -> Paper:
    """相談者票: cautions first, then the card, then what has happened, newest first."""
    parts: list[Part] = []
    alerts = tuple((one.title, one.text) for one in alerts_of(actor, client, groups, book))
    if alerts:
        parts.append(Facts(_("What must be known before the next step"), alerts))
    for section in card.sections:
        parts += _parts(client, section, frozenset(places))
    events = newest_events(actor, client, book, groups)
    rows = tuple(
        (when(event.at), "\n".join(filter(None, [event.title, event.text])), event.who) for event in events
    )
    if rows:
        head = (_("Date"), pgettext("timeline", "Event"), pgettext("timeline", "Who"))
        parts.append(Rows(_("What has happened"), head, (46, 0, 38), rows))
    age = age_text(client.birth, local_day(actor.now)) if "identity" in groups else ""
    lead = "　".join(filter(None, [card.title, age, client.agency.label]))
    return Paper(_("Client card"), lead, tuple(parts), stamps_of(client, actor))


def envelope_paper(client: Client, groups: frozenset[str], place: str, sender: str) -> Paper:
    """宛名: what is cut out for an envelope. The office stands on the rest of the sheet, never inside the frame."""
    name = client.name if "identity" in groups else ""
    to = _("To %(name)s") % {"name": name} if name else ""
    care = _(
        "Cut it out along the frame. The rest names the office: keep it in the file, never put it in the letter."
    )
    label = Label("", to, str(getattr(client, place)), sender)
    return Paper(_("Address for an envelope"), "", (Words("", care), label))


def _parts(record: Anchor, section: Section, places: frozenset[str]) -> list[Part]:
    """Short facts as lines, long ones as texts; the heading stands over the first."""
    shown = [fact for fact in section.facts if not fact.is_masked or fact.field in places]
    parts: list[Part] = []
    lines: list[tuple[str, str]] = []

    def close() -> None:
        if lines:
            parts.append(Facts("" if parts else section.label, tuple(lines)))
            lines.clear()

    for fact in shown:
        if fact.is_long:
            close()
            parts.append(Text("" if parts else section.label, fact.label, fact.value))
        else:
            lines.append((_signed(fact), getattr(record, fact.field) if fact.is_masked else fact.value))
    close()
    return parts


def _signed(fact: Fact) -> str:
    return {"never": f"× {fact.label}", "may": f"○ {fact.label}"}.get(fact.sign, fact.label)


def card_to_print(
    actor: Actor, anchor: Client | Consultation, groups: frozenset[str], book: CodeBook
) -> Card:
    """The card of the page, for these groups."""
    if isinstance(anchor, Client):
        return client_card(anchor, groups, book, local_day(actor.now), anchor.tie_to(actor))
    return consultation_card(anchor, groups, book, anchor.tie_to(actor))
