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
from functools import cache
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


@cache
def _ring() -> tuple[int, dict[int, bytes]]:
    place = Path(settings.YUI_KEY_FILE)
    if not place.exists():
        if not settings.YUI_MAY_MAKE_KEYS:
            raise ImproperlyConfigured(f"The key ring {place} is missing. Make one with: manage.py make_keys")
        make_ring(place)
    ring = json.loads(place.read_text())
    return ring["current"], {int(version): base64.b64decode(key) for version, key in ring["keys"].items()}


@cache
def _derived(version: int, purpose: str) -> bytes:
    master = _ring()[1].get(version)
    if master is None:
        raise Unreadable(f"key version {version} is not in the ring")
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"yui:{purpose}".encode()).derive(master)


@cache
def _cipher(version: int) -> AESGCM:
    return AESGCM(_derived(version, "fields"))


def seal(text: bytes, place: str) -> bytes:
    """Encrypt. `place` (table:column:row) is bound in, so a value moved to another row does not open.

    Layout: one byte key version, 12 bytes nonce, ciphertext with its 16-byte tag.
    """
    version = _ring()[0]
    nonce = os.urandom(NONCE_BYTES)
    return bytes([version]) + nonce + _cipher(version).encrypt(nonce, text, place.encode())


def unseal(sealed: bytes, place: str) -> bytes:
    """Decrypt what `seal` made at the same place; raises Unreadable."""
    if len(sealed) < 1 + NONCE_BYTES + TAG_BYTES:
        raise Unreadable(place)
    version, nonce, body = sealed[0], sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return _cipher(version).decrypt(nonce, body, place.encode())
    except InvalidTag:
        raise Unreadable(place) from None


def index_digest(purpose: str, text: str) -> bytes:
    """Keyed digest (HMAC-SHA256) of a search key under the index key of `purpose`, e.g. `name:pref-wsc`.

    Index keys follow the first key of the ring: turning the data key does not break the search.
    """
    first = min(_ring()[1])
    return hmac.new(_derived(first, f"index:{purpose}"), text.encode(), hashlib.sha256).digest()
