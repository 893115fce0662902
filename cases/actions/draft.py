"""Keeping what is typed while it is typed, ending a draft when it is recorded, discarding, handing over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from cases.models import Client, Consultation, Draft, Presence, Wall
from cases.models.anchor import Anchor
from cases.queries.draft import colleagues_to_tell
from cases.queries.sight import require
from cases.rules import DRAFT_SIGNS, draft_within
from partners.actions.alert import send
from safeguards import audit
from safeguards.access import Absent, Actor, get_or_absent
from safeguards.models import Submit

OPEN_AT_MOST = 100  # drafts of one account
BEGAN_WITHIN = timedelta(days=1)
KEPT_AFTER_RECORDING = timedelta(days=1)  # an old address leads to the record; no word of it is left
CLOCK = "hand over what was left behind"
Fields = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Typed:
    """What one window sends of its form. `version` is the draft's as this window last knew it, 0 for none;
    `serial` counts up with each sending of this window (`writer`); `left_out` are fields too long to be sent.
    `apart` is the token of the draft in which this window kept its text while it stood beside another's: it ends
    when she has decided."""

    token: str
    writer: str = ""
    serial: int = 0
    version: int = 0
    fields: Fields | None = None
    left_out: frozenset[str] = frozenset()
    client: str = ""
    consultation: str = ""
    apart: str = ""


class DraftConflict(Exception):
    """Another window saved something else first; nothing was overwritten. `draft` is what stands."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("conflict")
        self.draft = draft


class DraftGone(Exception):
    """It was recorded, at `url`, or taken over by somebody else (no `url`): nothing is saved any more."""

    def __init__(self, url: str = "") -> None:
        super().__init__("gone")
        self.url = url


class TooManyDrafts(Exception):
    """More than anybody leaves open."""


def save_draft(actor: Actor, typed: Typed) -> tuple[Draft, list[str]]:
    """Keep what a window holds: the draft, and the names of the fields that were too long.

    From the window that saved last any later sending is taken, and a late or repeated one changes nothing. From
    another window it is taken only when that one has seen what stands. Raises DraftConflict, DraftGone,
    TooManyDrafts; Absent for a record that is not hers.
    """
    try:
        return _save(actor, typed)
    except IntegrityError:
        return _save(actor, typed)  # two first sendings of one form at one moment: the other one made it


@transaction.atomic
def _save(actor: Actor, typed: Typed) -> tuple[Draft, list[str]]:
    draft = _locked(actor, typed.token)
    fields, left_out = _kept(typed, draft)
    if draft is None:
        return _begin(actor, typed, fields), left_out
    if draft.recorded_at:
        raise DraftGone(_record_url(draft))
    if draft.writer == typed.writer and typed.serial <= draft.serial:
        return draft, left_out
    _refuse_unseen(draft, typed, fields)
    if not draft.consultation_id and typed.client != (draft.client.number if draft.client else ""):
        draft.client = _client(actor, typed.client)
    draft.fields, draft.writer, draft.serial = fields, typed.writer, typed.serial
    draft.saved_at, draft.version, draft.handed_at = actor.now, draft.version + 1, None
    draft.save(update_fields=["fields", "writer", "serial", "saved_at", "version", "handed_at", "client_id"])
    _end_apart(actor, typed)
    return draft, left_out


def through_draft(actor: Actor, typed: Typed, record: Callable[[], Consultation]) -> Consultation:
    """Record and end the draft of this form, if there is one, in the caller's transaction.

    Raises DraftConflict when another window saved something that this one has not seen: nothing is recorded.
    """
    draft = _locked(actor, typed.token) if typed.token else None
    if draft is not None and not draft.recorded_at:
        _refuse_unseen(draft, typed, typed.fields or {})
    one = record()
    if draft is not None and not draft.recorded_at:
        draft.consultation, draft.recorded_at, draft.fields = one, actor.now, {}
        draft.save(update_fields=["consultation", "recorded_at", "fields"])
        _end_apart(actor, typed)
        audit.record(actor, "draft.finish", draft, record=one.number)
    return one


@transaction.atomic
def discard_draft(actor: Actor, draft: Draft) -> None:
    """Throw hers away, on purpose. Raises Absent when it is not hers or is recorded; a second press too."""
    found = (
        Draft.objects.mine(actor)
        .open()
        .select_for_update(of=("self",), no_key=True)
        .filter(pk=draft.pk)
        .first()
    )
    if found is None:
        raise Absent
    found.delete()
    audit.record(actor, "draft.discard", draft)


@transaction.atomic
def take_draft(actor: Actor, draft: Draft) -> Draft:
    """Take over what a colleague left behind: it is hers from now on. Raises Absent when somebody was quicker."""
    found = (
        Draft.objects.handed(actor).select_for_update(of=("self",), no_key=True).filter(pk=draft.pk).first()
    )
    if found is None:
        raise Absent
    left_by = found.account.number
    found.account_id, found.writer, found.handed_at = actor.own_account_id, "", None
    found.save(update_fields=["account_id", "writer", "handed_at"])
    audit.record(actor, "draft.take", found, left_by=left_by)
    return found


def hand_over(now: datetime) -> int:
    """By the clock: tell the supervisors of what was left behind, each draft once. How many were handed over.

    Sight does not wait for this: `Draft.objects.handed` is judged anew with every request.
    """
    actor = replace(Actor.system(CLOCK), now=now)
    left = list(
        Draft.objects.left_behind(actor)
        .filter(handed_at__isnull=True)
        .select_related("account", "agency", "client", "consultation")
    )
    for draft in left:
        _hand(actor, draft)
    return len(left)


@transaction.atomic
def _hand(actor: Actor, draft: Draft) -> None:
    marked = Draft.objects.left_behind(actor).filter(pk=draft.pk, handed_at__isnull=True)
    if not marked.update(handed_at=actor.now):
        return
    about = draft.client or draft.consultation
    walls = Wall.objects.standing().filter(person_key=about.person_key if about else None)
    told = set(colleagues_to_tell(actor, draft)) - set(walls.values_list("account_id", flat=True))
    send(
        actor, "draft.handed", told, number=draft.number, path=reverse("draft_list"), agency_id=draft.agency_id,
        name=draft.account.name,
    )  # fmt: skip
    audit.record(actor, "draft.hand", draft, agency=draft.agency.code, left_by=draft.account.number)


def sweep_recorded(now: datetime) -> int:
    """Drop the signposts of drafts recorded more than a day ago, what a sending left that arrived beside the
    recording of its own form, and who was writing an hour ago. How many drafts."""
    Presence.objects.everything(CLOCK).filter(seen_at__lt=now - timedelta(hours=1)).delete()
    every = Draft.objects.everything(CLOCK)
    old = every.filter(recorded_at__lt=now - KEPT_AFTER_RECORDING)
    return old.delete()[0] + every.sent_already().delete()[0]


@transaction.atomic
def note_presence(actor: Actor, anchor: Anchor) -> None:
    """She has this record open to change it, at this moment."""
    at = {"account_id": actor.own_account_id, anchor.object_type(): anchor}
    hers = Presence.objects.everything("her own").filter(**at)
    if not hers.update(seen_at=actor.now, agency_id=actor.own_agency_id):
        try:
            with transaction.atomic():
                Presence.objects.create(agency_id=actor.own_agency_id, seen_at=actor.now, **at)
        except IntegrityError:
            pass  # her other window said so at the same moment


def _end_apart(actor: Actor, typed: Typed) -> None:
    if typed.apart and typed.apart != typed.token:
        Draft.objects.mine(actor).filter(token=typed.apart).delete()


def _locked(actor: Actor, token: str) -> Draft | None:
    drafts = Draft.objects.mine(actor).select_related("client", "consultation")
    return drafts.select_for_update(of=("self",), no_key=True).filter(token=token).first()


def _kept(typed: Typed, draft: Draft | None) -> tuple[Fields, list[str]]:
    """What can be kept; a field that is too long keeps what stood there."""
    fields, left_out = draft_within(typed.fields or {}, DRAFT_SIGNS)
    names = [*left_out, *sorted(typed.left_out - set(left_out))]
    if names and draft is not None:
        fields |= {name: draft.fields[name] for name in names if name in draft.fields}
    return fields, names


def _refuse_unseen(draft: Draft, typed: Typed, fields: Fields) -> None:
    if typed.writer and draft.writer == typed.writer:
        return
    if typed.version != draft.version and words_of(fields) != words_of(draft.fields):
        raise DraftConflict(draft)


def words_of(fields: Fields) -> Fields:
    """What a hand filled in: no empty values, no hidden moment at which a window was opened."""
    return {
        name: values
        for name, values in fields.items()
        if any(values) and name not in ("call_started_at", "version")
    }


def _begin(actor: Actor, typed: Typed, fields: Fields) -> Draft:
    sent = Submit.objects.filter(account_id=actor.own_account_id, token=typed.token).first()
    if sent is not None:
        raise DraftGone(sent.result_url)
    if Draft.objects.everything("taken over by somebody?").filter(token=typed.token).exists():
        raise DraftGone
    if Draft.objects.mine(actor).open().count() >= OPEN_AT_MOST:
        raise TooManyDrafts
    client, one = _client(actor, typed.client), None
    if typed.consultation:
        one = get_or_absent(Consultation, typed.consultation, actor)
        require(actor, one, "edit")
        client = one.client
    draft = Draft.objects.create(
        account_id=actor.own_account_id, agency_id=actor.own_agency_id, token=typed.token, fields=fields,
        client=client, consultation=one, started_at=_began(fields, actor.now), saved_at=actor.now,
        writer=typed.writer, serial=typed.serial,
    )  # fmt: skip
    audit.record(
        actor, "draft.make", draft, client=client.number if client else "", record=one.number if one else ""
    )
    return draft


def _client(actor: Actor, number: str) -> Client | None:
    if not number:
        return None
    client = get_or_absent(Client, number, actor)
    require(actor, client, "link")
    return client


def _began(fields: Fields, now: datetime) -> datetime:
    """When the call began, as the window says, if that can be; else now."""
    try:
        said = parse_datetime(next(iter(fields.get("call_started_at", [])), ""))
    except ValueError:
        return now
    possible = said is not None and said.tzinfo is not None and now - BEGAN_WITHIN <= said <= now
    return said if said is not None and possible else now


def _record_url(draft: Draft) -> str:
    return reverse("consultation_detail", args=[draft.consultation.number]) if draft.consultation else ""
