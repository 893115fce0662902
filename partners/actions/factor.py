"""Second factors of an own account: adding, taking away, printed codes. Who holds one can act as her."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from partners.actions.refusal import LAST_FACTOR, Refused
from partners.factors import OfficeFactors
from partners.models import Account, Posting
from safeguards import audit, keys, matrix
from safeguards.access import Absent, Actor


@transaction.atomic
def note_added(actor: Actor, kind: str) -> None:
    """A passkey or an app was added."""
    audit.record(actor, "factor.add", kind=kind)


@transaction.atomic
def note_codes(actor: Actor) -> None:
    """Ten new codes were made; the ten before them are dead."""
    audit.record(actor, "factor.codes")


@transaction.atomic
def remove_factor(actor: Actor, number: str) -> str:
    """Take one of her own factors away; printed codes go with the last other factor. Answers with its kind.

    Raises Absent for another person's, and Refused for the last one, or the last passkey of a person
    whose role opens with nothing else: she adds the new one first.
    """
    Account.objects.select_for_update(no_key=True).get(pk=actor.own_account_id)
    mine = list(Authenticator.objects.filter(user_id=actor.own_account_id))
    found = next((one for one in mine if str(one.pk) == number), None)
    if found is None:
        raise Absent
    others = [one for one in mine if one is not found and one.type != Authenticator.Type.RECOVERY_CODES]
    left = {one.type for one in others}
    if not left or (
        found.type == Authenticator.Type.WEBAUTHN and _needs_passkey(actor) and found.type not in left
    ):
        raise Refused(LAST_FACTOR)
    found.delete()
    audit.record(actor, "factor.remove", kind=found.type)
    return str(found.type)


@transaction.atomic
def remove_every_factor(actor: Actor, account: Account) -> int:
    """Inside the use of a fresh invitation: what the lost bag held opens nothing any more. How many there were."""
    gone, _each = Authenticator.objects.filter(user=account).delete()
    if gone:
        audit.record(actor, "factor.remove", account, kind="all")
    return gone


def _needs_passkey(actor: Actor) -> bool:
    held = (
        Posting.objects.not_ended(actor.now)
        .filter(account_id=actor.account_id)
        .values_list("role", flat=True)
    )
    return any(matrix.needs_passkey(role) for role in held)


SEALED = ("secret", "seed")  # of an app, of printed codes (allauth.mfa)


def reseal_factors() -> int:
    """Seal the secrets of apps and printed codes under the current key; how many factors changed (R-44)."""
    now, house, changed = keys.current_version(), OfficeFactors(), 0
    for number in Authenticator.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            one = Authenticator.objects.select_for_update(no_key=True).get(pk=number)
            old = [name for name in SEALED if name in one.data and house.version_of(one.data[name]) != now]
            for name in old:
                one.data[name] = house.encrypt(house.decrypt(one.data[name]))
            if old:
                one.save(update_fields=["data"])
                changed += 1
    return changed


def factors_under(version: int) -> int:
    """How many factors hold a secret under this key."""
    return sum(
        any(name in data and OfficeFactors.version_of(data[name]) == version for name in SEALED)
        for data in Authenticator.objects.values_list("data", flat=True)
    )
