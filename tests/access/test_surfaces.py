"""Surface by cell of the matrix: a mark stands exactly where the file allows it, and nowhere else.

A sample in the quick round, every cell with YUI_TEST_FULL=1. Surfaces: screen, list columns, filters, search by name
and telephone, search in what was said, suggestions, counts, the pulse of an open page, the column of events, who
opened a record, home, hand-over, audit trail, export. Each has to show at least one mark that it may show.
"""

import io
import os
import random
import re
import sys
import zipfile
from collections import Counter
from dataclasses import replace
from html import unescape
from urllib.parse import quote

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client as Browser
from django.utils.html import escape

from safeguards import audit, matrix
from safeguards.access import Actor
from tests.access import marks, routes
from tests.access.forms import every_form, named_by
from tests.access.marks import all_cases
from tests.access.test_every_route import MINUTE, TOKEN
from tests.factories import cases, referrals
from tests.factories.partners import account_with_posting
from tests.house.code import ROOT
from tests.signing import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access")]
FULL = bool(os.environ.get("YUI_TEST_FULL"))
SAMPLE = 8
SEED = int(os.environ.get("YUI_TEST_SEED", random.randrange(10**6)))
CHANCE = random.Random(SEED)
TOWN = "圏域"  # a heading of the export
# One of each kind always, so that every surface has something to show.
ALWAYS = [
    marks.Case("counselor", "own"),
    marks.Case("counselor", "disclosed", {"disclosed": matrix.field_groups()}),
    marks.Case("counselor", "conference", {"conference": matrix.field_groups()}),
    marks.Case("supervisor", "emergency"),
    marks.Case("counselor", "walled"),
    marks.Case("counselor", "disclosed", {"disclosed": matrix.field_groups()}, "consultation"),
    marks.Case("liaison", "disclosed", {"disclosed": matrix.field_groups()}),
    marks.Case("auditor", "own"),
]
CHOICES = re.compile(r"<select.*?</select>|<fieldset.*?</fieldset>", re.DOTALL)


def drawn():
    every = list(all_cases())
    if FULL:
        return every
    sys.stderr.write(f"seed of the sample of cells: {SEED}\n")
    return [*ALWAYS, *CHANCE.sample(every, SAMPLE)]


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker):
    """The drawn cells, laid once for this file and taken back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        try:
            yield marks.Scene(drawn())
        finally:
            transaction.set_rollback(True)


class Eyes:
    """What one looker's browser shows; every request is taken back."""

    def __init__(self, looker):
        self.role = looker.role
        self.here = Browser()
        sign_in(self.here, looker.account)
        self.actor = Actor(role=looker.role, account_id=looker.account.pk)

    def opens(self, page):
        return matrix.may_open(self.actor, page)

    def get(self, url):
        point = transaction.savepoint()
        answer = self.here.get(url)
        transaction.savepoint_rollback(point)
        return answer.status_code, self._text(answer)

    def post(self, url, **data):
        """Post, follow, and the pages after it."""
        point = transaction.savepoint()
        answer = self.here.post(url, data, follow=True)
        text = self._text(answer)
        text += self._more(answer)
        transaction.savepoint_rollback(point)
        return answer.status_code, text

    def all_pages(self, url):
        """A list from its first page to its last."""
        answer = self.here.get(url)
        return answer.status_code, self._text(answer) + self._more(answer)

    def _more(self, answer):
        found, shown = "", answer.context.get("page") if answer.context else None
        while shown is not None and getattr(shown, "next_url", ""):
            answer = self.here.get(shown.next_url)
            found, shown = found + self._text(answer), answer.context.get("page")
        return found

    @staticmethod
    def _text(answer):
        return CHOICES.sub("", answer.content.decode(errors="replace")) if answer.status_code < 400 else ""


class Check:
    """Compares what is there with what may be there, and keeps count of what was shown."""

    def __init__(self):
        self.faults, self.shown = [], Counter()

    def stands(self, surface, case, what, there, may):
        if there and may:
            self.shown[surface, what] += 1
        elif there != may:
            self.faults.append(f"{surface}: {case}: {what} {'stands there' if there else 'is missing'}")


def listed(case, kind):
    """Field groups where lists and searches reach the record: an emergency is not in them."""
    return case.allowed(kind) if case.tie != "emergency" else None


def may_read(groups, group):
    return groups is not None and ("narrative" if group == "complaint" else group) in groups


def look_at_screens(eyes, pair, check):
    for kind, record, page in (
        ("client", pair.client, "client"),
        ("consultation", pair.call, "consultation"),
    ):
        groups = pair.case.allowed(kind) if eyes.opens(f"{page}.detail") else None
        status, text = eyes.get(f"/{kind}s/{record.number}/")
        assert status == (200 if groups is not None else 404), (str(pair.case), kind, status)
        for (of, group), mark in pair.marks().items():
            if (of, kind, group) == ("client", "client", "other_party"):
                _status, apart = eyes.get(f"/clients/{record.number}/other-party/")
                assert mark not in text, f"the other party stands on her card: {pair.case}"
                check.stands("client screen", pair.case, group, mark in apart, may_read(groups, group))
            elif of == kind and group != "whereabouts":
                check.stands(f"{kind} screen", pair.case, group, mark in text, may_read(groups, group))
            elif of == kind:
                assert mark not in text, f"a masked place stands on the screen: {pair.case}"
                field = marks.FIELDS[kind]["whereabouts"][0]
                check.stands(
                    f"{kind} screen", pair.case, group, f"?ask={field}" in text, may_read(groups, group)
                )
        if kind == "client":
            of_call = pair.case.allowed("consultation")
            for group in ("identity", "contact", "risk", "narrative"):
                assert pair.mark("consultation", group) not in text, f"column of events: {pair.case} {group}"
            there = pair.mark("consultation", "complaint") in text
            check.stands(
                "column of events",
                pair.case,
                "complaint",
                there,
                groups is not None and may_read(of_call, "complaint"),
            )
            may_know = groups is not None and pair.case.tie in ("own", "assigned")
            check.stands("openings", pair.case, "who", pair.opener in text, may_know)
        look_behind_the_mask(eyes, pair, kind, record, groups, check)
        look_at_the_pulse(eyes, pair, kind, record, check)


def look_behind_the_mask(eyes, pair, kind, record, groups, check):
    field = marks.FIELDS[kind]["whereabouts"][0]
    _status, text = eyes.post(f"/{kind}s/{record.number}/reveal/?field={field}", purpose="contact")
    there = pair.mark(kind, "whereabouts") in text
    check.stands("reveal", pair.case, kind, there, may_read(groups, "whereabouts"))


def look_at_the_pulse(eyes, pair, kind, record, check):
    status, _text = eyes.get(f"/alive/?type=cases.{kind}&number={record.number}")
    assert status in (204, 404)
    check.stands("pulse", pair.case, kind, status == 204, pair.case.allowed(kind) is not None)


def look_at_lists(eyes, pairs, check):
    _status, clients = eyes.all_pages("/clients/")
    _status, calls = eyes.all_pages("/consultations/")
    for pair in pairs:
        of_client = listed(pair.case, "client") if eyes.opens("client.list") else None
        of_call = listed(pair.case, "consultation") if eyes.opens("consultation.list") else None
        check.stands("clients", pair.case, "line", pair.client.number in clients, of_client is not None)
        check.stands("consultations", pair.case, "line", pair.call.number in calls, of_call is not None)
        for (kind, group), mark in pair.marks().items():
            shown = kind == "client" and group == "identity"
            check.stands(
                "clients", pair.case, f"{kind} {group}", mark in clients, shown and may_read(of_client, group)
            )
            if (kind, group) == ("client", "identity"):
                may = of_call is not None and may_read(of_client, group)
            elif (kind, group) == ("consultation", "identity"):
                may = may_read(of_call, group) and not may_read(of_client, group)
            else:
                may = (kind, group) == ("consultation", "complaint") and may_read(of_call, group)
            check.stands("consultations", pair.case, f"{kind} {group}", mark in calls, may)


def look_by_filters(eyes, pair, check):
    """Filters keep to her own agency's records."""
    own = pair.case.tie in ("own", "assigned") and eyes.opens("consultation.list")
    may = own and pair.case.allowed("consultation") is not None
    for name, value in {"main_complaint": pair.codes["complaint"], "method": "phone", "only": "next"}.items():
        _status, text = eyes.post("/consultations/", **{name: value})
        check.stands("filter", pair.case, name, pair.call.number in text, may)


def look_by_search(eyes, pair, check):
    reads = eyes.opens("client.list")
    of_client = listed(pair.case, "client") if reads else None
    of_call = listed(pair.case, "consultation") if reads else None
    asked = {
        ("client", "identity"): pair.mark("client", "identity"), ("client", "contact"): pair.client_phone,
        ("client", "admin"): pair.mark("client", "admin"), ("client", "health"): pair.mark("client", "health"),
        ("consultation", "identity"): pair.mark("consultation", "identity"),
        ("consultation", "contact"): pair.call_phone,
    }  # fmt: skip
    for (kind, group), words in asked.items():
        found_by = group in ("identity", "contact")
        _status, clients = eyes.post("/clients/", q=words)
        may = found_by and kind == "client" and may_read(of_client, group)
        check.stands("search", pair.case, f"client by {kind} {group}", pair.client.number in clients, may)
        _status, calls = eyes.post("/consultations/", q=words)
        may = found_by and of_call is not None and may_read(of_client if kind == "client" else of_call, group)
        check.stands("search", pair.case, f"consultation by {kind} {group}", pair.call.number in calls, may)
        _status, begun = eyes.post("/clients/suggest/", q=words)
        may = found_by and kind == "client" and may_read(of_client, group)
        check.stands("suggestion", pair.case, f"{kind} {group}", pair.client.number in begun, may)


def look_in_narratives(eyes, pair, check):
    groups = listed(pair.case, "consultation") if eyes.opens("narrative.search") else None
    for group in ("narrative", "children", "health", "other_party", "contact", "whereabouts"):
        _status, text = eyes.post("/consultations/narratives/", q=pair.mark("consultation", group))
        may = group not in ("contact", "whereabouts") and may_read(groups, group)
        check.stands("narratives", pair.case, group, pair.call.number in text, may)


def look_at_home(eyes, pairs, check):
    """Next steps of her own agency, the first five of them; nothing of anybody else."""
    _status, text = eyes.get("/")
    for pair in pairs:
        own = pair.case.tie in ("own", "assigned") and pair.case.allowed("consultation") is not None
        for (kind, group), mark in pair.marks().items():
            if mark in text:
                check.stands("home", pair.case, f"{kind} {group}", True, own and group == "identity")


def look_at_counts(eyes, pairs, check):
    """What a search tells of numbers is what it may tell of records."""
    if not eyes.opens("client.list"):
        return
    hits = sum(may_read(listed(pair.case, "client"), "identity") for pair in pairs)
    total = sum(listed(pair.case, "consultation") is not None for pair in pairs)
    _status, text = eyes.post("/clients/", q="印客")
    check.stands("count", eyes.role, "persons", f"{hits}人" in text or f"{hits}名" in text, True)
    _status, text = eyes.post("/consultations/narratives/", q="印話")
    check.stands("count", eyes.role, "consultations", f'max="{total}"' in text or not total, True)


def look_where_nobody_stands(eyes, pairs, check):
    """The audit trail tells codes, an export figures; neither tells anybody's words."""
    texts = {"audit": ("/audit/", "client.read"), "export": ("/indicators/municipal-plans/excel/", TOWN)}
    for surface, (url, control) in texts.items():
        answer = eyes.here.get(url)
        body = answer.getvalue()
        text = body.decode(errors="replace")
        if body[:2] == b"PK":
            book = zipfile.ZipFile(io.BytesIO(body))
            text = unescape("".join(book.read(name).decode(errors="replace") for name in book.namelist()))
        if answer.status_code == 200:
            check.stands(surface, eyes.role, control, control in text, True)
        for pair in pairs:
            for (kind, group), mark in pair.marks().items():
                check.stands(surface, pair.case, f"{kind} {group}", mark in text, False)


def opened_once(pair):
    """The name of a colleague who opened this client's record, where it is kept."""
    name = pair.mark("client", "identity").replace("客", "開")
    colleague = account_with_posting(pair.client.agency, "counselor", family_name=name)
    audit.record(
        replace(marks.keeper(pair.client.agency), account_id=colleague.pk), "client.read", pair.client
    )
    return name


# What each surface has to have shown at least once, in the sample too.
SHOWS = {
    *((f"{kind} screen", group) for kind, groups in marks.FIELDS.items() for group in groups),
    ("consultation screen", "risk"), ("consultation screen", "complaint"), ("column of events", "complaint"),
    ("openings", "who"), ("reveal", "client"), ("reveal", "consultation"), ("pulse", "client"),
    ("pulse", "consultation"), ("clients", "line"), ("clients", "client identity"), ("consultations", "line"),
    ("consultations", "client identity"), ("consultations", "consultation complaint"), ("filter", "main_complaint"),
    ("filter", "method"), ("filter", "only"), ("search", "client by client identity"),
    ("search", "client by client contact"), ("search", "consultation by client identity"),
    ("search", "consultation by consultation identity"), ("search", "consultation by consultation contact"),
    ("suggestion", "client identity"), ("suggestion", "client contact"), ("narratives", "narrative"),
    ("narratives", "children"), ("narratives", "health"), ("narratives", "other_party"),
    ("home", "client identity"), ("count", "persons"), ("count", "consultations"), ("audit", "client.read"),
    ("export", TOWN),
}  # fmt: skip


def test_each_mark_stands_exactly_where_the_file_allows_it(scene, settings):
    settings.YUI_NAME_SEARCHES_PER_HOUR = 10**6
    check = Check()
    for role, pairs in scene.of_role.items():
        eyes = Eyes(scene.lookers[role])
        for pair in pairs:
            pair.opener = opened_once(pair)
        look_at_lists(eyes, pairs, check)
        for pair in pairs:
            look_at_screens(eyes, pair, check)
            look_by_filters(eyes, pair, check)
            look_by_search(eyes, pair, check)
            look_in_narratives(eyes, pair, check)
        look_at_home(eyes, pairs, check)
        look_at_counts(eyes, pairs, check)
        look_where_nobody_stands(eyes, pairs, check)
    assert not check.faults, "\n".join(check.faults[:40])
    unseen = SHOWS - set(check.shown)
    assert not unseen, f"never shown, so nothing is proved: {sorted(unseen)}"


def test_a_sheet_tells_its_receiver_the_ticked_groups_and_nobody_else_anything(world):
    """The object without a record: sender, receiver before and after acceptance, a third agency."""
    of_group = {
        "identity": ("name",), "contact": ("phone", "safe_contact"), "children": ("children_note",),
        "health": ("health_note",), "risk": ("risk_note",), "other_party": ("other_party_note",),
    }  # fmt: skip
    groups = [(one,) for one in of_group] + [tuple(of_group)]
    sender, receiver = world.counselor, world.liaison
    for ticked in groups if FULL else CHANCE.sample(groups, 3) + groups[-1:]:
        offered = referrals.offer(sender, world.police, groups=ticked)
        text_of = {group: [referrals.SHEET[name] for name in names] for group, names in of_group.items()}
        screens = {name: Eyes(marks.Looker(name, None, who)) for name, who in
                   {"counselor": sender, "liaison": receiver, "supervisor": world.city_supervisor}.items()}  # fmt: skip
        url = f"/referrals/{offered.number}/"
        for step in ("sent", "accepted"):
            if step == "accepted":
                referrals.move(receiver, offered, "accept")
            for role, eyes in screens.items():
                _status, text = eyes.get(url)
                for group, texts in text_of.items():
                    told = group in ticked and role == "liaison" and step == "accepted"
                    # The sender has the name of her own sheet, and sees what the receiver sees.
                    hers = role == "counselor" and (
                        group == "identity" or (group in ticked and step == "accepted")
                    )
                    may = told or hers
                    assert all(one in text for one in texts) == may, (ticked, step, role, group)


# Each drawing has a challenge of its own; a look at the audit trail adds a line to it.
EVER_NEW = ("login", "account.keys.passkey", "account.keys.app", "account.proof", "audit.list")


FORMS = {one.__name__: one for one in every_form()}


def unknown_parameters():
    """Names that some framework would listen to: every column of every table, with lookups, and the usual words."""
    known = set()
    for app in ("cases", "partners", "referrals", "indicators", "safeguards", "config"):
        for file in (ROOT / app).rglob("*.py"):
            known |= set(
                re.findall(
                    r"""GET(?:\.get\(|\[|\.getlist\()["'](\w+)["']""", file.read_text(encoding="utf-8")
                )
            )
            for name in re.findall(r"(\w+)\(\s*request\.GET", file.read_text(encoding="utf-8")):
                known |= set(FORMS[name].base_fields) if name in FORMS else set()
    assert {"role", "since", "ask", "kind"} <= known
    known |= {"p", "n", "s"}  # paging and searches
    columns = {field.name for model in apps.get_models() for field in model._meta.get_fields()}
    words = (
        "sort",
        "order",
        "order_by",
        "ordering",
        "o",
        "sort_by",
        "orderby",
        "desc",
        "fields",
        "filter",
        "limit",
        "page_size",
    )
    found = {}
    for name in sorted(columns - known):
        found[name] = "1"
        for path in (
            f"{name}__startswith",
            f"client__{name}",
            f"client__{name}__contains",
            f"-{name}",
            f"{name}_id",
        ):
            found[path] = "a"
    chosen = sorted(columns) if FULL else CHANCE.sample(sorted(columns), 12)
    for word in words:
        if word not in known:
            found[word] = CHANCE.choice(chosen)
    return found


def test_no_hidden_parameter_sorts_filters_or_adds_to_a_page(world):
    """Neither in an address nor in a search that is posted: every page is the same to the byte."""
    asked = unknown_parameters()
    for number, name in enumerate(["丙", "甲", "乙"]):
        keeper_of = world.act(world.supervisor)
        woman = cases.client(keeper_of, family_name=name, health_note="丙甲乙"[number])
        cases.consultation(keeper_of, of=woman, narrative=name)
    people = [world.supervisor, world.planner, world.admin, world.auditor, world.liaison]
    looked_at = 0
    for person in people:
        here = Browser()
        sign_in(here, person)
        for route in routes.all_routes():
            if route.parameters or "GET" not in route.methods or route.page in ("logout", "alive"):
                continue
            plain = here.get(route.url())
            if plain.status_code != 200 or plain.streaming or route.page in EVER_NEW:
                continue
            looked_at += 1
            for part in parts(asked):
                answer = here.get(route.url(), part)
                if answer.status_code == 404:
                    continue  # a page that answers to the names it knows alone
                assert body_of(answer) == body_of(plain), (person, route.pattern, sorted(part)[:5])
    assert looked_at > 40
    here = Browser()
    sign_in(here, world.supervisor)
    for route in (
        one
        for one in routes.all_routes()
        if one.page in ("consultation.list", "client.list", "referral.list")
    ):
        url = route.url()
        usual = body_of(here.post(url, {"q": "甲"}, follow=True))
        for part in parts({name: asked[name] for name in asked.keys() - named_by(route)}):
            assert body_of(here.post(url, {**part, "q": "甲"}, follow=True)) == usual, url
        assert "甲" in usual or url == "/referrals/"


def parts(asked, size=400):
    """Some hundreds of names in one request."""
    names = sorted(asked)
    return [
        {name: asked[name] for name in names[start : start + size]} for start in range(0, len(names), size)
    ]


VARIES = re.compile(
    r'name="(?:once|s)" value="[^"]*"|(?:[?&]|&amp;)(?:s|p|n|next)=[^"&]*|\d\d:\d\d(?::\d\d)?'
)


def body_of(answer):
    """A page without its tokens, its clock and the address that it repeats."""
    text = answer.content.decode()
    query = answer.request["QUERY_STRING"]
    text = text.replace(escape(f"?{query}&"), "?") if query else text  # a link that adds to it
    for spelling in (escape(f"?{query}"), f"?{query}", quote(f"?{query}"), quote(quote(f"?{query}"))):
        text = text.replace(spelling, "") if query else text
    return VARIES.sub("", MINUTE.sub(r"\1", TOKEN.sub(r"\1", text)))
