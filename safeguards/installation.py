"""Is this the database that the settings expect? A demo never runs on real data, nor the other way round."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from safeguards.models import Installation


def installation() -> Installation | None:
    """The mark of this database, or None while it is new."""
    return Installation.objects.filter(pk=1).first()


def mark_installation() -> Installation:
    """Mark a new database by the settings; raises ImproperlyConfigured when an old mark differs."""
    found, made = Installation.objects.get_or_create(
        pk=1, defaults={"is_demo": settings.YUI_DEMO, "prefecture": settings.YUI_PREFECTURE}
    )
    if not made:
        _compare(found)
    return found


def refuse_wrong_database() -> None:
    """Raise ImproperlyConfigured when mark and settings disagree. A new or unreachable database passes:
    the first is marked by `load_reference`, the second answers 503 until it is back."""
    try:
        found = installation()
    except DatabaseError:
        return
    if found is not None:
        _compare(found)


def _compare(found: Installation) -> None:
    if found.is_demo != settings.YUI_DEMO:
        raise ImproperlyConfigured(
            f"This database is marked {'demo' if found.is_demo else 'real'}, but YUI_DEMO says otherwise."
        )
    if found.prefecture != settings.YUI_PREFECTURE:
        raise ImproperlyConfigured(
            f"This database belongs to {found.prefecture}, the settings ask for {settings.YUI_PREFECTURE}."
            " Use another database, or move var/ aside to start afresh."
        )
