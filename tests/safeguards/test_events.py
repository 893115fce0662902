"""What the trail is told: each page of the house for who may open it, and nothing but the refusal for who may not."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client as Browser
from django.test import override_settings
from django.utils import timezone

from cases.actions.emergency import count_miss, end_emergency, open_emergency, review_emergency
from cases.actions.match import find_matches, move_match
from cases.actions.wall import declare_tie, move_wall, wall_off
from cases.models import Match, Wall
from cases.queries.emergency import Named
from indicators.actions.target import set_target
from indicators.models import Indicator
from partners.actions.account import disable_account, enable_account
from partners.actions.factor import note_codes, remove_factor
from partners.actions.posting import move_posting
from partners.factors import OfficeFactors
from referrals.actions.move import MoveRefused
from safeguards import audit, events
from safeguards.access import Absent
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases, referrals, releases
from tests.factories import indicators as figures
from tests.factories.partners import account_with_posting

pytestmark = pytest.mark.django_db
FIRST = "/indicators/municipal-plans/"

# What is read, by whom it may be, by whom not, and the line it leaves.
READINGS = [
    ("/clients/", "counselor", "planner", "client.list"),
    ("/clients/{client}/", "counselor", "auditor", "client.read"),
    ("/clients/{client}/edit/", "counselor", "city_counselor", "client.open_to_change"),
    ("/clients/{client}/wall/", "counselor", "city_counselor", "wall.open"),
    ("/clients/{client}/assign/", "counselor", "city_counselor", "client.open_to_assign"),
    ("/clients/{client}/print/", "counselor", "city_counselor", "client.open_to_print"),
    ("/clients/walls/", "supervisor", "counselor", "wall.list"),
    ("/clients/releases/", "counselor", "planner", "release.list"),
    ("/clients/releases/{release}/", "counselor", "city_counselor", "release.read"),
    ("/clients/{client}/release/", "counselor", "city_counselor", "release.prepare"),
    ("/clients/ties/", "supervisor", "counselor", "tie.list"),
    ("/clients/matches/", "supervisor", "counselor", "match.list"),
    ("/clients/emergency/", "city_supervisor", "counselor", "emergency.list"),
    ("/consultations/", "counselor", "liaison", "consultation.list"),
    ("/consultations/{call}/", "counselor", "admin", "consultation.read"),
    ("/consultations/{call}/edit/", "counselor", "city_counselor", "consultation.open_to_change"),
    ("/consultations/{call}/print/", "counselor", "admin", "consultation.open_to_print"),
    ("/consultations/export/", "counselor", "planner", "export.list"),
    ("/referrals/", "liaison", "planner", "referral.list"),
    ("/referrals/new/?client={client}", "counselor", "city_counselor", "referral.prepare"),
    ("/accounts/", "admin", "counselor", "account.list"),
    ("/accounts/{account}/", "admin", "police_admin", "account.read"),
    ("/accounts/confirm/", "supervisor", "admin", "posting.waiting"),
    ("/accounts/review/", "supervisor", "admin", "posting.review.list"),
    ("/accounts/matrix/", "auditor", "counselor", "matrix.read"),
    ("/account/alerts/", "counselor", "", "alert.list"),
    ("/audit/", "auditor", "supervisor", "audit.list"),
    ("/statistics/", "counselor", "planner", "statistics.read"),
    (f"{FIRST}excel/", "liaison", "", "indicator.export"),
    (f"{FIRST}import/template/", "planner", "counselor", "indicator.import.template"),
]


@pytest.fixture
def things(world):
    """One record of each kind; everybody is at work."""
    for name in ("supervisor", "city_supervisor", "auditor", "office_counselor"):
        getattr(world, name).save()
    actor = world.act(world.counselor)
    woman = cases.client(actor, birth={"year": 1990, "month": 5, "day": 3}, current_place="場所")
    call = cases.consultation(actor, of=woman)
    release = releases.asked(world.counselor, woman, world.police)
    return {
        "release": release.number,
        "client": woman.number,
        "call": call.number,
        "account": world.counselor.number,
        "woman": woman,
    }


def lines_since(last):
    return list(AuditLine.objects.filter(pk__gt=last).order_by("pk"))


def last_line():
    return AuditLine.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


# The sheet of a call shows whose it is: that record is read too.
BESIDE = {("client.read", "consultation.open_to_change")}


@pytest.mark.parametrize(("address", "may", "may_not", "code"), READINGS, ids=lambda value: str(value))
def test_a_reading_leaves_its_line_and_a_refused_one_only_that(
    browser, world, things, address, may, may_not, code
):
    url, hers, last = address.format(**things), browser(getattr(world, may)), last_line()
    assert hers.get(url, REMOTE_ADDR="10.20.30.40").status_code == 200
    lines = [one for one in lines_since(last) if (one.event, code) not in BESIDE]
    (line,) = lines
    assert (line.event, line.login) == (code, getattr(world, may).login)
    assert json.loads(line.facts)["from"] == "10.20.30.40"
    if may_not:
        other, last = browser(getattr(world, may_not)), last_line()
        assert other.get(url).status_code == 404
        assert [one.event for one in lines_since(last)] == ["page.absent"]


def test_a_search_for_the_caller_leaves_the_numbers_that_were_shown(browser, world, things):
    loose = cases.consultation(world.act(world.counselor))
    url = f"/consultations/{loose.number}/link/"
    browser(world.counselor).post(url, {"q": "さとう"}, follow=True)
    assert things["client"] in AuditLine.objects.get(event="client.search").facts
    before = AuditLine.objects.filter(event="client.search").count()
    assert browser(world.city_counselor).post(url, {"q": "さとう"}).status_code == 404
    assert AuditLine.objects.filter(event="client.search").count() == before


def test_an_absence_tells_page_and_number_and_never_what_was_typed(browser, world, things):
    hers, last = browser(world.city_counselor), last_line()
    for number in (things["client"], "佐藤花子", "short", "A" * 21 + "é"):
        assert hers.get(f"/clients/{number}/").status_code == 404
    told = [json.loads(line.facts) for line in lines_since(last)]
    assert [one["page"] for one in told] == ["client.detail"] * 4
    assert [one["asked"] for one in told] == [things["client"], "", "", ""]
    assert Browser().get("/clients/x/").status_code == 302 and not lines_since(last + 4)


@pytest.mark.parametrize(
    ("proxied", "headers", "told"),
    [
        (False, {"REMOTE_ADDR": "10.0.0.7"}, "10.0.0.7"),
        (False, {"REMOTE_ADDR": "10.0.0.7", "HTTP_X_FORWARDED_FOR": "1.2.3.4"}, "10.0.0.7"),
        (True, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "6.6.6.6, 10.0.0.8"}, "10.0.0.8"),
        (True, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "<b>"}, None),
        (True, {"REMOTE_ADDR": "2001:db8::1"}, "2001:db8::1"),
    ],
)
def test_a_line_says_from_which_computer(browser, world, proxied, headers, told):
    with override_settings(YUI_BEHIND_PROXY=proxied):
        browser(world.counselor).get("/clients/", **headers)
    assert json.loads(AuditLine.objects.get(event="client.list").facts).get("from") == told
    cases.client(world.act(world.counselor))
    assert "from" not in json.loads(
        AuditLine.objects.get(event="client.make").facts
    )  # no request, no address
    assert list(audit.faults()) == []


def test_a_code_that_the_catalogue_does_not_know_is_not_written(world):
    with pytest.raises(events.UnknownEvent):
        audit.record(world.act(world.counselor), "client.look")
    assert not AuditLine.objects.exists()


def test_labels_in_both_languages_and_old_codes_as_they_are():
    from django.utils import translation

    assert events.label("client.read") == "相談者をひらいた"
    with translation.override("en"):
        assert events.label("client.read") == "opened a client"
    assert events.label("a.code.of.before") == "a.code.of.before"
    assert events.group_of("a.code.of.before") == ""


def _match(world, things):
    cases.client(world.act(world.city_counselor), birth={"year": 1990, "month": 5, "day": 3})
    find_matches(timezone.now())
    return Match.objects.get().number


def _asked_match(world, things):
    """The earlier agency is the center's own: another of its supervisors answers."""
    world.another = account_with_posting(world.center, "supervisor")
    return move_match(world.act(world.supervisor), _match(world, things), "ask").number


def _wall(world, things, state):
    return Wall.objects.create(
        account=world.colleague, person_key=things["woman"].person_key, agency=world.center, ground="kin",
        state=state, asked_by_id=world.counselor.pk, since=timezone.now(),
    ).number  # fmt: skip


def _emergency(world, things):
    theirs = cases.client(world.act(world.city_counselor))
    return open_emergency(world.act(world.supervisor), [theirs], ground="life", reason="x").number


def _offered(world):
    return referrals.offer(world.counselor, world.city)


def _reported(world):
    one = _offered(world)
    referrals.move(world.city_counselor, one, "accept")
    referrals.move(
        world.city_counselor, one, "report", code="contacted", done_on=timezone.localdate(), text=""
    )
    return one


def _app(account):
    made = [
        Authenticator.objects.create(
            user=account, type=kind, data={"secret": OfficeFactors().encrypt("A" * 32)}
        )
        for kind in (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    ]
    return str(made[0].pk)


def _stopped(world):
    disable_account(world.act(world.admin), world.colleague.number, world.colleague.version)
    world.colleague.refresh_from_db()


def _second_post(world, actor):
    return move_posting(
        actor, world.colleague.number, world.colleague.version, old_number="", agency=world.office,
        role="counselor", first_day=timezone.localdate(), last_day=None,
    )  # fmt: skip


# The code; what must be there before; the act; who may do it; who may not.
ACTS = {
    "wall.declare": (None, lambda w, t, a, made: declare_tie(a, t["woman"].person_key), "counselor", ""),
    "wall.ask": (
        None,
        lambda w, t, a, made: wall_off(a, t["woman"].person_key, w.colleague, "kin"), "counselor", "city_counselor",
    ),
    "wall.refuse": (
        lambda w, t: _wall(w, t, "asked"), lambda w, t, a, made: move_wall(a, made, "refuse"), "supervisor",
        "colleague",
    ),
    "wall.keep": (
        lambda w, t: _wall(w, t, "lift_asked"), lambda w, t, a, made: move_wall(a, made, "keep"), "supervisor",
        "colleague",
    ),
    "match.set_aside": (
        _match, lambda w, t, a, made: move_match(a, made, "set_aside"), "supervisor", "city_supervisor",
    ),
    "match.decline": (
        lambda w, t: _asked_match(w, t),
        lambda w, t, a, made: move_match(a, made, "decline"), "another", "city_supervisor",
    ),
    "emergency.miss": (None, lambda w, t, a, made: count_miss(a, Named(reading="なし")), "supervisor", ""),
    "emergency.end": (_emergency, lambda w, t, a, made: end_emergency(a, made), "supervisor", "city_supervisor"),
    "emergency.find_right": (
        _emergency, lambda w, t, a, made: review_emergency(a, made, "find_right"), "city_supervisor", "supervisor",
    ),
    "referral.decline": (
        lambda w, t: _offered(w),
        lambda w, t, a, made: referrals.move_referral(a, referrals.fresh(made), "decline", code="other", text=""),
        "city_counselor", "planner",
    ),
    "referral.close": (
        lambda w, t: _reported(w),
        lambda w, t, a, made: referrals.move_referral(a, referrals.fresh(made), "close"), "counselor", "city_counselor",
    ),
    "account.enable": (
        lambda w, t: _stopped(w),
        lambda w, t, a, made: enable_account(a, w.colleague.number, w.colleague.version), "admin", "police_admin",
    ),
    "posting.add": (None, lambda w, t, a, made: _second_post(w, a), "admin", "police_admin"),
    "factor.codes": (None, lambda w, t, a, made: note_codes(a), "counselor", ""),
    "factor.remove": (
        lambda w, t: _app(w.counselor), lambda w, t, a, made: remove_factor(a, made), "counselor", "colleague",
    ),
    "indicator.target": (
        None,
        lambda w, t, a, made: set_target(
            a, Indicator.objects.get(slug="municipal-plans"), 0, {"value": 30, "fiscal_year": 2030, "comment": ""}
        ),
        "planner", "city_planner",
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", ACTS)
def test_an_act_leaves_its_line_and_a_refused_one_leaves_none(world, things, code):
    prepare, act, may, may_not = ACTS[code]
    made = prepare(world, things) if prepare else None
    if may_not:
        last = last_line()
        with pytest.raises((Absent, MoveRefused)):
            act(world, things, world.act(getattr(world, may_not)), made)
        assert lines_since(last) == []
    last = last_line()
    act(world, things, world.act(getattr(world, may)), made)
    assert code in {line.event for line in lines_since(last)}


def test_an_emergency_that_is_looked_at_leaves_its_line(browser, world, things):
    number = _emergency(world, things)
    for who, status in ((world.city_supervisor, 200), (world.counselor, 404)):
        assert browser(who).get(f"/clients/emergency/{number}/").status_code == status
    lines = AuditLine.objects.filter(event="emergency.read")
    assert [(line.login, line.object_number) for line in lines] == [(world.city_supervisor.login, number)]


def test_an_alert_leaves_a_line_with_who_was_told(world, things):
    declare_tie(world.act(world.counselor), things["woman"].person_key)
    told = json.loads(AuditLine.objects.get(event="alert.send").facts)
    assert (told["kind"], told["told"]) == ("wall.declared", [world.supervisor.pk])


def test_a_file_that_is_looked_at_leaves_its_line(browser, world):
    content = figures.workbook(
        [
            figures.PLAN_HEADER,
            (figures.municipalities(1)[0].name, "計", "○", "", "", "令和8年4月1日", "", "", ""),
        ]
    )
    url = f"{FIRST}import/"
    for who, status in ((world.counselor, 404), (world.planner, 302)):
        answer = browser(who).post(url, {"file": figures.upload(content, "計.xlsx"), "once": new_token()})
        assert answer.status_code == status
    lines = AuditLine.objects.filter(event="indicator.import.look")
    assert [line.login for line in lines] == [world.planner.login]
