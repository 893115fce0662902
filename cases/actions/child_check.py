"""Signing the check on a child: a person decides, under her name, role and moment; nothing signed is changed."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from cases.actions import Stale
from cases.models import ChildCheck, Consultation
from cases.queries.child_check import current_check
from cases.queries.sight import require
from safeguards import audit
from safeguards.access import Absent, Actor


@transaction.atomic
def sign_child_check(actor: Actor, one: Consultation, facts: dict[str, Any], version: int) -> ChildCheck:
    """Keep one signed version; `version` is the newest one that she had before her eyes, 0 for none.

    `facts` are the columns of ChildCheck that a person fills. Raises Absent for what she may not sign, Stale when
    somebody signed meanwhile. The caller has asked for a fresh proof of who she is.
    """
    rows = Consultation.objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
    current = rows.filter(pk=one.pk, agency_id=actor.own_agency_id).first()
    if current is None:
        raise Absent
    require(actor, current, "sign")
    newest = current_check(actor, current)
    if (newest.version if newest else 0) != version:
        raise Stale(newest)
    check = ChildCheck(
        consultation=current, agency_id=actor.own_agency_id, version=version + 1, signer_id=actor.own_account_id,
        signer_name=actor.name, signer_role=actor.role, posting_id=actor.posting_id, signed_at=actor.now, **facts,
    )  # fmt: skip
    check.save()
    audit.record(
        actor, "child_check.sign", check, record=current.number, version=check.version, decision=check.decision,
        to=check.notified_to,
    )  # fmt: skip
    return check
