"""The support case (支援ケース): its states and the one table of moves. It draws the buttons and checks the post."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# Taken in; her situation is being looked at; support goes on; in temporary protection; looked after once she lives
# by herself; ended; handed over to another agency.
RECEIVED, ASSESSING, SUPPORTING, PROTECTED, AFTERCARE, CLOSED, TRANSFERRED = (
    "received", "assessing", "supporting", "protected", "aftercare", "closed", "transferred",
)  # fmt: skip
CASE_STATES = (RECEIVED, ASSESSING, SUPPORTING, PROTECTED, AFTERCARE, CLOSED, TRANSFERRED)
ENDED = (CLOSED, TRANSFERRED)
UNDER_WAY = tuple(state for state in CASE_STATES if state not in ENDED)
# What the line at the head of a case shows, in this order.
STAGES = (RECEIVED, ASSESSING, SUPPORTING, PROTECTED, AFTERCARE, CLOSED)

WORKERS = ("counselor", "supervisor")
WATCHERS = ("supervisor",)

# What a case may have to be like before a move; each is answered by one function (`cases.queries.case_facts.FACTS`).
IN_CHARGE = "in_charge"
NO_OPEN_TASK = "no_open_task"
RISK_JUDGED = "risk_judged"
PLAN_AGREED = "plan_agreed"


@dataclass(frozen=True, slots=True)
class CaseMove:
    """One move of a case.

    `roles`: who may make it; `needs`: fields its form must bring; `requires`: what the case must be like before;
    `starts`: tasks that it lays, `ends`: tasks that are met by it (`cases.deadlines.TASKS`).
    `follows`: no button of its own, it is made by an act of the case (an admission makes `protect`).
    """

    name: str
    sources: tuple[str, ...]
    target: str
    roles: tuple[str, ...] = WORKERS
    needs: frozenset[str] = frozenset()
    requires: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    follows: bool = False


def _needs(*names: str) -> frozenset[str]:
    return frozenset(names)


CASE_MOVES = (
    CaseMove("assess",    (RECEIVED,),             ASSESSING,   starts=("assessment",), ends=("first_look",)),
    CaseMove("support",   (RECEIVED, ASSESSING),   SUPPORTING,  needs=_needs("support_needs"),
             requires=(IN_CHARGE, RISK_JUDGED),
             starts=("plan",), ends=("first_look", "assessment")),
    CaseMove("protect",   (RECEIVED, ASSESSING, SUPPORTING, AFTERCARE), PROTECTED, follows=True,
             starts=("protection_review",), ends=("first_look",)),
    CaseMove("discharge", (PROTECTED,),            SUPPORTING,  follows=True, ends=("protection_review",)),
    CaseMove("look_after", (SUPPORTING,),          AFTERCARE,   needs=_needs("next_contact_on"),
             requires=(IN_CHARGE, PLAN_AGREED), starts=("aftercare",)),
    CaseMove("resume",    (AFTERCARE,),            SUPPORTING,  needs=_needs("reason"), ends=("aftercare",)),
    CaseMove("close",     (RECEIVED, ASSESSING, SUPPORTING, AFTERCARE), CLOSED, roles=WATCHERS,
             needs=_needs("outcome", "reason"), requires=(NO_OPEN_TASK,)),
    CaseMove("transfer",  (RECEIVED, ASSESSING, SUPPORTING, AFTERCARE), TRANSFERRED, roles=WATCHERS,
             needs=_needs("receiver", "reason"), requires=(NO_OPEN_TASK,)),
    CaseMove("reopen",    ENDED,                   SUPPORTING,  needs=_needs("reason"), starts=("plan",)),
)  # fmt: skip
CASE_MOVE_BY_NAME = {move.name: move for move in CASE_MOVES}


@dataclass(frozen=True, slots=True)
class Offer:
    """One move as it stands for one person now: `missing` preconditions keep it from being made."""

    move: CaseMove
    missing: tuple[str, ...] = field(default=())


def offers(state: str, roles: Iterable[str], facts: Mapping[str, bool]) -> list[Offer]:
    """Moves from this state that somebody with these roles may make, each with what is still missing for it."""
    held = set(roles)
    return [
        Offer(move, tuple(name for name in move.requires if not facts.get(name, False)))
        for move in CASE_MOVES
        if not move.follows and state in move.sources and held & set(move.roles)
    ]


def facts_needed(state: str) -> tuple[str, ...]:
    """Which preconditions the moves from this state ask for."""
    found = dict.fromkeys(name for move in CASE_MOVES if state in move.sources for name in move.requires)
    return tuple(found)
