"""危険度: asked, proposed, judged and signed; going up stands at once, going down by two; what a level brings."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import risk_rule
from cases.actions import Stale
from cases.actions.case import open_case
from cases.actions.risk import answer_lowering, judge_risk
from cases.models import CaseTask, ClientAlert, RiskAssessment, RiskQuestion
from cases.models.risk import RiskSigned
from cases.queries.decisions import DECISIONS
from cases.queries.risk import red_flags
from partners.models import Alert
from safeguards.access import Absent
from safeguards.models import AuditLine
from safeguards.once import new_token
from tests.factories import cases
from tests.factories.partners import account_with_posting
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
NAME, WORDS, WHY = "危険秋子", "夜になると足音がこわい", "相手方が遠くへ移ったと警察に確かめた"
EVERY = RiskAssessment.objects.everything("test")
TODAY = timezone.localdate


@pytest.fixture
def actor(world):
    for one in (world.counselor, world.colleague, world.supervisor):
        one.save()
    return world.act(world.counselor)


@pytest.fixture
def case(actor):
    return open_case(actor, cases.client(actor, family_name=NAME, given_name=""), TODAY())


def fresh(one):
    return type(one).objects.everything("test").get(pk=one.pk)


def told(*yes):
    return {one.code: "yes" if one.code in yes else "no" for one in RiskQuestion.objects.of("yui-1")}


def judge(actor, case, judged, *yes, reason="", **more):
    facts = {"questionnaire": "yui-1", "fear": "strong", "fear_words": WORDS, "answers": told(*yes), **more}
    return judge_risk(actor, case, fresh(case).version, judged=judged, reason=reason, **facts)


def level_of(case):
    return EVERY.filter(case=case).order_by("-version").first().level


def waiting_days(case):
    rows = CaseTask.objects.everything("test").filter(case=case, kind="risk_review", ended_at__isnull=True)
    return list(rows.values_list("due_on", flat=True))


def alerts(case):
    return ClientAlert.objects.everything("test").filter(
        client=case.client, kind="risk_high", ended_at__isnull=True
    )


def form_of(case, judged="", *yes, **more):
    answers = {f"q_{code}": answer for code, answer in told(*yes).items()}
    return {
        **answers, "fear": "strong", "fear_words": WORDS, "judged": judged, "reason": "", "do": "sign",
        "questionnaire": "yui-1", "version": fresh(case).version, "once": new_token(), **more,
    }  # fmt: skip


def waits_for(actor):
    """Addresses of the lower levels that stand on the home page of this person."""
    lists = [one for part in DECISIONS for one in part.of(actor) if one.name == "risks"]
    return [row.url for one in lists for row in one.rows]


def test_the_questions_are_data_with_a_version_and_their_red_flags():
    asked = list(RiskQuestion.objects.on(TODAY()))
    assert 18 <= len(asked) <= 24 and {one.version for one in asked} == {"yui-1"} == {
        one.version for one in RiskQuestion.objects.on(TODAY().replace(year=2001))
    }
    assert 5 <= len(red_flags(asked)) < len(asked) and {one.source for one in asked} == {"own"}
    RiskQuestion.objects.create(
        version="yui-2", code="one", text_ja="新しい質問", text_en="A new one", group="threat", position=1,
        valid_from=TODAY() - timedelta(days=1), source="own",
    )  # fmt: skip
    assert [one.code for one in RiskQuestion.objects.on(TODAY())] == ["one"]
    assert {one.version for one in RiskQuestion.objects.on(TODAY() - timedelta(days=2))} == {"yui-1"}


def test_she_is_asked_the_answers_propose_and_a_person_signs(world, actor, case, browser):
    here, url = browser(world.counselor), f"/cases/{case.number}/risk/"
    page = words_of(here.get(url))
    for text in (NAME, "試行・未検証", "点数はつけません", "まだ判断はありません", "刃物や道具を向けられた"):
        assert text in page
    proposed = here.post(url, form_of(case, "", "weapon", do="propose", fear=""))
    page = words_of(proposed)
    assert proposed.status_code == 200 and "提案: 高い" in page and WORDS in page and not EVERY.count()
    assert "提案: 切迫" in words_of(
        here.post(url, form_of(case, "", "weapon", "breath", "growing", do="propose"))
    )
    assert "提案: 低いか中くらい" in words_of(here.post(url, form_of(case, "", "money", do="propose")))
    form = form_of(case, "high", "weapon")
    answer = here.post(url, form)
    assert answer.url == f"/cases/{case.number}/#risk" and here.post(url, form).url == answer.url, "twice"
    one = EVERY.get()
    assert (one.proposed, one.judged, one.level, one.state, one.version) == (
        "high",
        "high",
        "high",
        "stands",
        1,
    )
    assert one.account == world.counselor and one.answers["weapon"] == "yes"
    page = words_of(here.get(f"/cases/{case.number}/"))
    for text in (
        "危険度",
        "高い",
        "試行・未検証",
        WORDS,
        "次の見直し",
        "外出と訪問は2人で行く",
        "見直す",
        world.counselor.name,
    ):
        assert text in page
    signed = words_of(here.get(url))
    assert "すべての答え" in signed and "いちばん新しい判断" in signed
    assert "その日のうちに警察と話す" not in page, "that belongs to the level above"
    assert "危険度を見直す" in page and waiting_days(case) == [risk_rule.next_review("high", TODAY())]
    for code in ("risk.read", "risk.judge"):
        assert AuditLine.objects.filter(event=code).exists()
    assert AuditLine.objects.filter(event="risk.judge").count() == 1


@pytest.mark.parametrize(("judged", "yes"), [("imminent", ["weapon"]), ("medium", ["weapon"]), ("high", [])])
def test_leaving_the_proposal_either_way_needs_a_reason(world, actor, case, browser, judged, yes):
    here, url = browser(world.counselor), f"/cases/{case.number}/risk/"
    refused = here.post(url, form_of(case, judged, *yes))
    assert (
        refused.status_code == 422
        and "理由を書いてください" in words_of(refused)
        and WORDS in words_of(refused)
    )
    assert here.post(url, form_of(case, judged, *yes, reason="  ")).status_code == 422 and not EVERY.count()
    with pytest.raises(Absent):
        judge(actor, case, judged, *yes)
    assert here.post(url, form_of(case, judged, *yes, reason=WHY)).status_code == 302
    assert EVERY.get().reason == WHY and WHY in words_of(here.get(f"/cases/{case.number}/"))


def test_raising_stands_at_once_and_warns_on_her_card(actor, case):
    judge(actor, case, "low")
    assert level_of(case) == "low" and not alerts(case).exists()
    judge(actor, case, "imminent", reason="今夜来ると言われた")
    assert level_of(case) == "imminent" and alerts(case).count() == 1
    assert waiting_days(case) == [risk_rule.next_review("imminent", TODAY())], (
        "one review, the old one is met"
    )
    judge(actor, case, "imminent", "weapon", "breath", "growing")
    assert alerts(case).count() == 1, "never twice"


def test_lowering_waits_and_the_higher_level_stands_until_another_agrees(world, actor, case, browser):
    judge(actor, case, "high", "weapon")
    first = browser(world.counselor).post(
        f"/cases/{case.number}/risk/", form_of(case, "low", reason=WHY), follow=True
    )
    assert "2人目が認めるまで、高い方が残ります" in words_of(first)
    one = EVERY.get(version=2)
    assert (one.level, one.judged, one.state) == ("high", "low", "asked_lower") and alerts(case).exists()
    bell = Alert.objects.get(kind="risk.waits", account=world.supervisor)
    assert bell.path == f"/cases/{case.number}/risk/answer/" and case.client.family_name not in str(
        bell.facts
    )
    assert waiting_days(case) == [risk_rule.next_review("high", TODAY())]
    url = f"/cases/{case.number}/risk/answer/"
    assert waits_for(world.act(world.supervisor)) == [url] and waits_for(actor) == []
    boss = browser(world.supervisor)
    assert "2人目を待っています" in words_of(boss.get(f"/cases/{case.number}/"))
    page = words_of(boss.get(url))
    for text in (WHY, "高い", "低い", world.counselor.name, "とてもこわい"):
        assert text in page
    assert browser(world.counselor).get(url).status_code == 404
    form = {"move": "approve", "words": "", "once": new_token()}
    assert boss.post(url, form).status_code == 302 and boss.post(url, form).status_code == 302, (
        "the same twice"
    )
    one = EVERY.get(version=2)
    assert (one.level, one.state, one.answered_by) == ("low", "stands", world.supervisor)
    assert not alerts(case).exists() and waiting_days(case) == [risk_rule.next_review("low", TODAY())]
    assert boss.get(url).status_code == 404 and waits_for(world.act(world.supervisor)) == []
    for code in ("risk.approve", "risk.read_request", "client.alert_end", "case.task_shift"):
        assert AuditLine.objects.filter(event=code).exists()
    assert AuditLine.objects.filter(event="risk.approve").count() == 1


def test_a_refused_lowering_leaves_the_higher_level_with_a_reason(world, actor, case, browser):
    one = judge(actor, case, "medium", "weapon", reason=WHY)
    assert one.level == "high", "the proposal stands, though nothing stood before"
    boss, url = browser(world.supervisor), f"/cases/{case.number}/risk/answer/"
    empty = boss.post(url, {"move": "refuse", "words": " ", "once": new_token()})
    assert empty.status_code == 422 and "理由を書いてください" in words_of(empty)
    assert (
        boss.post(url, {"move": "refuse", "words": "まだ近くにいる", "once": new_token()}).status_code == 302
    )
    one = fresh(one)
    assert (one.level, one.state, one.answer_words) == ("high", "refused", "まだ近くにいる") and alerts(
        case
    ).exists()
    assert AuditLine.objects.filter(event="risk.refuse").exists()
    assert judge(actor, case, "low", reason=WHY).level == "high", "it still stands"


def test_a_new_judgement_takes_the_place_of_one_that_waits(world, actor, case):
    judge(actor, case, "high", "weapon")
    waits = judge(actor, case, "low", reason=WHY)
    judge(actor, case, "imminent", "weapon", "breath", "growing")
    assert fresh(waits).state == "replaced" and level_of(case) == "imminent"
    with pytest.raises(Absent):
        answer_lowering(world.act(world.supervisor), waits.number, "approve")


def test_who_judged_never_answers_herself(world, actor, case):
    boss = world.act(world.supervisor)
    one = judge(boss, case, "low", "weapon", reason=WHY)
    with pytest.raises(Absent):
        answer_lowering(boss, one.number, "approve")
    with pytest.raises(Absent):
        answer_lowering(world.act(world.colleague), one.number, "approve")
    another = account_with_posting(world.center, "supervisor")
    for name, words in (("refuse", ""), ("nonsense", "x")):
        with pytest.raises(Absent):
            answer_lowering(world.act(another), one.number, name, words)
    assert answer_lowering(world.act(another), one.number, "approve").level == "low"


@pytest.mark.parametrize("has_deputy", [True, False])
def test_where_one_counselor_works_alone_the_deputy_or_the_center_answers_and_sees_the_request_only(
    world, browser, has_deputy
):
    """A town without a supervisor: its deputy agency answers, else the women's center."""
    alone, boss = world.act(world.ward_counselor), world.city_supervisor if has_deputy else world.supervisor
    if has_deputy:
        world.ward.deputy = world.city
        world.ward.save()
    case = open_case(alone, cases.client(alone, family_name=NAME, given_name=""), TODAY())
    judge(alone, case, "high", "weapon")
    judge(alone, case, "low", reason=WHY)
    here, url = browser(boss), f"/cases/{case.number}/risk/answer/"
    assert waits_for(world.act(boss)) == [url]
    assert case.number in here.get("/cases/risk/calibration/").content.decode()
    page = words_of(here.get(url))
    assert WHY in page and NAME not in page and WORDS not in page and world.ward.label in page
    assert (
        here.get(f"/cases/{case.number}/").status_code
        == here.get(f"/cases/{case.number}/risk/").status_code
        == 404
    )
    assert here.post(url, {"move": "approve", "words": "", "once": new_token()}).status_code == 302
    assert level_of(case) == "low" and not alerts(case).exists()
    assert waiting_days(case) == [risk_rule.next_review("low", TODAY())]
    assert here.get(url).status_code == 404


def test_a_walled_reader_neither_sees_nor_judges_nor_answers(world, actor, case, browser):
    one = judge(actor, case, "low", "weapon", reason=WHY)
    for who in (world.colleague, world.supervisor):
        cases.wall(who, case)
        assert browser(who).get(f"/cases/{case.number}/risk/").status_code == 404
    with pytest.raises(Absent):
        judge(world.act(world.colleague), case, "high", "weapon")
    with pytest.raises(Absent):
        answer_lowering(world.act(world.supervisor), one.number, "approve")
    assert waits_for(world.act(world.supervisor)) == []
    assert "0" in words_of(browser(world.supervisor).get("/cases/risk/calibration/"))
    assert RiskAssessment.objects.of_cases(world.act(world.supervisor)).count() == 0


@pytest.mark.parametrize(
    ("groups", "level", "words"),
    [(("identity", "narrative"), 0, 0), (("risk",), 1, 0), (cases.ALL_GROUPS, 1, 1)],
)
def test_whom_it_was_told_reads_the_level_by_its_group_and_no_reason_or_name(
    world, actor, case, browser, groups, level, words
):
    judge(actor, case, "imminent", "weapon", reason=WHY)
    cases.disclosure(actor, case, world.city_counselor.postings.get().agency, groups)
    here = browser(world.city_counselor)
    page = words_of(here.get(f"/cases/{case.number}/"))
    assert ("切迫" in page, "次の見直し" in page, WORDS in page) == (bool(level), bool(level), bool(words))
    assert WHY not in page and world.counselor.name not in page
    url = f"/cases/{case.number}/risk/"
    assert here.get(url).status_code == 404 and here.post(url, form_of(case, "low")).status_code == 404
    assert EVERY.count() == 1


def test_what_is_signed_stays_and_what_is_not_whole_is_refused(world, actor, case, browser):
    one = judge(actor, case, "low")
    for names in (["judged"], [], None):
        with pytest.raises(RiskSigned):
            one.save(update_fields=names)
    for broken in ({"fear": "x"}, {"answers": {"weapon": "yes"}}, {"answers": {**told(), "weapon": "x"}},
                   {"questionnaire": "none"}):  # fmt: skip
        with pytest.raises(Absent):
            judge(actor, case, "low", **broken)
    with pytest.raises(Absent):
        judge(actor, case, "dreadful")
    here, url = browser(world.counselor), f"/cases/{case.number}/risk/"
    assert here.post(url, form_of(case, "", fear="")).status_code == 422
    assert here.post(url, form_of(case, "low", questionnaire="old")).status_code == 422
    assert here.post(url, {**form_of(case, "low"), "q_weapon": ""}).status_code == 422
    assert EVERY.count() == 1


def test_who_was_slower_is_told_and_loses_nothing(world, actor, case, browser):
    slow = form_of(case, "low")
    judge(world.act(world.colleague), case, "medium")
    with pytest.raises(Stale):
        judge_risk(
            actor,
            case,
            int(slow["version"]),
            questionnaire="yui-1",
            answers=told(),
            fear="none",
            judged="low",
        )
    answer = browser(world.counselor).post(
        f"/cases/{case.number}/risk/", {**slow, "fear_words": "下書きの言葉", "reason": WHY}
    )
    assert answer.status_code == 409 and "下書きの言葉" in words_of(answer) and EVERY.count() == 1
