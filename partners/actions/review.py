"""Saying once a quarter that a person still works here, and telling who has to say it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from partners.actions.alert import send
from partners.models import Alert, Posting
from partners.queries.alert import watchers_of
from partners.queries.review import not_reviewed, posting_to_review_or_absent, quarter_began
from partners.rules import is_review_late
from safeguards import audit
from safeguards.access import Absent, Actor
from safeguards.calendar import japanese_day
from safeguards.second_person import approval, is_another

PATH = "/accounts/review/"


@approval
@transaction.atomic
def confirm_still_here(actor: Actor, number: str) -> Posting:
    """This person still works here in this role. Raises Absent when it is not hers to say (any more)."""
    posting = posting_to_review_or_absent(actor, number)
    if not is_another(posting.account_id, actor.account_id):
        raise Absent
    began = quarter_began(actor.now)
    changed = (
        Posting.objects.filter(pk=posting.pk)
        .exclude(reviewed_at__gte=began)
        .update(reviewed_at=actor.now, reviewed_by_id=actor.account_id)
    )
    if not changed:
        raise Absent
    audit.record(actor, "posting.review", posting, account_number=posting.account.number)
    return posting


@transaction.atomic
def tell_of_reviews(now: datetime) -> int:
    """Tell supervisors of the reviews of this quarter, and the stand-ins too when they are late; how many were told.

    Each is told once a quarter for each of the two. Nobody is locked out by this clock.
    """
    actor = Actor.system("quarterly review of accounts")
    told = 0
    for agency, account in _open_reviews(now):
        watching = watchers_of(agency, now, but=[account])
        told += _tell(actor, "review.due", watching, now)
        if is_review_late(japanese_day(now)):
            told += _tell(actor, "review.late", watchers_of(agency, now, but=[account, *watching]), now)
    return told


def _open_reviews(now: datetime) -> list[tuple[int, int | None]]:
    """Agencies with open reviews; with an account where only she herself is open."""
    by_agency: dict[int, set[int]] = {}
    for agency, account in not_reviewed(now).values_list("agency_id", "account_id"):
        by_agency.setdefault(agency, set()).add(account)
    return [
        (agency, next(iter(open_ones)) if len(open_ones) == 1 else None)
        for agency, open_ones in sorted(by_agency.items())
    ]


def _tell(actor: Actor, kind: str, accounts: Iterable[int], now: datetime) -> int:
    told = Alert.objects.filter(kind=kind, sent_at__gte=quarter_began(now)).values_list(
        "account_id", flat=True
    )
    new = set(accounts) - set(told)
    return send(actor, kind, new, path=PATH) if new else 0
