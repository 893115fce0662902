"""Taking in a file: looked at first, then all of it or nothing."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from indicators.models import Indicator, StagedImport
from indicators.models.staged_import import KEPT_FOR
from safeguards import audit
from safeguards.access import Absent, Actor


class Refused(Exception):
    """The rows were sound at the preview and no longer are; nothing was written."""

    def __init__(self, look: Any) -> None:
        super().__init__("rows with errors")
        self.look = look


@transaction.atomic
def stage(actor: Actor, indicator: Indicator, file_name: str, content: dict[str, Any]) -> StagedImport:
    """Keep the rows of a sound file, sealed, for its owner's confirmation; her older ones are dropped."""
    StagedImport.objects.filter(account_id=actor.account_id or 0).delete()
    StagedImport.objects.filter(made_at__lt=actor.now - KEPT_FOR).delete()
    staged = StagedImport.objects.create(
        indicator=indicator,
        account_id=actor.account_id or 0,
        posting_id=actor.posting_id or 0,
        made_at=actor.now,
        file_name=file_name[-120:],
        content=content,
    )
    audit.record(actor, "indicator.import.look", indicator, rows=len(content.get("rows", [])))
    return staged


@transaction.atomic
def note_refused(actor: Actor, indicator: Indicator) -> None:
    """A file was read and could not be used: it costs as much as one that can, and counts as much (R-29)."""
    audit.record(actor, "indicator.import.refuse", indicator)


@transaction.atomic
def take_in(actor: Actor, staged: StagedImport, write: Any) -> Any:
    """Write every row of a staged file, or none. `write()` runs the rows and gives a look with `is_sound`.

    Raises Refused when a row is no longer sound (the database changed since the preview), Absent when the
    file was taken in or dropped meanwhile.
    """
    if not StagedImport.objects.open_to(actor).filter(pk=staged.pk).delete()[0]:
        raise Absent
    look = write()
    if not look.is_sound:
        raise Refused(look)
    audit.record(
        actor, "indicator.import", staged.indicator, new=look.new, changed=look.changed, same=look.same
    )
    return look
