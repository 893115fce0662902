"""Which ties are alike, which of them a supervisor may know of, and how much of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases import states
from cases.models import ClientGrant, ConsultationGrant, PartyKey, PartyOffer, Tie, Wall
from cases.queries.wall import records_of
from partners.models import Posting, StaffKey
from partners.queries.alert import watchers_of
from partners.queries.confirmation import live_supervisors
from partners.queries.stand_in import answered_by
from safeguards import matrix
from safeguards.access import Absent, Actor
from safeguards.traces import KINDS

MOST_COMPARED = 500
Found = dict[tuple[int, int, UUID], set[str]]


def staff_to_compare() -> list[StaffKey]:
    """Keys of accounts that were written since the last round, held until its end."""
    return list(
        StaffKey.objects.filter(is_compared=False)
        .order_by("pk")
        .select_for_update(no_key=True)[:MOST_COMPARED]
    )


def parties_to_compare() -> list[PartyKey]:
    """Keys of records that were written since the last round, held until its end."""
    return list(
        PartyKey.objects.filter(is_compared=False)
        .order_by("pk")
        .select_for_update(no_key=True)[:MOST_COMPARED]
    )


def alike(staff: Iterable[StaffKey], parties: Iterable[PartyKey], now: datetime) -> Found:
    """Which of these accounts are alike to somebody in a record that an agency of theirs may see, and by what.

    (account, agency, person key) to the kinds of keys. Old keys count with new ones: a name that was found
    yesterday and a telephone that is found today are two signs. At most nine queries.
    """
    staff, parties = list(staff), list(parties)
    digests = {one.digest for one in parties}
    accounts = {one.account_id for one in staff}
    accounts |= set(StaffKey.objects.filter(digest__in=digests).values_list("account_id", flat=True))
    by_digest: dict[str, set[int]] = defaultdict(set)
    for account, digest in StaffKey.objects.filter(account__in=accounts).values_list("account_id", "digest"):
        by_digest[digest].add(account)
    rows = list(PartyKey.objects.filter(digest__in=list(by_digest)))
    places = _places_of(accounts, now)
    sight = _Sight(rows, now)
    found: Found = defaultdict(set)
    for row in rows:
        for account in by_digest[row.digest]:
            for agency, group in places[account]:
                if sight.reaches(row, agency, group):
                    found[account, agency, row.person_key].add(row.kind)
    return dict(found)


def _places_of(accounts: set[int], now: datetime) -> dict[int, set[tuple[int, int]]]:
    """(agency, its group) where these accounts read records, or will: a coming posting warns before it begins."""
    postings = Posting.objects.not_ended(now).filter(account__in=accounts, role__in=matrix.reading_roles())
    places: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for account, agency, group in postings.values_list("account_id", "agency_id", "agency__group_id"):
        places[account].add((agency, group))
    return places


class _Sight:
    """Which agencies see these records now: by a live grant, or by an offer of the person."""

    def __init__(self, rows: list[PartyKey], now: datetime) -> None:
        live: Any = Q(until__isnull=True) | Q(until__gt=now)
        self.granted: set[tuple[UUID, int]] = set()
        for grants, records in (
            (ClientGrant, {row.client_id for row in rows if row.client_id}),
            (ConsultationGrant, {row.consultation_id for row in rows if row.consultation_id}),
        ):
            seen = grants.objects.filter(live, since__lte=now, content_object__in=records)
            self.granted |= set(seen.values_list("content_object_id", "group_id"))
        offers = PartyOffer.objects.live(now).filter(person_key__in={row.person_key for row in rows})
        self.offered = set(offers.values_list("person_key", "agency_id"))

    def reaches(self, row: PartyKey, agency_id: int, group_id: int) -> bool:
        """May the people of this agency come to see the record of this key?"""
        record = row.client_id or row.consultation_id
        return (record, group_id) in self.granted or (row.person_key, agency_id) in self.offered


def in_order(signs: Iterable[str]) -> list[str]:
    """Kinds of keys in their fixed order."""
    found = set(signs)
    return [kind for kind in KINDS if kind in found]


def is_walled(account_id: int, person_key: UUID) -> bool:
    """A wall stands between them already."""
    return Wall.objects.standing().filter(account_id=account_id, person_key=person_key).exists()


def watchers_of_tie(tie: Tie, now: datetime) -> list[int]:
    """Who is told: supervisors of the agency, else the stand-ins; nobody who is matched with, or walled off, the
    same person."""
    matched = Tie.objects.filter(state=states.TIE_FOUND, person_key=tie.person_key)
    walled = Wall.objects.standing().filter(person_key=tie.person_key)
    out = {
        *matched.values_list("account_id", flat=True),
        *walled.values_list("account_id", flat=True),
        tie.account_id,
    }
    return watchers_of(tie.agency_id, now, but=out)


def _apart(rows: QuerySet[Any], account: Any, person: OuterRef) -> QuerySet[Any]:
    """Without people who are matched with this person themselves, or walled off her."""
    matched = Tie.objects.filter(state=states.TIE_FOUND, account_id=account, person_key=person)
    walled = Wall.objects.standing().filter(account_id=account, person_key=person)
    return rows.exclude(Exists(matched)).exclude(Exists(walled))


def _able_at(now: datetime, agency: str) -> QuerySet[Posting]:
    """Supervisors at work there who may be told of this tie (the same people as `watchers_of_tie` names)."""
    there = live_supervisors(now).filter(agency_id=OuterRef(agency))
    return _apart(there, OuterRef("account_id"), OuterRef(OuterRef("person_key")))


def answerable(actor: Actor) -> QuerySet[Tie]:
    """Ties that wait for this supervisor's answer.

    Those of her agency, and of those for which she stands in because nobody there may be told. Never one against
    herself, nor of a person from whom she is walled off or with whom she is matched; and only while the agency may
    see the person and no wall stands.
    """
    if not matrix.may_act(actor, "tie", "own", "answer") or actor.agency_id is None:
        return Tie.objects.none()
    hers = answered_by(actor, lambda agency: _able_at(actor.now, agency))
    walled = Wall.objects.standing().filter(
        account_id=OuterRef("account_id"), person_key=OuterRef("person_key")
    )
    rows = Tie.objects.filter(hers, _still_seen(actor.now), state=states.TIE_FOUND).exclude(Exists(walled))
    return _apart(rows, actor.own_account_id, OuterRef("person_key"))


def _still_seen(now: datetime) -> Q:
    live: Any = Q(until__isnull=True) | Q(until__gt=now)
    grants = [
        Exists(
            table.objects.filter(
                live, since__lte=now, group_id=OuterRef("agency__group_id"),
                content_object__person_key=OuterRef("person_key"),
            )
        )
        for table in (ClientGrant, ConsultationGrant)
    ]  # fmt: skip
    offers = PartyOffer.objects.live(now).filter(
        agency_id=OuterRef("agency_id"), person_key=OuterRef("person_key")
    )
    return Q(grants[0]) | Q(grants[1]) | Q(Exists(offers))


def tie_or_absent(actor: Actor, number: str) -> Tie:
    """The tie with this number that waits for her answer; `Absent` for anything else."""
    tie = None
    if "\0" not in number:
        tie = answerable(actor).select_related("account").filter(number=number).first()
    if tie is None:
        raise Absent
    return tie


@dataclass(frozen=True, slots=True)
class TieRow:
    """One tie as a supervisor reads it: which colleague, by what; of the person only a way to her record."""

    number: str
    since: datetime
    who: str
    agency: str
    signs: tuple[str, ...]
    record: tuple[str, str] | None


def tie_rows(actor: Actor, ties: Iterable[Tie]) -> list[TieRow]:
    """Rows for the screen. Three queries whatever their number; a stand-in gets no way to a record."""
    listed = list(ties)
    keys = [tie.person_key for tie in listed if tie.agency_id == actor.agency_id]
    offers = PartyOffer.objects.live(actor.now).filter(agency_id=actor.agency_id, person_key__in=keys)
    records = {
        key: ("referral", number) for key, number in offers.values_list("person_key", "referral_number")
    }
    records |= records_of(actor, keys)
    return [
        TieRow(
            tie.number, tie.found_at, tie.account.name, tie.agency.label, tuple(tie.signs),
            records.get(tie.person_key) if tie.agency_id == actor.agency_id else None,
        )
        for tie in listed
    ]  # fmt: skip
