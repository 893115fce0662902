"""Taking procedures up in a case, changing one, and the sheet that she fills once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from cases.actions import Stale
from cases.actions.case_task import held_case
from cases.cards import local_day
from cases.models import Case, CaseProcedure, Procedure, SharedSheet
from cases.queries.assignment import may_work_on
from safeguards import audit
from safeguards.access import Absent, Actor

FIELDS = ("state", "planned_on", "planned_at", "companion", "note", "done_on")


@transaction.atomic
def take_up(actor: Actor, case: Case, codes: Sequence[str]) -> list[CaseProcedure]:
    """Let these procedures stand in the case, each once; those that stand already stay as they are.

    Raises Absent for a case that is not hers to change, and for a code that is not on the checklist today.
    """
    current = held_case(actor, case)
    known = {one.code: one for one in Procedure.objects.valid(local_day(actor.now)).filter(code__in=codes)}
    if not codes or set(codes) - set(known):
        raise Absent
    standing = set(
        CaseProcedure.objects.visible_to(actor).filter(case=current).values_list("procedure__code", flat=True)
    )
    rows = [
        CaseProcedure(
            case=current, procedure=known[code], changed_by_id=actor.account_id, changed_at=actor.now
        )
        for code in dict.fromkeys(codes)
        if code not in standing
    ]
    for row in rows:
        row.save(force_insert=True)
    if rows:
        audit.record(actor, "procedure.take_up", current, procedures=[row.procedure.code for row in rows])
    return rows


@transaction.atomic
def change_procedure(
    actor: Actor, case: Case, code: str, facts: Mapping[str, Any], version: int
) -> CaseProcedure:
    """Change state, day, companion or note of one procedure.

    Raises Absent for what is not hers to change and for a companion who may not see the case, Stale when somebody was
    quicker.
    """
    current = held_case(actor, case)
    rows = CaseProcedure.objects.visible_to(actor).select_related("procedure")
    row = rows.select_for_update(of=("self",), no_key=True).filter(case=current, procedure__code=code).first()
    if row is None:
        raise Absent
    if row.version != version:
        raise Stale(row)
    companion = facts.get("companion")
    if companion is not None and not may_work_on(actor, current).filter(pk=companion.pk).exists():
        raise Absent
    changed = [name for name in FIELDS if facts[name] != getattr(row, name)]
    for name in changed:
        setattr(row, name, facts[name])
    row.version += 1
    row.changed_by_id, row.changed_at = actor.account_id, actor.now
    row.save()
    audit.record(actor, "procedure.change", current, procedure=code, state=row.state, fields=changed)
    return row


@transaction.atomic
def write_sheet(actor: Actor, case: Case, answers: Mapping[str, Any], version: int) -> SharedSheet:
    """Keep what she said once for every office; `version` 0 for the first time.

    Raises Absent for a case that is not hers to change, Stale when somebody was quicker.
    """
    current = held_case(actor, case)
    rows = SharedSheet.objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
    sheet = rows.filter(case=current).first()
    if (sheet.version if sheet else 0) != version:
        raise Stale(sheet)
    is_new = sheet is None
    sheet = sheet or SharedSheet(case=current, version=0)
    sheet.answers, sheet.filled_on = dict(answers), local_day(actor.now)
    sheet.changed_by_id, sheet.changed_at = actor.account_id, actor.now
    sheet.version += 1
    sheet.save(force_insert=is_new)
    audit.record(actor, "procedure.write_sheet", current, fields=sorted(answers))
    return sheet
