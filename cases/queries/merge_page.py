"""The words of the page of a merge: one line for each thing that came since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.cards import unnamed
from cases.models import Child, ClientAlert, CodeBook, Consultation
from safeguards.templatetags.safeguards import when


def since_words(found: Mapping[type, list[Any]], book: CodeBook) -> list[tuple[str, str]]:
    """Number and one line of each row that came since, consultations first."""
    lines = [(one.number, _call(one, book)) for one in found.get(Consultation, [])]
    lines += [
        (one.number, _("Child: %(name)s") % {"name": one.name or unnamed()}) for one in found.get(Child, [])
    ]
    lines += [(one.number, book.label("client_alert", one.kind)) for one in found.get(ClientAlert, [])]
    return lines


def _call(one: Consultation, book: CodeBook) -> str:
    how = book.label("contact_method", one.method)
    words = one.narrative.strip().replace("\n", " ")[:40]
    return " ".join(
        filter(None, [str(when(timezone.localtime(one.started_at))), how, one.counselor_name, words])
    )
