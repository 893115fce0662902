"""Checks an exported audit trail: `python3 check_audit.py FOLDER`. Python 3.11, standard library only.

The folder holds `lines/<stream>.jsonl` (one line of the trail each), `heads.json` (the newest line of each
stream as the database knows it), `anchors/*.jsonl` and `anchor_public.pem`. What is checked:

- the digest of each line is the SHA-256 of its own columns and of the digest before it, without a gap;
- each line is the one that was anchored: anchors were written outside the database, each names the digests
  of the lines since the last one, follows the anchor before it by its SHA-256, and is signed (Ed25519);
- no anchored line is missing at the end.

The signature of the newest anchor covers all before it. It is checked with the `openssl` program; without
that program the checker says so. Exit code 0: whole. 1: touched, with stream, sequence and what. 2: unreadable.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# What a digest covers, in this order.
CHAINED = (
    "stream", "sequence", "at", "account_id", "login", "posting_id", "agency_code", "role",
    "event", "object_type", "object_number", "facts", "previous",
)  # fmt: skip
MARK = 12  # hexadecimal digits of each line's digest that an anchor keeps
ANCHORS = "anchors"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One place where the trail was touched. Faults of the anchors themselves stand under `anchors`."""

    stream: str
    sequence: int
    what: str


@dataclass
class Anchored:
    """What the anchors say: the marks of each stream's lines, the newest anchor and the faults of the files."""

    marks: dict[str, bytearray] = field(default_factory=dict)
    newest: dict[str, Any] | None = None
    newest_digest: str = ""
    faults: list[Fault] = field(default_factory=list)

    def count(self, stream: str) -> int:
        """How many lines of this stream are anchored."""
        return len(self.marks.get(stream, b"")) * 2 // MARK

    def mark(self, stream: str, sequence: int) -> str:
        """The mark of one anchored line."""
        size = MARK // 2
        return bytes(self.marks[stream][(sequence - 1) * size : sequence * size]).hex()


def digest_of(line: Mapping[str, Any]) -> str:
    """SHA-256 over the chained columns, in a fixed order; `at` is ISO 8601 in UTC."""
    values = [line[name] for name in CHAINED]
    return hashlib.sha256(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def canonical(anchor: Mapping[str, Any]) -> bytes:
    """What the signature of an anchor covers: everything but the signature."""
    told = {name: value for name, value in anchor.items() if name != "signature"}
    return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def read_anchors(folder: Path) -> Anchored:
    """Read every anchor, oldest first, and check that each follows the one before it."""
    anchored = Anchored()
    for place in sorted(folder.glob("*.jsonl")):
        with place.open("rb") as stream:
            for text in stream:
                _take(anchored, text.rstrip(b"\n"))
    return anchored


def _take(anchored: Anchored, text: bytes) -> None:
    number = (anchored.newest or {"number": 0})["number"] + 1
    try:
        anchor = json.loads(text)
        follows = anchor["number"] == number and anchor["previous"] == anchored.newest_digest
        told = {name: _marks_of(part, anchored.count(name)) for name, part in anchor["streams"].items()}
    except (ValueError, KeyError, TypeError):
        anchored.faults.append(Fault(ANCHORS, number, "cannot be read"))
        return
    if not follows:
        anchored.faults.append(Fault(ANCHORS, number, "does not follow the anchor before it"))
    for name, marks in told.items():
        if marks is None:
            anchored.faults.append(Fault(ANCHORS, number, f"does not continue the stream {name}"))
        else:
            anchored.marks.setdefault(name, bytearray()).extend(marks)
    anchored.newest, anchored.newest_digest = anchor, hashlib.sha256(text).hexdigest()


def _marks_of(part: Mapping[str, Any], known: int) -> bytes | None:
    """The marks of one stream in one anchor, or None when they do not go on where the last ones ended."""
    marks, first, last = bytes.fromhex(part["marks"]), part["first"], part["last"]
    whole = first == known + 1 and len(marks) * 2 == MARK * (last - first + 1)
    return marks if whole and part["digest"].startswith(part["marks"][-MARK:]) else None


def faults_of(
    stream: str, lines: Iterable[Mapping[str, Any]], head: tuple[int, str] | None, anchored: Anchored
) -> Iterator[Fault]:
    """Walk the lines of one stream in order of their sequence and yield each place that was touched.

    After the first line that is not the anchored one, all later ones differ as well when the chain was
    written anew: only the first is told.
    """
    previous, expected, known, rewritten = "", 1, anchored.count(stream), False
    for line in lines:
        sequence, found = line["sequence"], ""
        if sequence != expected:
            yield Fault(stream, expected, f"lines {expected} to {sequence - 1} are missing")
        elif line["previous"] != previous:
            found = "does not follow the line before it"
        if digest_of(line) != line["digest"]:
            found = "was changed"
        elif not found and not rewritten and sequence <= known:
            rewritten = line["digest"][:MARK] != anchored.mark(stream, sequence)
            found = (
                "is not the line that was anchored: the chain was written anew from here" if rewritten else ""
            )
        if found:
            yield Fault(stream, sequence, found)
        previous, expected = line["digest"], sequence + 1
    if expected <= known:
        yield Fault(stream, expected, f"lines {expected} to {known} were anchored and are gone")
    if head != (expected - 1, previous):
        yield Fault(stream, expected - 1, "is not the head of the stream: the tail was cut or added to")


def signature_fault(anchor: Mapping[str, Any], public_key: Path) -> str:
    """What is wrong with the signature of an anchor, by the program `openssl`; empty when it is right."""
    program = shutil.which("openssl")
    if program is None:
        return "not checked: the program openssl is missing"
    with tempfile.TemporaryDirectory() as place:
        text, signature = Path(place) / "text", Path(place) / "signature"
        text.write_bytes(canonical(anchor))
        signature.write_bytes(base64.b64decode(anchor["signature"]))
        told = subprocess.run(
            [program, "pkeyutl", "-verify", "-pubin", "-inkey", str(public_key), "-rawin",
             "-in", str(text), "-sigfile", str(signature)],
            capture_output=True, check=False,
        )  # fmt: skip
    return "" if told.returncode == 0 else "is not the signature of this house"


def _lines(place: Path) -> Iterator[dict[str, Any]]:
    with place.open(encoding="utf-8") as stream:
        for text in stream:
            yield json.loads(text)


def check(folder: Path) -> tuple[list[Fault], list[str]]:
    """Faults of a whole export, and what a reader has to know besides."""
    anchored = read_anchors(folder / "anchors")
    heads = json.loads((folder / "heads.json").read_text(encoding="utf-8"))
    faults, notes, lines = list(anchored.faults), [], 0
    places = {place.stem: place for place in (folder / "lines").glob("*.jsonl")}
    for stream in sorted(set(places) | set(heads) | set(anchored.marks)):
        head = heads.get(stream)
        told = _lines(places[stream]) if stream in places else iter(())
        faults += faults_of(stream, told, tuple(head) if head else None, anchored)
        lines += head[0] if head else 0
    if anchored.newest is None:
        notes.append("There is no anchor: a trail that was written anew as a whole would not be found.")
    else:
        wrong = signature_fault(anchored.newest, folder / "anchor_public.pem")
        if wrong.startswith("not checked"):
            notes.append(f"Signature of the newest anchor {wrong}.")
        elif wrong:
            faults.append(Fault(ANCHORS, anchored.newest["number"], wrong))
        covered = sum(map(anchored.count, anchored.marks))
        notes.append(f"{lines} lines, {covered} of them anchored, the last at {anchored.newest['at']}.")
    return faults, notes


def main(arguments: list[str]) -> int:
    """Print every fault and the notes."""
    if len(arguments) != 1 or not Path(arguments[0], "heads.json").exists():
        print("usage: python3 check_audit.py FOLDER_OF_THE_EXPORT", file=sys.stderr)
        return 2
    faults, notes = check(Path(arguments[0]))
    for fault in faults:
        print(f"{fault.stream} {fault.sequence}: {fault.what}", file=sys.stderr)
    for note in notes:
        print(note)
    print(f"{len(faults)} places were touched." if faults else "No fault.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
