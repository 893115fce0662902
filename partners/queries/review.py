"""The quarterly look at every account: does this person still work here, in this role? (R-26)"""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q

from partners.cards import ReviewRow
from partners.models import Posting
from partners.models.posting import PostingQuerySet
from partners.queries.confirmation import in_care_of
from partners.rules import UNUSED_AFTER, quarter_start
from safeguards.access import Absent, Actor
from safeguards.calendar import japanese_day
from safeguards.forms import moment_of


def quarter_began(now: datetime) -> datetime:
    """The moment at which this quarter began in Japan."""
    return moment_of(quarter_start(japanese_day(now)), None)


def not_reviewed(now: datetime) -> PostingQuerySet:
    """Postings at work since before this quarter that nobody has reviewed in it."""
    began = quarter_began(now)
    open_ones = Posting.objects.live(now).filter(since__lt=began)
    return open_ones.filter(Q(reviewed_at__isnull=True) | Q(reviewed_at__lt=began)).filter(
        Q(confirmed_at__isnull=True) | Q(confirmed_at__lt=began)
    )


def to_review(actor: Actor) -> PostingQuerySet:
    """Those that this supervisor reviews, never her own. Empty for everyone else."""
    if not actor.has("supervisor") or actor.agency_id is None:
        return Posting.objects.none()
    return not_reviewed(actor.now).filter(in_care_of(actor)).exclude(account_id=actor.account_id)


def review_rows(actor: Actor) -> list[ReviewRow]:
    """What she has to look at, the longest unused first. One query."""
    found = (
        to_review(actor)
        .select_related("account", "agency")
        .order_by(F("account__last_login").asc(nulls_first=True), "account__family_kana", "pk")
    )
    return [
        ReviewRow(
            number=one.number,
            name=one.account.name,
            login=one.account.login,
            role=one.role,
            agency=one.agency.label,
            since=one.since,
            used_at=one.account.last_login,
            flag=_flag(one.account.last_login, actor.now),
        )
        for one in found
    ]


def _flag(used_at: datetime | None, now: datetime) -> str:
    if used_at is None:
        return "never"
    return "unused" if now - used_at > UNUSED_AFTER else ""


def posting_to_review_or_absent(actor: Actor, number: str) -> Posting:
    """The one posting with this number that waits for her review; `Absent` for anything else."""
    found = to_review(actor).filter(number=number).first()
    if found is None:
        raise Absent
    return found
