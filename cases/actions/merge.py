"""Joining two records of one woman, and giving both back as they were."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from cases.actions import Stale
from cases.actions.client import FIELDS, note_event
from cases.actions.grant import rebuild
from cases.actions.match import write_match_keys
from cases.actions.merge_moves import (
    join_ties,
    join_walls,
    move_keys,
    move_rows,
    snapshot,
)
from cases.actions.party import compare_person_again, write_client_parties
from cases.actions.person_index import forget_person, index_person
from cases.models import (
    AccessReason,
    Client,
    ClientMerge,
    CodeBook,
    Consultation,
    KnownAs,
    MatchKey,
    PartyKey,
    PersonGram,
)
from cases.models.access_reason import ReasonKind
from cases.models.known_as import FORMER_PHONE
from cases.queries.belongings import every
from cases.queries.merge import SINCE, WHY, Outside, outside, readers_at
from cases.queries.sight import require
from cases.queries.watch import walled_accounts
from partners.actions.alert import send
from partners.models import Agency
from partners.queries.confirmation import live_supervisors
from safeguards import audit, calendar
from safeguards.access import Absent, Actor

KEPT, GONE, BOTH = "kept", "gone", "both"
MERGED_NAME = "merged"
JOINABLE = frozenset(
    {
        "safe_contact", "never_contact", "current_place", "registered_place", "daily_places", "children_note",
        "health_note", "other_party_note", "office_note",
    }
)  # fmt: skip


class MergeRefused(ValueError):
    """It cannot be done as it was asked: `why` is `same`, `reason`, `agencies` or `later`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Versions(NamedTuple):
    """The versions of both records as the page showed them."""

    kept: int
    gone: int


@transaction.atomic
def merge_clients(
    actor: Actor,
    kept: Client,
    gone: Client,
    *,
    versions: Versions,
    taken: Mapping[str, str],
    reason: str,
    agreed: Collection[str] = (),
) -> ClientMerge:
    """Join `gone` to `kept`, both of her own agency. `taken` says for a field what stays: `kept`, `gone`, `both`.

    Every other agency that sees one of the two, or is offered it, has to be in `agreed` by its code: what it was told
    of the one it would see of both. Raises MergeRefused, Stale when one of them was saved meanwhile, Absent when one
    is not hers to see. A second press gives the first merge.
    """
    done = ClientMerge.objects.visible_to(actor).standing().filter(kept_id=kept.pk, gone_id=gone.pk).first()
    if done is not None:
        return done
    stays, goes = _both(actor, kept.pk, gone.pk)
    if (stays.version, goes.version) != versions:
        raise Stale(stays)
    book = CodeBook("merge_reason").choices(
        "merge_reason", calendar.fiscal_year(calendar.japanese_day(actor.now))
    )
    if reason not in dict(book):
        raise MergeRefused("reason")
    others = outside(stays, goes, actor.now)
    if {one.agency.code for one in others} - set(agreed):
        raise MergeRefused("agencies")
    record = _join(actor, stays, goes, taken)
    merge = ClientMerge.objects.create(
        agency_id=actor.own_agency_id, kept=stays, gone=goes, reason=reason, record=record,
        merged_by_id=actor.own_account_id, merged_at=actor.now,
    )  # fmt: skip
    note_event(actor, stays, "client.merged", merge.number)
    tell_of_merge(actor, merge, others, "merged", walled_accounts(stays.person_key))
    audit.record(
        actor, "client.merge", stays, gone=goes.number, merge=merge.number, reason=reason,
        agencies=[one.agency.code for one in others],
    )  # fmt: skip
    return merge


def _both(actor: Actor, kept: UUID, gone: UUID) -> tuple[Client, Client]:
    """Both rows, held in the order of their keys whichever is which: two hands that name them crosswise wait."""
    if kept == gone:
        raise MergeRefused("same")
    own = Client.objects.visible_to(actor).filter(agency_id=actor.own_agency_id, pk__in=[kept, gone])
    rows = {row.pk: row for row in own.order_by("pk").select_for_update(of=("self",), no_key=True)}
    if len(rows) != 2:
        raise Absent
    for row in rows.values():
        require(actor, row, "merge")
    return rows[kept], rows[gone]


def _join(actor: Actor, stays: Client, goes: Client, taken: Mapping[str, str]) -> dict[str, Any]:
    """Do it; the record of it. The row that goes stands as it was, and belongs to nobody until it is given back."""
    record: dict[str, Any] = {
        KEPT: snapshot(stays),
        GONE: snapshot(goes),
        "taken": {name: taken[name] for name in FIELDS if name in taken},
        "indexed": {KEPT: indexed_at(stays.person_key), GONE: indexed_at(goes.person_key)},
        "stayed": {model._meta.label_lower: _keys_of(model, stays) for model in SINCE},
    }
    old, new = goes.person_key, stays.person_key
    record["moved"] = move_rows(goes, stays)
    record["keys"] = move_keys(old, new)
    record["walls"], record["ties"] = join_walls(old, new), join_ties(old, new)
    Client.objects.everything(WHY).filter(pk=goes.pk).update(merged_into=stays, person_key=new)
    AccessReason.objects.filter(client=goes, kind=ReasonKind.OWNER).update(withdrawn_at=actor.now)
    for name in FIELDS:
        setattr(stays, name, _value(stays, goes, name, taken.get(name, KEPT)))
    stays.version = max(stays.version, goes.version) + 1
    stays.save()
    record["joined"] = snapshot(stays)
    record["names"] = _keep_names(actor, stays, record)
    MatchKey.objects.filter(client=goes).delete()
    PartyKey.objects.filter(client=goes).delete()
    write_match_keys(stays)
    write_client_parties(stays)
    forget_person(old)
    index_at(new, {*record["indexed"][KEPT], *record["indexed"][GONE]})
    rebuild(goes)
    rebuild_with_calls(stays)
    compare_person_again(new)
    return record


def _value(stays: Client, goes: Client, name: str, which: str) -> Any:
    mine, other = getattr(stays, name), getattr(goes, name)
    if which == BOTH and name in JOINABLE and mine and other and mine != other:
        return f"{mine}\r\n{other}"  # as a browser sends a line break
    return other if which == GONE else mine


def _keep_names(actor: Actor, stays: Client, record: dict[str, Any]) -> list[str]:
    """Names and telephones of either that are not on the joined card: she is still found by them."""
    names, phones = [(stays.name, stays.kana), (stays.alias, "")], [stays.phone]
    rows = []
    for side in (KEPT, GONE):
        was = Client(**{name: record[side][name] for name in FIELDS})
        for pair in ((was.name, was.kana), (was.alias, "")):
            if any(pair) and pair not in names:
                names.append(pair)
                text, reading = pair if pair[0] else (pair[1], "")
                rows.append(
                    KnownAs(client=stays, kind=MERGED_NAME, text=text, reading=reading, made_at=actor.now)
                )
        if was.phone and was.phone not in phones:
            phones.append(was.phone)
            rows.append(KnownAs(client=stays, kind=FORMER_PHONE, text=was.phone, made_at=actor.now))
    KnownAs.objects.bulk_create(rows)
    return [str(row.pk) for row in rows]


def _keys_of(model: type[Any], client: Client) -> list[str]:
    return [str(key) for key in every(model).filter(client=client).values_list("pk", flat=True)]


def indexed_at(person_key: UUID) -> list[int]:
    """Agencies that have rows of the index of this person."""
    rows = PersonGram.objects.filter(person_key=person_key).order_by()
    return sorted(rows.values_list("agency_id", flat=True).distinct())


def index_at(person_key: UUID, agencies: Iterable[int]) -> None:
    """Write the index of this person for these agencies anew."""
    for agency in Agency.objects.filter(pk__in=list(agencies)):
        index_person(person_key, agency)


def rebuild_with_calls(client: Client) -> None:
    """The grants of a client and of her consultations, from the reasons as they stand now."""
    rebuild(client)
    for call in Consultation.objects.everything("grants follow the client").filter(client=client):
        rebuild(call)


def tell_of_merge(actor: Actor, merge: ClientMerge, others: list[Outside], what: str, but: list[int]) -> None:
    """Supervisors of her own agency, and whoever was told of one of the two; nobody who is walled off from either."""
    there = live_supervisors(actor.now).filter(agency_id=actor.own_agency_id)
    told = there.exclude(account_id__in=[*but, actor.own_account_id]).values_list("account_id", flat=True)
    send(
        actor, f"client.{what}", told, number=merge.number, agency_id=actor.own_agency_id,
        path=reverse("merge_detail", args=[merge.number]), name=actor.name,
    )  # fmt: skip
    for one in others:
        path = reverse("client_detail", args=[merge.kept.number])
        if one.referrals:
            path = reverse("referral_detail", args=[one.referrals[0]])
        send(
            actor, f"told.{what}", readers_at(one.agency.pk, actor.now, but), agency_id=one.agency.pk, path=path,
            agency=actor.agency_name,
        )  # fmt: skip
