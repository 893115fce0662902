"""What a restored audit trail lost: the backup's anchors beside the newest that are within reach."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from safeguards import anchors
from safeguards.checker import check_audit
from safeguards.checker.check_audit import MARK, Anchored, Fault


@dataclass
class Judgement:
    """Anchors to check the restored trail against, lines lost by stream, and what does not fit together."""

    against: Anchored
    lost: dict[str, int] = field(default_factory=dict)
    newest_at: str = ""
    faults: list[Fault] = field(default_factory=list)


def judge(manifest: dict[str, Any], staged: Path, reach: Path) -> Judgement:
    """`staged`: the anchors of the backup; `reach`: those that stand outside it, newer as a rule.

    Where the outer ones go on from the backup's, they are the ones to check against, up to the line with which
    the backup ends; what they know beyond it is lost. Where they tell another story, both are told.
    """
    ours, outer = check_audit.read_anchors(staged), check_audit.read_anchors(reach)
    heads = {stream: head[0] for stream, head in manifest["heads"].items()}
    if outer.newest is None:
        return Judgement(ours, faults=ours.faults)
    judgement = Judgement(ours, newest_at=outer.newest["at"], faults=[*ours.faults, *outer.faults])
    if not anchors.is_signed(outer.newest):
        judgement.faults.append(
            Fault(check_audit.ANCHORS, outer.newest["number"], "is not the signature of this house")
        )
    strange = [
        name for name, marks in ours.marks.items() if not _follows(marks, outer.marks.get(name, bytearray()))
    ]
    judgement.faults += [
        Fault(name, ours.count(name), "was anchored otherwise outside the backup") for name in strange
    ]
    if not strange:
        size = MARK // 2
        judgement.against = Anchored(
            {
                name: marks[: heads.get(name, 0) * size]
                for name, marks in outer.marks.items()
                if name in heads
            },
            outer.newest,
        )
        judgement.lost = {
            name: outer.count(name) - heads.get(name, 0)
            for name in sorted(outer.marks)
            if outer.count(name) > heads.get(name, 0)
        }
    return judgement


def _follows(ours: bytearray, outer: bytearray) -> bool:
    """Do the outer marks begin as ours do, or ours as the outer ones?"""
    both = min(len(ours), len(outer))
    return ours[:both] == outer[:both]
