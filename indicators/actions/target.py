"""Setting the target of an indicator."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from indicators.actions.record import Stale
from indicators.models import Indicator, Target
from safeguards import audit
from safeguards.access import Absent, Actor


@transaction.atomic
def set_target(actor: Actor, indicator: Indicator, version: int, facts: dict[str, Any]) -> Target:
    """Write or change the one target (value, fiscal year of its end, comment). `version` 0 = there was none.

    Only the prefecture's planners; raises Stale when someone was quicker.
    """
    if not (actor.has("planner") and actor.tier == "prefecture"):
        raise Absent
    facts = facts | {"entered_by_id": actor.account_id, "is_demo": settings.YUI_DEMO, "changed_at": actor.now}
    if version == 0:
        try:
            with transaction.atomic():
                target = Target.objects.create(indicator=indicator, **facts)
        except IntegrityError:
            raise Stale(Target.objects.get(indicator=indicator)) from None  # type: ignore[arg-type]
    else:
        changed = Target.objects.filter(indicator=indicator, version=version).update(
            version=version + 1, **facts
        )
        target = Target.objects.get(indicator=indicator)
        if not changed:
            raise Stale(target)  # type: ignore[arg-type]
    audit.record(actor, "indicator.target", indicator, value=target.value, fiscal_year=target.fiscal_year)
    return target
