"""児童虐待の確認: asked where a child lives with violence, decided and signed by a person, changed by nobody."""

import time
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser

from cases import choices, rules
from cases.actions import Stale
from cases.actions.child_check import sign_child_check
from cases.actions.client import change_client
from cases.actions.dv_report import write_dv_report
from cases.models import ChildCheck
from cases.models.child_check import SignedAlready
from cases.queries.audit import numbers_about
from cases.queries.child_check import is_asked
from cases.queries.waiting_duties import waiting_duties
from safeguards.access import Absent
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases
from tests.partners.forms import words_of
from tests.signing import sign_in

pytestmark = pytest.mark.django_db
SEEN, WHY, SAID = "たんすのかげで泣いていた", "祖母の家に移っている", "知られたくないと話された"
LABEL = "児童虐待の確認"


@pytest.fixture
def mother(world):
    return cases.client(world.act(world.counselor), children_count=2, children_note="年長と小2")


def call(world, days=0, who=None, **facts):
    actor = world.act(who or world.counselor)
    return cases.consultation(actor, started_at=actor.now - timedelta(days=days, hours=1), **facts)


def told(**facts):
    """What a person fills in; not notified, for a reason."""
    return {
        "seen_violence": "yes", "direct_violence": "no", "injury_neglect": "unknown", "observed": SEEN,
        "decision": choices.NOT_NOTIFY, "reason": WHY, **facts,
    }  # fmt: skip


NOTICE = {
    "decision": choices.NOTIFY, "reason": "", "notified_to": "child_guidance", "notified_whom": "初回面接係",
    "told_her": "against", "told_words": SAID, "no_consent": "子の安全が先", "notifier": "試験 太郎",
}  # fmt: skip


def sign(world, one, version=0, who=None, **facts):
    return sign_child_check(world.act(who or world.counselor), cases.fresh(one), told(**facts), version)


def waits_for(world, who):
    found = [one for one in waiting_duties(world.act(who)) if one.label == LABEL]
    return {row.url.split("/")[2] for one in found for row in one.rows}


ASKING = [
    ({}, {"children_count": 1}, True), ({}, {"children_note": "3歳"}, True), ({}, {}, False),
    ({"main_complaint": "housing"}, {"children_count": 1}, False),
    ({"main_complaint": "spouse_violence.spouse"}, {"children_count": 1}, True),
    ({"main_complaint": "housing", "violence_types": ["economic"]}, {"children_count": 1}, True),
    ({"main_complaint": "housing", "harm_types": ["child_present"]}, {}, True),
    ({"children_note": "子のこと"}, {}, True), ({}, {"children_count": 0}, False),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "hers", "asked"), ASKING)
def test_codes_decide_where_it_is_asked(world, facts, hers, asked):
    one = call(world, of=cases.client(world.act(world.counselor), **hers), **facts)
    assert is_asked(world.act(world.counselor), one) == asked
    assert waits_for(world, world.counselor) == ({one.number} if asked else set())


@pytest.mark.parametrize(("year", "asked"), [(2005, False), (2020, True), (None, True)])
def test_of_children_of_their_own_row_only_minors_count(world, year, asked):
    actor = world.act(world.counselor)
    woman = cases.client(actor)
    cases.child(actor, woman, birth={"year": year, "month": None, "day": None} if year else {})
    one = call(world, of=woman)
    assert is_asked(actor, one) == asked and (one.number in waits_for(world, world.counselor)) == asked


def test_the_age_at_which_a_child_is_none_any_more():
    day = date(2026, 6, 1)
    assert not rules.may_be_minor({"year": 2008, "month": 6, "day": 1}, day)
    assert rules.may_be_minor({"year": 2008, "month": 6, "day": 2}, day)
    assert rules.may_be_minor({"year": 2008, "month": None, "day": None}, day)
    assert not rules.may_be_minor({"year": 2007, "month": None, "day": None}, day)


def test_it_waits_for_the_counselor_and_after_a_working_day_for_the_supervisor(world, mother):
    world.supervisor.save()
    new, old = (
        call(world, of=mother),
        call(world, days=12, of=cases.client(world.act(world.counselor), children_count=1)),
    )
    assert waits_for(world, world.counselor) == {new.number, old.number}
    assert waits_for(world, world.colleague) == set()
    assert waits_for(world, world.supervisor) == {old.number}
    sign(world, old)
    assert waits_for(world, world.supervisor) == set() and waits_for(world, world.counselor) == {new.number}
    sign(world, new, decision=choices.ASK_SUPERVISOR)
    assert waits_for(world, world.supervisor) == {new.number}, "who is asked sees it at once"
    sign(world, new, 1, who=world.supervisor, **NOTICE)
    assert waits_for(world, world.counselor) == {new.number}, (
        "decided, and the notification is still to be made"
    )
    sign(world, new, 2, who=world.supervisor, **NOTICE, notified_at=world.act(world.counselor).now)
    assert waits_for(world, world.counselor) == waits_for(world, world.supervisor) == set()


def test_a_signature_covers_the_person_for_a_month_but_not_violence_before_a_child_anew(world, mother):
    actor = world.act(world.counselor)
    before, first = call(world, days=60, of=mother), call(world, days=45, of=mother)
    then = replace(actor, now=actor.now - timedelta(days=40))
    sign_child_check(then, first, told(), 0)
    soon, anew = (
        call(world, days=12, of=mother),
        call(world, days=12, of=mother, harm_types=["child_present"]),
    )
    beyond = call(world, days=8, of=mother)
    asked = [one for one in (before, first, soon, anew, beyond) if is_asked(actor, one)]
    assert asked == [anew, beyond]
    assert waits_for(world, world.counselor) == {anew.number}, "a person stands once, by her oldest contact"
    sign(world, beyond)
    assert waits_for(world, world.counselor) == set(), "one signature is for all that happened before it"


def test_another_persons_signature_and_another_agencys_cover_nobody(world, mother):
    one, other = (
        call(world, of=mother),
        call(world, of=cases.client(world.act(world.counselor), children_count=1)),
    )
    sign(world, other)
    assert is_asked(world.act(world.counselor), one)


def form_of(**facts):
    return {**told(), "version": "0", "once": new_token(), **facts}


def test_it_is_signed_with_name_role_and_moment_and_stands_in_the_record(world, browser, mother):
    one = call(world, of=mother)
    here, url = browser(world.counselor), f"/consultations/{one.number}/"
    assert (
        "児童虐待の確認をしてください" in words_of(here.get(url))
        and f"{url}child-check/" in here.get(url).content.decode()
    )
    page = here.get(f"{url}child-check/")
    assert (
        "年長と小2" in words_of(page) and "義務" in words_of(page) and world.counselor.name in words_of(page)
    )
    notice = form_of(**NOTICE, notified_on="R8.4.1", notified_clock="14:05")
    answer = here.post(f"{url}child-check/", notice)
    assert answer.status_code == 302 and answer.url.startswith(url)
    assert here.post(f"{url}child-check/", notice).url == answer.url
    check = ChildCheck.objects.visible_to(world.act(world.counselor)).get()
    assert (check.version, check.signer, check.signer_role) == (1, world.counselor, "counselor")
    assert check.signer_name == world.counselor.name and check.posting_id and check.signed_at
    shown = words_of(here.get(url))
    for text in (
        "通告する",
        "児童相談所 初回面接係",
        "令和8年4月1日 14:05",
        SEEN,
        SAID,
        world.counselor.name,
        "第1版",
    ):
        assert text in shown, text
    assert "児童虐待の確認をしてください" not in shown
    line = AuditLine.objects.get(event="child_check.sign")
    assert '"decision":"notify"' in line.facts and one.number in line.facts
    for facts in AuditLine.objects.values_list("facts", flat=True):
        assert not [text for text in (SEEN, SAID, "初回面接係") if text in facts]
    assert AuditLine.objects.filter(event="child_check.read", object_number=one.number).exists()


FAULTS = [
    ({"decision": ""}, "判断を選んで"), ({"reason": " "}, "通告しない理由"), ({"seen_violence": ""}, "まだ分からない"),
    ({**NOTICE, "notified_to": ""}, "通告先を選んで"), ({**NOTICE, "no_consent": ""}, "同意を得ない理由を書いて"),
    ({**NOTICE, "told_her": ""}, "説明したかどうか"), ({"notified_to": "municipality"}, "通告するときの欄"),
    ({**NOTICE, "notified_on": "R99.1.1"}, "まだ来ていない日"), ({"decision": "no_child"}, "両方を確かめて"),
    ({"decision": "automatic"}, "automatic"), ({**NOTICE, "notified_to": "neighbour"}, "neighbour"),
]  # fmt: skip


def test_what_does_not_fit_together_is_sent_back_with_every_word(world, browser, mother):
    one, here = call(world, of=mother), browser(world.counselor)
    for change, sentence in FAULTS:
        answer = here.post(f"/consultations/{one.number}/child-check/", form_of(**change))
        assert answer.status_code == 422 and SEEN in answer.content.decode(), change
        assert sentence in words_of(answer), change
    assert not ChildCheck.objects.everything("test").exists()


def test_without_a_proof_of_just_now_nothing_is_opened_or_signed(world, mother):
    one = call(world, of=mother)
    here = sign_in(Browser(), world.counselor, at=time.time() - 3600)
    url = f"/consultations/{one.number}/child-check/"
    for answer in (here.get(url), here.post(url, form_of())):
        assert answer.status_code == 302 and answer.url.startswith("/account/proof/")
    assert not ChildCheck.objects.everything("test").exists()


def test_nothing_signed_is_changed_and_earlier_versions_stay_readable(world, browser, mother):
    one = call(world, of=mother)
    first = sign(world, one)
    for act in (first.save, first.delete, lambda: ChildCheck.objects.everything("test").update(decision="notify"),
                lambda: ChildCheck.objects.everything("test").delete()):  # fmt: skip
        with pytest.raises(SignedAlready):
            act()
    with pytest.raises(Stale):
        sign(world, one, 0, observed="おそい人")
    sign(world, one, 1, decision=choices.NO_CHILD, seen_violence="no", reason="", observed="引っ越した")
    shown = words_of(browser(world.counselor).get(f"/consultations/{one.number}/"))
    assert SEEN in shown and "引っ越した" in shown and "第1版" in shown and "第2版" in shown
    with pytest.raises(IntegrityError), transaction.atomic():
        ChildCheck(
            consultation=one, agency=world.center, version=2, decision="no_child", signer=world.counselor,
            signed_at=first.signed_at,
        ).save()  # fmt: skip


def test_the_slower_signature_is_sent_back_with_its_text(world, browser, mother):
    one = call(world, of=mother)
    sign(world, one)
    answer = browser(world.counselor).post(
        f"/consultations/{one.number}/child-check/", form_of(observed="おそい人の文")
    )
    assert (
        answer.status_code == 409 and "おそい人の文" in answer.content.decode() and SEEN in words_of(answer)
    )
    again = {**form_of(observed="おそい人の文"), "version": answer.context["form"]["version"].value()}
    assert (
        browser(world.counselor).post(f"/consultations/{one.number}/child-check/", again).status_code == 302
    )


OTHERS = ["identity", "contact", "narrative", "health", "risk", "other_party"]


@pytest.mark.parametrize("groups", [["children"], ["narrative"], OTHERS])
def test_agencies_told_of_other_groups_learn_nothing_of_it(world, browser, mother, groups):
    """What was decided goes to who is told of the children, without the names of the staff, and to nobody else."""
    one = call(world, of=mother, narrative="相談の文")
    sign(world, one, **NOTICE)
    cases.disclosure(world.act(world.counselor), one, world.city, groups)
    page = browser(world.city_counselor).get(f"/consultations/{one.number}/")
    shown = words_of(page)
    assert page.status_code == 200
    for text in (LABEL, "通告する", SEEN, SAID, "初回面接係", "児童相談所"):
        assert (text in shown) == ("children" in groups), text
    assert world.counselor.name not in shown and "新しい版に署名" not in shown and "試験 太郎" not in shown
    assert browser(world.city_counselor).get(f"/consultations/{one.number}/child-check/").status_code == 404
    assert waits_for(world, world.city_counselor) == set()


def test_walls_other_agencies_and_other_roles_find_nothing(world, browser, mother):
    one = call(world, of=mother)
    cases.wall(world.colleague, one)
    for account in (
        world.colleague,
        world.city_counselor,
        world.liaison,
        world.planner,
        world.admin,
        world.auditor,
    ):
        here = browser(account)
        for answer in (here.get(f"/consultations/{one.number}/child-check/"),
                       here.post(f"/consultations/{one.number}/child-check/", form_of())):  # fmt: skip
            assert answer.status_code == 404, account.login
    cases.disclosure(world.act(world.counselor), one, world.city)
    for who in (world.colleague, world.city_counselor):
        with pytest.raises(Absent):
            sign_child_check(world.act(who), one, told(), 0)
    assert not ChildCheck.objects.everything("test").exists()


def test_what_it_needs_of_the_database_does_not_grow(world, django_assert_num_queries):
    for number in (1, 8):
        for _each in range(number):
            call(world, of=cases.client(world.act(world.counselor), children_count=1))
        actor = world.act(world.counselor)
        with django_assert_num_queries(3):  # children, explanations, reports that are not written down
            (found,) = waiting_duties(actor)
    assert (found.count, len(found.rows)) == (9, 9)


def test_a_child_named_later_asks_too(world):
    woman = cases.client(world.act(world.counselor))
    one = call(world, of=woman)
    assert waits_for(world, world.counselor) == set()
    change_client(world.act(world.counselor), woman, {"children_note": "下の子がいた"}, woman.version)
    assert waits_for(world, world.counselor) == {one.number}


def test_the_trail_hides_them_from_a_reader_who_is_walled_off(world, mother):
    one = call(world, of=mother)
    check, now = sign(world, one), world.act(world.counselor).now
    facts = {"reporter_kind": "police", "reporter_name": "", "her_will": "", "reported_at": now}
    report = write_dv_report(world.act(world.counselor), one, facts, 0)
    assert {check.number, report.number, one.number} <= set(numbers_about([mother.person_key]))
    assert not {check.number, report.number} & set(numbers_about([]))
