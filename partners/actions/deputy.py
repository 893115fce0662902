"""Which agency stands in for one without a supervisor."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from partners.actions.alert import send
from partners.models import Agency
from partners.queries.agencies import deputies_for, may_name_deputy
from partners.queries.alert import watchers_of
from safeguards import audit
from safeguards.access import Absent, Actor


@transaction.atomic
def name_deputy(actor: Actor, agency: Agency, deputy: Agency | None) -> None:
    """Name the deputy of an agency, or none: then the women's center stands in.

    Only a supervisor of the center may; the deputy must be an agency that gives the role supervisor.
    Raises Absent otherwise.
    """
    if not may_name_deputy(actor):
        raise Absent
    if deputy is not None and not deputies_for(actor, agency).filter(pk=deputy.pk).exists():
        raise Absent
    agency.deputy = deputy
    agency.save(update_fields=["deputy"])
    if deputy is not None:
        send(
            actor,
            "deputy.named",
            watchers_of(deputy.pk, actor.now, but=[actor.account_id]),
            number=agency.code,
            path=reverse("partner_detail", args=[agency.code]),
            agency=agency.name,
        )
    audit.record(actor, "agency.deputy", agency, deputy_code=deputy.code if deputy else "")
