"""Reasons and the grants that follow from them: the one place where sight is given and taken.

Every change locks the anchor's row first (on SQLite the whole transaction is IMMEDIATE), so two changes
of the same record cannot build grants from half the reasons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q, Subquery

from cases.actions.party import compare_person_again
from cases.actions.person_index import index_person
from cases.models import AccessReason, Client, Consultation
from cases.models.access_reason import ReasonKind
from cases.models.anchor import Anchor
from cases.rules import LONGEST_DISCLOSURE, Interval, union_of
from partners.models import Agency
from safeguards import audit, matrix
from safeguards.access import Actor


class DisclosureRefused(ValueError):
    """Too long, ended before it starts, without ground or with a field group that does not exist."""


def anchor_field(anchor: Anchor) -> str:
    """The column of AccessReason that points to this kind of anchor."""
    return anchor.object_type()


def reasons_of(anchor: Anchor) -> Iterable[AccessReason]:
    """All reasons that bear on one record; a linked consultation also follows its client's disclosures."""
    mine = Q(**{anchor_field(anchor): anchor})
    if isinstance(anchor, Consultation) and anchor.client_id:
        mine |= Q(client_id=anchor.client_id, kind=ReasonKind.DISCLOSURE, covers_consultations=True)
    return AccessReason.objects.filter(mine).select_related("agency")


def rebuild(anchor: Anchor) -> None:
    """Make the grants of one record anew from its reasons. The caller holds the transaction."""
    model = type(anchor)
    model.objects.everything("rebuild of grants").select_for_update().get(pk=anchor.pk)
    by_group: dict[int, list[Interval]] = defaultdict(list)
    for reason in reasons_of(anchor):
        by_group[reason.agency.group_id].append((reason.since, reason.ends_at))
    model.grant_model().objects.filter(content_object=anchor).delete()  # type: ignore[misc]  # each has its own
    _write(anchor, {group: union_of(intervals) for group, intervals in by_group.items()})


def _write(anchor: Anchor, by_group: dict[int, list[Interval]]) -> None:
    """One row for each agency and unbroken interval."""
    grants: Any = anchor.grant_model()  # each table has a `content_object` of its own kind
    permission = Permission.objects.filter(
        content_type__app_label=anchor._meta.app_label, codename=anchor.view_codename()
    )
    grants.objects.bulk_create(
        grants(
            group_id=group_id,
            permission_id=Subquery(permission.values("pk")),
            content_object=anchor,
            since=since,
            until=until,
            sort_key=anchor.sort_key,
        )
        for group_id, intervals in by_group.items()
        for since, until in intervals
    )


def own(anchor: Anchor, group_id: int | None = None) -> None:
    """Give a record that was just made to its own agency, for as long as it exists.

    `group_id` is the agency's group, where the caller knows it. What a client's disclosures cover is
    carried over to her new consultation.
    """
    since = min(anchor.sort_key, anchor.made_at)
    AccessReason.objects.create(
        kind=ReasonKind.OWNER, agency_id=anchor.agency_id, since=since, **{anchor_field(anchor): anchor}
    )
    if isinstance(anchor, Consultation) and anchor.client_id:
        rebuild(anchor)
    else:  # nobody else has a reason yet: nothing to read, lock or take away
        _write(anchor, {group_id or anchor.agency.group_id: [(since, None)]})


@transaction.atomic
def disclose(
    actor: Actor,
    anchor: Anchor,
    *,
    to: Agency,
    field_groups: Iterable[str],
    purpose: str,
    ground: str,
    until: datetime,
    referral_number: str = "",
    covers_consultations: bool = False,
) -> AccessReason:
    """Let another agency see field groups of one record from now until `until` (at most 90 days).

    Called when the receiver accepts: a referral only offers. Writes the reason, the grants, and the
    receiver's own index rows, so that she finds by name what was disclosed with the name.
    Raises DisclosureRefused.
    """
    groups = [group for group in matrix.field_groups() if group in set(field_groups)]
    if not ground or not groups or set(field_groups) - set(groups):
        raise DisclosureRefused("ground or field groups")
    if not actor.now < until <= actor.now + LONGEST_DISCLOSURE:
        raise DisclosureRefused("until")
    reason = AccessReason.objects.create(
        kind=ReasonKind.DISCLOSURE,
        agency=to,
        field_groups=groups,
        purpose=purpose,
        ground=ground,
        covers_consultations=covers_consultations,
        since=actor.now,
        until=until,
        referral_number=referral_number,
        made_by_id=actor.account_id,
        **{anchor_field(anchor): anchor},
    )
    _rebuild_with_linked(anchor, covers_consultations)
    if {"identity", "contact"} & set(groups):  # a hit still shows only where its own group was told
        index_person(anchor.person_key, to)
    compare_person_again(anchor.person_key)
    audit.record(
        actor, "disclosure.start", anchor, to=to.code, groups=groups, ground=ground, until=until.isoformat()
    )
    return reason


@transaction.atomic
def withdraw(actor: Actor, reason: AccessReason, why: str) -> None:
    """End a disclosure now; every request after this one is refused."""
    if reason.withdrawn_at is not None or reason.kind != ReasonKind.DISCLOSURE:
        return
    reason.withdrawn_at = max(actor.now, reason.since)
    reason.withdrawn_why = why
    reason.save(update_fields=["withdrawn_at", "withdrawn_why"])
    for name in ("consultation", "client", "case", "child"):
        if getattr(reason, f"{name}_id"):
            model = cast("type[Anchor]", AccessReason._meta.get_field(name).related_model)
            anchor = model.objects.everything("withdrawal of a disclosure").get(
                pk=getattr(reason, f"{name}_id")
            )
            _rebuild_with_linked(anchor, reason.covers_consultations)
            audit.record(actor, "disclosure.end", anchor, to=reason.agency.code, because=why)


def withdraw_referral(actor: Actor, referral_number: str, why: str) -> int:
    """End every disclosure that one referral started; returns how many stood open."""
    reasons = list(
        AccessReason.objects.filter(
            referral_number=referral_number, withdrawn_at__isnull=True
        ).select_related("agency")
    )
    for reason in reasons:
        withdraw(actor, reason, why)
    return len(reasons)


def _rebuild_with_linked(anchor: Anchor, covers_consultations: bool) -> None:
    rebuild(anchor)
    if covers_consultations and isinstance(anchor, Client):
        for linked in Consultation.objects.everything("grants follow the client").filter(client=anchor):
            rebuild(linked)
