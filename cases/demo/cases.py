"""Invented support cases: at each agency a few in every part of the way, with what was done and what is due."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from cases.cards import local_day
from cases.demo.anchors import write_anchors, write_many
from cases.demo.case_parts import Parts
from cases.demo.people import new_number, new_uuid
from cases.models import Case, CaseGrant, CaseStep, CaseTask, Client, TimelineEntry
from cases.states.case import AFTERCARE, ASSESSING, CASE_MOVE_BY_NAME, CLOSED, PROTECTED, RECEIVED, SUPPORTING
from partners.models import Account

WHY = "the demo's cases"
MOST_OF_AN_AGENCY = 8
TALKS = 2  # from so many consultations on a client has a case
# What was done, in the order in which cases are laid out at each agency.
WAYS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (SUPPORTING, ("assess", "support")),
    (ASSESSING, ("assess",)),
    (PROTECTED, ("assess", "support", "protect")),
    (AFTERCARE, ("assess", "support", "look_after")),
    (RECEIVED, ()),
    (SUPPORTING, ("support",)),
    (CLOSED, ("assess", "support", "look_after", "close")),
)
NEEDS = ("consultation", "protection", "recovery", "daily_life", "children", "self_reliance")
WORDS = ("転校の手続を一緒に確かめる", "通院の日に付き添う", "住まいの見学に同行する", "法テラスの予約をとる")


def seed_cases(now: datetime, *, seed: int = 2) -> None:
    """Open cases for the clients who were in touch most; a source of chance of its own keeps the rest as it was."""
    rng = random.Random(f"{seed}:{Case.objects.everything(WHY).count()}")
    people = {one.pk: one for one in Account.objects.all()}
    chosen: dict[int, list[Client]] = defaultdict(list)
    known: QuerySet[Any] = Client.objects.everything(WHY).filter(
        cases__isnull=True, assigned_to__isnull=False
    )
    known = known.annotate(talks=Count("consultations")).filter(talks__gte=TALKS).select_related("agency")
    for client in known.order_by("-sort_key", "pk"):
        if len(chosen[client.agency_id]) < MOST_OF_AN_AGENCY:
            chosen[client.agency_id].append(client)
    cases, steps, tasks, events = [], [], [], []
    for clients in chosen.values():
        for place, client in enumerate(clients):
            account = people[client.assigned_to_id or 0]
            way = _Way(client, account, now, rng, WAYS[place % len(WAYS)][1])
            cases.append(way.case)
            steps += way.steps
            tasks += way.tasks
            events += way.events
    write_anchors(Case, CaseGrant, cases)
    for model, rows in ((CaseStep, steps), (CaseTask, tasks), (TimelineEntry, events)):
        write_many(model, rows)
    parts = Parts(rng, now, people)
    for case in cases:
        parts.of(case)
    parts.write()


class _Way:
    """One case with the moves that were made, in the days between her first contact and today."""

    def __init__(
        self, client: Client, account: Account, now: datetime, rng: random.Random, moves: tuple[str, ...]
    ) -> None:
        self.rng, self.now, self.account, self.today = rng, now, account, local_day(now)
        opened = max(client.sort_key, now - timedelta(days=rng.randrange(20, 200)))
        self.case = Case(
            id=new_uuid(rng), number=new_number(rng), agency=client.agency, person_key=client.person_key,
            client=client, sort_key=opened, opened_on=local_day(opened), state_since=local_day(opened),
            state=RECEIVED, assigned_to=account, assigned_since=opened, assigned_by_id=account.pk,
            made_by_id=account.pk, is_demo=True,
        )  # fmt: skip
        self.steps: list[CaseStep] = []
        self.tasks: list[CaseTask] = []
        self.events: list[TimelineEntry] = []
        self._step("open", "", RECEIVED, opened)
        for place, name in enumerate(moves, start=1):
            at = opened + (now - opened) * place / (len(moves) + 1)
            self._step(name, self.case.state, CASE_MOVE_BY_NAME[name].target, at)
        if self.case.state == CLOSED:
            self.case.outcome = rng.choice(("goals_met", "own_wish", "moved"))
        else:
            self._due(moves)

    def _step(self, name: str, source: str, target: str, at: datetime) -> None:
        case = self.case
        case.state, case.state_since = target, local_day(at)
        if name == "support":
            case.support_needs = sorted(self.rng.sample(NEEDS, 3), key=NEEDS.index)
        self.steps.append(
            CaseStep(
                id=new_uuid(self.rng), case=case, move=name, source=source, target=target, made_on=local_day(at),
                made_at=at, made_by_id=self.account.pk, made_by_name=self.account.name,
            )
        )  # fmt: skip
        self.events.append(
            TimelineEntry(
                number=new_number(self.rng), client=case.client, agency_id=case.agency_id, at=at,
                event="case.opened" if name == "open" else f"case.{name}", target_number=case.number,
                account_name=self.account.name,
            )
        )  # fmt: skip

    def _due(self, moves: tuple[str, ...]) -> None:
        kinds = CASE_MOVE_BY_NAME[moves[-1]].starts if moves else ("first_look",)
        for kind in kinds:
            self._task(kind, self.today + timedelta(days=self.rng.randrange(-2, 25)))
        self._task("own", self.today + timedelta(days=self.rng.randrange(1, 20)), self.rng.choice(WORDS))

    def _task(self, kind: str, due_on: date, words: str = "") -> None:
        self.tasks.append(
            CaseTask(
                id=new_uuid(self.rng), number=new_number(self.rng), case=self.case, agency_id=self.case.agency_id,
                kind=kind, due_on=due_on, words=words, made_by_id=self.account.pk, made_at=self.now,
                told_on=self.today, raised_on=self.today,
            )
        )  # fmt: skip
