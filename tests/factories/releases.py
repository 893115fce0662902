"""Registered numbers and releases for tests, made by the same actions as the pages use."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cases.actions.release import ask_release, move_release
from cases.models import Release
from partners.models import Account, Agency, RegisteredNumber
from tests.factories.partners import account, actor_for

PHONE = "000-555-0101"


def registered(agency: Agency, **fields: Any) -> RegisteredNumber:
    """A number in force, entered and confirmed by two strangers."""
    values: dict[str, Any] = {
        "phone": PHONE, "label": "main", "source": "名簿", "entered_by": account(), "entered_at": timezone.now(),
        "confirmed_by": account(), "since": timezone.now(), **fields,
    }  # fmt: skip
    return RegisteredNumber.objects.create(agency=agency, **values)


def request_of(to: Agency, **fields: Any) -> dict[str, Any]:
    """What the action of asking takes."""
    return {
        "to_agency": to, "requester": "生活安全課の人", "words": "居所を知りたいとのこと", "purpose": "protection",
        "ground": "dv_9", "way": "phone", **fields,
    }  # fmt: skip


def asked(asker: Account, anchor: Any, to: Agency, places: tuple[str, ...] = ("current_place",)) -> Release:
    """A release that was asked for; the agency has a registered number."""
    if not RegisteredNumber.objects.in_force(timezone.now()).filter(agency=to).exists():
        registered(to)
    return ask_release(actor_for(asker), anchor, places=places, **request_of(to))


def moved(person: Account, release: Release, name: str, **facts: Any) -> Release:
    """One move by this person, now."""
    return move_release(actor_for(person), release.number, name, **facts)


def called(asker: Account, release: Release) -> Release:
    """The asker called back the registered number."""
    number = RegisteredNumber.objects.in_force(timezone.now()).get(agency=release.to_agency)
    return moved(asker, release, "call_back", called_number=number.number, reached="当直の人")


def fresh(release: Release) -> Release:
    """As it stands in the database now."""
    return Release.objects.everything("test").get(pk=release.pk)
