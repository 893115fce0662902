"""Keeping the blind keys of who stands in a record, and of whom a referral offers to another agency."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from cases.models import Child, Client, Consultation, PartyKey, PartyOffer, Tie
from cases.models.known_as import with_known_as
from cases.models.party import client_digests, consultation_digests, party_keys, sheet_digests
from cases.states import TIE_NOT_SAME

CALLER_FIELDS = frozenset({"caller_name", "caller_kana", "caller_phone", "whereabouts_note"})


def write_client_parties(client: Client) -> None:
    """Write the keys of a client's record anew, also after a child of hers was saved; the caller holds the
    transaction. Comparing is left to the clock: the saving member may be the one who is meant."""
    why = "blind keys of who stands in a record"
    joined = Client.objects.everything(why).filter(Q(pk=client.pk) | Q(merged_into=client))
    rows = {row.pk: row for row in with_known_as(joined)}
    children = Child.objects.everything(why).filter(client=client)
    wanted = client_digests(rows.pop(client.pk), children)
    for row in rows.values():  # who stands in a record that was joined to this one is still met
        wanted |= client_digests(row)
    there = PartyKey.objects.filter(client=client)
    if wanted != set(there.values_list("kind", "digest")):
        there.delete()
        PartyKey.objects.bulk_create(party_keys(wanted, client.person_key, client=client))


def write_caller_parties(one: Consultation, *, is_new: bool = False) -> None:
    """The same for who called; a new consultation has nothing to take away."""
    if not is_new:
        PartyKey.objects.filter(consultation=one).delete()
    PartyKey.objects.bulk_create(party_keys(consultation_digests(one), one.person_key, consultation=one))


def compare_person_again(person_key: UUID) -> None:
    """The keys of a person are compared once more: another agency came to see her."""
    PartyKey.objects.filter(person_key=person_key).update(is_compared=False)


def offer_person(
    person_key: UUID,
    number: str,
    until: datetime,
    *,
    to_id: int,
    sheet: dict[str, str] | None = None,
    from_id: int | None = None,
) -> None:
    """A referral offers a person to an agency: its people are compared with her before anybody accepts.

    A sheet brings its own keys, and is seen by the sender (`from_id`) as long as it exists. The caller holds the
    transaction.
    """
    PartyOffer.objects.create(referral_number=number, person_key=person_key, agency_id=to_id, until=until)
    if sheet is None:
        compare_person_again(person_key)
        return
    if from_id is not None:
        PartyOffer.objects.create(referral_number=number, person_key=person_key, agency_id=from_id)
    PartyKey.objects.bulk_create(party_keys(sheet_digests(sheet), person_key))


def end_offer(number: str, agency_id: int) -> None:
    """Declined, recalled or closed: this agency does not see the person by this referral any more."""
    PartyOffer.objects.filter(referral_number=number, agency_id=agency_id).delete()


def carry_parties(old_key: UUID, new_key: UUID) -> None:
    """Keys, offers and ties follow the person whom a caller turned out to be.

    Where both had a tie to one account, an answer that they are not the same stays only if both had it.
    """
    PartyOffer.objects.filter(person_key=old_key).update(person_key=new_key)
    PartyKey.objects.filter(person_key=old_key).update(person_key=new_key)
    there = {(tie.account_id, tie.agency_id): tie for tie in _ties([new_key])}
    for tie in _ties([old_key]):
        known = there.get((tie.account_id, tie.agency_id))
        if known is None:
            Tie.objects.filter(pk=tie.pk).update(person_key=new_key)
            continue
        if known.state == TIE_NOT_SAME and tie.state != TIE_NOT_SAME:
            known.delete()
            Tie.objects.filter(pk=tie.pk).update(person_key=new_key)
        else:
            tie.delete()
    compare_person_again(new_key)


def _ties(person_keys: Iterable[UUID]) -> list[Tie]:
    return list(Tie.objects.filter(person_key__in=list(person_keys)).select_for_update(no_key=True))
