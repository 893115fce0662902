"""One kind of line of the audit trail."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Event:
    """One kind of line. `code` is what stands in the trail; `label` what she did, for the screen."""

    code: str
    group: str
    label: Promise
