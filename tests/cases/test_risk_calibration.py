"""A year of judged risk against what came later: figures by hand, small ones as a range, her own agency's only."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.actions.case import follow, open_case
from cases.actions.case_task import held_case
from cases.choices.risk import FIGURE_LABELS
from cases.models import Case, CaseStep, RiskAssessment
from cases.queries.risk_calibration import Judged, counts, judged_in, shown, years
from safeguards.models import AuditLine
from tests.factories import cases
from tests.factories.partners import account_with_posting
from tests.partners.forms import words_of

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=200)


def laid(case, judged, proposed="", *, at=LONG_AGO, **more):
    """A judgement of that moment."""
    version = RiskAssessment.objects.everything("test").filter(case=case).count() + 1
    facts = {"account": case.assigned_to, "fear": "none", "questionnaire": "yui-1", "level": judged, **more}
    return RiskAssessment.objects.everything("test").create(
        case=case, agency=case.agency, version=version, judged=judged, proposed=proposed, judged_at=at,
        next_review_on=at.date(), **facts,
    )  # fmt: skip


@pytest.fixture
def case(world):
    actor = world.act(world.counselor)
    return open_case(actor, cases.client(actor), timezone.localdate())


def of(actor, level):
    found = [one for year in years(actor) for one in judged_in(actor, year)]
    return next(line for line in counts(found) if line.level == level)


def judged(level, proposed="", **more):
    facts = dict.fromkeys(("was_lowered", "was_refused", "is_followed", "violence", "protection"), False)
    return Judged(level, proposed, **{**facts, **more})


def test_the_sums_by_hand():
    lines = {
        line.level: line
        for line in counts(
            [
                judged("high", "high", is_followed=True, violence=True),
                judged("high", "", is_followed=True, protection=True, violence=True),
                judged("high", "imminent", was_lowered=True, violence=True),
                judged("low", "high", was_refused=True, is_followed=True),
                judged("low"),
            ]
        )
    }
    assert list(lines) == ["imminent", "high", "medium", "low"]
    high = lines["high"]
    assert (high.judged, high.up, high.down, high.lowered, high.refused) == (3, 1, 1, 1, 0)
    assert (high.followed, high.violence, high.protection) == (2, 2, 1), "what is not over is not counted yet"
    low = lines["low"]
    assert (low.judged, low.up, low.down, low.refused, low.followed, low.violence) == (2, 0, 1, 1, 1, 0)
    assert set(FIGURE_LABELS) == {*high.__dataclass_fields__} - {"level"}


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0"), (1, "1～9"), (9, "1～9"), (10, "10"), (1234, "1,234")]
)
def test_small_numbers_are_shown_as_a_range(number, text):
    assert shown(number) == text


def test_only_what_came_within_ninety_days_counts(world, case):
    actor = world.act(world.counselor)
    laid(case, "high", "high")
    assert of(actor, "high").followed == 1 and of(actor, "high").violence == 0
    for complaint, days in (("spouse_violence", -1), ("spouse_violence", 91), ("other", 10)):
        cases.consultation(
            actor, of=case.client, main_complaint=complaint, started_at=LONG_AGO + timedelta(days=days)
        )
    assert of(actor, "high").violence == 0
    other = cases.client(actor)
    cases.consultation(
        actor, of=other, main_complaint="spouse_violence", started_at=LONG_AGO + timedelta(days=5)
    )
    assert of(actor, "high").violence == 0, "that was another woman"
    cases.consultation(
        actor, of=case.client, main_complaint="spouse_violence", started_at=LONG_AGO + timedelta(days=89)
    )
    assert of(actor, "high").violence == 1 and of(actor, "high").protection == 0
    follow(
        actor,
        held_case(actor, Case.objects.everything("test").get(pk=case.pk)),
        "protect",
        timezone.localdate(),
    )
    assert of(actor, "high").protection == 0, "more than 90 days later"
    laid(case, "imminent", "imminent", at=timezone.now() - timedelta(days=89))
    assert of(actor, "imminent").followed == 0, "89 days are not 90"
    steps = CaseStep.objects.everything("test").filter(move="protect")
    steps.update(made_at=LONG_AGO + timedelta(days=30))
    assert of(actor, "high").protection == 1


def test_the_page_shows_ranges_of_her_own_agency(world, case, browser):
    boss = account_with_posting(world.center, "supervisor")
    for _each in range(11):
        laid(case, "low", "high", at=timezone.now())
    laid(case, "medium", "", at=timezone.now())
    page = words_of(browser(boss).get("/cases/risk/calibration/"))
    assert "11" in page and "1～9" in page and "試行・未検証" in page and "この機関の危険度" in page
    there = words_of(browser(world.city_supervisor).get("/cases/risk/calibration/"))
    assert (
        "11" not in there.split("判断した危険度")[1].split("人ではなく")[0]
        and "1～9" not in there.split("人では")[0]
    )
    assert "危険度をふり返る" in words_of(browser(boss).get("/cases/"))
    assert "危険度をふり返る" not in words_of(browser(world.counselor).get("/cases/"))
    assert browser(boss).get("/cases/risk/calibration/?year=x").status_code == 200
    assert browser(world.counselor).get("/cases/risk/calibration/").status_code == 404
    assert AuditLine.objects.filter(event="risk.calibration").exists()
