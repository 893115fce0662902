"""Releasing whereabouts to an agency outside: asked, called back, approved by another, told (R-15, decision 7).

One account alone tells nothing, but in imminent danger, after the call-back, with a fresh second factor; then
another person looks at it by the next working day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from cases import states
from cases.actions.late_review import tell_late
from cases.cards import local_day, whereabouts_label
from cases.models import Release
from cases.models.anchor import Anchor
from cases.queries import release as reads
from cases.queries.emergency import auditors
from cases.queries.sight import groups_of
from cases.rules import PLACE_IS_OPEN, danger_review_due
from cases.states import RELEASE_MOVE_BY_NAME
from partners.actions.alert import send
from partners.models import Agency
from partners.queries.alert import watchers_of
from partners.queries.registered_number import callable_numbers
from safeguards import audit
from safeguards.access import Absent, Actor
from safeguards.second_person import approval, require_another

UNKNOWN_THERE = (
    "unknown_there"  # code of `release_refusal`: the agency called back knew nothing of the request
)


class ReleaseRefused(ValueError):
    """Not now: somebody was quicker, or it went stale; `args[0]` is a code of `why_stale`, or `quicker`."""


@dataclass(frozen=True, slots=True)
class Told:
    """What may be spoken now: label and value of each place, until when it stands."""

    release: Release
    places: tuple[tuple[str, str], ...]
    until: datetime


@transaction.atomic
def ask_release(
    actor: Actor, anchor: Anchor, *, to_agency: Agency, requester: str, words: str, places: Iterable[str],
    purpose: str, ground: str, way: str,
) -> Release:  # fmt: skip
    """Write down who asked for what; nothing is told yet. Raises Absent for what may not be asked."""
    wanted = list(places)
    offered = [name for name, _label in reads.places_of(anchor)]
    if not reads.may_ask(actor, anchor) or not wanted or set(wanted) - set(offered):
        raise Absent
    if to_agency not in reads.receivers(actor) or not (requester.strip() and words.strip()):
        raise Absent
    release = Release.objects.create(
        **{anchor.object_type(): anchor}, agency_id=actor.own_agency_id, account_id=actor.own_account_id,
        to_agency=to_agency, requester=requester, words=words, purpose=purpose, ground=ground, way=way,
        places=[name for name in offered if name in wanted], value_print=reads.print_of(anchor, wanted),
        asked_at=actor.now, stale_at=actor.now + timedelta(hours=settings.YUI_RELEASE_HOURS),
    )  # fmt: skip
    audit.record(
        actor, "release.ask", release, to=to_agency.code, places=release.places, purpose=purpose, ground=ground,
        way=way, record=anchor.number,
    )  # fmt: skip
    return release


@approval
@transaction.atomic
def move_release(actor: Actor, number: str, name: str, **facts: Any) -> Release:
    """One move of the table that tells nothing: call_back, approve, refuse, stop.

    Raises Absent when it is not hers or not complete, ReleaseRefused when it is stale or was moved meanwhile.
    """
    if name not in ("call_back", "approve", "refuse", "stop"):
        raise Absent
    release = _moved(actor, number, name, facts)
    changes: dict[str, Any] = {"state": release.state}
    if name == "call_back":
        chosen = {one.number: one for one in callable_numbers(actor, release.to_agency)}
        if facts["called_number"] not in chosen:
            raise Absent
        changes |= {
            "called_number": chosen[facts["called_number"]], "called_at": actor.now, "reached": facts["reached"]
        }  # fmt: skip
    elif name != "stop":
        require_another(release.account_id, actor.account_id)
        changes |= {"decided_by_id": actor.account_id, "decided_at": actor.now}
    if "refusal" in facts:
        changes |= {"refusal": facts["refusal"], "refusal_words": facts.get("refusal_words", "")}
    _write(release, changes)
    audit.record(actor, f"release.{name}", release, to=release.to_agency.code, code=facts.get("refusal", ""))
    _tell_of(actor, release, name)
    return release


def _moved(actor: Actor, number: str, name: str, facts: dict[str, Any]) -> Release:
    """The locked release with the state of this move, not saved yet; of two hands at one moment one gets it."""
    move = RELEASE_MOVE_BY_NAME[name]
    release = _locked(actor, number)
    reads.require_side(actor, release, name)
    if not move.needs <= {key for key in facts if facts[key]}:
        raise Absent
    if release.state not in move.sources:
        raise ReleaseRefused("quicker")
    stale = reads.why_stale(release, actor.now)
    if stale and not move.also_stale:
        raise ReleaseRefused(stale)
    if move not in reads.moves_of(actor, release, is_stale=bool(stale)):
        raise Absent
    release.state = move.target
    return release


def _locked(actor: Actor, number: str) -> Release:
    """As she may see it, held until the transaction ends; `Absent` for anything else."""
    rows = Release.objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
    release = rows.filter(number=number).first()
    if release is None:
        raise Absent
    return release


def _write(release: Release, changes: dict[str, Any]) -> None:
    for key, value in changes.items():
        setattr(release, key, value)
    release.save(update_fields=list(changes))


@transaction.atomic
def tell_places(actor: Actor, number: str) -> Told:
    """The approved places, for the asker alone, for three minutes; written down with the recipient.

    A second press within these minutes shows the same until the same moment and is written down too. Raises
    Absent and ReleaseRefused as `move_release`.
    """
    again = _told_already(actor, number)
    if again is not None:
        return again
    release = _moved(actor, number, "tell", {})
    anchor = _readable(actor, release)
    _write(release, {"state": release.state, "released_at": actor.now})
    audit.record(actor, "release.tell", release, **_recipient(release, anchor))
    return _told(release, anchor)


@transaction.atomic
def tell_in_danger(actor: Actor, number: str, ground: str) -> Told:
    """A life is in danger and nobody can approve: told by one account after the call-back.

    The caller asked for a fresh second factor before. Those who watch over her are told at once, and one of
    them has to look at it by the next working day. Raises Absent and ReleaseRefused as `move_release`.
    """
    again = _told_already(actor, number)
    if again is not None:
        return again
    release = _moved(actor, number, "danger", {"danger_ground": ground})
    anchor = _readable(actor, release)
    _write(
        release,
        {
            "state": release.state, "released_at": actor.now, "danger_ground": ground,
            "review": states.TO_REVIEW, "review_due": danger_review_due(local_day(actor.now)),
        },
    )  # fmt: skip
    audit.record(actor, "release.danger", release, ground=ground, **_recipient(release, anchor))
    _tell_of(actor, release, "danger")
    return _told(release, anchor)


def _told_already(actor: Actor, number: str) -> Told | None:
    release = _locked(actor, number)
    if release.account_id != actor.account_id or release.state != states.RELEASED:
        return None
    if release.released_at is None or actor.now >= release.released_at + PLACE_IS_OPEN:
        raise ReleaseRefused("quicker")
    anchor = _readable(actor, release)
    audit.record(actor, "release.tell_again", release, **_recipient(release, anchor))
    return _told(release, anchor)


def _readable(actor: Actor, release: Release) -> Anchor:
    """The record, held so that it cannot change under her eyes; `Absent` where she may not read its places.

    ReleaseRefused when a place is another than the one that was asked about: nobody has approved this one.
    """
    rows = release.anchor_model.objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
    anchor: Anchor | None = rows.filter(pk=release.anchor_id).first()
    if anchor is None or "whereabouts" not in groups_of(actor, anchor):
        raise Absent
    if reads.print_of(anchor, release.places) != release.value_print:
        raise ReleaseRefused("changed")
    return anchor


def _recipient(release: Release, anchor: Anchor) -> dict[str, Any]:
    return {
        "to": release.to_agency.code, "places": release.places, "purpose": release.purpose, "way": release.way,
        "record": anchor.number,
    }  # fmt: skip


def _told(release: Release, anchor: Anchor) -> Told:
    assert release.released_at is not None
    places = tuple((str(whereabouts_label(name)), str(getattr(anchor, name))) for name in release.places)
    return Told(release, places, release.released_at + PLACE_IS_OPEN)


@approval
@transaction.atomic
def review_release(actor: Actor, number: str, name: str, words: str) -> Release:
    """What another person says about a release in imminent danger; raises Absent when it is not hers to say."""
    release = _locked(actor, number)
    if name not in reads.reviews_of(actor, release) or not words.strip():
        raise Absent
    require_another(release.account_id, actor.account_id)
    _write(
        release,
        {
            "review": states.RELEASE_REVIEWS[name], "reviewed_by_id": actor.account_id, "reviewed_at": actor.now,
            "review_words": words,
        },
    )  # fmt: skip
    audit.record(actor, f"release.{name}", release)
    _send(actor, f"release.{name}", [release.account_id], release, agency=actor.agency_name)
    return release


@transaction.atomic
def tell_late_release_reviews(now: datetime) -> int:
    """Once for each release in danger that nobody looked at in time: her watchers, their stand-ins and the
    auditors are told. Nobody is locked out by this clock."""
    actor = Actor.system("late reviews of releases in danger are told")
    late = reads.late_reviews(local_day(now))
    for one in late:
        path = reverse("release_detail", args=[one.number])
        tell_late(actor, one, "release.late", path, reads.walled_accounts(one), now)
        audit.record(actor, "release.late", one)
    return len(late)


def _tell_of(actor: Actor, release: Release, name: str) -> None:
    """Alerts of a move: codes, names of staff and agencies only."""
    mine = {"name": actor.name, "agency": actor.agency_name}
    watchers = watchers_of(
        release.agency_id, actor.now, but=[release.account_id, *reads.walled_accounts(release)]
    )
    if name == "call_back":
        _send(actor, "release.waits", watchers, release, **mine)
    elif name == "danger":
        _send(actor, "release.danger", watchers or auditors(actor.now), release, **mine)
    elif name in ("approve", "refuse"):
        _send(actor, f"release.{name}", [release.account_id], release)
    elif release.refusal == UNKNOWN_THERE:
        _send(actor, "release.pretext", watchers, release, receiver=release.to_agency.label)


def _send(actor: Actor, kind: str, to: Iterable[int], release: Release, **facts: Any) -> None:
    path = reverse("release_detail", args=[release.number])
    send(actor, kind, to, number=release.number, path=path, **facts)
