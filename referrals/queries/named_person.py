"""Who of a receiving agency fits a sender's words, and which namings a supervisor has to answer (R-05)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, QuerySet

from cases.queries.watch import waits_for
from partners.models import Account, Agency, Posting
from referrals.choices import NAMED_LABELS
from referrals.models import NamedPerson, Referral
from referrals.models.named_person import NamedPersonQuerySet
from referrals.rules import words_found
from safeguards import matrix
from safeguards.access import Absent, Actor


def staff_of(agency: Agency, now: datetime) -> QuerySet[Account]:
    """People who read there, or will: whom a naming can mean."""
    places = Posting.objects.not_ended(now).filter(agency=agency, role__in=matrix.reading_roles())
    return Account.objects.filter(pk__in=places.values("account")).order_by("family_kana", "given_kana", "pk")


def named_in(words: str, agency: Agency, now: datetime) -> list[Account]:
    """Those of its staff whose family name or reading stands in the words. A namesake more is walled off until a
    supervisor has looked; one less would read it."""
    return [
        one
        for one in staff_of(agency, now)
        if words_found(words, filter(None, (one.family_name, one.family_kana)), ())
    ]


def answerable(actor: Actor) -> NamedPersonQuerySet:
    """Namings that wait for this supervisor: her agency's, else those for which she stands in; never one that she
    asked, nor about a person from whom she is walled off."""
    if not matrix.may_act(actor, "naming", "own", "answer") or actor.agency_id is None:
        return NamedPerson.objects.everything("nobody answers").none()
    waiting = NamedPerson.objects.waiting(actor).filter(waits_for(actor, "asked_by_id", person="person_key"))
    known = Referral.objects.everything("walls against namings").beyond_walls(actor)
    return waiting.filter(referral__in=known.values("pk")).exclude(asked_by_id=actor.own_account_id)


def named_or_absent(actor: Actor, number: str) -> NamedPerson:
    """The naming with this number that waits for her; `Absent` for anything else."""
    found = answerable(actor).select_related("agency", "referral__from_agency").filter(number=number).first()
    if found is None:
        raise Absent
    return found


def is_held(referral: Referral) -> bool:
    """Does its acceptance wait for a supervisor's look?"""
    rows = Referral.objects.everything("is its acceptance held").filter(pk=referral.pk)
    return rows.filter(Exists(NamedPerson.objects.holding())).exists()


def keep_from(actor: Actor, referral: Referral) -> tuple[str, str] | None:
    """For the sender: whom she named, and whether somebody has looked; None when she named nobody."""
    one = NamedPerson.objects.visible_to(actor).filter(referral=referral).first()
    return (one.words, str(NAMED_LABELS[one.state])) if one else None


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A naming as it stands in the list: no word about the person."""

    number: str
    agency: str
    sender: str
    asked_at: datetime
    holds: bool


def named_row(one: NamedPerson) -> NamedRow:
    """The line of a naming that was read with its agency and the sender's."""
    return NamedRow(one.number, one.agency.label, one.referral.from_agency.label, one.asked_at, one.holds)
