"""The history of a referral and the line in the client's column of events."""

from __future__ import annotations

from datetime import date

from cases.models import TimelineEntry
from referrals.models import Referral, ReferralEvent
from safeguards.access import Actor

ON_TIMELINE = {
    "send": "referral.sent",
    "accept": "referral.accepted",
    "decline": "referral.declined",
    "report": "referral.reported",
    "recall": "referral.recalled",
    "close": "referral.closed",
}


def note(
    actor: Actor,
    referral: Referral,
    what: str,
    *,
    code: str = "",
    done_on: date | None = None,
    text: str = "",
) -> None:
    """Write what happened; the caller holds the transaction.

    On the timeline the owner of the client is always the sender and the other agency the receiver,
    whoever acts: so both read one story.
    """
    ReferralEvent.objects.create(
        referral=referral,
        at=actor.now,
        account_id=actor.account_id,
        account_name=actor.name,
        agency_id=actor.own_agency_id,
        what=what,
        code=code,
        done_on=done_on,
        text=text,
    )
    if referral.client_id:
        TimelineEntry.objects.create(
            client_id=referral.client_id,
            agency_id=referral.from_agency_id,
            other_agency_id=referral.to_agency_id,
            at=actor.now,
            event=ON_TIMELINE[what],
            target_number=referral.number,
            account_name=actor.name,
        )
