"""Clients (相談者): the person, how she may be reached, and where she is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from cases.models.anchor import Anchor
from cases.models.in_charge import InCharge
from safeguards.fields import EncryptedJSONField, EncryptedTextField

if TYPE_CHECKING:
    from cases.models.known_as import KnownAs


class Client(InCharge, Anchor):
    """One person known to one agency. Each field belongs to one field group of the matrix.

    `birth` is {"year": 1988, "month": 4, "day": null}: unknown and partial dates are allowed.
    `held_number` is for the telephone: eight digits and a check digit, unique in its agency, never in an address.
    `merged_into` is set while this record is joined to another of the same woman: then nobody opens it, and it
    stands as it was, so that it can be given back (`cases.models.client_merge`).
    """

    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_here"
    )
    held_number = models.CharField(max_length=9)
    # identity
    family_name = EncryptedTextField()
    given_name = EncryptedTextField()
    family_kana = EncryptedTextField()
    given_kana = EncryptedTextField()
    alias = EncryptedTextField()
    birth = EncryptedJSONField()
    sex = models.CharField(max_length=60, blank=True)
    # contact
    phone = EncryptedTextField()
    safe_contact = EncryptedTextField()
    never_contact = EncryptedTextField()
    caller_name_to_give = EncryptedTextField()
    # whereabouts, masked until revealed
    current_place = EncryptedTextField()
    registered_place = EncryptedTextField()
    daily_places = EncryptedTextField()
    # children, health, other party
    children_count = models.PositiveSmallIntegerField(null=True, blank=True)
    children_note = EncryptedTextField()
    health_note = EncryptedTextField()
    other_party_note = EncryptedTextField()
    other_party_family_name = EncryptedTextField()
    other_party_given_name = EncryptedTextField()
    other_party_family_kana = EncryptedTextField()
    other_party_given_kana = EncryptedTextField()
    other_party_phone = EncryptedTextField()
    # admin
    office_note = EncryptedTextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "held_number"], name="held_number_is_unique_in_its_agency"
            )
        ]
        indexes = [models.Index(fields=["person_key"], name="client_by_person")]

    @property
    def name(self) -> str:
        """Family and given name as typed; callers show it only where `identity` may be read."""
        return f"{self.family_name} {self.given_name}".strip()

    @property
    def kana(self) -> str:
        """The reading of her name."""
        return f"{self.family_kana} {self.given_kana}".strip()

    @property
    def other_party_name(self) -> str:
        """Family and given name of the other party; callers show it only where `other_party` may be read."""
        return f"{self.other_party_family_name} {self.other_party_given_name}".strip()

    @property
    def other_party_kana(self) -> str:
        """The reading of the other party's name."""
        return f"{self.other_party_family_kana} {self.other_party_given_kana}".strip()

    def spoken_names(self) -> list[str]:
        """Every form of her name by which she may be searched for; other names where `known_as` was read along."""
        parts = [self.family_name, self.given_name, self.family_kana, self.given_kana]
        others = [text for one in self.read_along() for text in one.spoken_names()]
        return [part for part in [self.name, self.kana, self.alias, *parts, *others] if part]

    def spoken_phones(self) -> list[str]:
        """The telephones by which she may be searched for; former ones where `known_as` was read along."""
        return [self.phone, *(one.text for one in self.read_along() if one.is_phone)]

    def read_along(self) -> list[KnownAs]:
        """Her other names as far as the query brought them (`with_known_as`): never a query for each row."""
        return list(getattr(self, "_prefetched_objects_cache", {}).get("known_as", ()))
