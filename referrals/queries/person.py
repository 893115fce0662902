"""The person of a referral: from which records, in which outline, by which words one could know her."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from cases.models import Client, Consultation
from cases.queries.sight import require
from safeguards import calendar
from safeguards.access import Absent, Actor, get_or_absent


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a referral is about: her record, one consultation, or neither (a sheet)."""

    client: Client | None = None
    consultation: Consultation | None = None
    latest: Consultation | None = None

    @property
    def is_sheet(self) -> bool:
        """Without a record."""
        return self.client is None and self.consultation is None


@dataclass(frozen=True, slots=True)
class Traces:
    """Words by which a reader would know her: to be kept out of what is seen before acceptance."""

    words: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)


def person_asked(actor: Actor, *, client: str = "", consultation: str = "") -> Person:
    """The person whom the address names; Absent for what she may not see or what another agency only told.

    A disclosed record is not passed on: that is for the agency that owns it.
    """
    call = get_or_absent(Consultation, consultation, actor) if consultation else None
    one = get_or_absent(Client, client, actor) if client else None
    if call is not None and call.client_id and one is None:
        one = Client.objects.visible_to(actor).filter(pk=call.client_id).first()
    if call is not None and one is not None and call.client_id != one.pk:
        raise Absent
    for anchor in (call, one):
        if anchor is not None:
            require(actor, anchor, "refer")
    latest = call
    if call is None and one is not None:
        calls = Consultation.objects.visible_to(actor).filter(client=one, agency_id=actor.own_agency_id)
        latest = calls.order_by("-sort_key", "-pk").first()
    return Person(one, call, latest)


def traces_of(person: Person, sheet: dict[str, str] | None = None) -> Traces:
    """Names, readings, places and telephones of the person, from her records or the sheet."""
    words: list[str] = []
    phones: list[str] = []
    if person.client is not None:
        one = person.client
        words += [one.family_name + one.given_name, one.family_name, one.given_name]
        words += [one.family_kana + one.given_kana, one.family_kana, one.given_kana, one.alias]
        words += _lines(one.current_place, one.registered_place, one.daily_places)
        phones.append(one.phone)
    call = person.consultation
    if call is not None:
        words += [call.caller_name, *call.caller_name.split(), call.caller_kana, *call.caller_kana.split()]
        words += _lines(call.whereabouts_note)
        phones.append(call.caller_phone)
    if sheet:
        for name in ("name", "kana"):
            words += [sheet.get(name, ""), *sheet.get(name, "").split()]
        words += _lines(sheet.get("places", ""))
        phones.append(sheet.get("phone", ""))
    return Traces([word for word in dict.fromkeys(words) if word.strip()], [one for one in phones if one])


def _lines(*texts: str) -> list[str]:
    return [line.strip() for text in texts for line in text.splitlines() if len(line.strip()) >= 4]


def outline_of(person: Person, on: date) -> dict[str, object]:
    """What is frozen at sending, as codes: age band, children, main complaint."""
    band = _band(person.client.birth, on) if person.client else ""
    if not band and person.latest:
        band = person.latest.age_band
    return {
        "age_band": band or calendar.age_band(None),
        "children_count": person.client.children_count if person.client else None,
        "main_complaint": person.latest.main_complaint if person.latest else "",
    }


def _band(birth: dict, on: date) -> str:
    if not birth.get("year"):
        return ""
    born = date(birth["year"], birth.get("month") or 1, birth.get("day") or 1)
    return calendar.age_band(max(calendar.age_on(born, on), 0))
