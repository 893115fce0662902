"""Finding possible duplicates blindly, asking the earlier agency, and its answer (R-10, decision 6)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from cases import states
from cases.cards import local_day
from cases.models import Client, Match, MatchKey
from cases.models.match import match_digests
from cases.queries.match import match_or_absent, may_be_asked, partners_of, to_compare
from cases.states import MATCH_MOVE_BY_NAME
from partners.actions.alert import send
from partners.models import Agency
from partners.queries.alert import watchers_of
from partners.queries.confirmation import CENTER, live_supervisors
from safeguards import audit
from safeguards.access import Absent, Actor
from safeguards.second_person import approval, is_another

FOUND, ASKED, AGREED = "match.found", "match.asked", "match.agreed"


def write_match_keys(client: Client) -> None:
    """Write the blind keys of a client anew; the caller holds the transaction.

    The saving agency's page never depends on what they meet: comparing is left to the clock.
    """
    wanted = match_digests(client.kana, client.birth, local_day(client.changed_at))
    there = dict(MatchKey.objects.filter(client=client).values_list("kind", "digest"))
    if wanted == there:
        return
    MatchKey.objects.filter(client=client).delete()
    MatchKey.objects.bulk_create(
        MatchKey(client=client, agency_id=client.agency_id, kind=kind, digest=digest)
        for kind, digest in wanted.items()
    )


@transaction.atomic
def compare_keys(actor: Actor) -> int:
    """Compare what was written since; returns how many new matches were found. Safe to run twice."""
    compared = to_compare()
    found = 0
    for key in compared:
        for other_id, strength in partners_of(key):
            found += _match(actor, key.client_id, other_id, strength)
    MatchKey.objects.filter(pk__in=[key.pk for key in compared]).update(is_compared=True)
    if found:
        for center in Agency.objects.filter(tier=CENTER[0], kind=CENTER[1]).order_by("pk"):
            told = watchers_of(center.pk, actor.now)
            send(actor, FOUND, told, path=reverse("match_list"), agency_id=center.pk)
    return found


def _match(actor: Actor, one_id: object, other_id: object, strength: str) -> bool:
    pair = Client.objects.everything("blind matching").filter(pk__in=[one_id, other_id]).only("pk", "made_at")
    earlier, later = sorted(pair, key=lambda client: (client.made_at, str(client.pk)))
    match, is_new = Match.objects.get_or_create(
        earlier=earlier, later=later, defaults={"strength": strength, "found_at": actor.now}
    )
    if is_new:
        audit.record(actor, "match.find", match, strength=strength)
    return is_new


@approval
@transaction.atomic
def move_match(actor: Actor, number: str, name: str, *, has_consent: bool = False) -> Match:
    """One move of the table (`cases.states.MATCH_MOVES`); raises Absent when it is not hers or not now.

    A yes needs the woman's consent (ValueError without). Safe against a second press: the update names the old
    state. Only a yes tells anybody anything; a no looks like no match.
    """
    move = MATCH_MOVE_BY_NAME.get(name)
    if move is None:
        raise Absent
    match = match_or_absent(actor, number, move)
    if name == "agree" and not has_consent:
        raise ValueError("consent")
    changes: dict[str, object] = {"state": move.target}
    if name == "ask":
        if match.earlier.agency_id not in may_be_asked(actor, [match.earlier.agency_id]):
            raise Absent  # nobody there could ask her
        changes |= {"asked_by_id": actor.account_id, "asked_at": actor.now}
    elif move.by == states.BY_EARLIER:
        if not is_another(match.asked_by_id, actor.account_id):
            raise Absent
        changes |= {"answered_by_id": actor.account_id, "answered_at": actor.now}
    if not Match.objects.filter(pk=match.pk, state=move.source).update(**changes):
        raise Absent
    match.refresh_from_db()
    audit.record(actor, f"match.{name}", match)
    if name == "ask":
        _tell(actor, match, ASKED, match.earlier.agency_id)
    elif name == "agree":
        _tell(actor, match, AGREED, match.later.agency_id)
    return match


def _tell(actor: Actor, match: Match, kind: str, agency_id: int) -> None:
    """The supervisors of this agency alone: a stand-in elsewhere must not learn that it knows her."""
    there = live_supervisors(actor.now).filter(agency_id=agency_id).exclude(account_id=actor.own_account_id)
    told = there.values_list("account_id", flat=True)
    send(actor, kind, told, number=match.number, path=reverse("match_list"), agency_id=agency_id)


def find_matches(now: datetime) -> str:
    """What the clock does: compare the keys that were written since the last minute."""
    found = compare_keys(Actor.system("blind matching of clients"))
    return f"{found} possible duplicates" if found else ""
