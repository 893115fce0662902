"""Sending an alert, and marking it as read."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from partners import choices
from partners.models import Alert
from safeguards import audit
from safeguards.access import Absent, Actor


def send(
    actor: Actor,
    kind: str,
    to: Iterable[int],
    *,
    number: str = "",
    path: str = "",
    agency_id: int | None = None,
    **facts: str | int,
) -> int:
    """Alert these accounts, each once; the number of alerts. Inside the caller's transaction.

    `kind` stands in `choices.ALERTS` (KeyError otherwise) with its sentence, which `facts` fill: codes, counts,
    names of agencies and staff, never a word about a client. `path` is a path of this house. The audit line of
    the act that alerts is the caller's; this one adds who was told.
    """
    choices.ALERTS[kind]
    if path and (not path.startswith("/") or path.startswith("//")):
        raise ValueError("An alert leads to a page of this house.")
    told = sorted(set(to))
    Alert.objects.bulk_create(
        Alert(
            account_id=account,
            agency_id=agency_id,
            kind=kind,
            about=number,
            path=path,
            facts=facts,
            sent_at=actor.now,
        )
        for account in told
    )
    if told:
        audit.record(actor, "alert.send", kind=kind, about=number, told=told)
    return len(told)


@transaction.atomic
def mark_read(actor: Actor, number: str) -> Alert:
    """She has read it. Raises Absent when it is not hers; a second press changes nothing."""
    alert = Alert.objects.of(actor).filter(number=number).first()
    if alert is None:
        raise Absent
    if Alert.objects.filter(pk=alert.pk).unread().update(read_at=actor.now):
        audit.record(actor, "alert.read", alert, kind=alert.kind)
    return alert
