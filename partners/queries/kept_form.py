"""Text that waits for its writer."""

from __future__ import annotations

from urllib.parse import urlencode

from partners.models import KeptForm
from safeguards.access import Actor


def kept_forms(actor: Actor) -> list[KeptForm]:
    """Hers, newest first. One query; nothing is opened."""
    return list(KeptForm.objects.visible_to(actor).defer("fields"))


def kept_at_address(actor: Actor, path: str, number: str) -> KeptForm | None:
    """The kept text with this number, for the page at this address only."""
    return KeptForm.objects.visible_to(actor).filter(number=number, path=path).first()


def way_back(kept: KeptForm) -> str:
    """The address of the page with its text."""
    mark = "&" if "?" in kept.path else "?"
    return f"{kept.path}{mark}{urlencode({'kept': kept.number})}"
