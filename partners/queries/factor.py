"""What a person has as second factors, and what her work still asks for."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.mfa.models import Authenticator

from partners.cards import KeyCard
from partners.factors import PROOF_OF_TYPE, factors_of, needed_for
from partners.models import Account, Posting
from partners.rules import Proof


def key_cards(account: Account) -> list[KeyCard]:
    """Her factors, oldest first. One query; no secret is in them."""
    return [_card(one) for one in factors_of(account)]


def _card(factor: Authenticator) -> KeyCard:
    codes = factor.type == Authenticator.Type.RECOVERY_CODES
    return KeyCard(
        number=str(factor.pk),
        kind=factor.type,
        name=factor.wrap().name if factor.type == Authenticator.Type.WEBAUTHN else "",
        made_at=factor.created_at,
        used_at=factor.last_used_at,
        left=len(factor.wrap().get_unused_codes()) if codes else 0,
    )


def what_opens_her_work(withheld: Iterable[Posting], cards: Iterable[KeyCard]) -> str:
    """What she has to do before her withheld postings open: `passkey`, `factor`, `show`, or nothing."""
    needed = max((needed_for(one.role) for one in withheld), default=Proof.NONE)
    if not needed:
        return ""
    held = max((PROOF_OF_TYPE[one.kind] for one in cards), default=Proof.NONE)
    if held >= needed:
        return "show"
    return "passkey" if needed == Proof.PASSKEY else "factor"
