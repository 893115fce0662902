"""Emergency access: whose record the words name, whether the right is held, and what waits for a review (R-12)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases import states
from cases.cards import local_day
from cases.models import Client, ClientEmergency, CodeBook, ConsultationEmergency, Emergency, MatchKey, Wall
from cases.models.emergency import EmergencyQuerySet
from cases.models.match import STRONG, match_digests
from cases.models.name_search import EMERGENCY, NameSearch
from cases.queries.merge import holders_of
from cases.queries.name_search import HOUR
from cases.queries.openings import KINDS
from cases.states import EMERGENCY_MOVES
from partners.models import Account, Agency, Posting
from safeguards import matrix
from safeguards.access import Absent, Actor
from safeguards.models import AuditLine

WHY = "emergency access: one number, or one whole reading with a birth date"
MOST_RECORDS = 3  # more records under one reading and birth date are no longer one person
MOST_MISSES = 5


@dataclass(frozen=True, slots=True)
class Named:
    """How the person is named: an agency's code with the number that she holds, or her whole reading and birth."""

    agency: Agency | None = None
    held_number: str = ""
    reading: str = ""
    birth: date | None = None

    def words(self) -> str:
        """What was asked, for the sealed count of searches."""
        code = self.agency.code if self.agency else ""
        return " ".join(filter(None, [code, self.held_number, self.reading, str(self.birth or "")]))


def clients_named(actor: Actor, named: Named) -> list[Client]:
    """The records of the one person who is named so: never a list to choose from, empty for anything doubtful.

    Empty too when any of them is of a person whom the actor is walled off from: a wall, a miss and absence
    are one answer, found on one way.
    """
    everybody = Client.objects.everything(WHY).select_related("agency")
    if named.agency is not None and named.held_number:
        wanted = Q(pk__in=holders_of(named.agency.pk, named.held_number))
    else:
        wanted = Q(pk__in=_born_so(actor, named))
    walled = Wall.objects.standing().filter(
        account_id=actor.own_account_id, person_key=OuterRef("person_key")
    )
    found: list[Any] = list(everybody.filter(wanted).annotate(is_walled=Exists(walled))[: MOST_RECORDS + 1])
    if len(found) > MOST_RECORDS or any(one.is_walled for one in found):
        return []
    return found


def _born_so(actor: Actor, named: Named) -> QuerySet:
    birth = (
        {"year": named.birth.year, "month": named.birth.month, "day": named.birth.day} if named.birth else {}
    )
    digest = match_digests(named.reading, birth, local_day(actor.now)).get(STRONG, "")
    return MatchKey.objects.filter(kind=STRONG, digest=digest).values("client")


def is_held(actor: Actor) -> bool:
    """Is her right to emergency access held: a review is late, or one was questioned and not cleared?"""
    late = Q(state=states.TO_REVIEW, review_due__lt=local_day(actor.now))
    hers = Emergency.objects.everything("the right of one account").filter(account_id=actor.own_account_id)
    return hers.filter(late | Q(state=states.QUESTIONED)).exists()


def misses_in_hour(actor: Actor) -> int:
    """Emergency questions of this account in the last hour that opened nothing."""
    asked = NameSearch.objects.visible_to(actor).filter(how=EMERGENCY, at__gt=actor.now - HOUR)
    return asked.count()


def open_for(actor: Actor) -> list[Emergency]:
    """Her emergencies that are open now; asks nothing for those without the right."""
    if not matrix.has_emergency_right(actor):
        return []
    rows = Emergency.objects.visible_to(actor).filter(
        account_id=actor.own_account_id, since__lte=actor.now, until__gt=actor.now
    )
    return list(rows.order_by("until"))


def own_past(actor: Actor) -> EmergencyQuerySet:
    """Her emergencies that have ended, for her own page."""
    return Emergency.objects.visible_to(actor).filter(account_id=actor.own_account_id, until__lte=actor.now)


def to_review(actor: Actor) -> EmergencyQuerySet:
    """Emergencies of others that this supervisor may look at now, the oldest first."""
    if not matrix.may_act(actor, "emergency", "own", "answer"):
        return Emergency.objects.none()
    open_states = {move.source for move in EMERGENCY_MOVES}
    rows = Emergency.objects.visible_to(actor).filter(state__in=open_states)
    return rows.exclude(account_id=actor.own_account_id).select_related("account", "agency").order_by("since")


def emergency_or_absent(actor: Actor, number: str) -> Emergency:
    """Her own, or one that she may review; `Absent` for anything else."""
    rows = Emergency.objects.visible_to(actor).select_related("account", "agency")
    one = rows.filter(number=number).first()
    if one is None:
        raise Absent
    return one


def moves_of(actor: Actor, one: Emergency) -> tuple[str, ...]:
    """Steps of the review that are hers now; none on her own."""
    if one.account_id == actor.account_id:
        return ()
    return tuple(move.name for move in EMERGENCY_MOVES if move.source == one.state)


@dataclass(frozen=True, slots=True)
class EmergencyRow:
    """One emergency as its reader may know it: who, when, on which ground; of the woman nothing."""

    number: str
    who: str
    agency: str
    ground: str
    since: datetime
    until: datetime
    review_due: date
    state: str
    is_open: bool


def emergency_rows(actor: Actor, found: Iterable[Emergency], book: CodeBook) -> list[EmergencyRow]:
    """Rows without further questions; account and agency come with them."""
    return [
        EmergencyRow(
            one.number, one.account.name, one.agency.label, book.label("emergency_ground", one.ground), one.since,
            one.until, one.review_due, one.state, one.is_open(actor.now),
        )
        for one in found
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpenedRecord:
    """One record that the emergency opened. `number` is empty where the reader may not see the record."""

    kind: str
    agency: str
    number: str
    did: tuple[str, ...]


def records_of(actor: Actor, one: Emergency) -> list[OpenedRecord]:
    """What was opened and what she did with it, from the trail; the way there only for who may see it now."""
    rows: list[tuple[str, ClientEmergency | ConsultationEmergency]] = []
    for kind, table in (("client", ClientEmergency), ("consultation", ConsultationEmergency)):
        found = table.objects.filter(emergency=one).select_related("content_object__agency")
        rows += [(kind, row) for row in found.order_by("-content_object__sort_key")]
    numbers = [row.content_object.number for _kind, row in rows]
    lines = AuditLine.objects.filter(
        account_id=one.account_id, object_number__in=numbers, at__gte=one.since, at__lte=one.until
    ).values_list("object_number", "event")
    did: dict[str, set[str]] = {}
    for number, event in lines:
        did.setdefault(number, set()).add(event.partition(".")[2])
    seen = {
        record.pk
        for kind, model in (("client", ClientEmergency), ("consultation", ConsultationEmergency))
        for record in _seen(actor, model, [row for of, row in rows if of == kind])
    }
    return [
        OpenedRecord(
            kind=kind, agency=row.content_object.agency.label,
            number=row.content_object.number if row.content_object.pk in seen else "",
            did=tuple(str(KINDS[step]) for step in KINDS if step in did.get(row.content_object.number, set())),
        )
        for kind, row in rows
    ]  # fmt: skip


def _seen(actor: Actor, model: Any, rows: list) -> Iterable:
    record = model._meta.get_field("content_object").related_model
    return record.objects.visible_to(actor).filter(pk__in=[row.content_object_id for row in rows])


def keepers_of(one: Emergency) -> list[Agency]:
    """The agencies whose records it opened."""
    opened = ClientEmergency.objects.filter(emergency=one)
    return list(Agency.objects.filter(pk__in=opened.values("content_object__agency")).order_by("code"))


def late_reviews(today: date) -> list[Emergency]:
    """Not looked at in time and nobody told of it yet; for the clock."""
    rows = Emergency.objects.everything("late reviews are told").filter(
        state=states.TO_REVIEW, review_due__lt=today, late_told_at__isnull=True
    )
    return list(rows.select_related("account", "agency").order_by("since")[:200])


def auditors(now: datetime) -> list[int]:
    """Accounts that audit now."""
    live = Posting.objects.live(now).filter(role="auditor")
    return list(Account.objects.filter(pk__in=live.values("account")).values_list("pk", flat=True))
