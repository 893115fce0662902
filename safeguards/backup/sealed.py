"""The encryption of a backup: an authenticated stream (Cobblestone-256 of `cryptography`) behind a short head.

The head tells in clear which key of the ring opens it and is bound into every chunk. Nothing is made up here:
chunks, their numbers, the mark of the last one and the commitment to the key are the library's.
"""

from __future__ import annotations

import hashlib
import os
from typing import BinaryIO

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag

from safeguards import keys

MAGIC = b"YUI BACKUP 1\n"
MARK_BYTES = 8  # tells another ring from a damaged file
HEAD_BYTES = len(MAGIC) + 1 + MARK_BYTES
BLOCK = 1 << 20


class NotABackup(ValueError):
    """The file cannot be used as a backup; the text is a sentence for the person at the machine."""


def _head(version: int) -> bytes:
    return MAGIC + bytes([version]) + keys.key_for("backup mark", version)[:MARK_BYTES]


class SealedWriter:
    """A file for writing whose bytes reach the disk encrypted; `finish` once at the end.

    Keeps the SHA-256 (`digest`) and the size (`size`) of what was written to the disk.
    """

    def __init__(self, out: BinaryIO) -> None:
        version = keys.current_version()
        head = _head(version)
        self._out, self._hash, self.size = out, hashlib.sha256(), 0
        self._stream = Cobblestone256Encryptor(keys.key_for("backup", version), head)
        self._put(head)

    def write(self, data: bytes) -> int:
        """Encrypt and pass on."""
        self._put(self._stream.update(data))
        return len(data)

    def finish(self) -> None:
        """Write the last chunk; a file without it is no backup. Forced to the disk."""
        self._put(self._stream.finalize())
        self._out.flush()
        os.fsync(self._out.fileno())

    @property
    def digest(self) -> str:
        """SHA-256 of the file so far, hexadecimal."""
        return self._hash.hexdigest()

    def _put(self, data: bytes) -> None:
        self._out.write(data)
        self._hash.update(data)
        self.size += len(data)


class SealedReader:
    """A file for reading that gives out only bytes that were authenticated; raises NotABackup at the first other."""

    def __init__(self, source: BinaryIO) -> None:
        head = source.read(HEAD_BYTES)
        self._source, self._hash = source, hashlib.sha256(head)
        self.size, self._clear, self._ended = len(head), bytearray(), False
        self._stream = Cobblestone256Decryptor(_key_of(head), head)

    def read(self, size: int) -> bytes:
        """Exactly so many bytes, fewer only at the end."""
        while len(self._clear) < size and not self._ended:
            self._more()
        taken = bytes(self._clear[:size])
        del self._clear[:size]
        return taken

    def drain(self) -> None:
        """Read on to the authenticated end."""
        while self.read(BLOCK):
            pass

    @property
    def digest(self) -> str:
        """SHA-256 of the file as far as it was read, hexadecimal."""
        return self._hash.hexdigest()

    def _more(self) -> None:
        data = self._source.read(BLOCK)
        self._hash.update(data)
        self.size += len(data)
        try:
            self._clear += self._stream.update(data) if data else self._stream.finalize()
        except InvalidTag:
            raise NotABackup(
                "The backup was changed or damaged: what stands in it is not what was written."
                if data
                else "The backup is cut off or its end was changed: it is not whole."
            ) from None
        self._ended = not data


def _key_of(head: bytes) -> bytes:
    if not head.startswith(MAGIC) or len(head) != HEAD_BYTES:
        raise NotABackup("This file is not a backup of this product, or its beginning is damaged.")
    version = head[len(MAGIC)]
    try:
        expected = _head(version)
    except keys.Unreadable:
        raise NotABackup(
            f"The backup was made under key {version}, which is not in this ring (YUI_KEY_FILE). Bring the ring of "
            "that time, or its sealed copy and two shares (join_keys)."
        ) from None
    if head != expected:
        raise NotABackup(
            f"The backup was made under key {version} of another ring than this one (YUI_KEY_FILE), or its beginning "
            "is damaged."
        )
    return keys.key_for("backup", version)
