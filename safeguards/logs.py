"""Logs tell an operator where something went wrong, never about whom (R-62).

An address that somebody typed, and the message of an exception, can hold a name. So a line about a request
names the page of the house that it reached, and a fault names its class and the places in the code.
"""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

from django.conf import settings

NO_PAGE = "(no page)"


class IdsOnly(logging.Formatter):
    """One line for each event; under a fault its classes and places, without messages and without values."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        """A request's line is written anew from the page it reached."""
        request = getattr(record, "request", None)
        if request is not None:
            match = getattr(request, "resolver_match", None)
            page = f"/{match.route}" if match is not None else NO_PAGE
            status = getattr(record, "status_code", "")
            record.message = f"{getattr(request, 'method', '')} {page} {status}".strip()
        return super().formatMessage(record)

    def formatException(self, ei: object) -> str:
        """Classes of the fault and of what led to it, and file, line and function of each step."""
        fault = ei[1] if isinstance(ei, tuple) else None
        lines: list[str] = []
        while isinstance(fault, BaseException):
            lines += [f"  {_place(frame)}" for frame in traceback.extract_tb(fault.__traceback__)]
            lines.append(f"  {type(fault).__module__}.{type(fault).__qualname__}")
            fault = fault.__cause__ or fault.__context__
        return "\n".join(lines)


def _place(frame: traceback.FrameSummary) -> str:
    file = Path(frame.filename)
    inside = (
        file.relative_to(settings.BASE_DIR) if file.is_relative_to(settings.BASE_DIR) else Path(file.name)
    )
    return f"{inside}:{frame.lineno} {frame.name}"
