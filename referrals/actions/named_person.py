"""Somebody of the receiver who must not see a referral: the sender's word, and a supervisor's answer (R-05)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse

from cases.actions.wall import NAMED, lay_wall, lift_named
from partners.actions.alert import send
from partners.queries.alert import watchers_of
from referrals.choices import NAMED_ASKED, NAMED_NOBODY, NAMED_WALLED
from referrals.models import NamedPerson, Referral
from referrals.queries.named_person import named_in, named_or_absent, staff_of
from referrals.queries.referral import person_of
from referrals.rules import holds_acceptance
from safeguards import audit
from safeguards.access import Absent, Actor
from safeguards.second_person import approval, is_another

ASK = "named.ask"


def name_person(actor: Actor, referral: Referral, words: str) -> NamedPerson:
    """Keep the sender's words and wall off at once whom they fit by name; the caller holds the transaction.

    The sender is not told whom: she would learn who works there. The walled ones are told nothing.
    """
    naming = NamedPerson.objects.create(
        referral=referral,
        agency=referral.to_agency,
        person_key=referral.person_key,
        words=words,
        holds=holds_acceptance(referral.urgency),
        asked_by_id=actor.own_account_id,
        asked_at=actor.now,
    )
    fitting = named_in(words, referral.to_agency, actor.now)
    for account in fitting:
        lay_wall(actor, referral.person_key, account, NAMED, referral.to_agency_id)
    audit.record(actor, ASK, naming, to=referral.to_agency.code, fitting=len(fitting))
    but = [*(account.pk for account in fitting), actor.account_id]
    told = watchers_of(referral.to_agency_id, actor.now, but=but)
    send(actor, ASK, told, number=naming.number, path=reverse("named_list"), agency=actor.agency_name)
    return naming


@approval
@transaction.atomic
def answer_naming(actor: Actor, number: str, accounts: Iterable[str]) -> NamedPerson:
    """A supervisor of the receiver says who is meant (numbers of accounts; none: nobody there).

    Walls stand around these at once; what stood at the sender's word around others ends. Raises Absent for what
    does not wait for her, for people who do not read there, and for herself: she cannot be the one who is meant
    and the one who answers.
    """
    naming, chosen = named_or_absent(actor, number), set(accounts)
    meant = list(staff_of(naming.agency, actor.now).filter(number__in=chosen))
    if len(meant) != len(chosen) or not is_another(
        naming.asked_by_id, actor.account_id, *(one.pk for one in meant)
    ):
        raise Absent
    state = NAMED_WALLED if meant else NAMED_NOBODY
    changed = NamedPerson.objects.everything("compare and set").filter(pk=naming.pk, state=NAMED_ASKED)
    if not changed.update(state=state, answered_by_id=actor.account_id, answered_at=actor.now):
        raise Absent
    key = person_of(naming.referral)
    for account in meant:
        lay_wall(actor, key, account, NAMED, naming.agency_id)
    keep = [one.pk for one in meant]
    lift_named(actor, {key, naming.person_key}, naming.agency_id, naming.asked_by_id, keep)
    audit.record(actor, "named.answer", naming, answer=state, accounts=sorted(chosen))
    naming.refresh_from_db()
    return naming
