"""The Japanese wording (`<app>/locale/<language>/LC_MESSAGES/django.po`) in the form that Django reads.

Needs no gettext on the machine, and no Django.
"""

import os
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent


def stale_wording(root: Path = ROOT) -> list[Path]:
    """The .po files whose .mo is missing or older."""
    texts = sorted(root.glob("*/locale/*/LC_MESSAGES/*.po"))
    return [text for text in texts if not _is_fresh(text, text.with_suffix(".mo"))]


def _is_fresh(text: Path, compiled: Path) -> bool:
    return compiled.exists() and compiled.stat().st_mtime >= text.stat().st_mtime


def compile_wording(text: Path) -> None:
    """Write the .mo beside a .po. Readers see the old one or the new one, never half of it.

    Raises OSError or polib's IOError naming file and line when the .po is broken.
    """
    half = text.with_suffix(f".{os.getpid()}.mo")
    polib.pofile(str(text), encoding="utf-8").save_as_mofile(str(half))
    half.replace(text.with_suffix(".mo"))
