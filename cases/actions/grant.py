"""Reasons and the grants that follow from them: the one place where sight is given and taken.

Every change locks the anchor's row first (on SQLite the whole transaction is IMMEDIATE), so two changes
of the same record cannot build grants from half the reasons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q

from cases.actions.party import compare_person_again
from cases.actions.person_index import index_person
from cases.models import AccessReason, Client, Consultation
from cases.models.access_reason import TOLD, ReasonKind
from cases.models.anchor import Anchor
from cases.models.grant import Grant
from cases.queries.sight import require
from cases.rules import LONGEST_DISCLOSURE, LONGEST_PACK, Interval, union_of
from partners.models import Agency
from safeguards import audit, matrix
from safeguards.access import Absent, Actor
from safeguards.inserting import insert, insert_all


class DisclosureRefused(ValueError):
    """Too long, ended before it starts, without ground or with a field group that does not exist."""


def anchor_field(anchor: Anchor) -> str:
    """The column of AccessReason that points to this kind of anchor."""
    return anchor.object_type()


def reasons_of(anchor: Anchor) -> Iterable[AccessReason]:
    """All reasons that bear on one record; a linked consultation also follows what was told of its client."""
    mine = Q(**{anchor_field(anchor): anchor})
    if isinstance(anchor, Consultation) and anchor.client_id:
        mine |= Q(client_id=anchor.client_id, kind__in=TOLD, covers_consultations=True)
    return AccessReason.objects.filter(mine).select_related("agency")


def rebuild(anchor: Anchor) -> None:
    """Make the grants of one record anew from its reasons. The caller holds the transaction."""
    model = type(anchor)
    model.objects.everything("rebuild of grants").select_for_update(no_key=True).get(pk=anchor.pk)
    by_group: dict[int, list[Interval]] = defaultdict(list)
    for reason in reasons_of(anchor):
        by_group[reason.agency.group_id].append((reason.since, reason.ends_at))
    model.grant_model().objects.filter(content_object=anchor).delete()  # type: ignore[misc]  # each has its own
    insert(*_grants(anchor, {group: union_of(intervals) for group, intervals in by_group.items()}))


def _grants(anchor: Anchor, by_group: dict[int, list[Interval]]) -> list[Grant]:
    """One row for each agency and unbroken interval."""
    grant: Any = anchor.grant_model()  # each table has a `content_object` of its own kind
    kind = ContentType.objects.get_for_model(anchor)
    return [
        grant(
            group_id=group_id,
            permission_id=_permission(kind.pk, anchor.view_codename()),
            content_object=anchor,
            since=since,
            until=until,
            sort_key=anchor.sort_key,
        )
        for group_id, intervals in by_group.items()
        for since, until in intervals
    ]


@cache
def _permission(kind: int, codename: str) -> int:
    """Key of a permission: it stays the same as long as the database does."""
    return Permission.objects.values_list("pk", flat=True).get(content_type_id=kind, codename=codename)


def own(anchor: Anchor, group_id: int | None = None) -> None:
    """Give a record that was just made to its own agency, for as long as it exists.

    `group_id` is the agency's group, where the caller knows it. What a client's disclosures cover is
    carried over to her new consultation.
    """
    reason = _ownership(anchor)
    if isinstance(anchor, Consultation) and anchor.client_id:
        insert(reason)
        rebuild(anchor)
    else:  # nobody else has a reason yet: nothing to read, lock or take away
        insert(reason, *_grants(anchor, {group_id or anchor.agency.group_id: [(reason.since, None)]}))


def own_all(anchors: Sequence[Anchor], group_id: int) -> None:
    """The same for many records of one agency that were just made, in few statements.

    What a client's disclosures cover is for the caller to carry over (`rebuild`).
    """
    reasons = [_ownership(anchor) for anchor in anchors]
    grants = [
        grant
        for anchor, reason in zip(anchors, reasons, strict=True)
        for grant in _grants(anchor, {group_id: [(reason.since, None)]})
    ]
    insert_all(reasons)
    insert_all(grants)


def _ownership(anchor: Anchor) -> AccessReason:
    since = min(anchor.sort_key, anchor.made_at)
    return AccessReason(
        kind=ReasonKind.OWNER, agency_id=anchor.agency_id, since=since, **{anchor_field(anchor): anchor}
    )


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
    groups = _checked(actor, field_groups, ground, until, LONGEST_DISCLOSURE)
    reason = AccessReason(
        kind=ReasonKind.DISCLOSURE, agency=to, field_groups=groups, purpose=purpose, ground=ground,
        covers_consultations=covers_consultations, until=until, referral_number=referral_number,
    )  # fmt: skip
    return _tell(actor, anchor, reason)


@transaction.atomic
def share_in_conference(
    actor: Actor,
    anchor: Anchor,
    *,
    pack_number: str,
    to: Agency,
    field_groups: Iterable[str],
    purpose: str,
    ground: str,
    until: datetime,
    covers_consultations: bool = False,
) -> AccessReason:
    """Put a record of her own agency into the pack of a support conference, for one member agency.

    By who is in charge or a supervisor (matrix, `confer`), from now until `until` (at most 30 days); it ends
    with the pack (`end_conference`). The same record for the same member twice is one reason: the first.
    Raises DisclosureRefused; Absent for a record that is not hers to share.
    """
    own = type(anchor).objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
    held = own.filter(pk=anchor.pk, agency_id=actor.own_agency_id).first()
    if held is None:
        raise Absent
    require(actor, held, "confer")
    groups = _checked(actor, field_groups, ground, until, LONGEST_PACK)
    if not pack_number or to.pk == actor.agency_id:
        raise DisclosureRefused("pack or member")
    told = AccessReason.objects.live(actor.now).filter(
        pack_number=pack_number, agency=to, **{anchor_field(anchor): anchor}
    )
    standing = told.first()
    if standing is not None:
        return standing
    reason = AccessReason(
        kind=ReasonKind.CONFERENCE, agency=to, field_groups=groups, purpose=purpose, ground=ground,
        covers_consultations=covers_consultations, until=until, pack_number=pack_number,
    )  # fmt: skip
    return _tell(actor, held, reason)


def _checked(
    actor: Actor, field_groups: Iterable[str], ground: str, until: datetime, longest: timedelta
) -> list[str]:
    """The field groups in their order; raises DisclosureRefused."""
    asked = set(field_groups)
    groups = [group for group in matrix.field_groups() if group in asked]
    if not ground or not groups or asked - set(groups):
        raise DisclosureRefused("ground or field groups")
    if not actor.now < until <= actor.now + longest:
        raise DisclosureRefused("until")
    return groups


def _tell(actor: Actor, anchor: Anchor, reason: AccessReason) -> AccessReason:
    """Write a reason from now on, the grants and the index rows that follow from it, and its audit line."""
    setattr(reason, anchor_field(anchor), anchor)
    reason.since, reason.made_by_id = actor.now, actor.account_id
    reason.save(force_insert=True)
    _rebuild_with_linked(anchor, reason.covers_consultations)
    # A hit of a search still shows only where its own group was told.
    if {"identity", "contact"} & set(reason.field_groups):
        index_person(anchor.person_key, reason.agency)
    compare_person_again(anchor.person_key)
    assert reason.until is not None
    in_conference = reason.kind == ReasonKind.CONFERENCE
    audit.record(
        actor, "conference.share" if in_conference else "disclosure.start", anchor, to=reason.agency.code,
        groups=reason.field_groups, ground=reason.ground, until=reason.until.isoformat(),
    )  # fmt: skip
    return reason


@transaction.atomic
def withdraw(actor: Actor, reason: AccessReason, why: str) -> None:
    """End now what was told, by disclosure or in a conference; every request after this one is refused."""
    if reason.withdrawn_at is not None or reason.kind not in TOLD:
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
            in_conference = reason.kind == ReasonKind.CONFERENCE
            audit.record(
                actor, "conference.end" if in_conference else "disclosure.end", anchor,
                to=reason.agency.code, because=why,
            )  # fmt: skip


def withdraw_referral(actor: Actor, referral_number: str, why: str) -> int:
    """End every disclosure that one referral started; returns how many stood open."""
    return _withdraw_all(actor, why, referral_number=referral_number)


@transaction.atomic
def end_conference(actor: Actor, pack_number: str, why: str) -> int:
    """End the pack of a conference for every member at once; returns how many reasons stood open.

    Taking sight away needs no tie to the records; that she runs the conference is for the caller to ask.
    """
    return _withdraw_all(actor, why, pack_number=pack_number) if pack_number else 0


def _withdraw_all(actor: Actor, why: str, **wanted: str) -> int:
    open_ones = AccessReason.objects.filter(withdrawn_at__isnull=True, **wanted).select_related("agency")
    reasons = list(open_ones.order_by("pk"))
    for reason in reasons:
        withdraw(actor, reason, why)
    return len(reasons)


def _rebuild_with_linked(anchor: Anchor, covers_consultations: bool) -> None:
    rebuild(anchor)
    if covers_consultations and isinstance(anchor, Client):
        for linked in Consultation.objects.everything("grants follow the client").filter(client=anchor):
            rebuild(linked)
