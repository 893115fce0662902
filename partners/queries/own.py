"""What a person may know of her own account."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from partners.models import OwnTrace, Posting
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


def open_sessions(actor: Actor) -> list[UserSession]:
    """Where she is signed in now, newest first. One query."""
    open_keys = Session.objects.filter(expire_date__gt=actor.now).values("session_key")
    mine = UserSession.objects.filter(user_id=actor.account_id, session_key__in=open_keys)
    return list(mine.order_by("-created_at", "-pk"))


def own_traces(actor: Actor) -> list[OwnTrace]:
    """What she gave about herself: kind and day, oldest first. One query."""
    return list(OwnTrace.objects.filter(account_id=actor.own_account_id).order_by("given_at", "pk"))
