"""From a paper and its marks to the bytes of a PDF (PDF/A-2a, tagged), in a process that ends at once."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safeguards.documents.letters import Case, named
from safeguards.documents.paper import Paper

PRESS = Path(__file__).with_name("press.py")
PATIENCE_SECONDS = 60


_log = logging.getLogger(__name__)


class NotSet(RuntimeError):
    """The press did not answer with a PDF. str() is a sentence for the reader."""

    def __str__(self) -> str:
        return _("The paper could not be made. Nothing left the house; please try again.")


def typeset(paper: Paper, marks: dict[str, Any], number: str, at: datetime) -> bytes:
    """The PDF; the same paper, marks, number and moment give the same bytes. Raises NotSet."""
    case = Case()
    data = case.set({**paper.as_data(), "marks": marks})
    data["parts"] += [
        {"kind": "words", "heading": _("About the print"), "text": text} for text in _notes(case)
    ]
    moment = at.astimezone(UTC)
    data |= {
        "number": number,
        "lang": "ja" if (get_language() or "ja").startswith("ja") else "en",
        "moment": [moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second],
    }
    return _press(json.dumps(data, ensure_ascii=False).encode())


def _notes(case: Case) -> list[str]:
    notes = []
    if case.missing:
        told = _(
            "Letters that this print cannot show stand as 〓. They are, in the order of their first place:"
        )
        notes.append(f"{told}\n{named(case.missing)}")
    if case.forms:
        told = _("These letters were chosen in another form and are printed in their usual one:")
        notes.append(f"{told} {' '.join(case.forms)}")
    return notes


def _press(data: bytes) -> bytes:
    """No environment is handed on: the press needs no key and no database."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(PRESS)],
            input=data, capture_output=True, timeout=PATIENCE_SECONDS, check=False, env={"LC_ALL": "C.UTF-8"},
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as fault:
        _log.error("the press fell: %s", type(fault).__name__)
        raise NotSet from None
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF-"):
        _log.error("the press ended with %s", done.returncode)  # what it says may hold words of the paper
        raise NotSet
    return done.stdout
