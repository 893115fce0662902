"""Every form of the product, sent again with every column of every table added: nothing else changes (R-13).

Routes, forms and columns are read from the product, so a new one is in by itself. Each post is made twice as it is
and once with the columns added, each time taken back; what differs between the first two (moments, random numbers)
is left out, and the third has to leave the database as the first did.
"""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from django import forms
from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone

from tests.access import routes, stage
from tests.access.cells import CELLS, Viewer
from tests.access.forms import every_form, named_by
from tests.access.test_every_route import QUICK, _may_open, demo, signed_in, values_of

__all__ = ["demo"]
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access")]
POSTS = [route for route in routes.all_routes() if "POST" in route.methods]
# Posts that leave no trace, or that this test cannot make: each with the test that sends it.
SPARED = {
    "login": "tests/partners/test_session_sign_in.py", "login.passkey": "tests/browser/test_passkey.py",
    "login.second": "tests/partners/test_session_second_factor.py", "logout": "ends the session",
    "invitation": "tests/partners/test_invitation_use.py", "language": "a cookie alone",
    "account.proof": "the session alone", "account.keys.passkey": "tests/browser/test_passkey.py",
    "account.keys.app": "tests/partners/test_session_second_factor.py", "surface": "a log line",
    "account.posting": "the session alone", "account.unlock": "the session alone",
    "account.password": "tests/partners/test_session_account.py", "emergency.end": "tests/cases/test_emergency.py",
    "indicator.import": "tests/indicators/test_staged_import.py",
    "account.enable": "tests/partners/test_account_change.py",
    "client.reveal": "a line of the trail alone", "consultation.reveal": "a line of the trail alone",
    "referral.reveal": "a line of the trail alone", "account.sessions": "sessions alone",
    "account.keys.remove": "tests/partners/test_session_second_factor.py",
    "client.suggest.counted": "tests/cases/test_suggest.py", "emergency": "tests/cases/test_emergency.py",
    "account.traces": "tests/partners/test_own_trace.py", "export.file": "a line of the trail alone",
    "opening.ask": "tests/cases/test_opening_week.py", "partner.number.new": "tests/partners/test_registered_number.py",
    "release.danger": "tests/cases/test_release.py", "release.tell": "tests/cases/test_release.py",
    "home": "the session alone", "import.list": "tests/cases/test_record_import.py",
    "task.list": "tests/config/test_tasks.py",
    "account.keep": "keeps whatever was typed, sealed, as text: tests/partners/test_lock.py",
}  # fmt: skip
# Names that another module reads for a page: the buttons of "who is calling" stand on the sheet of a call.
ALSO_READ = {"consultation.new": {"step"}, "consultation.edit": {"step"}}
EPHEMERAL = {"sessions.session", "usersessions.usersession", "axes.accesslog", "axes.accessattempt"}


def tables():
    return [one for one in apps.get_models() if one._meta.label_lower not in EPHEMERAL and one._meta.managed]


def sealed_rows():
    """Every row of every table as it lies in the database, still sealed: {(table, key): row}."""
    found = {}
    with connection.cursor() as cursor:
        for model in tables():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            key = [column[0] for column in cursor.description].index(model._meta.pk.column)
            for row in cursor.fetchall():
                found[model._meta.label_lower, row[key]] = row
    return found


def opened(keys):
    """These rows opened, in the order of their keys: {(table, key): {column: value}}."""
    found = {}
    for model in tables():
        label, field = model._meta.label_lower, model._meta.pk
        wanted = {field.to_python(key): key for table, key in keys if table == label}
        columns = [field.attname for field in model._meta.concrete_fields]
        for row in (
            model._base_manager.filter(pk__in=list(wanted)).order_by("pk").values(*columns) if wanted else ()
        ):
            found[label, wanted[row[field.attname]]] = {k: repr(v) for k, v in row.items()}
    return found


def changes(before, after, gone):
    """What a post did: changed columns by row, new rows in their order, rows that went."""
    changed = {
        key: {name: value for name, value in row.items() if before[key][name] != value}
        for key, row in after.items()
        if key in before and before[key] != row
    }
    fresh, made = Counter(), {}
    for key, row in after.items():
        if key not in before:
            made[key[0], fresh[key[0]]] = row
            fresh[key[0]] += 1
    return {"changed": changed, "made": made, "gone": {key: {} for key in gone}}


def steady(one, other):
    """The part of what was done that is the same both times."""
    return {
        (kind, key): {
            name: value for name, value in row.items() if other[kind].get(key, {}).get(name) == value
        }
        for kind, rows in one.items()
        for key, row in rows.items()
    }


def came_through(name, value, extras):
    """Does this column hold what was sent under its name?"""
    sent = extras.get(name, "")
    return (
        "侵入" in value
        or (sent not in ("", "on") and value.strip("'") == sent)
        or value.startswith("datetime.datetime(2001")
    )


class Fields(HTMLParser):
    """What a browser would send of the last posted form of a page, filled in as simply as can be."""

    def __init__(self, text):
        super().__init__()
        self.sent, self.open, self.select = {}, False, ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        of = dict(attrs)
        name, kind = of.get("name") or "", of.get("type", "text")
        if tag == "form":
            self.open = of.get("method") == "post" and of.get("action") not in ("/language/", "/logout/")
        elif not self.open or (not name and tag != "option"):
            return
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and of.get("value"):
            if "selected" in of:
                self.sent[self.select] = of["value"]
            self.sent.setdefault(self.select, of["value"])
        elif tag == "textarea":
            self.sent.setdefault(name, "試しの文です。")
        elif tag == "input" and kind in ("radio", "checkbox"):
            if "checked" in of:
                self.sent[name] = of.get("value", "on")
            self.sent.setdefault(name, of.get("value", "on"))
        elif tag == "input" and kind == "hidden":
            self.sent.setdefault(name, of.get("value") or "")
        elif tag == "input" and kind != "file":
            self.sent.setdefault(name, of.get("value") or words_for(name))

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = ""


def words_for(name):
    if name == "last_day" or name.endswith("_clock"):
        return ""
    if re.search(r"day|_on$|since|until", name):
        return timezone.localdate().isoformat()
    if re.search(r"minutes|count|persons|value|pupils|time", name):
        return "1"
    return {"login": "replay-login", "birth": "1990", "phone": "090-1234-5678"}.get(name, "試し")


def hostile():
    """A value for every column of every table, by its own name and by the name of its key."""
    agency = stage.stage_agency(stage.Account.objects.get(login="npo-counselor")).pk
    found = {}
    for model in tables():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey):
                value = str(agency)
            elif isinstance(field, models.BooleanField):
                value = "on"
            elif isinstance(field, (models.IntegerField, models.BigIntegerField)):
                value = "31999"  # no key of a row that a test makes, and within every column of whole numbers
            elif isinstance(field, (models.DateField, models.DateTimeField)):
                value = "2001-01-01"
            else:
                value = "侵入"
            found |= {field.name: value, field.attname: value}
    assert {"is_superuser", "person_key", "agency_id", "held_number", "confirmed_at", "state"} <= set(found)
    return found


class Replay:
    """One viewer's browser and what her posts leave in the database."""

    def __init__(self, viewer, extras):
        self.viewer, self.extras = viewer, extras
        self.here = signed_in(viewer)
        self.here.get("/")
        self.before = sealed_rows()

    def data_for(self, route, cell, tie, url):
        """What the cells send, completed by the page's own form; that form alone, without and with a last day; what is
        sent to an agency that was looked at; and what the cells send alone, on a page of several forms."""
        own = (
            Fields(self.here.get(url).content.decode(errors="replace")).sent if "GET" in route.methods else {}
        )
        own.pop("csrfmiddlewaretoken", None)
        sent = cell.send(self.viewer, tie)[0] if cell.send else {}
        police = stage.stage_agency(stage.Account.objects.get(login="police-liaison"))
        looked_at = {"agency": police.code, "agency_seen": police.code, "agency_name": police.name}
        return [
            {**own, **sent},
            own,
            {**own, "last_day": timezone.localdate().isoformat()},
            {**own, **sent, **looked_at},
            sent,
        ]

    def left_by(self, url, data):
        point = transaction.savepoint()
        self.here.post(url, data)
        now = sealed_rows()
        touched = {key for key, row in now.items() if self.before.get(key) != row}
        after = opened(touched)
        transaction.savepoint_rollback(point)
        return changes(opened(touched & self.before.keys()), after, self.before.keys() - now.keys())

    @staticmethod
    def read_by(route, data):
        return {*data, *named_by(route), *ALSO_READ.get(route.page, ())}

    def faults(self, route, url, data):
        """(whether the post as it is did anything, what the added columns changed besides)."""
        first, second = self.left_by(url, data), self.left_by(url, data)
        extras = {name: value for name, value in self.extras.items() if name not in self.read_by(route, data)}
        third = self.left_by(url, {**data, **extras})
        expected, found = steady(first, second), steady(third, third)
        strange = {}
        for key in expected.keys() | found.keys():
            if key not in expected or key not in found:
                strange[key] = "another row"
                continue
            wanted = expected[key]
            strange |= {
                (*key, name): found[key].get(name)
                for name, value in wanted.items()
                if found[key].get(name) != value and not value.startswith("datetime.datetime(")
            }
        # Moments and random numbers differ each time: there the sent value itself must not have come through.
        for key, row in found.items():
            strange |= {
                (*key, name): value for name, value in row.items() if came_through(name, value, extras)
            }
        audit_only = {key[1][0] for key in expected} <= {
            "safeguards.auditline",
            "safeguards.audithead",
            "safeguards.submit",
        }
        return not audit_only, strange


def viewers(demo):
    for login in (*QUICK, "sendai-supervisor", "pref-admin", "pref-counselor"):
        account = demo.accounts[login]
        agency = stage.stage_agency(account)
        yield Viewer(demo, account, agency, account.postings.get(agency=agency).role)


def test_added_columns_change_nothing(demo):
    extras = hostile()
    acted, faults = set(), []
    for viewer in viewers(demo):
        replay = None
        for route in POSTS:
            cell = CELLS[route.page]
            if route.page in acted or route.page in SPARED or not _may_open(viewer, route.page):
                continue
            things = viewer.things.get(cell.kind, {})
            for tie in sorted(cell.open_at(viewer) & set(things)) if cell.kind else [""]:
                replay = replay or Replay(viewer, extras)
                query = cell.query(viewer, tie) if cell.query else ""
                url = route.url(**values_of(route, cell, things.get(tie))) + query
                did = False
                for data in replay.data_for(route, cell, tie, url):
                    if not did:
                        did, strange = replay.faults(route, url, data)
                        faults += [f"{route.page}: {key} became {value}" for key, value in strange.items()]
                acted |= {route.page} if did else set()
                if did:
                    break
    assert not faults, "\n".join(faults[:30])
    idle = {route.page for route in POSTS} - acted - set(SPARED)
    assert not idle, f"posts that changed nothing, so nothing is proved: {sorted(idle)}"


def test_forms_of_tables_name_their_columns_one_by_one():
    """No form takes every column, or all but some; none names a column that says whose, who or whether."""
    kept = {
        "agency",
        "account",
        "number",
        "person_key",
        "state",
        "is_superuser",
        "is_active",
        "made_by_id",
        "until",
    }
    for one in every_form():
        meta = getattr(one, "_meta", None)
        if meta is None or getattr(meta, "model", None) is None:
            continue
        assert meta.fields is not None and meta.fields != forms.ALL_FIELDS and not meta.exclude, one
        assert not kept & set(meta.fields), one
