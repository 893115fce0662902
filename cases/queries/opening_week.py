"""Who opened in one week the records that a person keeps, by reader, record and day (R-30)."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from cases.cards import unnamed
from cases.models import Case, Client, Consultation, OpeningQuestion
from cases.models.anchor import Anchor, AnchorQuerySet
from partners.models import Account, Agency, Posting
from safeguards import events, keys, matrix
from safeguards.access import Absent, Actor
from safeguards.calendar import JAPAN
from safeguards.forms import moment_of
from safeguards.models import AuditLine

WEEK = timedelta(days=7)
MOST = 500  # lines of one week that are shown, newest first; the page says so when there are more
OLDEST_WEEKS = 8
SEAL = "opening"


def monday_of(day: date) -> date:
    """The Monday on which the week of this day began."""
    return day - timedelta(days=day.weekday())


def week_before(day: date) -> date:
    """The Monday of the last whole week before this day."""
    return monday_of(day) - WEEK


def kept_consultations(actor: Actor) -> AnchorQuerySet:
    """Consultations of her agency that she keeps; for a supervisor also those that nobody at work keeps."""
    kept = Q(counselor_id=actor.account_id)
    if actor.has("supervisor"):
        kept |= Q(counselor_id__isnull=True) | ~Q(counselor_id__in=_at_work(actor))
    return Consultation.objects.visible_to(actor).filter(kept, agency_id=actor.own_agency_id)


def kept_clients(actor: Actor) -> AnchorQuerySet:
    """Clients of her agency with whom she spoke, or whose record she made; for a supervisor also those of nobody.

    A client has no counselor of her own: who keeps her is known from her consultations.
    """
    calls = Consultation.objects.everything("who keeps a client").filter(
        client=OuterRef("pk"), agency_id=actor.own_agency_id
    )
    kept = Q(Exists(calls.filter(counselor_id=actor.account_id))) | Q(made_by_id=actor.account_id)
    if actor.has("supervisor"):
        kept |= ~Exists(calls.filter(counselor_id__in=_at_work(actor))) & ~Q(
            made_by_id__isnull=False, made_by_id__in=_at_work(actor)
        )
    return Client.objects.visible_to(actor).filter(kept, agency_id=actor.own_agency_id)


def kept_cases(actor: Actor) -> QuerySet[Case]:
    """Support cases of the clients whom she keeps."""
    clients = kept_clients(actor).values("pk")
    return Case.objects.visible_to(actor).filter(client__in=clients, agency_id=actor.own_agency_id)


def _at_work(actor: Actor) -> QuerySet:
    live = Posting.objects.live(actor.now).filter(
        agency_id=actor.own_agency_id, role__in=matrix.reading_roles()
    )
    return live.order_by().values("account_id")


def openings_in_week(actor: Actor, monday: date) -> QuerySet[Any, Any]:
    """By day, account, agency and record: how often others opened what she keeps, newest first. One query.

    Only lines of that week are looked at, and only openings among them, from the index of events.
    """
    lines: QuerySet[Any, Any] = AuditLine.objects.all()
    return (
        lines.filter(
            Q(object_number__in=kept_consultations(actor).values("number"))
            | Q(object_number__in=kept_clients(actor).values("number"))
            | Q(object_number__in=kept_cases(actor).values("number")),
            event__in=events.OPENINGS,
            at__gte=moment_of(monday, None),
            at__lt=moment_of(monday + WEEK, None),
            account_id__isnull=False,
        )
        .exclude(account_id=actor.own_account_id)
        .annotate(day=TruncDate("at", tzinfo=JAPAN))
        .values("day", "account_id", "agency_code", "object_type", "object_number")
        .annotate(
            times=Count("pk"), last_at=Max("at"), places=Count("pk", filter=Q(event="whereabouts.reveal"))
        )
        .order_by("-day", "-last_at", "object_number", "account_id")
    )


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One reader, one record, one day. People of other agencies have no name; `token` lets it be questioned."""

    day: date
    last_at: datetime
    who: str
    agency: str
    is_colleague: bool
    times: int
    places: int
    kind: str
    number: str
    title: str
    state: str
    explanation: str
    token: str


def week_rows(actor: Actor, found: Iterable[dict[str, Any]]) -> list[WeekRow]:
    """The lines of one page with the names that she may know. Six queries at most, whatever their number."""
    listed = list(found)
    own = {one["account_id"] for one in listed if one["agency_code"] == actor.agency_code}
    people = {one.pk: one.name for one in Account.objects.filter(pk__in=own)} if own else {}
    places = {
        one.code: one.label for one in Agency.objects.filter(code__in={one["agency_code"] for one in listed})
    }
    titles = _titles(actor, {one["object_number"] for one in listed})
    asked = {
        (one.reader_id, one.object_number, one.day): one
        for one in OpeningQuestion.objects.visible_to(actor).filter(
            asked_by_id=actor.account_id, object_number__in=titles
        )
    }
    rows = []
    for one in listed:
        question = asked.get((one["account_id"], one["object_number"], one["day"]))
        is_colleague = one["agency_code"] == actor.agency_code
        agency = places.get(one["agency_code"], one["agency_code"])
        rows.append(
            WeekRow(
                day=one["day"], last_at=one["last_at"], times=one["times"], places=one["places"],
                who=people.get(one["account_id"], agency) if is_colleague else agency,
                agency=agency, is_colleague=is_colleague,
                kind=one["object_type"].rpartition(".")[2], number=one["object_number"],
                title=titles.get(one["object_number"], unnamed()),
                state=question.state if question else "", explanation=question.explanation if question else "",
                token=_token(one),
            )
        )  # fmt: skip
    return rows


def _titles(actor: Actor, numbers: set[str]) -> dict[str, str]:
    """Names of her own agency's records, where the matrix lets her read them."""
    titles: dict[str, str] = {}
    if numbers and "identity" in matrix.groups_for(actor, "client", "own"):
        for client in Client.objects.visible_to(actor).filter(number__in=numbers):
            titles[client.number] = client.name or unnamed()
    if numbers and "identity" in matrix.groups_for(actor, "consultation", "own"):
        calls = Consultation.objects.visible_to(actor).select_related("client").filter(number__in=numbers)
        for call in calls:
            named = call.client.name if call.client else call.caller_name or call.caller_kana
            titles[call.number] = named or unnamed()
    if numbers and "identity" in matrix.groups_for(actor, "case", "own"):
        for case in Case.objects.visible_to(actor).select_related("client").filter(number__in=numbers):
            titles[case.number] = case.client.name or unnamed()
    return titles


def _token(one: dict[str, Any]) -> str:
    """Which line is meant, sealed: the account of another agency's reader is told to nobody."""
    told = [one["object_number"], one["account_id"], one["agency_code"], one["day"].isoformat()]
    return base64.urlsafe_b64encode(keys.seal(json.dumps(told).encode(), SEAL)).decode().rstrip("=")


def opening_of(actor: Actor, token: str) -> tuple[dict[str, Any], Anchor]:
    """The line that a form means, looked for anew among what this actor may question, and its record.

    Raises Absent for a token of another hand, and for a record that she does not keep (any more).
    """
    try:
        sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        number, account, agency, day_text = json.loads(keys.unseal(sealed, SEAL))
        day = date.fromisoformat(day_text)
    except (ValueError, TypeError, binascii.Error, IndexError):
        raise Absent from None
    line = (
        openings_in_week(actor, monday_of(day))
        .filter(object_number=number, account_id=account, agency_code=agency, day=day)
        .first()
    )
    record = (
        kept_clients(actor).filter(number=number).first()
        or kept_consultations(actor).filter(number=number).first()
        or kept_cases(actor).filter(number=number).first()
    )
    if line is None or record is None:
        raise Absent
    return line, record


def keepers_of_records(now: datetime) -> QuerySet[Posting]:
    """Postings of people who keep records now: counselors with consultations or clients of their agency, and
    the supervisors of agencies that have clients. One query."""
    why = "who keeps records, for the weekly notice"
    calls = Consultation.objects.everything(why).filter(agency=OuterRef("agency_id"))
    clients = Client.objects.everything(why).filter(agency=OuterRef("agency_id"))
    hers = Q(Exists(calls.filter(counselor_id=OuterRef("account_id")))) | Q(
        Exists(clients.filter(made_by_id=OuterRef("account_id")))
    )
    reads = Q(role="counselor") & hers | Q(role="supervisor") & Q(Exists(clients))
    return Posting.objects.live(now).filter(reads).select_related("account", "agency").order_by("pk")
