"""What a person may know of her own account."""

from __future__ import annotations

from partners.models import Posting
from partners.models.posting import PostingQuerySet
from safeguards.access import Actor


def own_postings(actor: Actor) -> PostingQuerySet:
    """Her present and coming postings, oldest first."""
    return (
        Posting.objects.not_ended(actor.now)
        .filter(account_id=actor.account_id)
        .select_related("agency", "agency__deputy")
        .order_by("since", "pk")
    )
