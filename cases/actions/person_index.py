"""Keeping the blind index of names and telephones."""

from __future__ import annotations

import uuid

from django.db import transaction

from cases.models import Client, Consultation, PersonGram
from cases.models.known_as import with_known_as
from cases.models.person_index import grams_of
from partners.models import Agency
from safeguards.inserting import insert


@transaction.atomic
def index_person(person_key: uuid.UUID, agency: Agency) -> None:
    """Write the index rows of one person for one agency anew, from all records that carry her key."""
    why = "index of names"
    rows = [
        *with_known_as(Client.objects.everything(why).filter(person_key=person_key)),
        *Consultation.objects.everything(why).filter(person_key=person_key),
    ]
    PersonGram.objects.filter(person_key=person_key, agency=agency).delete()
    _write(person_key, agency.pk, grams_of(agency.code, rows))


def index_newcomer(row: Client | Consultation, agency_id: int, agency_code: str) -> None:
    """Write the index rows of a person of whom this row is the only record: nothing to read or take away."""
    _write(row.person_key, agency_id, grams_of(agency_code, [row]))


def _write(person_key: uuid.UUID, agency_id: int, digests: set[int]) -> None:
    insert(*(PersonGram(agency_id=agency_id, gram=gram, person_key=person_key) for gram in sorted(digests)))


def reindex_person(person_key: uuid.UUID) -> None:
    """Refresh the rows of every agency that has some, after a name or a telephone changed."""
    for agency in Agency.objects.filter(
        pk__in=PersonGram.objects.filter(person_key=person_key).values("agency")
    ):
        index_person(person_key, agency)


def forget_person(person_key: uuid.UUID) -> None:
    """Remove all rows of a key that no record carries any more (after linking)."""
    PersonGram.objects.filter(person_key=person_key).delete()
