"""Which lines of the trail an auditor may read, and how far the trail is anchored."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from safeguards import anchors
from safeguards.access import Actor
from safeguards.models import AuditHead, AuditLine

LATE = timedelta(minutes=10)


class Walls:
    """What the apps that know persons tell of walls: who is hidden from a reader, and which numbers speak of her.

    This floor knows no person: `cases` and `referrals` fill it when the house starts (decision 19).
    """

    def __init__(self) -> None:
        self.persons_hidden_from: Callable[[Actor], list[UUID]] = lambda actor: []
        self.numbers_about: list[Callable[[list[UUID]], Iterable[str]]] = []
        self.numbers_about_herself: Callable[[Actor], list[QuerySet]] = lambda actor: []

    def outside(self, actor: Actor, lines: QuerySet[AuditLine]) -> QuerySet[AuditLine]:
        """Without the lines about records of persons behind a wall of the reader, and about what others ask of her.

        Mostly one query, of no row.
        """
        for numbers in self.numbers_about_herself(actor):
            lines = lines.exclude(object_number__in=numbers)
        persons = self.persons_hidden_from(actor)
        if not persons:
            return lines
        return lines.exclude(object_number__in={n for told in self.numbers_about for n in told(persons)})


walls = Walls()


def readable_lines(actor: Actor) -> QuerySet[AuditLine]:
    """What this reader may see of the trail: nobody judges her own lines (R-06), and walls hold here too."""
    return walls.outside(actor, AuditLine.objects.exclude(account_id=actor.own_account_id))


@dataclass(frozen=True, slots=True)
class ChainState:
    """How far the trail is anchored. `anchored_at` None: no anchor can be read from here."""

    anchored_at: datetime | None
    waiting: int
    is_late: bool


def chain_state(now: datetime) -> ChainState:
    """The last anchor and the lines after it. One query and one small file; nothing is checked: `verify_audit` does."""
    heads = dict(AuditHead.objects.values_list("stream", "sequence"))
    at, known = anchors.newest()
    waiting = sum(max(last - known.get(stream, 0), 0) for stream, last in heads.items())
    return ChainState(at, waiting, at is None or (waiting > 0 and now - at > LATE))
