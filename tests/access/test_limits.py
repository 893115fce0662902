"""Every page with a limit: n are allowed and count, one more rests for this account alone, until the hour is over."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from cases.models import TemporaryProtection
from partners.actions.limit import tell_of_limits
from partners.choices import alert_sentence
from partners.models import Alert, KeptForm
from safeguards import audit, matrix
from safeguards.access import Actor
from safeguards.call import SHEET_OPENED
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.access import routes, stage
from tests.access.cells import CELLS, Viewer, shelter_of
from tests.access.test_every_route import NOWHERE, TOKEN, demo, signed_in, values_of
from tests.partners.test_invitation_new import wished
from tests.referrals.test_referral_send import filled
from tests.signing import sign_in

__all__ = ["demo"]
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access")]
ROUTE_OF = {route.page: route for route in routes.all_routes()}
LIMITS = sorted(matrix.table()["limits"])
# What counts there is noted by another page, when a list has stood for two seconds.
FEW = 6
COUNTED_ELSEWHERE = {"POST client.suggest"}


def place_of_stay(viewer, case):
    """She is in protection at a shelter, whose name is asked for."""
    TemporaryProtection.objects.everything("test").get_or_create(
        case=case,
        defaults={
            "agency": case.agency, "shelter": shelter_of(viewer), "ground": "clause_1", "consent": "agreed",
            "by": "entrusted", "started_on": timezone.localdate(), "planned_until": timezone.localdate(),
            "made_at": timezone.now(),
        },
    )  # fmt: skip
    return {"purpose": "contact"}


# What is sent, where the cell's own example is one that comes back unfinished.
WHOLE = {
    "case.protection": place_of_stay,
    "referral.new": lambda viewer, thing: filled(
        stage.partners.agency_of("police", "police_station"), once=new_token()
    ),
    "indicator.import": lambda viewer, thing: {"file": SimpleUploadedFile("x.xlsx", b"no table at all")},
    "import.list": lambda viewer, thing: {"file": SimpleUploadedFile("x.xlsx", b"\x00 no table at all")},
    "account.invite": lambda viewer, thing: wished(
        login="new-planner", role="planner", agency=viewer.agency.code,
        once=new_token(),
    ),
    "account.invitation": lambda viewer, thing: {
        "version": type(thing).objects.get(pk=thing.pk).version, "once": new_token(),
    },
}  # fmt: skip


def who_may(demo, page):
    """The first two people who may open it, each with a record that opens for them."""
    found = []
    for login in stage.LOGINS:
        account = demo.accounts[login]
        agency = stage.stage_agency(account)
        viewer = Viewer(demo, account, agency, account.postings.get(agency=agency).role)
        cell = CELLS[page]
        ties = sorted(cell.open_at(viewer) & set(viewer.things.get(cell.kind, {}))) if cell.kind else [""]
        if matrix.role_opens(viewer.role, page) and ties:
            found.append((viewer, ties[0], viewer.things[cell.kind][ties[0]] if cell.kind else None))
    assert found, f"nobody of the stage opens {page}"
    return found


def address_of(page, viewer, tie, thing):
    route, cell = ROUTE_OF[page], CELLS[page]
    values = values_of(route, cell, thing)
    if page == "indicator.import":
        values = {"slug": stage.SLUGS[0]}
    return route.url(**values) + (cell.query(viewer, tie) if cell.query else "")


def ask(here, method, page, viewer, tie, thing, url=None, **more):
    url = url or address_of(page, viewer, tie, thing)
    if method == "GET":
        return here.get(url, **more)
    if page in WHOLE:
        return here.post(url, WHOLE[page](viewer, thing), **more)
    cell = CELLS[page]
    return here.post(url, cell.send(viewer, tie)[0] if cell.send else {}, **more)


def did(viewer, event, times):
    """So many lines of this event, now."""
    actor = Actor(
        account_id=viewer.account.pk,
        login=viewer.account.login,
        agency_code=viewer.agency.code,
        role=viewer.role,
    )
    for _time in range(times):
        audit.record(actor, event)


def plain(answer):
    return answer.status_code, TOKEN.sub(r"\1", answer.content.decode())


@pytest.fixture
def taken_back(demo):
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)


@pytest.fixture
def few(monkeypatch):
    """The limits as they are, but for the number of times: six."""
    table = matrix.table()["limits"]
    monkeypatch.setitem(matrix.table(), "limits", {key: {**one, "times": FEW} for key, one in table.items()})
    matrix.limit_of.cache_clear()
    yield
    monkeypatch.undo()
    matrix.limit_of.cache_clear()


def test_every_line_names_a_page_a_method_and_sane_numbers():
    for key in LIMITS:
        method, name = key.split(" ")
        limit = matrix.limit_of(method, name)
        assert method in ROUTE_OF[name].methods, key
        assert limit.counts and 10 <= limit.times <= 500 and 10 <= limit.minutes <= 24 * 60, key
        assert not matrix.page_rule(name).is_public, key


def test_what_the_requirement_names_has_a_limit():
    """Search, export, upload, reveal, sending, and the records themselves. Signing in: test_throttle."""
    asked = {
        "POST client.list", "POST client.suggest", "POST narrative.search", "GET indicator.excel",
        "POST indicator.import", "POST client.reveal", "POST consultation.reveal", "POST referral.reveal",
        "POST referral.new", "POST referral.move", "GET client.detail", "GET consultation.detail",
        "GET referral.detail", "POST client.print", "POST consultation.print", "POST referral.print", "POST export",
    }  # fmt: skip
    assert asked <= set(LIMITS)
    writing = {"consultation.new", "consultation.edit", "client.new", "client.edit"}
    assert not [key for key in LIMITS if key.startswith("POST ") and key.removeprefix("POST ") in writing]


@pytest.mark.parametrize("key", LIMITS)
def test_n_are_allowed_one_more_rests_and_an_hour_later_it_opens(demo, taken_back, few, monkeypatch, key):
    method, page = key.split(" ")
    limit = matrix.limit_of(method, page)
    (viewer, tie, thing), *others = who_may(demo, page)
    here = signed_in(viewer)

    real = timezone.now
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: real() - timedelta(minutes=limit.minutes, seconds=5))
        did(viewer, limit.counts[0], limit.times)  # so long ago that it counts no more
    since = real() - timedelta(minutes=limit.minutes)
    done = AuditLine.objects.filter(account_id=viewer.account.pk, event__in=limit.counts, at__gt=since)
    did(viewer, limit.counts[-1], limit.times - 1 - done.count())  # the stage itself did some
    last = ask(here, method, page, viewer, tie, thing)
    assert last.status_code != 429, key
    if key in COUNTED_ELSEWHERE:
        did(viewer, limit.counts[0], 1)
    assert done.count() == limit.times, f"{key} left {done.count() - limit.times + 1} lines that count"

    before = AuditLine.objects.count()
    refused = ask(here, method, page, viewer, tie, thing)
    assert refused.status_code == 429, key
    assert 0 < int(refused["Retry-After"]) <= limit.minutes * 60
    assert not stage.MARK.search(refused.content.decode())
    assert AuditLine.objects.filter(event="limit.meet", account_id=viewer.account.pk).count() == 1
    again = ask(here, method, page, viewer, tie, thing)
    assert re.sub(r"\d+", "", again.content.decode()) == re.sub(r"\d+", "", refused.content.decode())
    assert AuditLine.objects.count() == before + 1, "a refused page reads nothing and is noted once"

    other = next((one for one in others if one[0].account != viewer.account), None)
    if other is not None:
        assert ask(signed_in(other[0]), method, page, *other).status_code != 429, key

    route = ROUTE_OF[page]
    if route.parameters and page != "indicator.import":
        nowhere = route.url(**dict.fromkeys(route.parameters, NOWHERE))
        assert ask(here, method, page, viewer, tie, thing, url=nowhere).status_code == 429, key


@pytest.mark.parametrize("key", [key for key in LIMITS if matrix.limit_of(*key.split(" ")).opens_in_calls])
def test_while_a_sheet_for_a_call_is_open_nothing_is_held_but_it_is_noted(demo, taken_back, few, key):
    method, page = key.split(" ")
    viewer, tie, thing = who_may(demo, page)[0]
    here = signed_in(viewer)
    session = here.session
    session[SHEET_OPENED] = int(timezone.now().timestamp())
    session.save()
    did(viewer, matrix.limit_of(method, page).counts[0], FEW)
    assert ask(here, method, page, viewer, tie, thing).status_code != 429
    assert AuditLine.objects.filter(event="limit.meet", account_id=viewer.account.pk).count() == 1


def test_what_she_had_typed_is_kept_and_the_page_says_so_in_her_language(demo, taken_back, few):
    viewer, tie, thing = who_may(demo, "referral.new")[0]
    here = signed_in(viewer)
    did(viewer, "referral.send", FEW)
    url = address_of("referral.new", viewer, tie, thing)
    headers = {"Sec-Fetch-Site": "same-origin", "Referer": f"http://testserver{url}"}
    words = {**WHOLE["referral.new"](viewer, thing), "asked": "とても長い頼みごと。"}
    answer = here.post(url, words, headers=headers)
    assert answer.status_code == 429
    text = answer.content.decode()
    assert "しばらくお休みします" in text and "入力していた内容は保管してあります" in text
    assert "とても長い頼みごと" not in text
    kept = KeptForm.objects.everything("test").get(account=viewer.account, path=url)
    assert kept.fields["asked"] == ["とても長い頼みごと。"]
    assert f"kept={kept.number}" in text
    here.cookies["django_language"] = "en"
    assert "It opens again in" in here.post(url, words, headers=headers).content.decode()


def test_the_watchers_are_told_once_who_did_what_how_often(demo, taken_back, few):
    viewer = who_may(demo, "client.reveal")[0][0]
    here = signed_in(viewer)
    did(viewer, "whereabouts.reveal", FEW)
    for page in ("client.reveal", "consultation.reveal"):
        assert ask(here, "POST", page, *who_may(demo, page)[0]).status_code == 429
    assert not Alert.objects.filter(kind="limit.whereabouts.reveal").exists(), (
        "a refusal writes one line only"
    )
    now = timezone.now()
    told = tell_of_limits(now)
    alerts = Alert.objects.filter(kind="limit.whereabouts.reveal")
    assert alerts.count() == told > 0
    assert viewer.account.pk not in alerts.values_list("account_id", flat=True)
    sentence = alert_sentence(alerts[0].kind, alerts[0].facts)
    assert viewer.account.name in sentence and "60分間に6回" in sentence
    assert tell_of_limits(now + timedelta(minutes=1)) == 0


def test_a_kind_without_a_sentence_of_its_own_is_told_too(demo, taken_back, few):
    viewer, tie, thing = who_may(demo, "indicator.excel")[0]
    here = signed_in(viewer)
    did(viewer, "indicator.export", FEW)
    assert ask(here, "GET", "indicator.excel", viewer, tie, thing).status_code == 429
    assert ask(here, "GET", "indicator.excel", viewer, tie, thing).status_code == 429
    assert tell_of_limits(timezone.now()) == Alert.objects.filter(kind="limit.other").count() > 0


def test_asking_costs_one_query_whatever_was_done(demo, taken_back, django_assert_num_queries):
    from django.test import RequestFactory

    from safeguards import limits

    viewer, _tie, _thing = who_may(demo, "client.detail")[0]
    actor = Actor(account_id=viewer.account.pk, login=viewer.account.login, agency_code=viewer.agency.code)
    request = RequestFactory().get("/")
    for more in (0, 50):
        did(viewer, "client.read", more)
        with django_assert_num_queries(1):
            limits.hold(request, actor, "client.detail")
    with django_assert_num_queries(0):
        limits.hold(request, actor, "home")


def test_head_counts_as_reading(demo, taken_back, few):
    viewer, tie, thing = who_may(demo, "client.detail")[0]
    did(viewer, "client.read", FEW)
    here = sign_in(signed_in(viewer), viewer.account)
    assert here.head(address_of("client.detail", viewer, tie, thing)).status_code == 429
