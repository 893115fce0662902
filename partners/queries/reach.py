"""How far an administrator reaches: agencies and accounts that she keeps."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value

from partners import rules
from partners.models import Account, Agency, Posting
from partners.models.agency import AgencyQuerySet
from partners.models.posting import PostingQuerySet
from safeguards.access import Absent, Actor
from safeguards.calendar import japanese_day


def ids_in_reach(actor: Actor) -> frozenset[int] | None:
    """Primary keys of the agencies whose accounts she keeps; None means every agency.

    Empty for everyone who is no account administrator. At most one query in a request.
    """
    if not actor.has("account_admin") or actor.agency_id is None:
        return frozenset()
    reach = rules.reach_of(actor.tier, actor.kind)
    if reach is rules.Reach.ALL:
        return None
    if reach is rules.Reach.OWN:
        return frozenset({actor.agency_id})
    return _below(actor.agency_id, actor.tier, actor.now)


@lru_cache(maxsize=64)
def _below(agency_id: int, tier: str, at: datetime) -> frozenset[int]:
    """The agency and those below it, asked once in a request: `at` is the request's moment."""
    parents = dict(Agency.objects.filter(tier=tier).values_list("pk", "parent_id"))
    return rules.with_those_below(agency_id, parents)


def _within(ids: frozenset[int] | None, field: str) -> Q:
    return Q() if ids is None else Q(**{f"{field}__in": ids})


def agencies_in_reach(actor: Actor) -> AgencyQuerySet:
    """Agencies for which she may invite people today."""
    day = japanese_day(actor.now)
    return Agency.objects.open_on(day).filter(_within(ids_in_reach(actor), "pk")).in_order()


def accounts_in_reach(actor: Actor) -> QuerySet[Account]:
    """Accounts that she may see in the administration.

    Those with a present or coming posting within her reach, and those whose last posting, now ended, was
    within it. `is_wholly_hers` tells whether no present or coming posting lies outside: only then may she
    act on the account as a whole, else an office could take over a person of another one.
    """
    ids = ids_in_reach(actor)
    lasting = _lasting(actor.now)
    last_agency = Subquery(
        Posting.objects.filter(account=OuterRef("pk"))
        .order_by(F("until").desc(nulls_first=True), "-pk")
        .values("agency_id")[:1]
    )
    accounts = Account.objects.annotate(last_agency_id=last_agency)
    if ids is None:
        return accounts.annotate(is_wholly_hers=Value(True))
    outside = lasting.exclude(agency_id__in=ids)
    return accounts.annotate(is_wholly_hers=~Exists(outside)).filter(
        Exists(lasting.filter(agency_id__in=ids)) | (~Exists(lasting) & Q(last_agency_id__in=ids))
    )


def _lasting(now: datetime) -> QuerySet[Posting]:
    return Posting.objects.not_ended(now).filter(account=OuterRef("pk"))


def account_or_absent(actor: Actor, number: str) -> Account:
    """The one account with this number within her reach; `Absent` for anything else."""
    account = accounts_in_reach(actor).filter(number=number).first()
    if account is None:
        raise Absent
    return account


def postings_in_reach(actor: Actor) -> PostingQuerySet:
    """Postings at agencies within her reach, past ones too."""
    return Posting.objects.filter(_within(ids_in_reach(actor), "agency_id")).select_related(
        "agency", "account"
    )


def lasting_postings_of(actor: Actor, account: Account) -> list[Posting]:
    """Her present and coming postings within reach, oldest first."""
    return list(postings_in_reach(actor).not_ended(actor.now).filter(account=account).order_by("since", "pk"))


def lasting_posting_or_absent(actor: Actor, account: Account, number: str) -> Posting:
    """One of them by its number; `Absent` for anything else."""
    posting = next((one for one in lasting_postings_of(actor, account) if one.number == number), None)
    if posting is None:
        raise Absent
    return posting
