"""Lists of referrals: inbox and outbox, filters, search, lines and history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from cases.models import Client, CodeBook, Consultation
from cases.models.anchor import Anchor
from cases.queries.lists import long_beside
from cases.queries.person_search import search_clients
from cases.queries.sight import groups_seen
from partners.models import Agency
from referrals.cards import EventLine, ReferralRow, about, event_line, sheet_name, state_words
from referrals.choices import (
    ACCEPTED,
    ANSWERED,
    DECLINED,
    RECEIVER,
    REPORTED,
    SENDER,
    SENT,
    TO_ANSWER,
)
from referrals.models import Referral, ReferralEvent
from referrals.models.referral import ReferralQuerySet
from referrals.states import DISCLOSED, MOVE_BY_NAME, OPEN_TO_RECEIVER
from safeguards import matrix
from safeguards.access import Actor
from safeguards.names import search_key

WITH_PEOPLE = Referral.objects.select_related("from_agency", "to_agency", "from_account", "accepted_by")
INBOX, OUTBOX = "in", "out"
MOST_SHEETS = 200
NEWS_FOR = timedelta(days=14)
CODES_OF_LIST = ("referral_kind", "age_band", "main_complaint")  # in the lines and their filters
# Long columns that a line does not open.
UNREAD = (
    "asked", "summary", "consent_note",
    *long_beside(Client, frozenset({"family_name", "given_name"}), "client__"),
    *long_beside(Consultation, frozenset({"caller_name", "caller_kana"}), "consultation__"),
)  # fmt: skip


def box(actor: Actor, which: str, *, state: str = "", kind: str = "", words: str = "") -> QuerySet:
    """The lines of one box. `state`: a state, `open` for what is not ended, or one of the lists of the home page:
    `to_answer` (received and not answered), `answered` (new answers to what was sent)."""
    rows = WITH_PEOPLE.listed_to(actor, SENDER if which == OUTBOX else RECEIVER)
    if state == "open":
        rows = rows.filter(state__in=OPEN_TO_RECEIVER, until__gt=actor.now)
    elif state == TO_ANSWER:
        rows = rows.filter(state=SENT, until__gt=actor.now)
    elif state == ANSWERED:
        rows = rows.filter(_is_news(actor))
    elif state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    if words:
        rows = rows.filter(_fits(actor, which, words, rows))
    return _with_sight(actor, rows, "to_agency" if which == OUTBOX else "from_agency")


def to_answer(actor: Actor) -> ReferralQuerySet:
    """Received and not answered."""
    return WITH_PEOPLE.visible_to(actor).filter(to_agency_id=actor.agency_id, state=SENT)


def answered(actor: Actor) -> ReferralQuerySet:
    """Sent, with an answer that is new: a report until it is closed, another answer for two weeks."""
    return WITH_PEOPLE.visible_to(actor).filter(_is_news(actor), from_agency_id=actor.agency_id)


def _is_news(actor: Actor) -> Q:
    return Q(state=REPORTED) | Q(state__in=[DECLINED, ACCEPTED], changed_at__gt=actor.now - NEWS_FOR)


def _with_sight(actor: Actor, rows: QuerySet, other: str) -> QuerySet:
    """What a line shows: the other agency, and the person's record with whether it may be seen; one query."""
    rows = rows.select_related(None).select_related(other, "client", "consultation")
    rows = rows.defer(*UNREAD, *long_beside(Agency, frozenset(), f"{other}__"))
    rows = Client.objects.beside(rows, actor, "client")
    return Consultation.objects.beside(rows, actor, "consultation")


def _fits(actor: Actor, which: str, words: str, rows: QuerySet) -> Q:
    """By number, by the other agency's name, or by the name of a person whose record she may read."""
    key = search_key(words)
    other = "to_agency" if which == OUTBOX else "from_agency"
    agencies = [
        one.pk
        for one in Agency.objects.all()
        if key and (key in search_key(one.name) or key in search_key(one.kana))
    ]
    fits = Q(number=words.strip()) | Q(**{f"{other}__in": agencies})
    if not key:
        return fits
    told = Q() if which == OUTBOX else Q(state__in=DISCLOSED, until__gt=actor.now)
    found = [one.pk for one in search_clients(actor, words).rows]
    return fits | (Q(client__in=found) & told) | Q(pk__in=_sheets(actor, rows.filter(told), key))


def _sheets(actor: Actor, rows: QuerySet, key: str) -> list:
    """Sheets by the name on them, among the newest: they are sealed, so they are opened and looked at."""
    newest = rows.filter(client__isnull=True, consultation__isnull=True).order_by("-sent_at", "-pk")[
        :MOST_SHEETS
    ]
    return [
        one.pk
        for one in newest
        if (one.side_of(actor) == SENDER or "identity" in one.field_groups)
        and any(key in search_key(one.sheet.get(name, "")) for name in ("name", "kana"))
    ]


def rows_of(actor: Actor, which: str, referrals: Iterable[Referral], book: CodeBook) -> list[ReferralRow]:
    """Lines for the screen, with a constant number of queries; a name only where it may be read now."""
    listed = list(referrals)
    names = _names(actor, listed)
    return [_row(actor, which, one, names.get(one.pk, ""), book) for one in listed]


def _row(actor: Actor, which: str, one: Referral, name: str, book: CodeBook) -> ReferralRow:
    label, tone = state_words(one, actor.now)
    opens = which == OUTBOX or one.is_open_to_receiver(actor.now)
    due = one.answer_due_at if one.state == SENT and actor.now < one.until else None
    outline = name or about(one, book)
    return ReferralRow(
        number=one.number if opens else "",
        sent_at=one.sent_at,
        agency=(one.to_agency if which == OUTBOX else one.from_agency).label,
        kind=book.label("referral_kind", one.kind),
        outline=outline if opens else "",
        state=label,
        tone=tone,
        answer_due_at=due,
        is_late=due is not None and due < actor.now,
    )


def _names(actor: Actor, listed: list[Referral]) -> dict[object, str]:
    """Names by referral: own ones, and those told by a live disclosure of `identity`."""
    shown = [one for one in listed if one.side_of(actor) == SENDER or one.tells(actor.now)]
    offered = {one.pk: one.side_of(actor) == SENDER or "identity" in one.field_groups for one in shown}
    readable = _readable(actor, shown)
    may_sheet = "identity" in matrix.groups_for(actor, "referral", "disclosed")
    found: dict[object, str] = {}
    for one in shown:
        if not offered[one.pk]:
            continue
        client = one.client if one.client_id in readable else None
        call = one.consultation if one.consultation_id in readable else None
        name = (client.name if client else "") or (call.caller_name or call.caller_kana if call else "")
        if one.is_sheet and may_sheet:
            name = sheet_name(one)
        found[one.pk] = name
    return found


def _readable(actor: Actor, listed: list[Referral]) -> set[object]:
    """Keys of the clients and consultations of these lines whose name she may read now. One query at most."""
    rows: list[Anchor] = [one.client for one in listed if one.client and one.client_is_seen]  # type: ignore[attr-defined]
    rows += [one.consultation for one in listed if one.consultation and one.consultation_is_seen]  # type: ignore[attr-defined]
    return {key for key, groups in groups_seen(actor, rows).items() if "identity" in groups}


def history(actor: Actor, referral: Referral, book: CodeBook) -> list[EventLine]:
    """Events of one referral. Before acceptance and about the sender's reasons the receiver reads no words."""
    side = referral.side_of(actor)
    rows = ReferralEvent.objects.visible_to(actor).filter(referral=referral).select_related("agency")
    lines = []
    for event in rows:
        move = MOVE_BY_NAME.get(event.what)
        written_here = (move.side if move else SENDER) == RECEIVER
        lines.append(event_line(event, book, with_text=side == SENDER or written_here))
    return lines


def person_of(referral: Referral) -> UUID:
    """The person of this referral: the record's as it is linked now, else the sheet's own."""
    anchor = referral.client or referral.consultation
    return anchor.person_key if anchor else referral.person_key
