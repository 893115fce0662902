"""Files that were looked at and wait for their owner."""

from indicators.models import Indicator, StagedImport
from safeguards.access import Absent, Actor


def open_staged(actor: Actor, indicator: Indicator, number: str) -> StagedImport:
    """Her own staged file of this indicator, not older than a day; Absent for anything else."""
    found = StagedImport.objects.open_to(actor).filter(indicator=indicator, number=number).first()
    if found is None:
        raise Absent
    return found
