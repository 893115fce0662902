"""The product beside a plain Django admin with guardian over the same rows: list, record, search, save, cross table."""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.http import urlencode

from bench.consultation_save import NARRATIVE
from bench.measuring import REPEATS, Figure, actor_named, as_served, median_ms, signed_in
from bench.peer import Peer
from cases.actions.consultation import record_consultation
from cases.models import Client, ClientGrant, Consultation, ConsultationGrant
from partners.models import Agency, Posting
from safeguards.once import new_token

LOGIN = "pref-counselor"
LIMIT = 0.5  # of the plain site's median
NOTES = 20
ROWS = 50
CROSS_TABLE = "/statistics/?since=2000-01-01"  # the plain site counts all years, too
WHY = "bench: the same rows for the plain site"


def run(consultations: int) -> list[Figure]:
    """Whole requests, in turn, each site in a process of its own kind on the same server."""
    client = _client_with_notes()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    with Peer("bench.plain.desk", {"DATABASE_URL": _database_beside()}) as plain:
        keys = _fill(plain)
        plain.ask("sign_in", login=LOGIN)
        return list(_figures(plain, keys, client, consultations))


def _client_with_notes() -> Client:
    """The newest client of the agency, with NOTES consultations: so many events stand on her page."""
    actor = actor_named(LOGIN)
    rows = Client.objects.page(actor).filter(agency_id=actor.own_agency_id)
    client = next(one for one in rows.order_by("-listed_at", "-pk")[:50] if one.kana and one.family_kana)
    held = Consultation.objects.visible_to(actor).filter(client=client).count()
    for number in range(NOTES - held):
        moment = actor.now - timedelta(days=number + 1)
        facts = {
            "started_at": moment, "method": "phone", "main_complaint": "spouse_violence", "minutes": 25,
            "narrative": NARRATIVE, "support_text": "制度の説明をした。",
        }  # fmt: skip
        record_consultation(actor, facts, client=client)
    return client


def _database_beside() -> str:
    address, name = os.environ["DATABASE_URL"], f"{connection.settings_dict['NAME']}_plain"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    return f"{address.rpartition('/')[0]}/{name}"


# --- the same rows ---------------------------------------------------------------------------------------


def _fill(plain: Peer) -> dict[object, int]:
    """Every row of the product, opened; answers the plain site's key of each."""
    keys: dict[object, int] = {}
    place = Path(os.environ["YUI_TEST_PLACE"]) / "plain.jsonl"  # invented people; gone with the folder
    with place.open("w", encoding="utf-8") as out:
        for line in chain(_people(), _clients(keys), _consultations(keys), _notes(keys), _grants(keys)):
            out.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
    plain.ask("fill", place=str(place))
    place.unlink()
    return keys


Line = tuple[str, dict[str, Any]]


def _people() -> Iterator[Line]:
    for agency in Agency.objects.order_by("pk"):
        yield "agency", {"id": agency.pk, "name": f"{agency.name} ({agency.code})"}
    for posting in Posting.objects.live(timezone.now()).select_related("account").order_by("pk"):
        account = posting.account
        yield "person", {"login": account.login, "name": account.name, "agency": posting.agency_id}


CLIENT = (
    "number", "agency_id", "held_number", "family_name", "given_name", "family_kana", "given_kana", "alias", "phone",
    "safe_contact", "never_contact", "current_place", "registered_place", "children_note", "health_note",
    "other_party_note",
)  # fmt: skip
CONSULTATION = (
    "number", "agency_id", "started_at", "minutes", "method", "main_complaint", "caller_name", "caller_kana",
    "caller_phone", "safe_contact", "narrative", "support_text", "children_note", "health_note", "other_party_note",
    "whereabouts_note", "next_on",
)  # fmt: skip


def _clients(keys: dict[object, int]) -> Iterator[Line]:
    for one in Client.objects.everything(WHY).order_by("sort_key", "pk").iterator():
        keys[one.pk] = len(keys) + 1
        columns = {name: getattr(one, name) for name in CLIENT}
        yield "client", {"id": keys[one.pk], "birth_on": _day(one.birth), "made_at": one.sort_key, **columns}


def _day(birth: dict[str, int]) -> date | None:
    known = birth.get("year") and birth.get("month") and birth.get("day")
    return date(birth["year"], birth["month"], birth["day"]) if known else None


def _consultations(keys: dict[object, int]) -> Iterator[Line]:
    rows = Consultation.objects.everything(WHY).order_by("sort_key", "pk")
    for number, one in enumerate(rows.iterator(), 1):
        keys[one.pk] = number
        columns = {name: getattr(one, name) for name in CONSULTATION}
        client = keys.get(one.client_id)
        yield "consultation", {"id": number, "client_id": client, "counselor": one.counselor_name, **columns}


def _notes(keys: dict[object, int]) -> Iterator[Line]:
    """One note for each contact of a known client: what was done."""
    rows = Consultation.objects.everything(WHY).filter(client__isnull=False).order_by("sort_key", "pk")
    for one in rows.iterator():
        columns = {"at": one.started_at, "author": one.counselor_name, "text": one.support_text}
        yield "note", {"id": keys[one.pk], "client_id": keys[one.client_id], **columns}


def _grants(keys: dict[object, int]) -> Iterator[Line]:
    """The same agencies on the same rows: owners view and change, the others view."""
    groups, now = dict(Agency.objects.values_list("group_id", "pk")), timezone.now()
    linked = set(
        Consultation.objects.everything(WHY).filter(client__isnull=False).values_list("pk", flat=True)
    )
    for kind, table in (("client", ClientGrant), ("consultation", ConsultationGrant)):
        rows = table.objects.filter(Q(until__isnull=True) | Q(until__gt=now), since__lte=now).order_by("pk")
        for group, record, owner in rows.values_list(
            "group_id", "content_object_id", "content_object__agency_id"
        ):
            agency = groups[group]
            actions = ["view", "change"] if agency == owner else ["view"]
            yield "grant", {"kind": kind, "id": keys[record], "agency": agency, "actions": actions}
            if record in linked:
                yield "grant", {"kind": "note", "id": keys[record], "agency": agency, "actions": actions}


# --- the requests ----------------------------------------------------------------------------------------


def _figures(plain: Peer, keys: dict[object, int], client: Client, consultations: int) -> Iterator[Figure]:
    browser = signed_in(LOGIN)

    def get(address: str) -> Any:
        answer = browser.get(address)
        assert answer.status_code == 200, address
        return answer

    def search() -> Any:
        return get(browser.post("/clients/", {"q": client.kana})["Location"])

    def save() -> Any:
        answer = browser.post(
            "/consultations/new/", {"once": new_token(), **_sheet("started_on", "started_clock")}
        )
        assert answer.status_code == 302, "the product did not keep the consultation"
        return answer

    def row(
        what: str, ours: Callable[[], Any], task: str, words: list[str] | None = None, **facts: Any
    ) -> Figure:
        if task == "get":
            facts["words"] = words or []
        return _in_turn(what, ours, lambda: plain.ask(task, **facts), consultations)

    listed = [one.number for one in get(f"/consultations/?rows={ROWS}").context["rows"]]
    found = [one.number for one in search().context["rows"]]
    events = [
        event for year in get(f"/clients/{client.number}/").context["column"].years for event in year.events
    ]
    there = Consultation.objects.page(actor_named(LOGIN)).count()
    if len(listed) != min(ROWS, there) or client.number not in found or len(events) < NOTES:
        raise AssertionError("the pages do not show what is to be compared")
    site, record = "/admin/plain", keys[client.pk]
    yield row(
        f"list of {ROWS}", lambda: get(f"/consultations/?rows={ROWS}"), "get", _ids(keys, Consultation, listed),
        address=f"{site}/consultation/",
    )  # fmt: skip
    yield row(
        f"record with {NOTES} notes", lambda: get(f"/clients/{client.number}/"), "get",
        [f'name="notes-TOTAL_FORMS" value="{NOTES}"'], address=f"{site}/client/{record}/change/",
    )  # fmt: skip
    yield row(
        "name search",
        search,
        "get",
        _ids(keys, Client, found),
        address=f"{site}/client/?{urlencode({'q': client.kana})}",
    )
    yield row("cross table", lambda: get(CROSS_TABLE), "get", address=f"{site}/consultation/table/")
    sheet = {"address": f"{site}/consultation/add/", "facts": _sheet("started_at_0", "started_at_1")}
    yield row("save", save, "post", **sheet)
    yield row("save and the page that follows", lambda: get(save()["Location"]), "post", follow=True, **sheet)


def _ids(keys: dict[object, int], table: type[Client] | type[Consultation], numbers: list[str]) -> list[str]:
    """How the plain site's list points to these records."""
    rows = table.objects.everything(WHY).filter(number__in=numbers).values_list("pk", flat=True)
    return [f"/{table._meta.model_name}/{keys[pk]}/change/" for pk in rows]


def _sheet(day: str, clock: str) -> dict[str, str]:
    now = timezone.localtime()
    return {
        day: now.date().isoformat(), clock: "00:00", "minutes": "25", "method": "phone",
        "main_complaint": "spouse_violence", "caller_name": "架空 花子", "caller_kana": "カクウ ハナコ",
        "caller_phone": "090-0000-0000", "narrative": NARRATIVE, "support_text": "制度の説明をした。",
    }  # fmt: skip


def _in_turn(
    what: str, ours: Callable[[], Any], plain: Callable[[], dict[str, Any]], consultations: int
) -> Figure:
    """One request of each site after the other; the first of each warms it and checks what it shows.

    Both draw their pages as for people: the peer never notes for a test what a page was drawn from.
    """
    ours()
    first = plain()
    if first["status"] not in (200, 302) or first["missing"]:
        raise AssertionError(f"{what}: the plain site answers {first}")
    pages, plains = [], []
    with as_served():
        for _repeat in range(REPEATS):
            plains.append(plain()["seconds"])
            begun = time.perf_counter()
            ours()
            pages.append(time.perf_counter() - begun)
    ratio = statistics.median(pages) / statistics.median(plains)
    return Figure(
        f"{what} beside a plain admin", consultations, f"{LIMIT:g}x", ratio <= LIMIT,
        page_ms=median_ms(pages), plain_ms=median_ms(plains), ratio=ratio,
    )  # fmt: skip
