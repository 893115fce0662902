"""The account list of an administrator: search, filters, states; people who wait, people who move."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When

from partners import choices, rules
from partners.cards import AccountFile, AccountRow, PersonMoving, PersonWaiting
from partners.models import Account, Posting
from partners.models.agency import rank
from partners.models.posting import PostingQuerySet
from partners.queries.confirmation import confirmers_of, live_supervisors
from partners.queries.reach import accounts_in_reach, postings_in_reach
from partners.queries.review import not_reviewed
from safeguards.access import Actor
from safeguards.calendar import japanese_day
from safeguards.forms import moment_of

NO_PASSWORD = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
SHOWN_WAITING = 5
SHOWN_MOVING = 10


def april_after(now: datetime) -> datetime:
    """The moment at which people move next: 1 April, 0:00 in Japan."""
    return moment_of(rules.next_april(japanese_day(now)), None)


def account_numbers(actor: Actor, *, words: str = "", kind: str = "", state: str = "") -> list[int]:
    """Primary keys of the accounts in her reach that fit, by agency and reading. One query."""
    return [key for key, _ending in accounts_found(actor, words=words, kind=kind, state=state)]


def accounts_found(
    actor: Actor, *, words: str = "", kind: str = "", state: str = ""
) -> list[tuple[int, bool]]:
    """The same keys, each with whether it ends on 31 March with nothing after it. One query."""
    found = accounts_in_reach(actor).annotate(
        rank=_place(actor.now, rank("agency__")),
        place=_place(actor.now, F("agency__code")),
        ends=Case(When(_in_state(choices.ENDING, actor.now), then=Value(True)), default=Value(False)),
    )
    for word in words.split():
        found = found.filter(_fits(word))
    if kind:
        found = found.filter(Exists(_postings_of_row().filter(agency__kind=kind)))
    if state:
        found = found.filter(_asked_for(actor, state))
    return list(found.order_by("rank", "place", "family_kana", "given_kana", "pk").values_list("pk", "ends"))


def _postings_of_row() -> PostingQuerySet:
    return Posting.objects.filter(account=OuterRef("pk"))


def _place(now: datetime, what: Any) -> Subquery:
    """Of the agency under which the account stands: a lasting posting first, else the last one."""
    ended = Case(When(Q(until__isnull=True) | Q(until__gt=now), then=Value(0)), default=Value(1))
    return Subquery(_postings_of_row().order_by(ended, "since", "pk").annotate(what=what).values("what")[:1])


def _fits(word: str) -> Q:
    own = Q()
    for field in ("login", "family_name", "given_name", "family_kana", "given_kana"):
        own |= Q(**{f"{field}__icontains": word})
    at = _postings_of_row().filter(
        Q(agency__name__icontains=word) | Q(agency__name_en__icontains=word) | Q(agency__kana__icontains=word)
    )
    return own | Q(Exists(at))


def _asked_for(actor: Actor, state: str) -> Q:
    """A state, or one of the lists that an administrator is shown at home."""
    hers = postings_in_reach(actor).filter(account=OuterRef("pk"))
    if state == choices.UNCONFIRMED:
        return Q(Exists(hers.waiting_for_confirmation(actor.now)))
    if state == choices.UNREVIEWED:
        return Q(Exists(hers.filter(pk__in=not_reviewed(actor.now).order_by().values("pk"))))
    if state == choices.LEAVING:
        edge = actor.now + rules.LEAVES_WITHIN
        lasting = _postings_of_row().filter(Q(until__isnull=True) | Q(until__gt=edge))
        ending = hers.current(actor.now).filter(until__lte=edge)
        return Q(Exists(ending), is_active=True) & ~Q(Exists(lasting))
    return _in_state(state, actor.now)


def _in_state(state: str, now: datetime) -> Q:
    postings = _postings_of_row()
    april = april_after(now)
    active, lasting = Q(is_active=True), Q(Exists(postings.not_ended(now)))
    live = Q(Exists(postings.live(now)))
    unused = Q(last_login__lt=now - rules.UNUSED_AFTER)
    current = Q(Exists(postings.current(now)))
    after = Q(Exists(postings.filter(since__gte=april)))
    conditions = {
        choices.DISABLED: Q(is_active=False),
        choices.ENDED: active & ~lasting,
        choices.INVITED: active & lasting & NO_PASSWORD,
        choices.COMING: active & lasting & ~NO_PASSWORD & ~current,
        choices.WAITING: active & ~NO_PASSWORD & current & ~live,
        choices.UNUSED: active & ~NO_PASSWORD & live & unused,
        choices.READY: active & ~NO_PASSWORD & live & ~unused,
        choices.MOVING: active & after,
        choices.ENDING: active & Q(Exists(postings.not_ended(now).filter(until=april))) & ~after,
    }
    return conditions.get(state, Q(pk__isnull=True))


def account_rows(actor: Actor, keys: Iterable[int]) -> list[AccountRow]:
    """The lines of one page, in the order of `keys`. One query."""
    wanted = list(keys)
    postings: dict[int, list[Posting]] = {key: [] for key in wanted}
    found: dict[int, Account] = {}
    rows = Posting.objects.filter(account_id__in=wanted).select_related("account", "agency")
    for one in rows.order_by("since", "pk"):
        postings[one.account_id].append(one)
        found[one.account_id] = one.account
    if len(found) < len(wanted):  # somebody who never had a posting
        found |= Account.objects.in_bulk([key for key in wanted if key not in found])
    return [_row(actor, found[key], postings[key]) for key in wanted if key in found]


def _row(actor: Actor, account: Account, postings: list[Posting]) -> AccountRow:
    lasting = [one for one in postings if one.until is None or one.until > actor.now]
    shown = lasting or postings[-1:]
    first = shown[0] if shown else None
    here = [one for one in shown if first is not None and one.agency_id == first.agency_id]
    state = state_of(account, postings, actor.now)
    return AccountRow(
        number=account.number,
        name=account.name,
        login=account.login,
        agency=first.agency.label if first else "",
        agency_kind=choices.kind_label(first.agency.kind) if first else "",
        roles=tuple(dict.fromkeys(one.role for one in here)),
        until=here[-1].until if here else None,
        state=state,
        state_label=str(choices.STATE_LABELS[state]),
        tone=choices.STATE_TONES.get(state, ""),
        last_used=account.last_login,
        is_self=account.pk == actor.account_id,
    )


def state_of(account: Account, postings: list[Posting], now: datetime) -> str:
    """One word on whether she can work; the same rule as the filter of the list."""
    lasting = [one for one in postings if one.until is None or one.until > now]
    current = [one for one in lasting if one.since <= now]
    if not account.is_active:
        return choices.DISABLED
    if not lasting:
        return choices.ENDED
    if not account.has_usable_password():
        return choices.INVITED
    if not current:
        return choices.COMING
    if all(one.is_sleeping for one in current):
        return choices.WAITING
    if account.last_login is not None and account.last_login < now - rules.UNUSED_AFTER:
        return choices.UNUSED
    return choices.READY


def account_file(actor: Actor, account: Account) -> AccountFile:
    """What an administrator reads of one account. Postings outside her reach are only counted."""
    now = actor.now
    everywhere = list(account.postings.order_by("since", "pk"))
    hers = list(postings_in_reach(actor).filter(account=account).order_by("since", "pk"))
    lasting = [one for one in hers if one.until is None or one.until > now]
    asleep = [one for one in lasting if one.is_sleeping]
    confirmers = confirmers_of(asleep, now) if asleep else {}
    return AccountFile(
        state=state_of(account, everywhere, now),
        lasting=tuple((one, confirmers.get(one.pk)) for one in lasting),
        ended=tuple(one for one in reversed(hers) if one not in lasting),
        elsewhere=len(everywhere) - len(hers),
        invitation=account.invitations.first(),
    )


def noted_postings(actor: Actor) -> list[Posting]:
    """What the boxes beside her list are made of, in one query.

    Postings within her reach that wait for a supervisor (`waits`); what stops and starts for people who get
    a new one there at the coming 1 April (`moves`); all supervisors at work, who may confirm (`confirms`).
    """
    april = april_after(actor.now)
    waiting = postings_in_reach(actor).waiting_for_confirmation(actor.now).filter(pk=OuterRef("pk"))
    joining = postings_in_reach(actor).filter(since=april, account__is_active=True).exclude(until=F("since"))
    around = (Q(until=april) | Q(since=april)) & ~Q(until=F("since"))
    moving = Q(account_id__in=joining.order_by().values("account_id")) & around
    noted = Posting.objects.annotate(
        waits=Exists(waiting),
        moves=Case(When(moving, then=Value(True)), default=Value(False)),
        confirms=Exists(live_supervisors(actor.now).filter(pk=OuterRef("pk"))),
    ).filter(Q(waits=True) | Q(moves=True) | Q(confirms=True))
    return list(
        noted.select_related("account", "agency").order_by(
            "account__family_kana", "account_id", "since", "pk"
        )
    )


def people_waiting(
    actor: Actor, postings: Iterable[Posting] | None = None
) -> tuple[int, list[PersonWaiting]]:
    """How many within her reach wait for a supervisor, and the first of them; `postings` are the noted ones."""
    noted = noted_postings(actor) if postings is None else list(postings)
    waiting = sorted(
        (one for one in noted if one.waits),  # type: ignore[attr-defined]
        key=lambda one: (one.made_at, one.pk),
    )
    shown = waiting[:SHOWN_WAITING]
    supervisors = [one for one in noted if one.confirms]  # type: ignore[attr-defined]
    confirmers = confirmers_of(shown, actor.now, supervisors)
    return len(waiting), [
        PersonWaiting(
            number=one.account.number,
            name=one.account.name,
            role=one.role,
            agency=one.agency.label,
            since=one.since,
            waits_days=max((actor.now - one.made_at) // timedelta(days=1), 0),
            confirmer=confirmers[one.pk],
            has_signed_up=one.account.has_usable_password(),
        )
        for one in shown
    ]


def people_moving(actor: Actor, postings: Iterable[Posting]) -> tuple[int, list[PersonMoving]]:
    """How many get a new posting at the coming 1 April, and the first of them with what stops and starts."""
    april = april_after(actor.now)
    people: dict[int, list[Posting]] = {}
    for one in postings:
        if not one.moves:  # type: ignore[attr-defined]
            continue
        people.setdefault(one.account_id, []).append(one)
    return len(people), [
        PersonMoving(
            number=postings[0].account.number,
            name=postings[0].account.name,
            leaves=tuple(one for one in postings if one.until == april),
            joins=tuple(one for one in postings if one.since == april),
        )
        for postings in list(people.values())[:SHOWN_MOVING]
    ]
