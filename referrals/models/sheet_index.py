"""Which sheets speak of a walled person: by keyed digests of reading and birth date."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from cases.models import Client, Consultation
from safeguards import keys
from safeguards.names import search_key


def sheet_digest(kind: str, text: str) -> str:
    """Keyed digest of a reading or a birth date (ISO); empty for an empty text."""
    plain = search_key(text)
    return keys.index_digest(f"sheet-{kind}", plain).hex()[:32] if plain else ""


def matching(person_keys: Iterable[uuid.UUID]) -> Q:
    """Sheets of these persons. A birth date that one side does not know does not tell them apart.

    It errs towards hiding: a walled account that loses one line more is better than one that sees her sister.
    """
    why, wanted = "walls against sheets", Q(pk__in=[])
    person_keys = list(person_keys)
    for client in Client.objects.everything(why).filter(person_key__in=person_keys):
        wanted |= _fits([client.kana, client.name, client.alias], _iso(client.birth))
    for call in Consultation.objects.everything(why).filter(person_key__in=person_keys):
        wanted |= _fits([call.caller_kana, call.caller_name], "")
    return wanted


def _fits(readings: Iterable[str], birth_on: str) -> Q:
    digests = [digest for digest in (sheet_digest("reading", text) for text in readings) if digest]
    fits = Q(client__isnull=True, consultation__isnull=True, reading_digest__in=digests)
    return fits & Q(birth_digest__in=["", sheet_digest("birth", birth_on)]) if birth_on else fits


def _iso(birth: dict) -> str:
    if not all(birth.get(part) for part in ("year", "month", "day")):
        return ""
    return date(birth["year"], birth["month"], birth["day"]).isoformat()
