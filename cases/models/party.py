"""Who stands in a record, as blind keys: the client, who called, the other party, the children.

They are compared with the keys of the staff (`partners.models.staff_key`), so that a record about a staff member
or her family is not opened to her (R-05, R-06).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Q

from cases.models.child import Child
from cases.models.client import Client
from cases.models.consultation import Consultation
from partners.models import Agency
from safeguards.traces import ADDRESS, NAME, PHONE, blind, full_name_keys, name_keys, phone_keys, place_keys

Digests = set[tuple[str, str]]


class PartyKey(models.Model):
    """One blind key of somebody in one record; without a record, of the person of a referral sheet.

    Written at every saving, compared by the clock: no page that saves depends on what it meets.
    """

    person_key = models.UUIDField()
    client = models.ForeignKey(Client, null=True, on_delete=models.CASCADE, related_name="party_keys")
    consultation = models.ForeignKey(
        Consultation, null=True, on_delete=models.CASCADE, related_name="party_keys"
    )
    kind = models.CharField(max_length=10)
    digest = models.CharField(max_length=32)
    is_compared = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["digest"], name="party_keys_by_digest"),
            models.Index(fields=["person_key"], name="party_keys_of_person"),
            models.Index(fields=["id"], condition=Q(is_compared=False), name="party_keys_to_compare"),
        ]


class PartyOfferQuerySet(models.QuerySet):
    """Offers by time."""

    def live(self, now: datetime) -> PartyOfferQuerySet:
        """Not outlived; what was declined, recalled or closed stands here no more."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=now))


class PartyOffer(models.Model):
    """An agency whose people may come to see a person by a referral, also before it is accepted.

    `until` is empty for the sender of a sheet, who keeps it.
    """

    referral_number = models.CharField(max_length=40)
    person_key = models.UUIDField()
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField(null=True)

    objects = PartyOfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["referral_number", "agency"], name="an_offer_stands_once")
        ]
        indexes = [models.Index(fields=["person_key", "agency"], name="offers_of_person")]


def client_digests(client: Client, children: Iterable[Child] = ()) -> Digests:
    """Keys of a client, of these children of hers and of the other party."""
    spoken = [
        *full_name_keys(client.family_kana, client.given_kana),
        *full_name_keys(client.family_name, client.given_name),
        *full_name_keys(client.other_party_family_kana, client.other_party_given_kana),
        *full_name_keys(client.other_party_family_name, client.other_party_given_name),
        *name_keys(client.alias),
    ]
    phones = [*phone_keys(client.phone), *phone_keys(client.other_party_phone)]
    for one in client.read_along():
        spoken += name_keys(*one.spoken_names())
        phones += phone_keys(one.text) if one.is_phone else []
    for child in children:
        spoken += full_name_keys(child.family_name, child.given_name)
        spoken += full_name_keys(child.family_kana, child.given_kana)
    places = [*place_keys(client.current_place), *place_keys(client.registered_place)]
    return blind(NAME, spoken) | blind(PHONE, phones) | blind(ADDRESS, places)


def consultation_digests(one: Consultation) -> Digests:
    """Keys of who called."""
    names = blind(NAME, name_keys(one.caller_kana, one.caller_name))
    return (
        names | blind(PHONE, phone_keys(one.caller_phone)) | blind(ADDRESS, place_keys(one.whereabouts_note))
    )


def sheet_digests(sheet: dict[str, str]) -> Digests:
    """Keys of the person of a referral sheet."""
    names = blind(NAME, name_keys(sheet.get("kana", ""), sheet.get("name", "")))
    return (
        names
        | blind(PHONE, phone_keys(sheet.get("phone", "")))
        | blind(ADDRESS, place_keys(sheet.get("places", "")))
    )


def party_keys(digests: Digests, person_key: UUID, **record: Client | Consultation) -> list[PartyKey]:
    """Rows for these digests, not saved yet."""
    return [
        PartyKey(person_key=person_key, kind=kind, digest=digest, **record)
        for kind, digest in sorted(digests)
    ]
