"""What waits for this person, for the home page."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import CodeBook
from partners.cards import Waiting, WaitingRow
from referrals.cards import about
from referrals.choices import ACCEPTED, ANSWER_LABELS, DECLINED, REPORTED, SENT
from referrals.models import Referral
from referrals.queries.named_person import answerable
from referrals.queries.referral import WITH_PEOPLE
from safeguards import calendar, matrix
from safeguards.access import Actor
from safeguards.templatetags.safeguards import clock, day_short, weekday

MOST_SHOWN = 5
NEWS_FOR = timedelta(days=14)


def waiting_for(actor: Actor) -> list[Waiting]:
    """Referrals received and not answered, due soon first; answers to those sent. No identity stands here."""
    if not matrix.may_open(actor, "referral.list"):
        return []
    book = CodeBook()
    return [*_named(actor), _received(actor, book), _answered(actor, book)]


def _named(actor: Actor) -> list[Waiting]:
    """Staff whom a sender names; for supervisors. Two queries at most, none for others."""
    if not matrix.may_open(actor, "named.list"):
        return []
    waiting = answerable(actor).select_related("agency", "referral__from_agency")
    found = list(waiting.order_by("asked_at", "pk")[: MOST_SHOWN + 1])
    if not found:
        return []
    rows = tuple(
        WaitingRow(
            when=day_short(one.asked_at),
            badge="",
            title=_("The sender names somebody of the staff."),
            text=f"{one.referral.from_agency.label} → {one.agency.label}",
            url=reverse("named_detail", args=[one.number]),
            act=_("Look into it"),
            tone="late",
        )
        for one in found[:MOST_SHOWN]
    )
    count = len(found) if len(found) <= MOST_SHOWN else waiting.count()
    return [Waiting(_("People who must not see a referral"), count, reverse("named_list"), rows)]


def _received(actor: Actor, book: CodeBook) -> Waiting:
    rows = WITH_PEOPLE.visible_to(actor).filter(to_agency_id=actor.agency_id, state=SENT)
    shown = rows.order_by(F("answer_due_at").asc(nulls_last=True), "sent_at", "pk")[:MOST_SHOWN]
    return Waiting(
        label=_("Referrals received"),
        count=rows.count(),
        url=f"{reverse('referral_list')}?box=in&state=sent",
        rows=tuple(_to_answer(actor, one, book) for one in shown),
        link=_("Open the inbox"),
        empty=_("No referral waits for an answer."),
    )


def _to_answer(actor: Actor, one: Referral, book: CodeBook) -> WaitingRow:
    when, badge, tone = _due(actor, one)
    return WaitingRow(
        when=when,
        badge=badge,
        title=_("%(kind)s, from %(agency)s")
        % {"kind": book.label("referral_kind", one.kind), "agency": one.from_agency.label},
        text=_("%(about)s. The name is shown once you accept.") % {"about": about(one, book)},
        url=reverse("referral_detail", args=[one.number]),
        act=_("Read and answer"),
        tone=tone,
    )


def _due(actor: Actor, one: Referral) -> tuple[str, str, str]:
    due = one.answer_due_at
    if due is None:
        return day_short(one.sent_at), _("no hurry"), "quiet"
    if due < actor.now:
        return day_short(due), _("answer is late"), "late"
    if calendar.japanese_day(due) == calendar.japanese_day(actor.now):
        return _("today"), _("until %(time)s") % {"time": clock(due)}, "near"
    return day_short(due), weekday(due), "quiet"


def _answered(actor: Actor, book: CodeBook) -> Waiting:
    new = Q(state=REPORTED) | Q(state__in=[DECLINED, ACCEPTED], changed_at__gt=actor.now - NEWS_FOR)
    rows = WITH_PEOPLE.visible_to(actor).filter(new, from_agency_id=actor.agency_id)
    return Waiting(
        label=_("Answers to what you sent"),
        count=rows.count(),
        url=f"{reverse('referral_list')}?box=out",
        rows=tuple(_answer(one, book) for one in rows.order_by("-changed_at", "pk")[:MOST_SHOWN]),
        link=_("Open the outbox"),
        empty=_("No new answer."),
    )


def _answer(one: Referral, book: CodeBook) -> WaitingRow:
    needs_act = one.state == REPORTED
    return WaitingRow(
        when=day_short(one.changed_at),
        badge=str(ANSWER_LABELS[one.state]),
        title=_("%(kind)s, to %(agency)s")
        % {"kind": book.label("referral_kind", one.kind), "agency": one.to_agency.label},
        text=_("There is a report. Please read it, then close.") if needs_act else "",
        url=reverse("referral_detail", args=[one.number]),
        act=_("Read the answer"),
        tone="near" if one.state == DECLINED else "done",
    )
