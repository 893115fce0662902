"""One progress line for commands that take a while."""

from __future__ import annotations

import sys
import time


class ProgressLine:
    """Call it with (what, done, of): redraws one line on a terminal, prints only the last state elsewhere."""

    def __init__(self) -> None:
        self._drawn = 0.0

    def __call__(self, what: str, done: int, of: int) -> None:
        last = done >= of
        if not last and (not sys.stderr.isatty() or time.monotonic() - self._drawn < 0.1):
            return
        self._drawn = time.monotonic()
        bar = "#" * int(30 * done / of) if of else ""
        lead = "\r" if sys.stderr.isatty() else ""
        sys.stderr.write(f"{lead}{what:<28} [{bar:<30}] {done:>7}/{of}{chr(10) if last else ''}")
        sys.stderr.flush()
