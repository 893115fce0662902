"""Two records of one woman: whose they are, who outside sees them, what would move, and where a number leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from cases.models import AccessReason, Child, Client, ClientAlert, ClientMerge, Consultation, PartyOffer
from cases.models.access_reason import TOLD
from cases.queries.belongings import keyed, pointing
from partners.models import Agency, Posting
from safeguards import matrix
from safeguards.access import Absent, Actor

WHY = "two records of one woman"
# What may be made while two records are one, and is then given to one of the two by a person.
SINCE = (Consultation, Child, ClientAlert)


def number_now(number: str) -> str:
    """The number under which a client stands today: that of a record joined to another leads to the other.

    One query whatever the number; whether she may see it is for the next question to answer.
    """
    if "\0" in number:  # PostgreSQL refuses to be asked for it
        return number
    rows = Client.objects.everything("a number that was given out goes on leading to her")
    kept = rows.filter(number=number, merged_into__isnull=False).values_list("merged_into__number", flat=True)
    return kept.first() or number


def holders_of(agency_id: int, held_number: str) -> frozenset[UUID]:
    """Who holds this number for the telephone, also by a record that is joined to hers now. One query."""
    rows = Client.objects.everything("the number that she was given").filter(
        agency_id=agency_id, held_number=held_number
    )
    return frozenset(into or pk for pk, into in rows.values_list("pk", "merged_into_id"))


@dataclass(frozen=True, slots=True)
class Outside:
    """Another agency that sees one of two records, or is offered it: which groups of which, and until when."""

    agency: Agency
    of_kept: tuple[str, ...]
    of_gone: tuple[str, ...]
    until: datetime | None
    is_offered: bool
    referrals: tuple[str, ...]


def outside(kept: Client, gone: Client, now: datetime) -> list[Outside]:
    """Agencies to which joining the two would show more than they were told: every one that sees or may come to see
    either. Three queries, in the order of the agencies' codes."""
    told = AccessReason.objects.filter(
        Q(until__gt=now), Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=now),
        kind__in=TOLD, client__in=[kept, gone],
    )  # fmt: skip
    offers = PartyOffer.objects.live(now).filter(person_key__in={kept.person_key, gone.person_key})
    offers = offers.exclude(agency_id=kept.agency_id)
    by_agency: dict[int, list[AccessReason]] = {one.agency_id: [] for one in offers}
    for reason in told:
        by_agency.setdefault(reason.agency_id, []).append(reason)
    offered = {one.agency_id for one in offers}
    agencies = Agency.objects.filter(pk__in=by_agency).order_by("code")
    return [_outside(agency, by_agency[agency.pk], kept, agency.pk in offered) for agency in agencies]


def _outside(agency: Agency, reasons: list[AccessReason], kept: Client, is_offered: bool) -> Outside:
    def groups(rows: Iterable[AccessReason]) -> tuple[str, ...]:
        told = {group for reason in rows for group in reason.field_groups}
        return tuple(group for group in matrix.field_groups() if group in told)

    return Outside(
        agency,
        groups(reason for reason in reasons if reason.client_id == kept.pk),
        groups(reason for reason in reasons if reason.client_id != kept.pk),
        max((reason.until for reason in reasons if reason.until), default=None),
        is_offered,
        tuple(dict.fromkeys(reason.referral_number for reason in reasons if reason.referral_number)),
    )


def readers_at(agency_id: int, now: datetime, but: Iterable[int]) -> list[int]:
    """Accounts that work with records or referrals at this agency, apart from some."""
    live = Posting.objects.live(now).filter(agency_id=agency_id, role__in=matrix.reading_roles())
    return list(live.exclude(account_id__in=list(but)).values_list("account_id", flat=True).distinct())


def belongings(client: Client) -> dict[str, int]:
    """How much of each kind would move with this client: column label to number of rows, without empty ones."""
    counts = {column.label: column.rows().filter(**{column.name: client.pk}).count() for column in pointing()}
    for column in keyed():
        if column.model._meta.label_lower in ("cases.openingquestion", "cases.partyoffer"):
            counts[column.label] = column.rows().filter(person_key=client.person_key).count()
    return {label: number for label, number in counts.items() if number}


def merge_or_absent(actor: Actor, number: str) -> ClientMerge:
    """The merge with this number that she may know of."""
    rows = ClientMerge.objects.visible_to(actor).select_related("kept", "gone", "merged_by", "undone_by")
    found = None if "\0" in number else rows.filter(number=number).first()
    if found is None:
        raise Absent
    return found


def merges_of(actor: Actor, client: Client) -> list[ClientMerge]:
    """Merges that stand behind this record, newest first."""
    rows = ClientMerge.objects.visible_to(actor).standing().filter(kept=client)
    return list(rows.select_related("merged_by").order_by("-merged_at"))


def later_merge(merge: ClientMerge) -> ClientMerge | None:
    """A merge of the same record that stands and came later: it has to be undone first."""
    rows = ClientMerge.objects.everything(WHY).standing()
    after = rows.filter(Q(kept=merge.kept) | Q(gone=merge.kept), merged_at__gt=merge.merged_at)
    return after.order_by("-merged_at").first()


def made_since(merge: ClientMerge) -> dict[type, list[Any]]:
    """What came to the joined record since: rows that were neither the one's nor the other's."""
    return {model: list(_since(merge, model)) for model in SINCE}


def _since(merge: ClientMerge, model: type[Any]) -> QuerySet[Any, Any]:
    known = {UUID(key) for key in merge.record["stayed"].get(model._meta.label_lower, [])}
    known |= {UUID(key) for key in merge.record["moved"].get(f"{model._meta.label_lower}.client", [])}
    rows: QuerySet[Any, Any] = model.objects.everything(WHY).filter(client=merge.kept)
    return rows.exclude(pk__in=known).order_by("pk")
