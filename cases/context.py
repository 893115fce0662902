"""What the frame of every page says of the work of cases."""

from typing import Any

from django.http import HttpRequest

from cases.queries.emergency import open_for


def open_emergencies(request: HttpRequest) -> dict[str, Any]:
    """Context `open_emergencies`: hers that are open now, for the banner (R-12). Asks nothing for anybody else."""
    actor = getattr(request, "actor", None)
    return {"open_emergencies": open_for(actor) if actor is not None else []}
