"""States of the case work and their tables of moves: each table draws the buttons and checks the post."""

from __future__ import annotations

from dataclasses import dataclass

# A wall: asked for and not yet there; in force; in force while its end is asked for; ended; never laid.
ASKED, STANDING, LIFT_ASKED, LIFTED, REFUSED = "asked", "standing", "lift_asked", "lifted", "refused"
IN_FORCE = (STANDING, LIFT_ASKED)
OPEN = (ASKED, STANDING, LIFT_ASKED)


@dataclass(frozen=True, slots=True)
class WallMove:
    """One step of a wall. `second`: only by another person than the one who asked for it."""

    name: str
    source: str
    target: str
    second: bool


# Always by somebody who watches over the agency, and never by the walled person (`cases.queries.wall`).
WALL_MOVES = (
    WallMove("lay",      ASKED,      STANDING,   second=True),
    WallMove("refuse",   ASKED,      REFUSED,    second=True),
    WallMove("ask_lift", STANDING,   LIFT_ASKED, second=False),
    WallMove("lift",     LIFT_ASKED, LIFTED,     second=True),
    WallMove("keep",     LIFT_ASKED, STANDING,   second=True),
)  # fmt: skip
WALL_MOVE_BY_NAME = {move.name: move for move in WALL_MOVES}
# In these a wall waits for a second person.
WAITING = tuple({move.source for move in WALL_MOVES if move.second})

# A possible duplicate across two agencies (decision 6): found blindly; put to the agency that knew the woman
# earlier; agreed by her; or put aside. A no and a set-aside look like no match to everybody else.
FOUND, PUT, AGREED, DECLINED, SET_ASIDE = "found", "put", "agreed", "declined", "set_aside"
BY_CENTER, BY_EARLIER = "center", "earlier"


@dataclass(frozen=True, slots=True)
class MatchMove:
    """One step of a match. `by`: the center's supervisor, or a supervisor of the earlier agency."""

    name: str
    source: str
    target: str
    by: str


MATCH_MOVES = (
    MatchMove("ask",       FOUND, PUT,       BY_CENTER),
    MatchMove("set_aside", FOUND, SET_ASIDE, BY_CENTER),
    MatchMove("agree",     PUT,   AGREED,    BY_EARLIER),
    MatchMove("decline",   PUT,   DECLINED,  BY_EARLIER),
)  # fmt: skip
MATCH_MOVE_BY_NAME = {move.name: move for move in MATCH_MOVES}

# An export of consultations: asked for; approved by a second person (few records: at once); its file is made; refused.
# Whether its time is over is read from the clock at each
# request; the clock only empties what has ended.
APPROVED, MADE, ENDED = "approved", "made", "ended"


@dataclass(frozen=True, slots=True)
class ExportMove:
    """One step of an export. `second`: only by another person than who asked; else by herself alone."""

    name: str
    source: str
    target: str
    second: bool


EXPORT_MOVES = (
    ExportMove("approve", ASKED,    APPROVED, second=True),
    ExportMove("refuse",  ASKED,    REFUSED,  second=True),
    ExportMove("make",    APPROVED, MADE,     second=False),
    ExportMove("fetch",   MADE,     MADE,     second=False),
)  # fmt: skip
EXPORT_MOVE_BY_NAME = {move.name: move for move in EXPORT_MOVES}

# An emergency access waits for another person's look; without a good reason the right is held until it is cleared.
TO_REVIEW, FOUND_RIGHT, QUESTIONED = "to_review", "found_right", "questioned"


@dataclass(frozen=True, slots=True)
class EmergencyMove:
    """One step of the review of an emergency access; always by another person than who opened it."""

    name: str
    source: str
    target: str


EMERGENCY_MOVES = (
    EmergencyMove("find_right", TO_REVIEW,  FOUND_RIGHT),
    EmergencyMove("question",   TO_REVIEW,  QUESTIONED),
    EmergencyMove("clear",      QUESTIONED, FOUND_RIGHT),
)  # fmt: skip
EMERGENCY_MOVE_BY_NAME = {move.name: move for move in EMERGENCY_MOVES}

# "I do not know why she opened it": asked by who keeps the record; explained, or given to leak handling.
OPENING_ASKED, EXPLAINED, ESCALATED = "asked", "explained", "escalated"


@dataclass(frozen=True, slots=True)
class OpeningMove:
    """One step of a questioned opening; always by another person than who asked and who had opened."""

    name: str
    source: str
    target: str


OPENING_MOVES = (
    OpeningMove("explain",  OPENING_ASKED, EXPLAINED),
    OpeningMove("escalate", OPENING_ASKED, ESCALATED),
)  # fmt: skip
OPENING_MOVE_BY_NAME = {move.name: move for move in OPENING_MOVES}

# A release of whereabouts to an agency outside: asked for; its registered number was called back; approved by a
# second person; told; refused; ended before anything was told. Moves are made by who asked or by the second person.
REQUESTED, CALLED, RELEASED, NOT_RELEASED, STOPPED = (
    "requested", "called", "released", "not_released", "stopped",
)  # fmt: skip
BY_ASKER, BY_SECOND = "asker", "second"


@dataclass(frozen=True, slots=True)
class ReleaseMove:
    """One step of a release: from which states, to which, by whom, with which facts. A stale one can only end."""

    name: str
    sources: tuple[str, ...]
    target: str
    by: str
    needs: frozenset[str] = frozenset()
    also_stale: bool = False


RELEASE_MOVES = (
    ReleaseMove("call_back", (REQUESTED,), CALLED,       BY_ASKER,  frozenset({"called_number", "reached"})),
    ReleaseMove("approve",   (CALLED,),    APPROVED,     BY_SECOND),
    ReleaseMove("refuse",    (CALLED,),    NOT_RELEASED, BY_SECOND, frozenset({"refusal"})),
    ReleaseMove("tell",      (APPROVED,),  RELEASED,     BY_ASKER),
    ReleaseMove("danger",    (CALLED,),    RELEASED,     BY_ASKER,  frozenset({"danger_ground"})),
    ReleaseMove("stop",      (REQUESTED, CALLED, APPROVED), STOPPED, BY_ASKER, frozenset({"refusal"}), also_stale=True),
)  # fmt: skip
RELEASE_MOVE_BY_NAME = {move.name: move for move in RELEASE_MOVES}
# In these a release is under way.
UNDER_WAY = (REQUESTED, CALLED, APPROVED)

# What was told in imminent danger waits for another person's words.
RELEASE_REVIEWS = {"find_right": FOUND_RIGHT, "question": QUESTIONED}

# A staff member who may be somebody in a record: found blindly; a wall was laid; or they are not the same. What was
# put aside as not the same comes back only with a new sign, by the clock.
TIE_FOUND, TIE_WALLED, TIE_NOT_SAME = "found", "walled", "not_same"


@dataclass(frozen=True, slots=True)
class TieMove:
    """One step of a tie. `by_clock`: no person makes it; `needs_reason`: a code says why."""

    name: str
    source: str
    target: str
    needs_reason: bool = False
    by_clock: bool = False


# By a supervisor who watches over the agency, never by the matched account (`cases.queries.tie`).
TIE_MOVES = (
    TieMove("wall",     TIE_FOUND,    TIE_WALLED),
    TieMove("not_same", TIE_FOUND,    TIE_NOT_SAME, needs_reason=True),
    TieMove("again",    TIE_NOT_SAME, TIE_FOUND,    by_clock=True),
)  # fmt: skip
TIE_MOVE_BY_NAME = {move.name: move for move in TIE_MOVES}

# An import of old records: looked at by its uploader; handed to the worker; being worked on; taken in; given up before
# that; its time over; taken back as a whole. Only the worker starts and finishes; it stops when a row is not sound.
IMPORT_OPEN, IMPORT_WAITS, IMPORT_RUNS = "open", "waits", "runs"
IMPORT_DONE, IMPORT_DROPPED, IMPORT_OVER, IMPORT_UNDONE = "done", "dropped", "over", "undone"
IMPORT_TAKEN = (IMPORT_DONE, IMPORT_UNDONE)
IMPORT_LIVE = (IMPORT_OPEN, IMPORT_WAITS, IMPORT_RUNS)


@dataclass(frozen=True, slots=True)
class ImportMove:
    """One step of an import. `by`: its uploader, any supervisor of the agency, the worker or the clock."""

    name: str
    sources: tuple[str, ...]
    target: str
    by: str


IMPORT_MOVES = (
    ImportMove("confirm", (IMPORT_OPEN,),                IMPORT_WAITS,   "uploader"),
    ImportMove("drop",    IMPORT_LIVE,                   IMPORT_DROPPED, "uploader"),
    ImportMove("start",   (IMPORT_WAITS, IMPORT_RUNS),   IMPORT_RUNS,    "worker"),
    ImportMove("take_in", (IMPORT_RUNS,),                IMPORT_DONE,    "worker"),
    ImportMove("stop",    (IMPORT_RUNS,),                IMPORT_OPEN,    "worker"),
    ImportMove("end",     IMPORT_LIVE,                   IMPORT_OVER,    "clock"),
    ImportMove("undo",    (IMPORT_DONE,),                IMPORT_UNDONE,  "agency"),
)  # fmt: skip
IMPORT_MOVE_BY_NAME = {move.name: move for move in IMPORT_MOVES}

# A way to reach her outside her rule: asked for; approved by a second person; opened (within the rule at once); what
# came of it is written down; refused; given up before it was opened.
CONTACT_ASKED, CONTACT_OPEN, CONTACT_DONE, CONTACT_REFUSED, WITHDRAWN = (
    "asked", "open", "done", "refused", "withdrawn",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ContactMove:
    """One step of an attempt to reach her: by who tries, or by the second person. A stale one can only end."""

    name: str
    sources: tuple[str, ...]
    target: str
    by: str
    needs: frozenset[str] = frozenset()
    also_stale: bool = False


CONTACT_MOVES = (
    ContactMove("approve",  (CONTACT_ASKED,), APPROVED,        BY_SECOND),
    ContactMove("refuse",   (CONTACT_ASKED,), CONTACT_REFUSED, BY_SECOND),
    ContactMove("open",     (APPROVED,),      CONTACT_OPEN,    BY_ASKER),
    ContactMove("danger",   (CONTACT_ASKED,), CONTACT_OPEN,    BY_ASKER, frozenset({"danger_ground"})),
    ContactMove("finish",   (CONTACT_OPEN,),  CONTACT_DONE,    BY_ASKER, frozenset({"outcome"}), also_stale=True),
    ContactMove("withdraw", (CONTACT_ASKED, APPROVED), WITHDRAWN, BY_ASKER, also_stale=True),
)  # fmt: skip
CONTACT_MOVE_BY_NAME = {move.name: move for move in CONTACT_MOVES}
CONTACT_UNDER_WAY = (CONTACT_ASKED, APPROVED, CONTACT_OPEN)
CONTACT_REVIEWS = {"find_right": FOUND_RIGHT, "question": QUESTIONED}

# A call-back: to be made; missed so often that somebody has to say what becomes of it; reached; closed without.
TO_CALL, MISSED, REACHED, CALL_BACK_CLOSED = "open", "missed", "done", "closed"
CALL_BACKS_WAITING = (TO_CALL, MISSED)


@dataclass(frozen=True, slots=True)
class CallBackMove:
    """One step of a call-back; everybody of its agency who sees it may make each. `needs`: what it must bring."""

    name: str
    sources: tuple[str, ...]
    target: str
    needs: frozenset[str] = frozenset()


CALL_BACK_MOVES = (
    CallBackMove("take",   CALL_BACKS_WAITING, ""),  # assigns it, whatever its state
    CallBackMove("shift",  CALL_BACKS_WAITING, TO_CALL, frozenset({"slot"})),
    CallBackMove("miss",   (TO_CALL,),         TO_CALL, frozenset({"outcome"})),
    CallBackMove("reach",  CALL_BACKS_WAITING, REACHED),
    CallBackMove("again",  (MISSED,),          TO_CALL, frozenset({"slot"})),
    CallBackMove("tell",   (MISSED,),          TO_CALL),
    CallBackMove("safety", (MISSED,),          TO_CALL),
    CallBackMove("close",  CALL_BACKS_WAITING, CALL_BACK_CLOSED, frozenset({"reason"})),
)  # fmt: skip
CALL_BACK_MOVE_BY_NAME = {move.name: move for move in CALL_BACK_MOVES}

# The explanation that is owed after somebody else reported violence: not given yet; given; not possible, for a reason.
TO_EXPLAIN, NOT_EXPLAINED = "to_explain", "not_explained"  # given: EXPLAINED


@dataclass(frozen=True, slots=True)
class DvReportMove:
    """One step of the explanation: from which states, to which, with which facts."""

    name: str
    sources: tuple[str, ...]
    target: str
    needs: frozenset[str]


_HOW = frozenset({"explained_at", "explainer", "explanation_way"})
DV_REPORT_MOVES = (
    DvReportMove("explain",  (TO_EXPLAIN, NOT_EXPLAINED), EXPLAINED,     _HOW),
    DvReportMove("postpone", (TO_EXPLAIN, NOT_EXPLAINED), NOT_EXPLAINED, frozenset({"why_not"})),
)  # fmt: skip
DV_REPORT_MOVE_BY_NAME = {move.name: move for move in DV_REPORT_MOVES}
