"""Invented duties of the law: signed checks on children, reports by somebody else; a few of each still wait."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from cases import rules, states
from cases.cards import local_day
from cases.choices import ASK_SUPERVISOR, NOT_NOTIFY, NOTIFY, VIOLENT_COMPLAINTS
from cases.demo.people import new_number, new_uuid
from cases.demo.words import Words
from cases.models import ChildCheck, Consultation, DvReport, TimelineEntry
from cases.queries.child_check import asking
from cases.queries.dv_report import REPORTER
from partners.models import Account, Posting

WHY = "the demo's duties"
LATELY = timedelta(days=120)
STILL_OPEN = timedelta(days=3)
KNOWN = "-counselor"  # how the logins of the demo's known counselors end
BY_OTHERS = {
    "caller__in": ("relative", "acquaintance", "agency"),
    "main_complaint__in": VIOLENT_COMPLAINTS,
}


def seed_duties(words: Words, now: datetime, *, seed: int = 1) -> None:
    """Sign for the older contacts, leave the newest of each counselor; write down reports, some of them explained.

    A source of chance of its own, so that the rest of the demo stays as it was.
    """
    rng = random.Random(seed)
    people = {one.pk: one for one in Account.objects.all()}
    _give_to_known(now)
    _checks(words, rng, now, people)
    _reports(words, rng, now, people)


def _give_to_known(now: datetime) -> None:
    """The newest contact with a duty at each agency becomes that of the account by which the demo is known."""
    known = Posting.objects.live(now).filter(role="counselor", account__login__endswith=KNOWN)
    keepers = {
        one.agency_id: one.account for one in known.select_related("account").order_by("-account__login")
    }
    lately = Consultation.objects.everything(WHY).filter(sort_key__gte=now - LATELY, agency_id__in=keepers)
    for rows in (asking(lately), lately.filter(**BY_OTHERS)):
        newest = {one.agency_id: one for one in rows.only("agency", "number").order_by("started_at", "pk")}
        for agency_id, one in newest.items():
            account = keepers[agency_id]
            Consultation.objects.everything(WHY).filter(pk=one.pk).update(
                made_by_id=account.pk, counselor_id=account.pk, counselor_name=account.name
            )
            TimelineEntry.objects.everything(WHY).filter(target_number=one.number).update(
                account_name=account.name
            )


def _checks(words: Words, rng: random.Random, now: datetime, people: dict[int, Account]) -> None:
    lately = Consultation.objects.everything(WHY).filter(
        sort_key__gte=now - LATELY, child_checks__isnull=True
    )
    rows = asking(lately)
    found = list(
        rows.only("agency", "person_key", "counselor_id", "started_at").order_by("-started_at", "pk")
    )
    signed, left, checks = set(), set(), []
    for one in found:
        if one.person_key in signed or one.counselor_id is None:
            continue
        if one.counselor_id not in left or one.started_at > now - STILL_OPEN:
            left.add(one.counselor_id)
            continue
        signed.add(one.person_key)
        checks.append(_check(one, people[one.counselor_id], words, rng, now))
    if checks:
        checks[0].decision, checks[0].reason = ASK_SUPERVISOR, ""
    ChildCheck.objects.bulk_create(checks, batch_size=1000)


def _check(one: Consultation, signer: Account, words: Words, rng: random.Random, now: datetime) -> ChildCheck:
    at = min(one.started_at + timedelta(minutes=rng.choice((40, 90, 300, 1200))), now)
    is_notice = rng.random() < 0.35
    check = ChildCheck(
        id=new_uuid(rng), number=new_number(rng), consultation=one, agency_id=one.agency_id, version=1,
        seen_violence=rng.choice(("yes", "yes", "unknown")), direct_violence=rng.choice(("no", "no", "yes", "unknown")),
        injury_neglect=rng.choice(("no", "no", "unknown")), observed=words.note("child_observed", 0.8),
        decision=NOTIFY if is_notice else NOT_NOTIFY, signer=signer, signer_name=signer.name, signer_role="counselor",
        signed_at=at,
    )  # fmt: skip
    if not is_notice:
        check.reason = words.note("child_reason")
        return check
    check.notified_to, check.notified_at = rng.choice(("child_guidance", "municipality")), at
    check.notifier, check.told_her = signer.name, rng.choice(("agreed", "agreed", "against"))
    check.told_words = words.note("child_told", 0.7)
    check.no_consent = words.note("child_no_consent") if check.told_her == "against" else ""
    return check


def _reports(words: Words, rng: random.Random, now: datetime, people: dict[int, Account]) -> None:
    """The calls of reporters but the newest; besides, the newest call by somebody else at each agency."""
    rows = Consultation.objects.everything(WHY).filter(sort_key__gte=now - LATELY, dv_report__isnull=True)
    rows = rows.only("agency", "counselor_id", "started_at", "caller").order_by("-started_at", "pk")
    by_reporters = list(rows.filter(caller=REPORTER))[1:]
    by_others = rows.filter(**BY_OTHERS)
    newest = list({one.agency_id: one for one in reversed(list(by_others))}.values())
    chosen = [one for one in (*newest, *by_reporters) if one.counselor_id in people]
    waiting = {one.pk for one in newest}
    written = [_report(one, words, rng, people, waits=one.pk in waiting) for one in chosen]
    DvReport.objects.bulk_create(written, batch_size=1000)


def _report(
    one: Consultation, words: Words, rng: random.Random, people: dict[int, Account], *, waits: bool
) -> DvReport:
    account = people[one.counselor_id or 0]
    report = DvReport(
        id=new_uuid(rng), number=new_number(rng), consultation=one, agency_id=one.agency_id, account=account,
        made_at=one.started_at, reported_at=one.started_at,
        due_on=rules.explanation_due(local_day(one.started_at)),
        reporter_kind=rng.choice(("medical", "medical", "general", "police", "agency")),
        her_will=rng.choice(("agreed", "against", "not_known", "")),
    )  # fmt: skip
    if waits:
        return report
    report.noter, report.noted_at = account, one.started_at + timedelta(hours=1)
    if rng.random() < 0.7:
        report.state, report.explained_at = states.EXPLAINED, report.noted_at
        report.explainer, report.words = account.name, words.note("report_told")
        report.explanation_way = rng.choice(("phone", "meeting", "through"))
        report.explanation_points = ["functions", "advice", "protection"][: rng.choice((2, 3))]
    else:
        report.state, report.why_not = states.NOT_EXPLAINED, "unreachable"
        report.words = words.note("report_reason")
    return report
