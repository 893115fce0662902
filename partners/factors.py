"""Second factors in our house: what allauth asks us, and how surely a session is the person."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from partners.models import Account
from partners.rules import Proof, proof_needed
from safeguards import keys

PLACE = "mfa_authenticator:data"
PROOF_OF_TYPE = {
    Authenticator.Type.WEBAUTHN: Proof.PASSKEY,
    Authenticator.Type.TOTP: Proof.CODE,
    Authenticator.Type.RECOVERY_CODES: Proof.PRINTED,
}


class OfficeFactors(DefaultMFAAdapter):
    """Secrets are sealed, keys have short names, and nobody takes away the last factor that her work needs."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This did not fit. Please try once more with a new code or with your key."),
    }

    def encrypt(self, text: str) -> str:
        """Seal an app's secret or the seed of the printed codes."""
        return base64.b64encode(keys.seal(text.encode(), PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open it; raises keys.Unreadable."""
        return keys.unseal(base64.b64decode(encrypted_text), PLACE).decode()

    @staticmethod
    def version_of(encrypted_text: str) -> int:
        """The version of the key under which it was sealed."""
        return keys.version_of(base64.b64decode(encrypted_text))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The house as the key knows it: the name in the address, without the port."""
        return {"id": context.request.get_host().partition(":")[0], "name": settings.MFA_TOTP_ISSUER}


def proof_of(request: HttpRequest) -> Proof:
    """The strongest thing that this session has shown since it began."""
    return max((_proof(one) for one in get_authentication_records(request, request.user)), default=Proof.NONE)


def proof_since(request: HttpRequest, moment: float) -> Proof:
    """The strongest thing shown since that moment (seconds since 1970)."""
    records = get_authentication_records(request, request.user)
    return max((_proof(one) for one in records if one["at"] >= moment), default=Proof.NONE)


def _proof(record: dict[str, Any]) -> Proof:
    if record.get("method") == "mfa":
        return PROOF_OF_TYPE.get(record.get("type", ""), Proof.NONE)
    return Proof.PASSWORD if record.get("method") == "password" else Proof.NONE


def needed_for(role: str) -> Proof:
    """What this installation asks before a posting in this role opens."""
    return proof_needed(role, is_demo=settings.YUI_DEMO)


def factors_of(account: Account) -> list[Authenticator]:
    """All her factors, oldest first. One query."""
    return list(Authenticator.objects.filter(user=account).order_by("created_at", "pk"))
