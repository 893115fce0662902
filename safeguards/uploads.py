"""What a browser sends as a file stays in memory: no clear copy of it is laid on the disk."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES = 16 * 1024 * 1024  # above every page's own limit: what is longer only has to be counted


class KeptInMemory(FileUploadHandler):
    """Keeps a file in memory up to `MOST_BYTES`; of a longer one only the beginning and its true size.

    Each page then refuses by the size what is too long for it.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        self.held = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """A piece of it arrived."""
        if start < MOST_BYTES:
            self.held.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        """All of it arrived."""
        self.held.seek(0)
        # What the browser says of its kind is not asked: each page looks into it.
        return InMemoryUploadedFile(self.held, self.field_name, self.file_name, "", file_size, None)
