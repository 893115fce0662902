"""安全計画: answers by field group, no paper where papers are not safe, versions that stay."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.actions import Stale
from cases.actions.case import open_case
from cases.actions.safety_plan import sign_safety_plan
from cases.choices.safety_plan import HARMLESS_WORDS, SAFETY_QUESTIONS
from cases.models import SafetyPlan
from cases.models.support_plan import PlanSigned
from cases.queries.safety_plan import paper_preset, safety_versions
from safeguards.access import Absent
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
ANSWERS = {one.code: f"答え{place}番" for place, one in enumerate(SAFETY_QUESTIONS)}
TODAY = timezone.localdate


@pytest.fixture
def actor(world):
    for one in (world.counselor, world.colleague):
        one.save()
    return world.act(world.counselor)


@pytest.fixture
def woman(actor):
    return cases.client(actor, family_name="安全春子")


@pytest.fixture
def case(actor, woman):
    return open_case(actor, woman, TODAY())


def facts(**more):
    return {"answers": ANSWERS, "papers_safe": "yes", "paper": "memo", "talked_on": TODAY()} | more


def sent(version=0, **more):
    return {
        **ANSWERS, "papers_safe": "yes", "paper": "memo", "talked_on": TODAY().isoformat(), "version": version,
        "once": new_token(),
    } | more  # fmt: skip


def test_it_is_written_sent_twice_stands_once_and_a_change_is_a_new_version(world, actor, case, browser):
    here, url = browser(world.counselor), f"/cases/{case.number}/safety/write/"
    form = sent()
    assert here.get(url).status_code == 200
    assert here.post(url, form).url == here.post(url, form).url
    plan = SafetyPlan.objects.everything("test").get()
    assert plan.answers == ANSWERS and plan.version == 1
    page = words_of(here.get(f"/cases/{case.number}/safety/"))
    assert all(words in page for words in ANSWERS.values())
    assert here.post(url, sent(1, code_word="赤い傘")).status_code == 302
    newest, older = safety_versions(actor, case, frozenset({"contact", "narrative"}))
    assert "赤い傘" in [one.words for one in newest.answers] and older.version == 1
    plan.paper = "none"
    for change in (plan.save, plan.delete, SafetyPlan.objects.everything("test").delete):
        with pytest.raises(PlanSigned):
            change()
    for event in ("safety_plan.sign", "safety_plan.open_to_write", "safety_plan.read"):
        line = AuditLine.objects.filter(event=event).first()
        assert line is not None and "答え" not in line.facts


def test_no_paper_goes_where_papers_are_not_safe(world, actor, case, browser):
    here, url = browser(world.counselor), f"/cases/{case.number}/safety/write/"
    answer = here.post(url, sent(papers_safe="no", paper="disguised", told="姉"))
    assert answer.status_code == 422 and "紙は渡さない" in words_of(answer) and "姉" in words_of(answer)
    with pytest.raises(IntegrityError), transaction.atomic():
        sign_safety_plan(actor, case, facts(papers_safe="no"), 0)
    assert not SafetyPlan.objects.everything("test").exists()
    assert here.post(url, sent(papers_safe="no", paper="none")).status_code == 302


@pytest.mark.parametrize(
    ("rule", "preset"),
    [({}, ""), ({"ways": {"letter": {"may": False}}}, "none"), ({"ways": {"letter": {"may": True}}}, "")],
)
def test_her_contact_rule_sets_no_paper_beforehand(world, woman, case, browser, rule, preset):
    assert paper_preset(rule) == preset
    woman.contact_rule = rule
    woman.save()
    form = browser(world.counselor).get(f"/cases/{case.number}/safety/write/").context["form"]
    assert form["paper"].value() == preset


def test_the_list_in_disguise_holds_harmless_words_only_and_is_copied_by_hand(world, actor, case, browser):
    sign_safety_plan(actor, case, facts(paper="disguised"), 0)
    page = words_of(browser(world.counselor).get(f"/cases/{case.number}/safety/"))
    assert "手で書き写すことば" in page and "電池、ケーブル" in page
    forbidden = ("安全", "逃", "保護", "相談", "暴力", "警察", "計画", "身分", "通帳", "離婚")
    assert not [str(word) for word, _thing in HARMLESS_WORDS for sign in forbidden if sign in str(word)]
    sign_safety_plan(actor, case, facts(paper="none"), 1)
    page = words_of(browser(world.counselor).get(f"/cases/{case.number}/safety/"))
    assert "電池、ケーブル" not in page


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"talked_on": "令和8年2月30日"}, "2月30日"),
        ({"talked_on": "2099-01-01"}, "まだ"),
        ({"papers_safe": ""}, "選んで"),
        (dict.fromkeys(ANSWERS, ""), "答えを1つ以上"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(world, case, browser, more, sentence):
    answer = browser(world.counselor).post(f"/cases/{case.number}/safety/write/", sent(**more))
    assert answer.status_code == 422 and sentence in words_of(answer)
    kept = {**ANSWERS, **more}
    assert all(kept[code] in answer.content.decode() for code in ANSWERS)


def test_the_slower_of_two_is_told_and_keeps_what_she_typed(world, actor, case, browser):
    sign_safety_plan(actor, case, facts(), 0)
    with pytest.raises(Stale):
        sign_safety_plan(actor, case, facts(), 0)
    answer = browser(world.counselor).post(
        f"/cases/{case.number}/safety/write/", sent(0, told="遅い人のことば")
    )
    assert answer.status_code == 409 and "遅い人のことば" in words_of(answer)


def test_each_answer_is_for_who_reads_its_field_group(world, actor, case, browser):
    sign_safety_plan(actor, case, facts(), 0)
    cases.disclosure(actor, case, world.city_counselor.postings.get().agency, ("identity", "narrative"))
    here = browser(world.city_counselor)
    page = words_of(here.get(f"/cases/{case.number}/safety/"))
    shown = {one.code for one in SAFETY_QUESTIONS if ANSWERS[one.code] in page}
    assert (
        shown
        == {one.code for one in SAFETY_QUESTIONS if one.group == "narrative"}
        == {"to_take", "afterwards"}
    )
    assert world.counselor.name not in page
    assert here.post(f"/cases/{case.number}/safety/write/", sent(1)).status_code == 404


def test_without_what_was_said_and_behind_a_wall_there_is_no_plan(world, actor, case, browser):
    sign_safety_plan(actor, case, facts(), 0)
    cases.disclosure(actor, case, world.city_counselor.postings.get().agency, ("risk", "contact"))
    cases.wall(world.colleague, case)
    for account in (world.city_counselor, world.colleague):
        assert browser(account).get(f"/cases/{case.number}/safety/").status_code == 404
        assert browser(account).get(f"/cases/{case.number}/safety/write/").status_code == 404
    with pytest.raises(Absent):
        sign_safety_plan(world.act(world.colleague), case, facts(), 1)
