"""Giving both records of a merge back as they were."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from cases.actions.client import note_event
from cases.actions.match import write_match_keys
from cases.actions.merge import (
    GONE,
    KEPT,
    MergeRefused,
    index_at,
    indexed_at,
    rebuild_with_calls,
    tell_of_merge,
)
from cases.actions.merge_moves import (
    COUNTED_ON,
    differences,
    move_back,
    name_party_keys,
    part_ties,
    part_walls,
    restore,
)
from cases.actions.party import compare_person_again, write_client_parties
from cases.actions.person_index import forget_person
from cases.models import AccessReason, Client, ClientMerge, KnownAs, OpeningQuestion, TimelineEntry
from cases.models.access_reason import ReasonKind
from cases.queries.belongings import every, keyed, pointing
from cases.queries.merge import WHY, later_merge, made_since, outside
from cases.queries.sight import require
from cases.queries.watch import walled_accounts
from safeguards import audit
from safeguards.access import Absent, Actor


@transaction.atomic
def undo_merge(actor: Actor, merge: ClientMerge, *, given: Mapping[str, str] | None = None) -> ClientMerge:
    """Give both records back as they were; `given` says by number which of what came since goes to the other one.

    What was changed since is kept sealed in `later`. Walls that were laid since stand around both. A record that was
    joined once more afterwards comes first (MergeRefused). Raises Absent when it is not hers. A second press changes
    nothing.
    """
    rows = ClientMerge.objects.visible_to(actor).filter(pk=merge.pk)
    merge = rows.select_for_update(of=("self",), no_key=True).first() or _absent()
    if merge.undone_at is not None:
        return merge
    if later_merge(merge) is not None:
        raise MergeRefused("later")
    stays, goes = _held(actor, merge)
    others, walled = outside(stays, goes, actor.now), walled_accounts(stays.person_key)
    merge.later = {"fields": differences(stays, merge.record["joined"])}
    _part(merge, stays, goes, given or {})
    merge.undone_by_id, merge.undone_at = actor.own_account_id, actor.now
    merge.save(update_fields=["later", "undone_by", "undone_at"])
    for one in (stays, goes):
        note_event(actor, one, "client.unmerged", merge.number)
    tell_of_merge(actor, merge, others, "unmerged", walled)
    audit.record(
        actor, "client.unmerge", stays, gone=goes.number, merge=merge.number,
        changed=sorted(merge.later["fields"]), given=len(given or {}),
    )  # fmt: skip
    return merge


def _absent() -> Any:
    raise Absent


def _held(actor: Actor, merge: ClientMerge) -> tuple[Client, Client]:
    """Both rows of a merge, held in the order of their keys; the one that stays must be hers to merge."""
    seen = Client.objects.visible_to(actor).filter(pk=merge.kept_id, agency_id=actor.own_agency_id).first()
    require(actor, seen or _absent(), "merge")
    both = Client.objects.everything("giving back a joined record").filter(
        pk__in=[merge.kept_id, merge.gone_id]
    )
    rows = {row.pk: row for row in both.order_by("pk").select_for_update(of=("self",), no_key=True)}
    return rows[merge.kept_id], rows[merge.gone_id]


def _part(merge: ClientMerge, stays: Client, goes: Client, given: Mapping[str, str]) -> None:
    record = merge.record
    new, old = stays.person_key, UUID(record[GONE]["person_key"])
    meanwhile = _told_since(record, stays)
    KnownAs.objects.everything(WHY).filter(pk__in=record["names"]).delete()
    stays.version += 1
    restore(stays, record[KEPT], but=COUNTED_ON)
    restore(goes, record[GONE])
    move_back(record["moved"], goes.pk, pointing())
    move_back(record["keys"], old, keyed())
    _give(merge, goes, given)
    part_walls(record["walls"], old, new)
    part_ties(record["ties"])
    AccessReason.objects.filter(client=goes, kind=ReasonKind.OWNER).update(withdrawn_at=None)
    for one in (stays, goes):
        write_match_keys(one)
        write_client_parties(one)
    name_party_keys(stays, goes)
    forget_person(new)
    index_at(new, {*record["indexed"][KEPT], *meanwhile})
    index_at(old, record["indexed"][GONE])
    for one in (stays, goes):
        rebuild_with_calls(one)
        compare_person_again(one.person_key)


def _give(merge: ClientMerge, goes: Client, given: Mapping[str, str]) -> None:
    """What came since and a person says belongs to the other one."""
    for model, rows in made_since(merge).items():
        chosen = [row for row in rows if given.get(row.number) == GONE]
        keys, numbers = [row.pk for row in chosen], [row.number for row in chosen]
        if not chosen:
            continue
        changes: dict[str, Any] = {"client": goes}
        if hasattr(chosen[0], "person_key"):
            changes["person_key"] = goes.person_key
        every(model).filter(pk__in=keys).update(**changes)
        TimelineEntry.objects.everything(WHY).filter(target_number__in=numbers, client=merge.kept).update(
            client=goes
        )
        OpeningQuestion.objects.everything(WHY).filter(object_number__in=numbers).update(
            person_key=goes.person_key
        )


def _told_since(record: dict[str, Any], stays: Client) -> set[int]:
    """Agencies that were told of the joined record by name since: they go on finding the one that stays."""
    before = record["moved"].get("cases.accessreason.client", [])
    told = AccessReason.objects.filter(client=stays).exclude(pk__in=[int(key) for key in before])
    return set(told.values_list("agency_id", flat=True)) & set(indexed_at(stays.person_key))
