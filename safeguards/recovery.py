"""Getting the key ring back when it is lost: three printed shares, of which any two open a sealed copy (R-46).

The copy is sealed three times, once for each pair of shares, under a key derived from both secrets of the pair
(HKDF-SHA256, AES-256-GCM, both from `cryptography`). One share alone, or the copy alone, opens nothing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import secrets
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

SHARES = 3
SECRET_BYTES = 30  # 240 random bits, and two bytes that tell a slip of the hand: 52 letters
CHECK_BYTES = 2
LETTERS_TOGETHER = 4
NONCE_BYTES = 12


class NotTheShares(ValueError):
    """Two shares are needed that belong to this copy; one is written wrong, of another split, or twice the same."""


def split_ring() -> tuple[bytes, list[str]]:
    """A sealed copy of the ring as it stands now, and three shares to print: `1-ABCD-EFGH-...`."""
    ring = Path(settings.YUI_KEY_FILE).read_bytes()
    own = [secrets.token_bytes(SECRET_BYTES) for _each in range(SHARES)]
    copies = {}
    for one, other in combinations(range(SHARES), 2):
        pair, nonce = f"{one + 1}{other + 1}", os.urandom(NONCE_BYTES)
        sealed = nonce + AESGCM(_pair_key(own[one], own[other])).encrypt(nonce, ring, pair.encode())
        copies[pair] = base64.b64encode(sealed).decode()
    return json.dumps({"copies": copies}).encode(), [_printed(place, one) for place, one in enumerate(own, 1)]


def join_ring(copy: bytes, shares: Sequence[str]) -> bytes:
    """The ring from its sealed copy and two shares, in either order; raises NotTheShares."""
    if len(shares) != 2:
        raise NotTheShares
    (one, first), (other, second) = sorted(map(_read, shares))
    try:
        sealed = base64.b64decode(json.loads(copy)["copies"][f"{one}{other}"])
        nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        return AESGCM(_pair_key(first, second)).decrypt(nonce, body, f"{one}{other}".encode())
    except (InvalidTag, ValueError, KeyError, TypeError):
        raise NotTheShares from None


def write_once(place: Path, text: bytes) -> None:
    """Write a new file that only its owner reads; raises FileExistsError rather than touch one that is there."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _pair_key(first: bytes, second: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"yui:recovery").derive(first + second)


def _check(place: int, secret: bytes) -> bytes:
    return hashlib.sha256(bytes([place]) + secret).digest()[:CHECK_BYTES]


def _printed(place: int, secret: bytes) -> str:
    letters = base64.b32encode(secret + _check(place, secret)).decode().rstrip("=")
    groups = [letters[at : at + LETTERS_TOGETHER] for at in range(0, len(letters), LETTERS_TOGETHER)]
    return "-".join([str(place), *groups])


def _read(share: str) -> tuple[int, bytes]:
    """Typed from paper: in any case, with or without signs between; 0, 1 and 8 stand for O, I and B."""
    lead, letters = share.strip()[:1], "".join(sign for sign in share.strip()[1:].upper() if sign.isalnum())
    letters = letters.translate(str.maketrans("018", "OIB"))
    try:
        place, read = int(lead), base64.b32decode(letters + "=" * (-len(letters) % 8))
    except (ValueError, binascii.Error):
        raise NotTheShares from None
    secret, check = read[:-CHECK_BYTES], read[-CHECK_BYTES:]
    if len(secret) != SECRET_BYTES or check != _check(place, secret):
        raise NotTheShares
    return place, secret
