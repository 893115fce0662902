"""The blind index of names and telephones."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from partners.models import Agency
from safeguards import keys, names
from safeguards.traces import phone_key

GRAM_BITS = 14  # 16,384 buckets: pieces of names collide on purpose
MASK = (1 << GRAM_BITS) - 1


def gram_digests(agency_code: str, kind: str, pieces: Iterable[str]) -> set[int]:
    """Keyed digests, cut to 14 bits, of pieces of one kind (`kanji`, `kana`, `phone`) for one agency."""
    purpose = f"{kind}:{agency_code}"
    return {int.from_bytes(keys.index_digest(purpose, piece)[:4]) & MASK for piece in pieces}


class PersonGram(models.Model):
    """One keyed, truncated digest of a piece of a name (or of a telephone number) of one person for one agency.

    Truncation makes digests collide on purpose: frequencies are blurred, hits are decrypted and checked.
    Keyed by agency and field; rows under the key of a receiving agency are written with a disclosure.
    """

    # Without a constraint: some ten rows are written with each name, and their agency was checked with the record.
    agency = models.ForeignKey(
        Agency, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    gram = models.IntegerField()
    person_key = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "gram", "person_key"], name="gram_stands_once_for_a_person"
            )
        ]
        indexes = [models.Index(fields=["person_key", "agency"], name="grams_of_person")]


def grams_of(agency_code: str, rows: Iterable[Any]) -> set[int]:
    """All digests of the names and telephones in some clients and consultations, for one agency."""
    words: set[str] = set()
    phones: set[str] = set()
    for row in rows:
        for word in row.spoken_names():
            words.update(names.grams(names.search_key(word)))
        phones.update(map(phone_key, row.spoken_phones()))
    return gram_digests(agency_code, "name", words) | gram_digests(agency_code, "phone", phones - {""})
