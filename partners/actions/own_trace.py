"""What a person gives about herself so that no record about her or her family is opened to her."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Exists, OuterRef

from partners.models import Account, OwnTrace, Posting, StaffKey
from partners.models.staff_key import FORMER_NAME, own_name_keys
from safeguards import audit
from safeguards.access import Absent, Actor
from safeguards.traces import ADDRESS, NAME, PHONE, blind, full_name_keys, phone_keys, place_keys

MOST_TRACES = 30
MOST_WRITTEN = 200


class TooMany(ValueError):
    """She gave as many as are kept."""


def keys_of_given(account: Account, given: Mapping[str, str]) -> dict[str, set[tuple[str, str]]]:
    """Blind keys by kind of what was typed: family, given, phone, address.

    A former family name alone goes with her present given name, read and written. A kind without a key is left
    out: half a number or a town alone can be matched with nothing.
    """
    family, first = given.get("family", ""), given.get("given", "")
    firsts = [first] if first else [account.given_kana, account.given_name]
    read = {
        FORMER_NAME: blind(NAME, [key for one in firsts for key in full_name_keys(family, one)]),
        PHONE: blind(PHONE, phone_keys(given.get("phone", ""))),
        ADDRESS: blind(ADDRESS, place_keys(given.get("address", ""))),
    }
    return {kind: found for kind, found in read.items() if found}


@transaction.atomic
def give_traces(actor: Actor, given: Mapping[str, str]) -> list[OwnTrace]:
    """Keep the blind keys of what she typed about herself; the words themselves are kept nowhere.

    Given twice it stands once. Raises TooMany above thirty.
    """
    account = Account.objects.select_for_update(no_key=True).get(pk=actor.own_account_id)
    there = set(StaffKey.objects.filter(account=account, trace__isnull=False).values_list("kind", "digest"))
    fresh = {kind: found for kind, found in keys_of_given(account, given).items() if not found <= there}
    if account.own_traces.count() + len(fresh) > MOST_TRACES:
        raise TooMany
    made = []
    for kind, found in fresh.items():
        trace = OwnTrace.objects.create(account=account, kind=kind, given_at=actor.now)
        StaffKey.objects.bulk_create(
            StaffKey(account=account, trace=trace, kind=of, digest=digest) for of, digest in sorted(found)
        )
        made.append(trace)
    if made:
        audit.record(actor, "trace.give", account, kinds=[one.kind for one in made])
    return made


@transaction.atomic
def remove_trace(actor: Actor, number: str) -> None:
    """Take away one thing she gave, with its keys. Raises Absent when it is not hers, or gone already.

    A warning that it led to stays until a supervisor has answered it.
    """
    trace = OwnTrace.objects.filter(account_id=actor.own_account_id, number=number).first()
    if trace is None:
        raise Absent
    kind = trace.kind
    trace.delete()
    audit.record(actor, "trace.remove", kind=kind)


def write_name_keys(account: Account) -> None:
    """Write the keys of her present name anew; the caller holds the transaction."""
    wanted = blind(NAME, own_name_keys(account))
    there = StaffKey.objects.filter(account=account, trace__isnull=True)
    if wanted == set(there.values_list("kind", "digest")):
        return
    there.delete()
    StaffKey.objects.bulk_create(
        StaffKey(account=account, kind=kind, digest=digest) for kind, digest in sorted(wanted)
    )


def compare_again(account_id: int) -> None:
    """Her keys are compared once more: she came to an agency, or was confirmed there."""
    StaffKey.objects.filter(account_id=account_id).update(is_compared=False)


@transaction.atomic
def write_missing_name_keys() -> int:
    """Keys of accounts that came another way than by an invitation; at most 200 at a time. How many were written."""
    named = StaffKey.objects.filter(account_id=OuterRef("pk"), trace__isnull=True)
    at_work = Posting.objects.filter(account_id=OuterRef("pk"))
    bare = Account.objects.filter(~Exists(named), Exists(at_work)).exclude(given_name="", given_kana="")
    found = list(bare.order_by("pk")[:MOST_WRITTEN])
    for account in found:
        write_name_keys(account)
    return len(found)
