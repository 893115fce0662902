"""The look at a recipient before anything goes out to it (R-18): who it is, when it was last used, who is alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from partners.alike import Called, are_alike, own_part
from partners.choices import kind_label
from partners.models import Agency
from safeguards.names import search_key

MOST_ALIKE = 3


@dataclass(frozen=True, slots=True)
class Recipient:
    """One agency as the confirmation shows it. `word` is what must be typed where `must_type`.

    `used_at`: the last day on which one's own agency sent it something of this sort; None for never.
    """

    code: str
    name: str
    kind: str
    place: str
    used_at: date | None
    alike: tuple[str, ...]
    word: str

    @property
    def must_type(self) -> bool:
        """Never used before, or another one is called alike: then a press alone is not enough (decision 13)."""
        return self.used_at is None or bool(self.alike)

    def is_named_by(self, typed: str) -> bool:
        """Does what was typed name this agency: its whole name, or the part that tells it from the others?"""
        return bool(search_key(typed)) and search_key(typed) in (search_key(self.name), search_key(self.word))


def recipient_of(chosen: Agency, among: Iterable[Agency], used_at: date | None) -> Recipient:
    """The confirmation of the chosen agency; `among` are all that could have been chosen. No query of its own."""
    mine = called(chosen)
    alike = [one for one in among if one.pk != chosen.pk and are_alike(mine, called(one))]
    word = own_part(chosen.name)
    if search_key(word) in {search_key(own_part(one.name)) for one in alike}:
        word = chosen.name  # the part of its own does not tell it from the other one
    return Recipient(
        code=chosen.code,
        name=chosen.name,
        kind=kind_label(chosen.kind),
        place=chosen.municipality.label if chosen.municipality else "",
        used_at=used_at,
        alike=tuple(one.name for one in alike[:MOST_ALIKE]),
        word=word,
    )


def called(agency: Agency) -> Called:
    """Its name, reading and kind, for the comparison."""
    return Called(agency.name, agency.kana, agency.kind)
