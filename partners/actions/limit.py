"""Telling whoever watches over an agency that one of its people met a limit."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from django.db import transaction

from partners import choices
from partners.actions.alert import send
from partners.models import Account, Agency, Alert
from partners.queries.alert import watchers_of
from safeguards.access import Actor
from safeguards.limits import MET
from safeguards.models import AuditLine

LOOKS_BACK = timedelta(days=1)
PATH = "/account/alerts/"


@transaction.atomic
def tell_of_limits(now: datetime) -> int:
    """Alert the watchers to every limit that was met since yesterday, each once; how many alerts were sent.

    By the clock, because a limit is also met while a page is read, and a reading writes its line and nothing else.
    """
    actor = Actor.system("limits that were met")
    lines = AuditLine.objects.filter(event=MET, at__gt=now - LOOKS_BACK).order_by("stream", "sequence")
    told = set(
        Alert.objects.filter(kind__in=choices.LIMIT_ALERTS, sent_at__gt=now - LOOKS_BACK).values_list(
            "about", flat=True
        )
    )
    return sum(_tell(actor, line, now) for line in lines if _mark(line) not in told)


def _mark(line: AuditLine) -> str:
    """Names the line in an alert: the beginning of its digest."""
    return str(line.digest[:32])


def _tell(actor: Actor, line: AuditLine, now: datetime) -> int:
    agency = Agency.objects.filter(code=line.agency_code).first()
    account = Account.objects.filter(pk=line.account_id or 0).first()
    if agency is None or account is None:
        return 0
    facts = json.loads(line.facts)
    kind = f"limit.{facts['limit']}"
    return send(
        actor,
        kind if kind in choices.ALERTS else choices.LIMIT_OTHER,
        watchers_of(agency.pk, now, but=[account.pk]),
        number=_mark(line),
        path=PATH,
        name=account.name,
        agency=agency.label,
        times=facts["times"],
        minutes=facts["minutes"],
    )
