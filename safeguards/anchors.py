"""Anchors of the audit trail: signed marks outside the database, so that no hand inside it can write history anew.

An anchor is one line of `AUDIT_ANCHOR_DIR/<year>-<month>.jsonl`; `safeguards.checker.check_audit` says how it
is read. In production the folder belongs to another user or machine (docs/operations.md).
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from safeguards.checker import check_audit
from safeguards.checker.check_audit import MARK
from safeguards.models import AuditHead, AuditLine

EVERY = timedelta(minutes=1)
MOST_LINES = 1_000  # so many lines do not wait for the minute
STATE = "state.json"
PUBLIC_KEY = "anchor_public.pem"


def folder() -> Path:
    """Where anchors are written."""
    return Path(settings.AUDIT_ANCHOR_DIR)


def key_file() -> Path:
    """The signing key: beside the key ring, apart from the database."""
    return Path(settings.YUI_KEY_FILE).with_name("anchor_key.pem")


def make_key(place: Path) -> None:
    """Write a new signing key, readable by its owner alone. Never overwrites."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(text)


def _signing_key() -> Ed25519PrivateKey:
    place = key_file()
    if not place.exists():
        if not settings.YUI_MAY_MAKE_KEYS:
            raise ImproperlyConfigured(
                f"The anchor key {place} is missing. Make one with: manage.py make_keys"
            )
        make_key(place)
    key = serialization.load_pem_private_key(place.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ImproperlyConfigured(f"{place} holds no Ed25519 key.")
    return key


def public_key() -> bytes:
    """The public half, PEM: for whoever checks."""
    return (
        _signing_key()
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def is_signed(anchor: dict[str, Any]) -> bool:
    """Was this anchor signed with the key of this house?"""
    try:
        signature = base64.b64decode(anchor["signature"])
        _signing_key().public_key().verify(signature, check_audit.canonical(anchor))
    except (InvalidSignature, KeyError, ValueError):
        return False
    return True


@contextmanager
def _alone() -> Iterator[None]:
    """One writer of anchors at a time on this machine."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder() / ".lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def _state() -> dict[str, Any]:
    """Number and digest of the newest anchor, its moment, and the last anchored line of each stream.

    Kept beside the anchors to save reading them all; when it is gone or lags (a stop between the two writes)
    it is made anew from them.
    """
    place = folder() / STATE
    try:
        state = json.loads(place.read_text(encoding="utf-8"))
        if state["digest"] == _digest_of_newest():
            return state
    except (FileNotFoundError, ValueError, KeyError):
        pass
    anchored = check_audit.read_anchors(folder())
    newest = anchored.newest or {"number": 0, "at": ""}
    return {
        "number": newest["number"],
        "at": newest["at"],
        "digest": anchored.newest_digest,
        "streams": {name: anchored.count(name) for name in anchored.marks},
    }


def newest() -> tuple[datetime | None, dict[str, int]]:
    """The moment of the newest anchor and the last anchored line of each stream, for a page.

    As the file beside the anchors says; None and nothing when this process cannot read it.
    """
    try:
        state = json.loads((folder() / STATE).read_text(encoding="utf-8"))
        return datetime.fromisoformat(state["at"]), state["streams"]
    except (OSError, ValueError, KeyError):
        return None, {}


def _digest_of_newest() -> str:
    places = sorted(folder().glob("*.jsonl"))
    if not places:
        return ""
    with places[-1].open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        block = 1 << 16
        while True:
            stream.seek(max(size - block, 0))
            lines = stream.read().rstrip(b"\n").split(b"\n")
            if len(lines) > 1 or block >= size:
                return hashlib.sha256(lines[-1]).hexdigest()
            block *= 8


def write_anchor(now: datetime, *, force: bool = False) -> int:
    """Anchor every line since the last anchor; the number of lines, 0 when it is not yet time.

    Time has come after a minute or a thousand lines (`force`: at once). One line is appended and forced to
    the disk; a torn write is seen by the next one and by the checker.
    """
    with _alone():
        state = _state()
        heads = dict(AuditHead.objects.values_list("stream", "sequence"))
        known = state["streams"]
        waiting = sum(max(last - known.get(name, 0), 0) for name, last in heads.items())
        young = bool(state["at"]) and now - datetime.fromisoformat(state["at"]) < EVERY
        if not waiting or (young and waiting < MOST_LINES and not force):
            return 0
        streams = {
            name: _marks(name, known.get(name, 0), last)
            for name, last in sorted(heads.items())
            if last > known.get(name, 0)
        }
        streams = {name: part for name, part in streams.items() if part}
        if streams:
            _append(state, streams, now)
        return sum(part["last"] - part["first"] + 1 for part in streams.values())


def replace_with(staged: Path, aside: str) -> bool:
    """Put the anchors of a restored house in place of those that stand; False when they are the same.

    What stood goes into the folder `aside` beside them: it tells what the restored trail lost, and stays for
    whoever asks. The newest anchor of the restored trail is the one that the next will follow.
    """
    fresh = {place.name: place.read_bytes() for place in sorted(staged.glob("*.jsonl"))}
    with _alone():
        standing = sorted(folder().glob("*.jsonl"))
        if {place.name: place.read_bytes() for place in standing} == fresh:
            return False
        (folder() / STATE).unlink(missing_ok=True)
        if standing:
            (folder() / aside).mkdir(mode=0o700)
        for place in standing:
            place.rename(folder() / aside / place.name)
        for name, text in fresh.items():
            with os.fdopen(
                os.open(folder() / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
            ) as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
    return True


def _marks(stream: str, after: int, last: int) -> dict[str, Any]:
    """The part of one stream; empty when its lines do not go on: then `verify_audit` tells where."""
    lines = AuditLine.objects.filter(stream=stream, sequence__gt=after, sequence__lte=last)
    digests, expected = [], after
    for sequence, digest in lines.order_by("sequence").values_list("sequence", "digest").iterator(5000):
        expected += 1
        if sequence != expected:
            return {}
        digests.append(digest)
    if expected != last:
        return {}
    marks = "".join(digest[:MARK] for digest in digests)
    return {"first": after + 1, "last": last, "digest": digests[-1], "marks": marks}


def _append(state: dict[str, Any], streams: dict[str, Any], now: datetime) -> None:
    anchor: dict[str, Any] = {
        "number": state["number"] + 1,
        "at": now.astimezone(UTC).isoformat(),
        "previous": state["digest"],
        "streams": streams,
    }
    signature = _signing_key().sign(check_audit.canonical(anchor))
    anchor["signature"] = base64.b64encode(signature).decode()
    text = json.dumps(anchor, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    place = folder() / f"{now.astimezone(UTC):%Y-%m}.jsonl"
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb") as stream:
        stream.write(text + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
    (folder() / PUBLIC_KEY).write_bytes(public_key())
    after = {**state["streams"], **{name: part["last"] for name, part in streams.items()}}
    told = {
        "number": anchor["number"], "at": anchor["at"],
        "digest": hashlib.sha256(text).hexdigest(), "streams": after,
    }  # fmt: skip
    (folder() / f"{STATE}.new").write_text(json.dumps(told), encoding="utf-8")
    (folder() / f"{STATE}.new").replace(folder() / STATE)
