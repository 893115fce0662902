"""The key ring: versioned master keys in a file outside the database, and the keys derived from them.

AES-256-GCM and HKDF come from `cryptography`; nothing here invents a cipher.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NONCE_BYTES = 12
TAG_BYTES = 16


class Unreadable(ValueError):
    """A sealed value that does not open: another record's, a changed one, or a key that is gone."""


def make_ring(place: Path) -> None:
    """Write a new ring with one fresh 256-bit key, readable by its owner alone. Never overwrites."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = json.dumps({"current": 1, "keys": {"1": base64.b64encode(secrets.token_bytes(32)).decode()}})
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text)


@dataclass(frozen=True, slots=True)
class Ring:
    """The masters by version, which one new values take, and the root of the blind indexes."""

    current: int
    masters: dict[int, bytes]
    index_root: bytes


def _ring() -> Ring:
    place = settings.YUI_KEY_FILE
    try:
        stands = os.stat(place)  # a turned ring is another file: every process sees it with its next value
    except FileNotFoundError:
        if not settings.YUI_MAY_MAKE_KEYS:
            raise ImproperlyConfigured(
                f"The key ring {place} is missing. Make one with: manage.py make_keys"
            ) from None
        make_ring(Path(place))
        stands = os.stat(place)
    return _read(str(place), stands.st_mtime_ns, stands.st_ino)


@lru_cache(maxsize=4)
def _read(place: str, changed_at: int, inode: int) -> Ring:
    told = json.loads(Path(place).read_text())
    masters = {int(version): base64.b64decode(key) for version, key in told["keys"].items()}
    root = base64.b64decode(told["index"]) if "index" in told else masters[min(masters)]
    return Ring(told["current"], masters, root)


@cache
def _derived(master: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"yui:{purpose}".encode()).derive(master)


@cache
def _cipher(master: bytes) -> AESGCM:
    return AESGCM(_derived(master, "fields"))


def current_version() -> int:
    """The version of the key under which new values are sealed."""
    return _ring().current


def version_of(sealed: bytes) -> int:
    """The version of the key under which this value was sealed."""
    return sealed[0]


def key_for(purpose: str, version: int) -> bytes:
    """The 256-bit key of a purpose other than the fields, e.g. `backup`; raises Unreadable without that version."""
    master = _ring().masters.get(version)
    if master is None:
        raise Unreadable(f"key version {version} is not in the ring")
    return _derived(master, purpose)


def seal(text: bytes, place: str) -> bytes:
    """Encrypt. `place` (table:column:row) is bound in, so a value moved to another row does not open.

    Layout: one byte key version, 12 bytes nonce, ciphertext with its 16-byte tag.
    """
    ring, nonce = _ring(), os.urandom(NONCE_BYTES)
    sealed = _cipher(ring.masters[ring.current]).encrypt(nonce, text, place.encode())
    return bytes([ring.current]) + nonce + sealed


def unseal(sealed: bytes, place: str) -> bytes:
    """Decrypt what `seal` made at the same place; raises Unreadable."""
    if len(sealed) < 1 + NONCE_BYTES + TAG_BYTES:
        raise Unreadable(place)
    version, nonce, body = sealed[0], sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    master = _ring().masters.get(version)
    if master is None:
        raise Unreadable(f"key version {version} is not in the ring")
    try:
        return _cipher(master).decrypt(nonce, body, place.encode())
    except InvalidTag:
        raise Unreadable(place) from None


def index_digest(purpose: str, text: str) -> bytes:
    """Keyed digest (HMAC-SHA256) of a search key under the index key of `purpose`, e.g. `name:pref-wsc`.

    The root of the index keys is the first key of the ring and stays when that key is retired: turning the
    data key does not break the search.
    """
    return hmac.new(_derived(_ring().index_root, f"index:{purpose}"), text.encode(), hashlib.sha256).digest()
