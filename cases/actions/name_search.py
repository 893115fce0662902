"""Counting searches for persons, and telling whoever watches when they are many (R-09)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from cases.models.name_search import OPENED, STOOD, TYPED, NameSearch
from cases.queries.name_search import HOUR, is_over_limit
from partners.actions.alert import send
from partners.models import Account, Alert
from partners.queries.alert import watchers_of
from safeguards import audit
from safeguards.access import Actor
from safeguards.inserting import insert

MANY = "search.many"
LIST_LIVES = timedelta(minutes=10)
TYPED_LIVES = timedelta(days=1)


@transaction.atomic
def count_search(actor: Actor, how: str, words: str) -> NameSearch:
    """Keep one search that was sent; above the limit the watchers are told, once in an hour."""
    search = NameSearch(account_id=actor.own_account_id, how=how, words=words, at=actor.now)
    insert(search)
    _tell_when_many(actor)
    audit.record(actor, "search.person", search, how=how)
    return search


@transaction.atomic
def keep_typed(actor: Actor, words: str, shown: Iterable[str]) -> None:
    """Keep a list of suggestions that was sent; it counts by itself once it stood (`count_list`)."""
    NameSearch.objects.create(
        account_id=actor.own_account_id, how=TYPED, words=words, shown=list(shown), at=actor.now
    )
    _tell_when_many(actor)


@transaction.atomic
def count_list(actor: Actor, how: str) -> bool:
    """Her newest list stood for two seconds, or a person was opened from it; False when there is none.

    Opening from a list that stood already is not counted a second time.
    """
    newest = (
        NameSearch.objects.visible_to(actor)
        .select_for_update(no_key=True)
        .filter(how__in=(TYPED, STOOD), at__gt=actor.now - LIST_LIVES)
        .order_by("-at", "-pk")
        .first()
    )
    if newest is None or newest.how == how or how not in (STOOD, OPENED):
        return False
    newest.how = how
    newest.save(update_fields=["how"])
    _tell_when_many(actor)
    audit.record(actor, "search.person", newest, how=how, numbers=newest.shown)
    return True


def sweep_typed(now: datetime) -> int:
    """Drop lists that flitted by a day ago; returns how many."""
    return (
        NameSearch.objects.everything("typed lists are dropped")
        .filter(how=TYPED, at__lt=now - TYPED_LIVES)
        .delete()[0]
    )


def _tell_when_many(actor: Actor) -> None:
    """One alert for each account and hour: that somebody searches much, never for whom."""
    if actor.agency_id is None or not is_over_limit(actor):
        return
    account = Account.objects.select_for_update(no_key=True).get(pk=actor.own_account_id)
    if Alert.objects.filter(kind=MANY, about=account.number, sent_at__gt=actor.now - HOUR).exists():
        return
    send(
        actor,
        MANY,
        watchers_of(actor.agency_id, actor.now, but=[actor.account_id]),
        number=account.number,
        path=reverse("account_alerts"),
        agency_id=None,
        name=actor.name,
        agency=actor.agency_name,
    )
