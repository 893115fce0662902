"""What stands in the invented cases: judged risk, plans, procedures, stays in protection, measures of the register."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from cases import deadlines, risk_rule
from cases.cards import local_day
from cases.demo.anchors import write_many
from cases.demo.people import new_number, new_uuid
from cases.models import (
    Case,
    CaseProcedure,
    Client,
    ClientAlert,
    PlanGoal,
    PlanProgress,
    Procedure,
    RegisterProtection,
    RiskAssessment,
    RiskQuestion,
    Shelter,
    SupportPlan,
    TemporaryProtection,
)
from cases.states.case import PROTECTED, RECEIVED
from cases.states.register_protection import CONFIRMED, SET, term
from partners.models import Account, Agency, Posting

WHY = "the demo's cases"
WISHES = (
    "静かに眠れる部屋がほしい", "子どもを同じ学校に通わせたい", "働きながら資格をとりたい",
    "電話におびえずに暮らしたい", "母に無事を知らせたい",
)  # fmt: skip
GOALS = {
    "housing": "県営住宅の申込みに同行する",
    "children": "転校先を教育委員会と相談する",
    "health": "心理の面接を月に2回受ける",
    "money": "生活保護の申請に同行する",
}
FEAR = ("見つかったら何をされるか分からない", "夜になると足音がこわい", "")
PROCEDURES = 14
BEDS = (("S-01", "【架空】やまびこの家", 3), ("S-02", "【架空】みなもの家", 2))


def seed_shelters() -> list[Shelter]:
    """Two shelters of the invented bodies outside; none where no such body is there."""
    house = Agency.objects.filter(tier="npo", code__contains="demo").order_by("code").first()
    if house is None:
        return []
    return [
        Shelter.objects.everything(WHY).get_or_create(
            agency=house, code=code, defaults={"name": name, "beds": beds, "accepts": ["infant", "child"]}
        )[0]
        for code, name, beds in BEDS
    ]


class Parts:
    """Rows of the parts of many cases, written at the end in bulk."""

    def __init__(self, rng: random.Random, now: datetime, people: dict[int, Account]) -> None:
        self.rng, self.now, self.people, self.today = rng, now, people, local_day(now)
        asked = list(RiskQuestion.objects.order_by("-valid_from", "-version", "position"))
        self.version = asked[0].version
        self.flags = [one.code for one in asked if one.is_red_flag and one.version == self.version]
        self.procedures = list(Procedure.objects.order_by("position")[:PROCEDURES])
        self.shelters = seed_shelters()
        self.watchers: dict[int, list[Account]] = {}
        for posting in Posting.objects.live(now).filter(role="supervisor").select_related("account"):
            self.watchers.setdefault(posting.agency_id, []).append(posting.account)
        self.rows: dict[type, list] = {
            kind: []
            for kind in (
                RiskAssessment, SupportPlan, PlanGoal, PlanProgress, CaseProcedure, TemporaryProtection,
                RegisterProtection, ClientAlert,
            )
        }  # fmt: skip

    def of(self, case: Case) -> None:
        """The parts that fit how far this case has come."""
        if case.state == RECEIVED:
            return
        account = self.people[case.assigned_to_id or 0]
        self._risk(case, account, 3 if case.state == PROTECTED else self.rng.choice((0, 0, 1, 3)))
        if case.state == PROTECTED:
            self._stay(case)
        if any(case.support_needs):
            self._plan(case, account)
            self._procedures(case, account)
            self._measure(case, account)

    def write(self) -> None:
        """Insert everything."""
        for kind, rows in self.rows.items():
            write_many(kind, rows)

    def _risk(self, case: Case, account: Account, flags: int) -> None:
        at = self.now - timedelta(days=self.rng.randrange(2, 12))
        answers = dict.fromkeys(self.flags, risk_rule.NO) | dict.fromkeys(self.flags[:flags], risk_rule.YES)
        proposed = risk_rule.proposal(answers, self.flags)
        level = proposed or self.rng.choice((risk_rule.LOW, risk_rule.MEDIUM))
        self.rows[RiskAssessment].append(
            RiskAssessment(
                id=new_uuid(self.rng), number=new_number(self.rng), case=case, agency_id=case.agency_id,
                account=account, signer_name=account.name, version=1, judged_at=at, questionnaire=self.version,
                answers=answers, fear="strong" if flags else "some", fear_words=self.rng.choice(FEAR),
                proposed=proposed, judged=level, level=level,
                next_review_on=risk_rule.next_review(level, local_day(at)),
            )
        )  # fmt: skip
        if level in risk_rule.WARNS:
            self._alert(case.client, account, "risk_high")

    def _alert(self, client: Client, account: Account, kind: str) -> str:
        alert = ClientAlert(
            number=new_number(self.rng), client=client, kind=kind, begun_at=self.now, made_by_id=account.pk
        )
        self.rows[ClientAlert].append(alert)
        return str(alert.number)

    def _stay(self, case: Case) -> None:
        began = case.state_since or self.today
        self.rows[TemporaryProtection].append(
            TemporaryProtection(
                id=new_uuid(self.rng), number=new_number(self.rng), case=case, agency_id=case.agency_id,
                ground="clause_1", consent="agreed", by="entrusted" if self.shelters else "center",
                shelter=self.rng.choice(self.shelters) if self.shelters else None, family={"primary": 1},
                started_on=began, planned_until=self.today + timedelta(days=7), made_at=self.now,
            )
        )  # fmt: skip

    def _plan(self, case: Case, account: Account) -> None:
        agreed = self.today - timedelta(days=40)
        plan = SupportPlan(
            id=new_uuid(self.rng), case=case, version=1, own_words=self.rng.choice(WISHES), agreed_on=agreed,
            review_on=agreed + timedelta(days=90), author=account, author_name=account.name,
            signed_at=self.now - timedelta(days=40),
        )  # fmt: skip
        self.rows[SupportPlan].append(plan)
        for place, (area, words) in enumerate(GOALS.items()):
            self.rows[PlanGoal].append(
                PlanGoal(id=new_uuid(self.rng), plan=plan, position=place, life_area=area, words=words,
                         who=account.name, due_on=self.today + timedelta(days=30))
            )  # fmt: skip
            for step, days in enumerate(sorted(self.rng.sample(range(1, 39), 3), reverse=True), start=1):
                self.rows[PlanProgress].append(
                    PlanProgress(
                        id=new_uuid(self.rng), case=case, life_area=area, step=max(0, step - self.rng.randrange(2)),
                        noted_on=self.today - timedelta(days=days), with_her=True,
                        noted_at=self.now - timedelta(days=days), made_by_id=account.pk,
                    )
                )  # fmt: skip

    def _procedures(self, case: Case, account: Account) -> None:
        for place, procedure in enumerate(self.procedures):
            done, going = place < 6, 6 <= place < 9
            self.rows[CaseProcedure].append(
                CaseProcedure(
                    id=new_uuid(self.rng), case=case, procedure=procedure,
                    state="done" if done else "under_way" if going else "to_do",
                    planned_on=self.today + timedelta(days=2) if going else None,
                    companion=account if going else None,
                    done_on=self.today - timedelta(days=20 - place) if done else None,
                    changed_at=self.now, changed_by_id=account.pk,
                )
            )  # fmt: skip

    def _measure(self, case: Case, account: Account) -> None:
        starts = deadlines.same_day(self.today, -self.rng.randrange(1, 12))
        others = [one for one in self.watchers.get(case.agency_id, []) if one.pk != account.pk]
        confirmed = others[0] if others else None
        self.rows[RegisterProtection].append(
            RegisterProtection(
                id=new_uuid(self.rng), number=new_number(self.rng), case=case, agency_id=case.agency_id,
                account=account, made_at=self.now, kind="a", municipality_id=case.agency.municipality_id,
                elsewhere="" if case.agency.municipality_id else "住民票のある市町村", applied_on=starts,
                starts_on=starts, ends_on=term(starts), entered_by=account, confirmed_by=confirmed,
                confirmed_at=self.now if confirmed else None, state=CONFIRMED if confirmed else SET,
                alert_number=self._alert(case.client, account, "register_protection"),
            )
        )  # fmt: skip
