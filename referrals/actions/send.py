"""Sending: an offer is frozen and stored; nothing is disclosed yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from cases.actions.party import offer_person
from partners.models import Agency
from referrals.actions.named_person import name_person
from referrals.actions.note import note
from referrals.models import Referral
from referrals.queries.agencies import can_answer
from referrals.queries.person import Person, outline_of, traces_of
from referrals.rules import LONGEST_DAYS, due_at, words_found
from safeguards import audit, calendar, matrix
from safeguards.access import Actor


class OfferRefused(ValueError):
    """The offer cannot be sent; the text says which rule stands against it (a code, not for the screen)."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the sender wrote. `until` is the first moment without access; `outline` only for a sheet."""

    to_agency: Agency
    kind: str
    asked: str
    urgency: str
    ground: str
    until: datetime
    field_groups: tuple[str, ...] = ()
    summary: str = ""
    consent_note: str = ""
    keep_from: str = ""
    sheet: dict[str, str] = field(default_factory=dict)
    outline: dict[str, object] = field(default_factory=dict)


def compose(actor: Actor, person: Person, draft: Draft) -> Referral:
    """The referral as it would be stored; not saved. Also the preview is made from it."""
    today = calendar.japanese_day(actor.now)
    outline = draft.outline if person.is_sheet else outline_of(person, today)
    anchor = person.client or person.consultation
    groups = [group for group in matrix.field_groups() if group in draft.field_groups]
    referral = Referral(
        from_agency_id=actor.own_agency_id,
        from_account_id=actor.account_id or 0,
        to_agency=draft.to_agency,
        kind=draft.kind,
        asked=draft.asked,
        urgency=draft.urgency,
        answer_due_at=due_at(draft.urgency, actor.now),
        field_groups=groups,
        summary=draft.summary,
        ground=draft.ground,
        consent_note=draft.consent_note,
        until=draft.until,
        client=person.client,
        consultation=person.consultation,
        sent_at=actor.now,
        **outline,
    )
    if anchor is not None:
        referral.person_key = anchor.person_key
    else:
        referral.set_sheet(draft.sheet)
    return referral


@transaction.atomic
def send(actor: Actor, person: Person, draft: Draft) -> Referral:
    """Store an offer. Raises OfferRefused; the form has said the same in words before."""
    _check(actor, person, draft)
    referral = compose(actor, person, draft)
    referral.save(force_insert=True)
    offer_person(
        referral.person_key, referral.number, referral.until, to_id=draft.to_agency.pk,
        sheet=referral.sheet if referral.is_sheet else None, from_id=referral.from_agency_id,
    )  # fmt: skip
    note(actor, referral, "send")
    if draft.keep_from:
        name_person(actor, referral, draft.keep_from)
    audit.record(
        actor, "referral.send", referral, to=draft.to_agency.code, kind=draft.kind, groups=referral.field_groups,
        ground=draft.ground, until=draft.until.isoformat(), sheet=referral.is_sheet,
    )  # fmt: skip
    return referral


def _check(actor: Actor, person: Person, draft: Draft) -> None:
    to, today = draft.to_agency, calendar.japanese_day(actor.now)
    if to.pk == actor.own_agency_id:
        raise OfferRefused("own agency")
    if not Agency.objects.open_on(today).filter(pk=to.pk).exists() or not can_answer(to):
        raise OfferRefused("agency closed or without people who answer")
    if not draft.asked.strip() or not draft.ground or not draft.kind:
        raise OfferRefused("asked, kind or ground is missing")
    if set(draft.field_groups) - set(matrix.field_groups()):
        raise OfferRefused("unknown field group")
    if not actor.now < draft.until <= actor.now + timedelta(days=LONGEST_DAYS):
        raise OfferRefused("until")
    for anchor in (person.client, person.consultation):
        if anchor is not None and anchor.tie_to(actor) != "own":
            raise OfferRefused("not the sender's record")
    traces = traces_of(person, draft.sheet if person.is_sheet else None)
    if any(words_found(text, traces.words, traces.phones) for text in (draft.asked, draft.keep_from)):
        raise OfferRefused("the request names the person")
