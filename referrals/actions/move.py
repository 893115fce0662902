"""The one verb that moves a referral through its states."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Exists

from cases.actions.grant import DisclosureRefused, disclose, withdraw_referral
from cases.actions.party import end_offer
from cases.models import Client, Consultation
from cases.models.anchor import Anchor
from referrals.actions.note import note
from referrals.models import NamedPerson, Referral
from referrals.states import MOVE_BY_NAME, OPEN_TO_RECEIVER, open_moves
from safeguards import audit
from safeguards.access import Actor

ENDS_SIGHT = {"recall": "recall", "close": "close"}


class MoveRefused(ValueError):
    """Not hers, not now, not complete, or somebody was quicker. Nothing was changed."""


@transaction.atomic
def move_referral(actor: Actor, referral: Referral, name: str, **facts: Any) -> Referral:
    """Change the state of a referral. Safe against a second click: the update names the old state.

    `facts`: code (reason or outcome), done_on, text. Accepting discloses the anchors to the actor's agency;
    recall and closing withdraw the disclosure at once. Raises MoveRefused.
    """
    move = MOVE_BY_NAME.get(name)
    side, old = referral.side_of(actor), referral.state
    given = {key for key, value in facts.items() if value}
    if move is None or move not in open_moves(old, side, actor) or not move.needs <= given:
        raise MoveRefused(name)
    changes: dict[str, Any] = {"state": move.target, "changed_at": actor.now}
    if name == "accept":
        changes |= {"accepted_by_id": actor.account_id, "accepted_at": actor.now}
    # No condition of visible_to is a join, so that the old state is judged on the row itself, also when two wait.
    hers = Referral.objects.visible_to(actor).filter(pk=referral.pk, state=old)
    if name == "accept":
        hers = hers.exclude(Exists(NamedPerson.objects.holding()))
    if not hers.update(**changes):
        raise MoveRefused(name)
    if name == "accept":
        _disclose(actor, referral)
    elif name in ENDS_SIGHT:
        withdraw_referral(actor, referral.number, ENDS_SIGHT[name])
    if move.target not in OPEN_TO_RECEIVER:
        end_offer(referral.number, referral.to_agency_id)
    note(actor, referral, name, **facts)
    audit.record(actor, f"referral.{name}", referral, old=old, new=move.target, code=facts.get("code", ""))
    for key, value in changes.items():
        setattr(referral, key, value)
    return referral


def _disclose(actor: Actor, referral: Referral) -> None:
    """Disclose exactly what was offered, if the sender still owns it."""
    if not referral.field_groups:
        return  # asked without a name: nothing of the record is told
    for anchor in _anchors(referral):
        if anchor.agency_id != referral.from_agency_id:
            raise MoveRefused("the record left the sender")
        try:
            disclose(
                actor,
                anchor,
                to=referral.to_agency,
                field_groups=referral.field_groups,
                purpose=referral.kind,
                ground=referral.ground,
                until=referral.until,
                referral_number=referral.number,
                covers_consultations=isinstance(anchor, Client) and referral.covers_consultations,
            )
        except DisclosureRefused as refused:
            raise MoveRefused(str(refused)) from refused


def _anchors(referral: Referral) -> list[Anchor]:
    why = "acceptance of an offer"
    found: list[Anchor] = []
    if referral.client_id:
        found.append(Client.objects.everything(why).get(pk=referral.client_id))
    if referral.consultation_id:
        found.append(Consultation.objects.everything(why).get(pk=referral.consultation_id))
    return found
